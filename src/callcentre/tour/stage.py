"""A case played at a desk of its own, one act a transaction, and held against what it must bring."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.acts import people, products
from callcentre.acts.complaints import NewComplaint
from callcentre.adapters.clock import SetClock
from callcentre.app import Desk
from callcentre.demo.cases import COMPRESSOR
from callcentre.demo.stage import Card, Line, Stage, mark_of
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event, Role
from callcentre.domain.instants import Instant, to_datetime
from callcentre.domain.story import Story
from callcentre.store.figures import scorecards, settlement
from callcentre.store.first import RULE_PERSON
from callcentre.store.stories import events_of, order_id_of, story_of
from callcentre.store.tables import Customer
from callcentre.tour.workbook import ORDER_PREFIX, import_workbook
from callcentre.words import N_, _, codes
from callcentre.words.errors import say

YEAR = 2026
Say = Callable[[str], None]
FEW_STEPS = 16
"""More acts than this between two sayings are counted instead of listed."""
WHO = {
    "agent": N_("agent"), "colleague": N_("another agent"), "supervisor": N_("supervisor"), "rule": N_("rule"),
    "keeper": N_("administrator"),
}


class TourStage(Stage):
    """A case played at a desk of its own, one act a transaction, with what it says and where it differs."""

    def __init__(self, case: int, desk: Desk, clock: SetClock, say: Say) -> None:
        super().__init__(case, YEAR, desk.profile())
        self.desk = desk
        self.clock = clock
        self.say = say
        self.differences: list[str] = []
        self._steps: list[tuple[Instant, str, str, str]] = []
        """(when, who, what, number of what was opened) since something was said."""
        self._people: dict[str, UUID] = {"keeper": desk.person, "rule": RULE_PERSON}
        for who, roles in {
            "agent": (Role.AGENT,), "colleague": (Role.AGENT,), "supervisor": (Role.AGENT, Role.SUPERVISOR),
        }.items():
            self._people[who] = self.do("keeper", people.create, name=who, roles=roles)
        self.do("keeper", products.create_part, code=COMPRESSOR, name="压缩机", price_fen=100_000)

    def do(self, who: str, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        self.clock.set(self.time)
        stored = [_as_stored(value) for value in given]
        done = self.desk.write(lambda unit: act(unit, *stored, **named), actor=self._people[who]).result
        if step := _step(done):
            self._steps.append((self.time, codes.shown(WHO, who), step, _number(done)))
        return done

    def code(self, name: str) -> str:
        return name

    def events(self, order: Story) -> Sequence[Event]:
        return self.desk.read(lambda session: events_of(session, order.id))

    def add_dispatcher(self, name: str, outlet: UUID) -> None:
        self._people[name] = self.do("keeper", people.create, name=name, roles=(Role.DISPATCHER,), outlet=outlet)

    def open_many(self, customer: UUID, machines: Sequence[tuple[str, str]], group: str) -> list[Story]:
        """As a hotel sends it: a workbook of serials and rooms, imported as machines and as orders."""
        model = "KF-26"
        self.product(model)
        constants = {
            "customer_no": self.desk.read(lambda session: session.get_one(Customer, customer).no),
            "model": self.code(model), "purchased_on": self.day(10, years_ago=1).isoformat(),
            "opened_at": to_datetime(self.time, self.profile.zone).isoformat(), "group_no": group,
            "external_ref": mark_of(self.case),
        }
        import_workbook(self.desk, self.desk.folder.parent, machines, constants)
        for serial, _room in machines:
            self.cast.orders[serial] = self.desk.read(partial(_story_by_no, no=f"{ORDER_PREFIX}{serial}"))
        self.tell(_("{count} machines and orders came in from a workbook of serials and rooms.").format(count=len(machines)))
        return [self.cast.orders[serial] for serial, _room in machines]

    def tell(self, words: str) -> None:
        self._show_steps()
        self.say(f"  {self._shown(self.time)}  {words}")

    def _show_steps(self) -> None:
        """What was done since something was said; many like acts are counted."""
        steps, self._steps = self._steps, []
        if len(steps) <= FEW_STEPS:
            for at, who, step, number in steps:
                self.say(f"  {self._shown(at)}    {who}: {step} {number}".rstrip())
            return
        for (who, step), count in Counter((who, step) for _at, who, step, _no in steps).items():
            self.say(f"  {self._shown(steps[-1][0])}    {who}: {step} × {count}")

    def _shown(self, at: Instant) -> str:
        return f"{to_datetime(at, self.profile.zone):%m-%d %H:%M}"

    def check(self, what: str, holds: Callable[[], bool]) -> None:
        if holds():
            self.tell(f"✓ {what}")
        else:
            self._differs(what)

    def objected(self, problem: Refused) -> None:
        objection = str(problem.data.get("objection", ""))
        why = codes.shown(codes.OBJECTIONS, objection) if objection else say(problem)
        event = codes.shown(codes.EVENTS | codes.COMPLAINT_EVENTS, str(problem.data.get("event", "")))
        what = ", ".join(part for part in (event, why) if part)
        self.tell("✓ " + _("refused: {what}").format(what=what))

    def figures(self, *cards: Card) -> None:
        self.clock.set(self.time)
        for card in cards:
            self._compare(card)

    def _compare(self, card: Card) -> None:
        period = f"{self.year}-{card.month:02d}"
        found = self.desk.read(lambda session: (scorecards(session, period), settlement(session, period)))
        seen, paid = (next(row for row in figures["outlets"] if row["code"] == card.outlet) for figures in found)
        wanted = [("open", card.open, seen["open"]), ("held", card.held, seen["held"]),
                  ("dropped", card.dropped, seen["dropped"]), ("lines", sorted(self._lines(card)), _paid_lines(paid))]
        for name, share in (("on_time", card.on_time), ("first_time_fix", card.first_time_fix)):
            if share is not None:
                wanted.append((name, share, (seen[name]["x"], seen[name]["n"])))
        for name, want, got in wanted:
            if want != got:
                self._differs(f"{period} {card.outlet} {name}: {want} != {got}")
        self.tell(_said(card, period))

    def _lines(self, card: Card) -> list[tuple[str, str, int, int]]:
        orders = self.cast.orders
        return [(orders[line.order].no, line.class_, line.fee_fen, line.parts_fen) for line in card.lines]

    def _differs(self, what: str) -> None:
        self.differences.append(what)
        self.tell(f"✗ {what}")


def _step(done: object) -> str:
    """What an act did, in words; empty for setting the scene."""
    if isinstance(done, Story):
        return codes.shown(codes.EVENTS, "opened")
    if isinstance(done, ComplaintStory):
        return codes.shown(codes.COMPLAINT_EVENTS, "received")
    if not isinstance(done, Event):
        return ""
    table = codes.EVENTS if done.kind in codes.EVENTS else codes.COMPLAINT_EVENTS
    outcome = str(done.data.get("outcome", ""))
    shown = codes.shown(table, done.kind)
    return f"{shown} ({codes.shown(codes.OUTCOMES, outcome)})" if outcome else shown


def _number(done: object) -> str:
    return done.no if isinstance(done, Story | ComplaintStory) else ""


def _as_stored(value: Any) -> Any:
    """A story at hand as its id: between acts it is read anew, as the window does."""
    if isinstance(value, Story | ComplaintStory):
        return value.id
    if isinstance(value, NewComplaint) and isinstance(value.order, Story):
        return replace(value, order=value.order.id)
    return value


def _story_by_no(session: Session, no: str) -> Story:
    order = order_id_of(session, no)
    if order is None:
        raise Refused("order.unknown")
    return story_of(session, order)


def _paid_lines(account: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    return sorted(
        (line["order_no"], line["class"], line["service_fen"], line["parts_fen"]) for line in account["lines"]
    )


def _said(card: Card, period: str) -> str:
    """What the figures were held against, in one line; equal lines are counted."""
    counted: dict[tuple[str, int, int], list[Line]] = {}
    for line in card.lines:
        counted.setdefault((line.class_, line.fee_fen, line.parts_fen), []).append(line)
    parts = [
        f"{len(lines)} × {codes.shown(codes.CLASSES, class_)} {(fee + parts_fen) / 100:.2f}"
        for (class_, fee, parts_fen), lines in counted.items()
    ]
    for words, number in ((_("still open"), card.open), (_("held"), card.held), (_("dropped"), card.dropped)):
        if number:
            parts.append(f"{words} {number}")
    for words, share in ((_("on time"), card.on_time), (_("fixed at the first visit"), card.first_time_fix)):
        if share is not None:
            parts.append(f"{words} {share[0]}/{share[1]}")
    return f"= {period} {card.outlet}: " + ("; ".join(parts) or _("no job"))
