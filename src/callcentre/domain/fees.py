"""What an outlet is paid for its graded jobs, in whole fen (design section 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant, local_date
from callcentre.domain.profile import Fees, Grading, Profile


@dataclass(frozen=True, slots=True)
class GradedJob:
    """What the fee of one graded job of an outlet hangs on; as in the table `job`."""

    customer: UUID
    order_no: str
    class_: str
    kind: str
    category: str
    labour_covered: bool
    parts_covered: bool
    parts_fen: int
    metres: float
    trip_at: Instant | None


@dataclass(frozen=True, slots=True)
class Line:
    """The fee of one job: (tariff + distance) x factor, and parts in full."""

    order_no: str
    class_: str
    tariff_fen: int
    distance_fen: int
    factor_permille: int
    service_fen: int
    parts_fen: int


def half_up(numerator: int, denominator: int) -> int:
    """A fraction rounded to a whole number, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def distance_fen(metres: float, fees: Fees) -> int:
    """What the way to the customer brings beyond the free metres."""
    above, below = metres.as_integer_ratio()
    return half_up(max(0, above - fees.free_metres * below) * fees.fen_per_km, below * 1000)


def lines(jobs: Sequence[GradedJob], profile: Profile) -> list[Line]:
    """The lines of one outlet's graded jobs of one period, by order number."""
    tariffs = [
        (job, profile.fees.tariff(job.kind, job.category, covered=job.labour_covered))
        for job in sorted(jobs, key=lambda job: job.order_no)
    ]
    travelled = _paid_trips((job for job, tariff in tariffs if tariff > 0), profile.zone)
    return [
        _line(job, tariff, distance_fen(job.metres, profile.fees) if job.order_no in travelled else 0, profile.grading)
        for job, tariff in tariffs
    ]


def _line(job: GradedJob, tariff: int, distance: int, grading: Grading) -> Line:
    factor = grading.class_permille[job.class_]
    return Line(
        order_no=job.order_no,
        class_=job.class_,
        tariff_fen=tariff,
        distance_fen=distance,
        factor_permille=factor,
        service_fen=half_up((tariff + distance) * factor, 1000),
        parts_fen=job.parts_fen if job.parts_covered else 0,
    )


def _paid_trips(jobs: Iterable[GradedJob], zone: ZoneInfo) -> set[str]:
    """The orders whose way is paid: the first trip of each local day to each customer."""
    firsts: dict[tuple[UUID, object], tuple[Instant, str]] = {}
    for job in jobs:
        if job.trip_at is None:
            continue
        day = (job.customer, local_date(job.trip_at, zone))
        trip = (job.trip_at, job.order_no)
        firsts[day] = min(firsts.get(day, trip), trip)
    return {order_no for _, order_no in firsts.values()}


def grade_permille(fee_grade: str | None, factors: Mapping[str, int]) -> int:
    """The factor of a fee grade; an outlet without graded jobs has the one called `none`."""
    return factors["none" if fee_grade is None else fee_grade]
