"""Which deadlines of a complaint still run, and which were met when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callcentre.domain.deadlines import Due
from callcentre.domain.instants import Instant

_ENDS = frozenset({"ended", "withdrawn_by_customer"})
_ASSESSES = frozenset({"assessed", "investigated", "remedy_offered"}) | _ENDS
MEETS: Mapping[str, frozenset[str]] = {
    "acknowledged": frozenset({"acknowledged"}) | _ASSESSES, "assessed": _ASSESSES, "ended": _ENDS,
}
"""What a deadline wants done -> the kinds of event that do it; later steps do what an earlier one left out."""
KINDS = frozenset().union(*MEETS.values()) | {"reopened"}
"""The kinds of event that clocks look at."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline, and when what it wants was done; None while that is still to do."""

    due: Due
    met_at: Instant | None

    def is_over(self, now: Instant) -> bool:
        """Whether it was missed, by now or by what was done too late."""
        return (now if self.met_at is None else self.met_at) >= self.due.at


def met(events: Iterable[tuple[str, Instant]]) -> dict[str, Instant]:
    """When each thing that deadlines want was first done; `events` are the applied ones by pos, as (kind, at).

    A complaint that was reopened has not ended: its deadline never begins anew.
    """
    done: dict[str, Instant] = {}
    for kind, at in events:
        for wanted, kinds in MEETS.items():
            if kind in kinds:
                done.setdefault(wanted, at)
        if kind == "reopened":
            done.pop("ended", None)
    return done


def clocks(dues: Iterable[Due], done: Mapping[str, Instant]) -> tuple[Clock, ...]:
    """The deadlines of a complaint with what became of them, soonest first."""
    return tuple(Clock(due, done.get(due.rule.stage)) for due in dues)


def running(ticking: Sequence[Clock]) -> Due | None:
    """What is due next; None where everything was done."""
    return next((clock.due for clock in ticking if clock.met_at is None), None)
