"""One call as the panel holds it: who is on the line, what was written so far, and how that is kept as a draft."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar
from uuid import UUID

from callcentre.acts.calls import OngoingCall
from callcentre.domain.instants import Instant

PREFIX = "call:"
NEW = "+"
"""The machine or place of a wish that is not in the file yet."""
Edit = dict[str, Any]
"""A card being changed: {"base": what it said, "now": what is written}, each the fields of a `Person`."""
NONE = "-"
"""No machine, no outlet: said, not forgotten."""


@dataclass(slots=True)
class Person:
    """A customer who is not in the file yet, as written."""

    name: str = ""
    phone: str = ""
    backup: str = ""
    district: str = ""
    """Code of the gazetteer."""
    line: str = ""
    needs: str = ""
    hours: str = ""
    """Code of `hours.PRESETS`."""
    notes: str = ""


@dataclass(slots=True)
class Wish:
    """What the caller wants, as it stands in the form; codes and ids as text."""

    kind: str = "repair"
    asset: str = ""
    """An asset's id, NEW, NONE or nothing yet."""
    serial: str = ""
    product: str = ""
    stands: str = ""
    address: str = ""
    """An address's id, NEW, or nothing: the first one."""
    district: str = ""
    line: str = ""
    fault: str = ""
    """group/symptom of the profile."""
    words: str = ""
    urgency: str = "normal"
    window: list[int] = field(default_factory=list)
    outlet: str = ""
    """An outlet's id, NONE, or nothing: the one suggested first."""
    repeat_of: str = ""
    order: str = ""
    """The id its order will have, so that one that was saved is not saved again after a crash."""
    typed: dict[str, str] = field(default_factory=dict)
    """Words in a field of choices that are no choice yet, by the name of the field."""

    @property
    def danger(self) -> bool:
        """Whether life is at risk."""
        return self.urgency == "danger"

    def begun(self) -> bool:
        """Whether anything was written beyond what the form begins with."""
        return self != Wish(kind=self.kind, asset=self.asset, address=self.address, order=self.order)


@dataclass(slots=True)
class Talk:
    """One call held open. `state` is line, held, or draft (the call is over, its order is not saved)."""

    call: OngoingCall
    customer: UUID | None = None
    title: str = ""
    state: str = "line"
    held_at: Instant = 0
    danger_since: Instant = 0
    group_no: str = ""
    """The case of several machines: the number of its first order."""
    written: bool = False
    """The call's row is in the file already."""
    cut_off: bool = False
    """The program ended while the call ran; nobody knows when it was over."""
    stranger: bool = False
    """Nobody of those with this number, said the caller."""
    did: str = ""
    """The disposition that what was done last suggests."""
    order: UUID | None = None
    """The order this call was about, where one was touched or opened."""
    wish: Wish = field(default_factory=Wish)
    person: Person = field(default_factory=Person)
    seen: dict[str, Any] = field(default_factory=dict)
    """What the customer's card said when it was last shown in this call."""
    edit: Edit | None = None
    """What is being changed about the card."""

    @property
    def key(self) -> str:
        """Under which the draft and the tab are known."""
        return f"{PREFIX}{self.call.id}"

    def begun(self) -> bool:
        """Whether something would be lost if this were put away."""
        return self.wish.begun() or self.edit is not None or (self.customer is None and self.person != Person(phone=self.person.phone))

    def kept(self) -> dict[str, Any]:
        """The draft, as JSON can hold it."""
        return {
            "call": {"id": str(self.call.id), "began_at": self.call.began_at, "number": self.call.number,
                     "direction": self.call.direction},
            "customer": str(self.customer or ""), "title": self.title, "state": self.state, "held_at": self.held_at,
            "danger_since": self.danger_since, "group_no": self.group_no, "written": self.written,
            "cut_off": self.cut_off, "stranger": self.stranger, "did": self.did, "order": str(self.order or ""), "wish": asdict(self.wish),
            "person": asdict(self.person), "seen": self.seen, "edit": self.edit,
        }


def restored(draft: Mapping[str, Any]) -> Talk:
    """A call out of its draft after a start: it is over, when nobody knows, unless it was written before."""
    call = draft["call"]
    return Talk(
        call=OngoingCall(UUID(call["id"]), int(call["began_at"]), call["number"], call["direction"]),
        customer=_id(draft["customer"]), title=draft["title"], state="draft", danger_since=draft["danger_since"],
        group_no=draft["group_no"], written=draft["written"], cut_off=not draft["written"],
        stranger=draft["stranger"], did=draft["did"], order=_id(draft["order"]), wish=filled(Wish, draft["wish"]),
        person=filled(Person, draft["person"]), seen=draft.get("seen") or {}, edit=draft.get("edit"),
    )


Kind = TypeVar("Kind", Wish, Person)


def filled(kind: type[Kind], kept: Mapping[str, Any]) -> Kind:
    """A wish or a person out of what was kept; fields of another version are left out."""
    known = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in kept.items() if name in known})


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
