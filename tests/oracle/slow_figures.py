"""Figures and fees of a period as design sections 6 and 8 word them, from the slow reading of jobs.

Every number of the design's defaults is written out here once more, so that a wrong
profile is found as well.
"""

import math
from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from tests.oracle.slow import (
    Case,
    Place,
    World,
    effective_visits,
    header,
    local_day,
    opened_at,
    visits,
)
from tests.oracle.slow_jobs import (
    SlowJob,
    dropped_in,
    fixed_at_once,
    jobs_of,
    on_time,
    open_in,
    open_to_close,
    relay_to_visit,
)

Z = 1.959963984540054
CLASSES = (
    "attitude", "complaint", "repeat_unfixed", "dissatisfied", "first_unfixed", "explained", "unverified", "satisfied"
)  # fmt: skip
POINTS = {
    "attitude": Fraction(20, 10), "complaint": Fraction(15, 10), "repeat_unfixed": Fraction(15, 10),
    "dissatisfied": Fraction(10, 10), "first_unfixed": Fraction(8, 10), "unverified": Fraction(2, 10),
    "explained": Fraction(0), "satisfied": Fraction(0),
}  # fmt: skip
CLASS_PERMILLE = {
    "satisfied": 1000, "explained": 1000, "unverified": 900, "first_unfixed": 800, "dissatisfied": 500,
    "repeat_unfixed": 300, "complaint": 0, "attitude": 0,
}  # fmt: skip
GRADE_PERMILLE = {"A": 1050, "B": 1000, "C": 900, "D": 700, None: 1000}
TARIFFS = {
    "delivery": (4000, 4000), "installation": (8000, 8000), "commissioning": (6000, 6000), "repair": (6000, 0),
    "maintenance": (5000, 0), "relocation": (12000, 0), "parts": (2000, 0), "exchange": (3000, 0),
    "return": (3000, 0), "inspection": (3000, 0), "training": (5000, 5000), "advice": (0, 0),
}  # fmt: skip


def half_up(value: Fraction) -> int:
    """The whole number nearest to a value, a half going up."""
    return math.floor(value + Fraction(1, 2))


def wilson(x: int, n: int) -> tuple[float | None, float | None]:
    """95 % Wilson interval of x of n."""
    if n == 0:
        return None, None
    share = x / n
    centre = share + Z * Z / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return (centre - half) / (1 + Z * Z / n), (centre + half) / (1 + Z * Z / n)


def median_minutes(values: list[int]) -> float | None:
    """Exact from whole microseconds; even counts: mean of the middle two; one decimal, half up; null when none."""
    if not values:
        return None
    ranked = sorted(values)
    middle = len(ranked) // 2
    exact = Fraction(ranked[middle]) if len(ranked) % 2 else Fraction(ranked[middle - 1] + ranked[middle], 2)
    return half_up(exact / 60_000_000 * 10) / 10


def mean_and_variance(points: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The mean, and the mean of squares minus the square of the mean."""
    mean = sum(points, Fraction(0)) / len(points)
    return mean, sum((one * one for one in points), Fraction(0)) / len(points) - mean * mean


def shown(value: float) -> float:
    """Clipped to [0, 100] and rounded to one decimal, half up on the shortest decimal writing of the double."""
    clipped = min(100.0, max(0.0, value))
    return float(Decimal(repr(clipped)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def grade_of(score: float, n: int) -> str:
    """A >= 95, B >= 85, C >= 70, else D; n < 10: at most B."""
    grade = "A" if score >= 95 else "B" if score >= 85 else "C" if score >= 70 else "D"
    return "B" if n < 10 and grade == "A" else grade


def fee_grade_of(low: float, high: float, n: int) -> str:
    """B if n < 10; A if score_low >= 95; D if score_high < 70; C if score_high < 85; else B."""
    if n < 10:
        return "B"
    if low >= 95:
        return "A"
    if high < 70:
        return "D"
    return "C" if high < 85 else "B"


def of(jobs: list[SlowJob], outlet: UUID, state: str) -> list[SlowJob]:
    """The outlet's jobs in this state."""
    return [one for one in jobs if one.outlet == outlet and one.state == state]


def scorecards(world: World, period: str) -> dict[str, object]:
    """What `scorecards --json` writes, but for the names of zone and profile."""
    outlets = sorted(world.outlets, key=lambda outlet: world.outlets[outlet].code)
    jobs = jobs_of(world, period)
    graded = {outlet: of(jobs, outlet, "graded") for outlet in outlets}
    points = {outlet: [POINTS[one.result] for one in graded[outlet]] for outlet in outlets}
    k = [outlet for outlet in outlets if points[outlet]]
    between: dict[str, float] | None = None
    y: dict[UUID, float] = {}
    s2: dict[UUID, float] = {}
    score: dict[UUID, float] = {}
    if k:
        # P the same over the graded jobs of all outlets
        _, pooled = mean_and_variance([one for outlet in k for one in points[outlet]])
        for outlet in k:
            n = len(points[outlet])
            mean, variance = mean_and_variance(points[outlet])
            # raw_score y = 100 - 100 x mean of the points
            y[outlet] = float(100 - 100 * mean)
            # v = (n*V + 50*P) / (n + 50), s2 = 10000 * v / n
            s2[outlet] = 10000 * ((n * float(variance) + 50 * float(pooled)) / (n + 50)) / n
        # One outlet alone, or P = 0 (then all y are equal): t = 0, M = y and score = y.
        if len(k) == 1 or pooled == 0:
            t, mean_all = 0.0, y[k[0]]
            score = {outlet: y[outlet] for outlet in k}
        else:
            w = {outlet: 1 / s2[outlet] for outlet in k}
            q = sum(w[o] * y[o] for o in k) / sum(w[o] for o in k)
            big_q = sum(w[o] * (y[o] - q) ** 2 for o in k)
            sum_w = sum(w[o] for o in k)
            t = max(0.0, (big_q - (len(k) - 1)) / (sum_w - sum(w[o] ** 2 for o in k) / sum_w))
            mean_all = sum(y[o] / (s2[o] + t) for o in k) / sum(1 / (s2[o] + t) for o in k)
            # score = (y*t + M*s2) / (t + s2)
            score = {o: (y[o] * t + mean_all * s2[o]) / (t + s2[o]) for o in k}
        between = {"mean": mean_all, "variance": t, "pooled": float(pooled)}
    cards = [
        card(world, period, outlet, jobs, y.get(outlet), s2.get(outlet), score.get(outlet)) for outlet in outlets
    ]
    return {"period": period, "outlets": cards, "between": between}


def card(
    world: World, period: str, outlet: UUID, jobs: list[SlowJob],
    y: float | None, s2: float | None, score: float | None,
) -> dict[str, object]:  # fmt: skip
    """One outlet's figures."""
    graded = of(jobs, outlet, "graded")
    n = len(graded)
    counts = {name: sum(one.result == name for one in graded) for name in CLASSES}
    rates = {}
    for name in CLASSES:
        low, high = wilson(counts[name], n)
        rates[name] = {"raw": counts[name] / n if n else None, "low": low, "high": high}
    scores: dict[str, object] = {
        "raw_score": None, "score": None, "score_low": None, "score_high": None,
        "grade": None, "fee_grade": None, "provisional": True,
    }  # fmt: skip
    if y is not None and s2 is not None and score is not None:
        # score_low, score_high = y -/+ z * sqrt(s2)
        low_shown, high_shown = shown(y - Z * math.sqrt(s2)), shown(y + Z * math.sqrt(s2))
        scores = {
            "raw_score": shown(y), "score": shown(score), "score_low": low_shown, "score_high": high_shown,
            "grade": grade_of(shown(score), n), "fee_grade": fee_grade_of(low_shown, high_shown, n),
            "provisional": n < 10,
        }  # fmt: skip
    return {
        "code": world.outlets[outlet].code,
        "name": world.outlets[outlet].name,
        "n": n,
        "open": open_in(world, outlet, period),
        "dropped": dropped_in(world, outlet, period),
        "held": len(of(jobs, outlet, "held")),
        "counts": counts,
        "rates": rates,
        "first_time_fix": share([fixed_at_once(one) for one in graded]),
        "on_time": share([on_time(one.case, outlet) for one in graded]),
        "median_minutes": {
            "relay_to_visit": median_minutes(known([relay_to_visit(one.case, outlet) for one in graded])),
            "open_to_close": median_minutes(known([open_to_close(one.case) for one in graded])),
        },
        **scores,
    }


def known(values: list[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def share(asked: list[bool | None]) -> dict[str, object]:
    """x of n with its interval; None were not asked."""
    told = [value for value in asked if value is not None]
    low, high = wilson(sum(told), len(told))
    return {"x": sum(told), "n": len(told), "low": low, "high": high}


# --- fees ---------------------------------------------------------------------------------


def place_of(world: World, case: Case) -> Place:
    """The customer's place: the order's address, else the customer's first."""
    address = header(case, "address")
    if address:
        return world.addresses.get(UUID(str(address)))
    first = world.first_address.get(UUID(str(header(case, "customer"))))
    return None if first is None else world.addresses.get(first)


def metres(one: Place, other: Place) -> float:
    """Great circle between customer and outlet (radius 6,371,008.8 m; 0 when a place is unknown)."""
    if one is None or other is None:
        return 0.0
    (lng1, lat1), (lng2, lat2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def add_months(day: date, months: int) -> date:
    """Calendar months, last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_covered(world: World, case: Case, scope: str) -> bool:
    """Covered on the local date of opening; `scope` is labour or parts."""
    day = local_day(opened_at(case))
    named = header(case, "asset")
    # no asset ...: not covered
    if not named:
        return False
    asset = UUID(str(named))
    rows = [cover for cover in world.covers if cover.asset == asset]
    # any cover of the asset with from <= date <= until and scope all or labour (for parts: all or parts)
    if rows:
        return any(row.from_on <= day <= row.until_on and row.scope in ("all", scope) for row in rows)
    # an asset without any cover row: purchased_on + warranty_months not before the date, for both;
    # no ... purchase date or model: not covered
    facts = world.assets[asset]
    months = world.warranty_months.get(facts.product) if facts.product else None
    if facts.purchased_on is None or months is None:
        return False
    return add_months(facts.purchased_on, months) >= day


def tariff(world: World, case: Case) -> int:
    covered, uncovered = TARIFFS[str(header(case, "kind"))]
    return covered if is_covered(world, case, "labour") else uncovered


def trip_at(one: SlowJob) -> int | None:
    """The job's trip is its first effective visit whose place is not workshop: its arrived_at (else at)."""
    for event in effective_visits(one.case, one.outlet):
        if event.data.get("place") != "workshop":
            arrived = event.data.get("arrived_at")
            return event.at if arrived is None else int(str(arrived))
    return None


def is_paid_distance(world: World, one: SlowJob, all_graded: list[SlowJob]) -> bool:
    """Distance is paid only for the first, by the trip's arrived_at (else at) and then order_no, of the period's
    graded jobs with a trip and a tariff above 0 of the same outlet, customer and local day of the trip."""
    own = trip_at(one)
    if own is None or tariff(world, one.case) == 0:
        return False
    same = []
    for other in all_graded:
        trip = trip_at(other)
        if trip is None or tariff(world, other.case) == 0 or other.outlet != one.outlet:
            continue
        if header(other.case, "customer") == header(one.case, "customer") and local_day(trip) == local_day(own):
            same.append((trip, other.case.no))
    return min(same) == (own, one.case.no)


def distance_fen(world: World, one: SlowJob) -> int:
    """max(0, metres - 10000) x 150 / 1000."""
    exact = Fraction(metres(place_of(world, one.case), world.outlets[one.outlet].place))
    return half_up(max(Fraction(0), exact - 10000) * 150 / 1000)


def line(world: World, one: SlowJob, all_graded: list[SlowJob]) -> dict[str, object]:
    """The fee of a graded job."""
    fee = tariff(world, one.case)
    distance = distance_fen(world, one) if is_paid_distance(world, one, all_graded) else 0
    factor = CLASS_PERMILLE[one.result]
    # service = (tariff[kind][labour covered or not] + distance) x class factor / 1000, and 0 where the tariff is 0
    service = half_up(Fraction((fee + distance) * factor, 1000)) if fee else 0
    # Parts of the outlet's visits at list price, in full, when parts are covered.
    parts = 0
    if is_covered(world, one.case, "parts"):
        for event in visits(one.case, one.outlet):
            parts += sum(count * price for _, count, price in event.data.get("parts") or ())
    return {
        "order_no": one.case.no, "class": one.result, "tariff_fen": fee, "distance_fen": distance,
        "factor_permille": factor, "service_fen": service, "parts_fen": parts,
    }  # fmt: skip


def settlement(world: World, period: str) -> dict[str, object]:
    """What `settle --json` writes of a period where nothing was frozen before."""
    grades = {card["code"]: card["fee_grade"] for card in scorecards(world, period)["outlets"]}  # type: ignore[attr-defined]
    jobs = jobs_of(world, period)
    listed = []
    for outlet in sorted(world.outlets, key=lambda one: world.outlets[one].code):
        code = world.outlets[outlet].code
        graded = of(jobs, outlet, "graded")
        lines = sorted((line(world, one, graded) for one in graded), key=lambda row: str(row["order_no"]))
        service = sum(row["service_fen"] for row in lines)  # type: ignore[misc]
        parts = sum(row["parts_fen"] for row in lines)  # type: ignore[misc]
        permille = GRADE_PERMILLE[grades[code]]
        listed.append({
            "code": code, "fee_grade": grades[code], "lines": lines,
            "held": sorted(one.case.no for one in of(jobs, outlet, "held")),
            "service_fen": service, "grade_permille": permille, "parts_fen": parts, "adjustments": [],
            # Outlet total = round(sum of service x fee-grade factor / 1000) + parts + adjustments + ...
            "total_fen": half_up(Fraction(service * permille, 1000)) + parts,
        })  # fmt: skip
    return {"period": period, "frozen": False, "outlets": listed}
