"""Telling an order's story event by event, through the rules that judge every event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from callcentre.domain.event import Actor, Event, Role
from callcentre.domain.instants import HOUR, MINUTE, Instant, from_datetime
from callcentre.domain.jobs import Around, JobRow, job_rows
from callcentre.domain.proposal import Proposal, judged
from callcentre.domain.scores import class_of
from callcentre.domain.story import Story
from callcentre.domain.work import work_of
from callcentre.profiles.load import load_profile

PROFILE = load_profile("after_sales")
SPACE = UUID("6f1c2f1e-0c1e-4f5e-8f0e-3f0a3a1f5b10")
W1, W2, CUSTOMER, ASSET = (uuid5(SPACE, name) for name in ("W1", "W2", "customer", "asset"))
DESK = Actor(uuid5(SPACE, "desk"), "desk", frozenset(Role) - {Role.RULE}, "desk")
COLLEAGUE = Actor(uuid5(SPACE, "colleague"), "colleague", frozenset(Role) - {Role.RULE}, "desk")


def july(day: int, hour: int = 9, minute: int = 0) -> Instant:
    """An instant of July 2026 in the profile's zone; days past 31 run into August."""
    first = from_datetime(datetime(2026, 7, 1, tzinfo=PROFILE.zone))
    return first + (day - 1) * 24 * HOUR + hour * HOUR + minute * MINUTE


class Teller:
    """One order; each call adds an event an hour after the one before unless `at` says when."""

    def __init__(self, no: str = "A", *, at: Instant | None = None, **header: Any) -> None:
        self.story = Story(uuid5(SPACE, no), no)
        self.at = july(1) if at is None else at
        self.add(
            "opened", at=self.at,
            **{"customer": str(CUSTOMER), "kind": "repair", "fault": "not cooling", "urgency": "normal"} | header,
        )

    def add(
        self, kind: str, /, *, at: Instant | None = None, outlet: UUID | None = None, actor: Actor = DESK, **data: Any
    ) -> Event:
        """Adds an event; a fact that is not legal is set aside."""
        self.at = self.at + HOUR if at is None else at
        event = judged(
            self.story, Proposal(kind, data, outlet=outlet), actor=actor,
            event_id=uuid5(self.story.id, str(len(self.story.events))), stated_at=self.at, now=july(300),
        )
        self.story.append(event)
        return event

    def sent(self, outlet: UUID = W1) -> "Teller":
        """Relayed to an outlet that accepts."""
        self.add("relayed", outlet=outlet)
        self.add("accepted", outlet=outlet)
        return self

    def visit(self, outcome: str = "fixed", outlet: UUID = W1, **data: Any) -> Event:
        """A visit by the outlet."""
        return self.add("visit", outlet=outlet, outcome=outcome, **data)

    def done(self, outlet: UUID = W1) -> "Teller":
        """The outlet says it is done."""
        self.add("feedback", outlet=outlet, outcome="done")
        return self

    def answer(self, *, satisfied: bool = True, **data: Any) -> "Teller":
        """The customer's word at the callback."""
        self.add("callback_answer", satisfied=satisfied, **data)
        return self

    def served(self, outlet: UUID = W1, outcome: str = "fixed") -> "Teller":
        """Sent, visited and reported done: the callback is due."""
        self.sent(outlet)
        self.visit(outcome, outlet)
        return self.done(outlet)

    def jobs(self, **around: Any) -> Mapping[UUID, JobRow]:
        """Outlet -> its row."""
        return {row.outlet_id: row for row in job_rows(work_of(self.story), Around(**around))}

    def job(self, outlet: UUID = W1, **around: Any) -> JobRow:
        """The row of one outlet."""
        return self.jobs(**around)[outlet]

    def result(self, outlet: UUID = W1, **around: Any) -> str:
        """The result class of a graded job, else its state."""
        row = self.job(outlet, **around)
        return result_of(row)


def result_of(row: JobRow) -> str:
    """The result class of a graded row, else its state."""
    if row.state != "graded":
        return row.state
    flags = {name: getattr(row, name) for name in ("attitude", "complaint", "dissatisfied", "explained", "unverified")}
    return class_of(unfixed=row.unfixed, flags=flags, precedence=PROFILE.grading.precedence)
