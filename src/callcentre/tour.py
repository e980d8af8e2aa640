"""The tour: the twelve cases of a July day, played by the acts and compared with what they must bring.

Each case has a folder of its own that is gone afterwards, and a clock that runs through
July and August 2026. What is said and done is printed in the language in use.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from callcentre.acts import people, products
from callcentre.acts.complaints import NewComplaint
from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.demo.cases import COMPRESSOR
from callcentre.demo.cases_more import CASES, TITLES
from callcentre.demo.stage import AUGUST, JULY, Card, Line, Stage
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event, Role
from callcentre.domain.instants import Instant, local_instant, to_datetime
from callcentre.domain.story import Story
from callcentre.profiles.load import load_profile
from callcentre.store.figures import scorecards, settlement
from callcentre.store.first import RULE_PERSON
from callcentre.store.stories import events_of
from callcentre.words import N_, _, codes
from callcentre.words.errors import say

YEAR = 2026
PROFILE = "after_sales"
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
        self.tell("✓ " + _("refused: {event}, {why}").format(event=event, why=why))

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


def play_case(case: int, folder: Path, say: Say, *, out: Path | None = None) -> list[str]:
    """Plays one case, by its number from 1, in a new folder; answers where it differs from what it must bring.

    With `out`, the scorecards of its July and August go there as PDF.
    """
    clock = SetClock(local_instant(YEAR, JULY, 1, load_profile(PROFILE).zone, 8))
    settings = Settings(data=folder / "data", key_file=folder / "case.key", profile=PROFILE)
    desk = open_desk(settings, environ={}, clock=clock)
    try:
        stage = TourStage(case, desk, clock, say)
        CASES[case - 1](stage)
        if out is not None:
            _write_scorecards(desk, out)
        return stage.differences
    finally:
        desk.close()


def play_all(say: Say, out: Path | None = None) -> list[str]:
    """Plays all cases, each in a fresh folder; answers the differences, each with the number of its case.

    With `out`, the scorecards of every case and, of the last one, pictures of every panel go there.
    """
    differences: list[str] = []
    for case, title in enumerate(TITLES, start=1):
        say(_("Case {number}: {title}").format(number=case, title=_(title)))
        with tempfile.TemporaryDirectory(prefix="callcentre-tour-") as name:
            folder = Path(name)
            target = None if out is None else out / f"case-{case:02d}"
            found = play_case(case, folder, say, out=target)
            differences += [f"{case}: {difference}" for difference in found]
            if out is not None and case == len(TITLES):
                _take_pictures(folder, out / "panels")
    return differences


def _write_scorecards(desk: Desk, out: Path) -> None:
    from callcentre.reports.scorecard import write_scorecards

    for month in (JULY, AUGUST):
        period = f"{YEAR}-{month:02d}"
        figures = desk.read(partial(scorecards, period=period))
        busy = [row["code"] for row in figures["outlets"] if row["n"] or row["open"] or row["held"] or row["dropped"]]
        if busy:
            write_scorecards(figures, out / period, codes_wanted=busy)


def _take_pictures(folder: Path, out: Path) -> None:
    """Every panel over the folder of a case, as it looks at the desk."""
    # Read when Qt starts, which is why it is imported only then.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from callcentre.window import pictures

    settings = Settings(data=folder / "data", key_file=folder / "case.key", profile=PROFILE)
    pictures(settings, out, theme="light", moved=lambda _done, _in_all: None)
