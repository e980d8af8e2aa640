"""The figures of section 6 as someone outside would calculate them: rows of the files in, JSON of section 8 out.

Nothing of the product is used here, and nothing is kept between questions: every figure is read
anew from the columns. Slow and plain on purpose.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
Z = 1.959963984540054
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
MICRO = timedelta(microseconds=1)

CLASSES = (
    "attitude", "complaint", "repeat_unfixed", "dissatisfied", "first_unfixed", "explained", "unverified", "satisfied"
)
POINTS = {
    "attitude": Fraction(2), "complaint": Fraction(3, 2), "repeat_unfixed": Fraction(3, 2), "dissatisfied": Fraction(1),
    "first_unfixed": Fraction(4, 5), "unverified": Fraction(1, 5), "explained": Fraction(0), "satisfied": Fraction(0),
}
TARIFFS = {
    "delivery": (4000, 4000), "installation": (8000, 8000), "commissioning": (6000, 6000), "repair": (6000, 0),
    "maintenance": (5000, 0), "relocation": (12000, 0), "parts": (2000, 0), "exchange": (3000, 0), "return": (3000, 0),
    "inspection": (3000, 0), "training": (5000, 5000), "advice": (0, 0),
}
FACTORS = {
    "satisfied": 1000, "explained": 1000, "unverified": 900, "first_unfixed": 800, "dissatisfied": 500,
    "repeat_unfixed": 300, "complaint": 0, "attitude": 0,
}
GRADE_FACTORS = {"A": 1050, "B": 1000, "C": 900, "D": 700, None: 1000}
LEFT_UNDONE = {"temporary", "parts_needed", "taken_to_workshop", "unrepairable", "unsafe"}
NOT_EFFECTIVE = {"no_access", "refused_visit", "refused_fee"}
OUTLETS_FAULT = {"", "outlet", "technician"}
YES_NO = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}

Row = dict[str, str]
Files = dict[str, list[Row]]


def read(folder: Path) -> Files:
    """Every .csv of a folder, by the name of its kind."""
    files: Files = defaultdict(list)
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as text:
            files[file.stem] = list(csv.DictReader(text))
    return files


def instant(text: str) -> int | None:
    """Microseconds since 1970 of an ISO text; the zone is Shanghai's where none is written."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    return (moment - EPOCH) // MICRO


def sure(moment: int | None) -> int:
    assert moment is not None
    return moment


def local_day(moment: int) -> date:
    return (EPOCH + moment * MICRO).astimezone(ZONE).date()


def half_up(number: Fraction) -> int:
    return math.floor(number + Fraction(1, 2))


def one_decimal(number: float) -> float:
    return float(Decimal(repr(number)).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass
class Event:
    pos: int
    at: int
    row: Row

    @property
    def name(self) -> str:
        return self.row["event"]

    @property
    def outlet(self) -> str:
        return self.row.get("outlet_code", "")

    def said(self, column: str) -> bool | None:
        return YES_NO.get(self.row.get(column, "").lower())

    def when(self, column: str) -> int | None:
        return instant(self.row.get(column, ""))

    @property
    def is_visit(self) -> bool:
        return self.name == "visit"

    @cached_property
    def is_effective(self) -> bool:
        return self.is_visit and self.row["outcome"] not in NOT_EFFECTIVE

    @cached_property
    def serves(self) -> bool:
        return self.is_effective or (self.name == "feedback" and self.row["outcome"] == "done")

    @property
    def is_answer(self) -> bool:
        return self.name in ("callback_answer", "second_check")

    def leads_to(self) -> str | None:
        """The state behind this event, None where it stays."""
        match self.name:
            case "opened" | "withdrawn":
                return "open"
            case "relayed" | "accepted" | "declined" | "returned" | "reopened" | "cancelled":
                return self.name
            case "solved_by_phone":
                return "closed" if self.said("satisfied") else "awaiting_callback"
            case "feedback":
                return "awaiting_callback" if self.row["outcome"] == "done" else "returned"
            case "callback_answer":
                return "closed" if self.said("satisfied") else "reopened"
            case "closed_unverified":
                return "closed"
        return None


@dataclass
class Order:
    row: Row
    events: list[Event]
    complaints: list[Row]
    repeats: list["Order"] = field(default_factory=list)

    @property
    def no(self) -> str:
        return self.row["order_no"]

    @cached_property
    def opened_at(self) -> int:
        return sure(instant(self.row["opened_at"]))

    @cached_property
    def state(self) -> str:
        return [event.leads_to() for event in self.events if event.leads_to()][-1] or ""

    @cached_property
    def ending(self) -> Event | None:
        """The event that ended it last."""
        ends = [event for event in self.events if event.leads_to() in ("closed", "cancelled")]
        return ends[-1] if ends else None

    @cached_property
    def closing(self) -> Event | None:
        ends = [event for event in self.events if event.leads_to() == "closed"]
        return ends[-1] if ends else None

    @property
    def is_ended(self) -> bool:
        return self.state in ("closed", "cancelled")

    def ended_unverified(self, reason: str) -> bool:
        end = self.ending
        return end is not None and end.name == "closed_unverified" and end.row["reason"] == reason

    def serving(self, event: Event) -> str:
        """The serving outlet at an event; "" where none is."""
        served = [other.outlet for other in self.events if other.serves and other.pos < event.pos]
        return served[-1] if served else ""

    def serving_at(self, moment: int) -> str:
        served = [other.outlet for other in self.events if other.serves and other.at <= moment]
        return served[-1] if served else ""

    @cached_property
    def answers(self) -> list[Event]:
        """What counts of the customer's answers."""
        answers = [event for event in self.events if event.is_answer]
        if self.ended_unverified("explained_unfounded"):
            bad = [event for event in answers if event.name == "callback_answer" and event.said("satisfied") is False]
            answers = [event for event in answers if event is not (bad[-1] if bad else None)]
        return answers

    def outlets_with_jobs(self) -> list[str]:
        return sorted({event.outlet for event in self.events if event.serves})

    def dropped_at(self, outlet: str) -> int | None:
        """When the order was first taken on to another outlet; None where this outlet did not drop it."""
        accepted = [event for event in self.events if event.name == "accepted" and event.outlet == outlet]
        if not accepted or outlet in self.outlets_with_jobs():
            return None
        for event in self.events:
            if event.pos > accepted[0].pos and event.name == "relayed" and event.outlet != outlet:
                return event.at
        return None


def orders_of(files: Files) -> list[Order]:
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in files["events"]:
        rows_of[row["order_no"]].append(row)
    complaints: dict[str, list[Row]] = defaultdict(list)
    for row in files["complaints"]:
        complaints[row.get("order_no", "")].append(row)
    orders = []
    for row in files["orders"]:
        told = sorted(rows_of[row["order_no"]], key=lambda told: sure(instant(told["at"])))
        events = [Event(0, sure(instant(row["opened_at"])), {"event": "opened"})]
        events += [Event(pos, sure(instant(told["at"])), told) for pos, told in enumerate(told, 1)]
        orders.append(Order(row, events, complaints[row["order_no"]]))
    _find_repeats(orders)
    return orders


def _find_repeats(orders: list[Order]) -> None:
    closed = [order for order in orders if order.state == "closed"]
    for again in orders:
        if again.state == "cancelled":
            continue
        near = [
            order for order in closed
            if order is not again and 0 <= again.opened_at - sure(order.closing and order.closing.at) <= 30 * DAY // MICRO
        ]
        if again.row.get("repeat_of"):
            earlier = [order for order in near if order.no == again.row["repeat_of"]]
        else:
            alike = [order for order in near if _same_fault(order.row, again.row)]
            earlier = sorted(alike, key=lambda order: (sure(order.closing and order.closing.at), order.no))[-1:]
        for order in earlier:
            order.repeats.append(again)


def _same_fault(one: Row, other: Row) -> bool:
    def fault(row: Row) -> str:
        return row.get("fault", "").strip().casefold()

    same_machine = one.get("serial", "") and one.get("serial") == other.get("serial")
    both_repair = one["kind"] == other["kind"] == "repair"
    return bool(both_repair and same_machine and fault(one) and fault(one) == fault(other))


@dataclass
class Job:
    order: Order
    outlet: str

    @property
    def visits(self) -> list[Event]:
        return [event for event in self.order.events if event.is_visit and event.outlet == self.outlet]

    @property
    def effective(self) -> list[Event]:
        return [event for event in self.visits if event.is_effective]

    @property
    def answers(self) -> list[Event]:
        """Answers while this outlet was serving."""
        return [event for event in self.order.answers if self.order.serving(event) == self.outlet]

    @property
    def complaints(self) -> list[Row]:
        """Complaints that would count here, ended or not."""
        found = []
        for row in self.order.complaints:
            named = row.get("outlet_code", "")
            here = named == self.outlet if named else (
                self.order.serving_at(sure(instant(row["received_at"]))) == self.outlet
            )
            if here and row.get("against", "") in OUTLETS_FAULT:
                found.append(row)
        return found

    @property
    def unfixed(self) -> int:
        order = self.order
        count = sum(1 for visit in self.visits if visit.row["outcome"] == "not_fixed")
        count += sum(1 for answer in self.answers if answer.said("fixed") is False)
        count += sum(
            1 for event in order.events
            if event.name == "reopened" and event.row["reason"] in ("not_fixed", "recurred")
            and order.serving(event) == self.outlet
        )
        every = [event for event in order.events if event.is_effective]
        if self.effective and self.effective[-1].row["outcome"] in LEFT_UNDONE:
            count += any(visit.outlet != self.outlet and visit.pos > self.effective[-1].pos for visit in every)
        if every and every[-1].outlet == self.outlet:
            count += len(order.repeats)
        return count

    @cached_property
    def state(self) -> str:
        order = self.order
        if not order.is_ended:
            return "open"
        running = any(not row.get("ended_as") for row in self.complaints)
        if running or order.ended_unverified("before_authority"):
            return "held"
        return "graded"

    @cached_property
    def class_(self) -> str:
        order, answers = self.order, self.answers
        counted = [row for row in self.complaints if row["ended_as"] in ("upheld", "partly")]
        if any(answer.said("attitude_ok") is False for answer in answers):
            return "attitude"
        if any(row["category"] == "attitude" for row in counted):
            return "attitude"
        if counted or any(answer.said("came") is False for answer in answers):
            return "complaint"
        if self.unfixed >= 2:
            return "repeat_unfixed"
        if any(
            answer.said("satisfied") is False and answer.row.get("about", "") in OUTLETS_FAULT for answer in answers
        ):
            return "dissatisfied"
        if self.unfixed == 1:
            return "first_unfixed"
        if order.ended_unverified("explained_unfounded"):
            return "explained"
        end = order.ending
        if end is not None and (end.name == "closed_unverified" or end.leads_to() == "cancelled"):
            return "unverified"
        return "satisfied"

    @property
    def is_fixed_first_time(self) -> bool:
        return (
            self.unfixed == 0 and len(self.effective) == 1
            and self.effective[0].row["outcome"] in ("fixed", "no_fault_found")
        )

    def window(self) -> tuple[int, int] | None:
        """The window in force at the first visit."""
        first = self.visits[0]
        arrived = sure(first.when("arrived_at"))
        events = self.order.events
        accepted = [event for event in events[:first.pos] if event.name == "accepted" and event.outlet == self.outlet]
        if not accepted:
            return None
        relayed = [event for event in events[:accepted[-1].pos] if event.name == "relayed"][-1]
        before = [event for event in events[:accepted[-1].pos] if event.name == "window_agreed"]
        force: tuple[int, int] | None = None
        if before and sure(before[-1].when("window_start")) >= relayed.at:
            force = (sure(before[-1].when("window_start")), sure(before[-1].when("window_end")))
        for event in events[accepted[-1].pos:]:
            if event.name != "window_agreed" or event.at >= arrived:
                continue
            if force is None or (event.row.get("by") != "outlet" and event.at < force[0]):
                force = (sure(event.when("window_start")), sure(event.when("window_end")))
        return force

    def on_time(self) -> bool | None:
        """Whether the first visit came in time; None where nobody can say."""
        if not self.visits or self.visits[0].when("arrived_at") is None:
            return None
        window = self.window()
        if window is None:
            return None
        blamed = any(answer.said("on_time") is False or answer.said("came") is False for answer in self.answers)
        return window[0] <= sure(self.visits[0].when("arrived_at")) < window[1] and not blamed

    def relay_to_visit(self) -> int | None:
        if not self.visits or self.visits[0].when("arrived_at") is None:
            return None
        relayed = [
            event for event in self.order.events[:self.visits[0].pos]
            if event.name == "relayed" and event.outlet == self.outlet
        ]
        return sure(self.visits[0].when("arrived_at")) - relayed[-1].at if relayed else None

    def open_to_close(self) -> int | None:
        if self.order.state != "closed":
            return None
        return sure(self.order.closing and self.order.closing.at) - self.order.opened_at

    @property
    def trip(self) -> Event | None:
        trips = [visit for visit in self.effective if visit.row.get("place") != "workshop"]
        return trips[0] if trips else None


def month(period: str) -> tuple[int, int]:
    """The first instant of a month in Shanghai and the first behind it."""
    year, number = (int(part) for part in period.split("-"))
    begin = datetime(year, number, 1, tzinfo=ZONE)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=ZONE)
    return (begin - EPOCH) // MICRO, (end - EPOCH) // MICRO


@dataclass
class Month:
    """What of all jobs belongs to a period."""

    files: Files
    period: str

    def __post_init__(self) -> None:
        self.begin, self.end = month(self.period)
        self.orders = orders_of(self.files)
        self.jobs = [Job(order, outlet) for order in self.orders for outlet in order.outlets_with_jobs()]
        mine = [job for job in self.jobs if job.order.ending and self.begin <= job.order.ending.at < self.end]
        self.graded = [job for job in mine if job.state == "graded"]
        self.held = [job for job in mine if job.state == "held"]

    @property
    def codes(self) -> list[str]:
        return sorted(row["code"] for row in self.files["outlets"])

    def open_jobs(self, outlet: str) -> int:
        return sum(
            1 for job in self.jobs
            if job.outlet == outlet and job.order.opened_at < self.end
            and (not job.order.is_ended or sure(job.order.ending and job.order.ending.at) >= self.end)
        )

    def dropped(self, outlet: str) -> int:
        moments = [order.dropped_at(outlet) for order in self.orders]
        return sum(1 for moment in moments if moment is not None and self.begin <= moment < self.end)


def wilson(x: int, n: int) -> tuple[float | None, float | None]:
    if n == 0:
        return None, None
    rate = x / n
    middle = (rate + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return middle - half, middle + half


def share(x: int, n: int) -> dict[str, Any]:
    low, high = wilson(x, n)
    return {"x": x, "n": n, "low": low, "high": high}


def median_minutes(spans: Iterable[int | None]) -> float | None:
    known = sorted(span for span in spans if span is not None)
    if not known:
        return None
    middle = len(known) // 2
    exact = Fraction(known[middle]) if len(known) % 2 else Fraction(known[middle - 1] + known[middle], 2)
    return half_up(exact / 60_000_000 * 10) / 10


def _spread(points: list[Fraction]) -> Fraction:
    mean = sum(points, Fraction()) / len(points)
    return sum((point * point for point in points), Fraction()) / len(points) - mean * mean


@dataclass
class Score:
    y: float
    s2: float


def between(month_: Month) -> tuple[dict[str, Score], dict[str, float] | None]:
    """Each outlet's y and s2, and what all have in common."""
    points_of: dict[str, list[Fraction]] = defaultdict(list)
    for job in month_.graded:
        points_of[job.outlet].append(POINTS[job.class_])
    if not points_of:
        return {}, None
    pooled = _spread([point for points in points_of.values() for point in points])
    scores = {}
    for outlet, points in points_of.items():
        n = len(points)
        y = float(100 - 100 * sum(points, Fraction()) / n)
        v = (n * float(_spread(points)) + 50 * float(pooled)) / (n + 50)
        scores[outlet] = Score(y, 10000 * v / n)
    if len(scores) == 1 or pooled == 0:
        return scores, {"mean": next(iter(scores.values())).y, "variance": 0.0, "pooled": float(pooled)}
    w = [1 / score.s2 for score in scores.values()]
    ys = [score.y for score in scores.values()]
    q = sum(a * y for a, y in zip(w, ys, strict=True)) / sum(w)
    big_q = sum(a * (y - q) ** 2 for a, y in zip(w, ys, strict=True))
    t = max(0.0, (big_q - (len(w) - 1)) / (sum(w) - sum(a * a for a in w) / sum(w)))
    mean = sum(score.y / (score.s2 + t) for score in scores.values())
    mean /= sum(1 / (score.s2 + t) for score in scores.values())
    return scores, {"mean": mean, "variance": t, "pooled": float(pooled)}


def _shown(value: float) -> float:
    return one_decimal(min(100.0, max(0.0, value)))


def _scores(n: int, score: Score | None, all_: dict[str, float] | None) -> dict[str, Any]:
    if score is None or all_ is None:
        names = ("raw_score", "score", "score_low", "score_high", "grade", "fee_grade")
        return {**dict.fromkeys(names), "provisional": True}
    t, mean = all_["variance"], all_["mean"]
    drawn = score.y if t + score.s2 == 0 else (score.y * t + mean * score.s2) / (t + score.s2)
    if all_["pooled"] == 0:
        drawn = score.y
    half = Z * math.sqrt(score.s2)
    shown, low, high = _shown(drawn), _shown(score.y - half), _shown(score.y + half)
    grade = "A" if shown >= 95 else "B" if shown >= 85 else "C" if shown >= 70 else "D"
    if n < 10 and grade == "A":
        grade = "B"
    fee = "B" if n < 10 else "A" if low >= 95 else "D" if high < 70 else "C" if high < 85 else "B"
    return {
        "raw_score": _shown(score.y), "score": shown, "score_low": low, "score_high": high, "grade": grade,
        "fee_grade": fee, "provisional": n < 10,
    }


def scorecards(files: Files, period: str) -> dict[str, Any]:
    """What `scorecards --json` must say."""
    month_ = Month(files, period)
    scores, all_ = between(month_)
    names = {row["code"]: row["name"] for row in files["outlets"]}
    outlets = []
    for code in month_.codes:
        jobs = [job for job in month_.graded if job.outlet == code]
        n = len(jobs)
        classes = [job.class_ for job in jobs]
        counts = {class_: classes.count(class_) for class_ in CLASSES}
        rates = {}
        for class_, x in counts.items():
            low, high = wilson(x, n)
            rates[class_] = {"raw": x / n if n else None, "low": low, "high": high}
        repairs = [job for job in jobs if job.order.row["kind"] == "repair" and job.effective]
        in_time = [told for told in (job.on_time() for job in jobs) if told is not None]
        outlets.append({
            "code": code, "name": names[code], "n": n, "open": month_.open_jobs(code), "dropped": month_.dropped(code),
            "held": sum(1 for job in month_.held if job.outlet == code), "counts": counts, "rates": rates,
            "first_time_fix": share(sum(job.is_fixed_first_time for job in repairs), len(repairs)),
            "on_time": share(sum(in_time), len(in_time)),
            "median_minutes": {
                "relay_to_visit": median_minutes(job.relay_to_visit() for job in jobs),
                "open_to_close": median_minutes(job.open_to_close() for job in jobs),
            },
            **_scores(n, scores.get(code), all_),
        })
    return {"period": period, "zone": "Asia/Shanghai", "outlets": outlets, "between": all_}


def _months_later(day: date, months: int) -> date:
    ahead = day.month - 1 + months
    year, number = day.year + ahead // 12, ahead % 12 + 1
    last = (date(year + number // 12, number % 12 + 1, 1) - DAY).day
    return date(year, number, min(day.day, last))


@dataclass
class Prices:
    """What is paid for a job, from the rows of the other files."""

    files: Files

    def __post_init__(self) -> None:
        by: Callable[[str, str], dict[str, Row]] = lambda kind, key: {row[key]: row for row in self.files[kind]}  # noqa: E731
        self.assets, self.products = by("assets", "serial"), by("products", "model")
        self.outlets, self.customers = by("outlets", "code"), by("customers", "customer_no")
        self.list_price = {row["code"]: int(row["price_fen"]) for row in self.files["parts"]}

    def covered(self, order: Order, what: str) -> bool:
        day = local_day(order.opened_at)
        serial = order.row.get("serial", "")
        if not serial:
            return False
        covers = [row for row in self.files["covers"] if row["serial"] == serial]
        if covers:
            return any(
                date.fromisoformat(row["from"]) <= day <= date.fromisoformat(row["until"])
                and (row.get("scope") or "all") in ("all", what)
                for row in covers
            )
        asset = self.assets[serial]
        if not asset.get("purchased_on") or not asset.get("model"):
            return False
        months = int(self.products[asset["model"]].get("warranty_months") or 0)
        return _months_later(date.fromisoformat(asset["purchased_on"]), months) >= day

    def tariff(self, job: Job) -> int:
        return TARIFFS[job.order.row["kind"]][0 if self.covered(job.order, "labour") else 1]

    def metres(self, job: Job) -> float:
        one, other = self.outlets[job.outlet], self.customers[job.order.row["customer_no"]]
        if not (one.get("lng") and one.get("lat") and other.get("lng") and other.get("lat")):
            return 0.0
        lng1, lat1, lng2, lat2 = (math.radians(float(row[name])) for row in (one, other) for name in ("lng", "lat"))
        chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
        return 2 * 6_371_008.8 * math.asin(math.sqrt(chord))

    def parts(self, job: Job) -> int:
        if not self.covered(job.order, "parts"):
            return 0
        items = [item for visit in job.visits for item in visit.row.get("parts", "").split(";") if item]
        return sum(self.list_price[item.split("*")[0]] * int(item.split("*")[1]) for item in items)


def _paid_trips(jobs: list[Job], prices: Prices) -> set[int]:
    """Which jobs are paid their distance, by id()."""
    groups: dict[tuple[str, str, date], list[tuple[int, str, Job]]] = defaultdict(list)
    for job in jobs:
        if job.trip is None or prices.tariff(job) == 0:
            continue
        moment = job.trip.when("arrived_at") or job.trip.at
        groups[job.outlet, job.order.row["customer_no"], local_day(moment)].append((moment, job.order.no, job))
    return {id(min(group, key=lambda one: one[:2])[2]) for group in groups.values()}


def settlement(files: Files, period: str) -> dict[str, Any]:
    """What `settle --json` must say of a period that is not frozen."""
    month_, prices = Month(files, period), Prices(files)
    paid = _paid_trips(month_.graded, prices)
    grades = {outlet["code"]: outlet["fee_grade"] for outlet in scorecards(files, period)["outlets"]}
    outlets = []
    for code in month_.codes:
        lines = []
        for job in sorted((job for job in month_.graded if job.outlet == code), key=lambda job: job.order.no):
            tariff, factor = prices.tariff(job), FACTORS[job.class_]
            distance = 0
            if id(job) in paid:
                distance = half_up(Fraction(max(0.0, prices.metres(job) - 10_000)) * 150 / 1000)
            lines.append({
                "order_no": job.order.no, "class": job.class_, "tariff_fen": tariff, "distance_fen": distance,
                "factor_permille": factor, "service_fen": half_up(Fraction((tariff + distance) * factor, 1000)),
                "parts_fen": prices.parts(job),
            })
        service, parts = sum(line["service_fen"] for line in lines), sum(line["parts_fen"] for line in lines)
        permille = GRADE_FACTORS[grades[code]]
        outlets.append({
            "code": code, "fee_grade": grades[code], "lines": lines,
            "held": sorted(job.order.no for job in month_.held if job.outlet == code),
            "service_fen": service, "grade_permille": permille, "parts_fen": parts, "adjustments": [],
            "total_fen": half_up(Fraction(service * permille, 1000)) + parts,
        })
    return {"period": period, "frozen": False, "outlets": outlets}
