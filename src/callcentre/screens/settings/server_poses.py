"""The page of the server at work, for pictures: a hotline that was alone for a while, with what that leaves to be settled."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from callcentre.domain.errors import ServerFault
from callcentre.domain.feeds import Tally
from callcentre.domain.instants import HOUR, MINUTE, Instant
from callcentre.screens.settings.unsettled import CONFLICTS, REFUSED, WAITING, WITNESSED
from callcentre.store.unsettled import NEW, WAITS, Change, Conflict, Subject, Unsent, Unsettled, Value
from callcentre.store.unsettled import REFUSED as PARKED
from callcentre.sync.line import LineState
from callcentre.ui.screen import ScreenContext

if TYPE_CHECKING:
    from callcentre.screens.settings.server import ServerSection

URL = "postgresql://li@hotline.example.cn/callcentre"
ZHAO = UUID(int=7)
_ORDER = Subject("order", UUID(int=1), "SO-260714-K3F-014")
_OTHER = Subject("order", UUID(int=2), "SO-260714-K3F-009")
_CUSTOMER = Subject("customer", UUID(int=3), "孟桂英")
_TWICE = Subject("asset", UUID(int=4), "KF2507001~5a3c1e")
_MACHINE = Subject("asset", UUID(int=5), "KF2507001")
_COMPLAINT = Subject("complaint", UUID(int=6), "CP-260714-K3F-002")


def poses(section: "ServerSection", ctx: ScreenContext) -> Mapping[str, Callable[[], object]]:
    """The states worth a picture by their names."""
    now = ctx.now()
    found = _unsettled(now)
    good = LineState("li", connected=True, since=now - 3 * HOUR, last_exchange=now)
    alone = replace(
        good, connected=False, since=now - 40 * MINUTE, last_exchange=now - 40 * MINUTE, tally=Tally(4, 2, 3), missing={ZHAO: 2},
        fault=ServerFault("line.unreachable", retry=True, host="hotline.example.cn"), clock_ahead=4 * MINUTE,
    )  # fmt: skip
    unsure = replace(alone, fault=ServerFault("line.wrong_password", login="li", host="hotline.example.cn"), missing={}, clock_ahead=0)

    def show(state: LineState, what: Unsettled, part: str) -> None:
        section.show_standing(state, url=URL)
        section.show_unsettled(what)
        section.unsettled.go_to(part)
        section.unsettled.parts.setFocus()

    def decided(number: int) -> None:
        show(replace(good, tally=Tally(0, 0, 3)), found, CONFLICTS)
        section.unsettled.conflicts.stand_on(number)

    def brought() -> None:
        section.unsettled.show_brought([(replace(found.waiting[0], who="赵敏"), "王强")])
        show(replace(good, tally=Tally(0, 0, 0)), Unsettled(), WITNESSED)

    def joining() -> None:
        section.show_joined(joined=False)
        section.connect_form.offer()
        section.connect_form.show_counts({"customer": 1_284, "phone": 1_410, "asset": 1_902, "service_order": 611, "order_event": 5_022})
        section.connect_form.show_problem(ServerFault("line.wrong_password", login="li"))

    return {
        "joining": joining,
        "well": lambda: show(good, Unsettled(), WAITING),
        "first": lambda: show(replace(good, connected=False, last_exchange=None, receiving=412_000), Unsettled(), WAITING),
        "alone": lambda: show(alone, found, WAITING),
        "password": lambda: show(unsure, found, WAITING),
        "refused": lambda: show(replace(good, tally=Tally(0, 2, 3)), found, REFUSED),
        "conflict": lambda: decided(0),
        "same": lambda: decided(1),
        "brought": brought,
    }


def _act(
    n: int, at: Instant, who: str, subject: Subject, changes: tuple[Change, ...], *,
    state: str = NEW, reason: str = "", behind: int = 0, told: Mapping[str, object] | None = None, actor: UUID | None = None,
) -> Unsent:  # fmt: skip
    return Unsent(UUID(int=n), at, actor or UUID(int=99), who, state, reason, told or {}, changes, subject, behind=behind)


def _event(subject: Subject, event: str, entity: str = "order_event") -> Change:
    return Change(entity, subject.pk, "event", event, ())


def _unsettled(now: Instant) -> Unsettled:
    late = {"event": "accepted", "state": "cancelled", "objection": "state", "possible": ["reopened", "noted"]}
    waiting = (
        _act(11, now - 38 * MINUTE, "李芳", _ORDER, (Change("service_order", _ORDER.pk, "create", "", ()), _event(_ORDER, "opened"))),
        _act(12, now - 37 * MINUTE, "李芳", _ORDER, (_event(_ORDER, "relayed"),)),
        _act(13, now - 20 * MINUTE, "赵敏", _CUSTOMER, (Change("customer", _CUSTOMER.pk, "patch", "", ("tier", "notes")),), actor=ZHAO),
        _act(14, now - 5 * MINUTE, "赵敏", _COMPLAINT, (_event(_COMPLAINT, "acknowledged", "complaint_event"),), actor=ZHAO,
             state=WAITS, reason="after.unknown"),
    )  # fmt: skip
    refused = (
        _act(15, now - 2 * HOUR, "李芳", _OTHER, (_event(_OTHER, "accepted"),), state=PARKED, reason="order.illegal", told=late, behind=1),
        _act(16, now - HOUR, "李芳", _CUSTOMER, (Change("phone", _CUSTOMER.pk, "create", "", ()),), state=PARKED, reason="row.unknown"),
    )
    conflicts = (
        Conflict("field", "customer", _CUSTOMER.pk, _CUSTOMER, now - 3 * HOUR, "李芳", "赵敏",
                 (Value(UUID(int=21), "notes", "下午三点以后才在家，按门铃两次", "上午在家"),), their_at=now - 4 * HOUR),
        Conflict("maybe_same", "asset", _TWICE.pk, _TWICE, now - 2 * HOUR, "李芳", "",
                 (Value(UUID(int=22), "serial", "KF2507001", "KF2507001"),), _MACHINE),
        Conflict("set_aside", "order_event", _OTHER.pk, _OTHER, now - HOUR, "赵敏", "", (Value(UUID(int=23), "visit", None, None),)),
    )  # fmt: skip
    return Unsettled(waiting, refused, conflicts, {ZHAO: "赵敏"})
