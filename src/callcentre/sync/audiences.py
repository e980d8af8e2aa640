"""Whose eyes a change is for, as a table of data: the feed it goes to, who may write it, what an outlet sees of it.

The server's `sync.audience` and `sync.field` are filled from here at `upgrade`, as its
`sync.lifecycle` is from the lifecycles of the domain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Boolean, Float, Integer

from callcentre.domain.event import Role
from callcentre.store.tables import Base
from callcentre.store.types import Day, Id, Json, Moment

COMPANY = "company"
SITE = "site"

_DESK = (Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)
_CENTRE = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)
_KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
_ADMINISTRATION = (Role.ADMINISTRATOR,)
_NOBODY = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """One kind of row: `feed` is company or site; a row of a site follows `parent`, else who made it."""

    entity: str
    feed: str
    creates: tuple[Role, ...]
    patches: tuple[Role, ...] = _NOBODY
    parent: tuple[str, str] | None = None
    """(column, entity) of the row it belongs to: the site is that one's, and it must be there."""
    links: tuple[tuple[str, str], ...] = ()
    """Other columns that must name a row that is there."""
    key: tuple[str, ...] = ()
    """Columns that no two rows may share; a second row with the same is kept under another and asked about."""
    together: tuple[tuple[str, ...], ...] = ()
    """Fields that land together or not at all."""
    outlet_sees: tuple[str, ...] = ()
    """Columns that reach an outlet; none: the row does not."""
    outlet_writes: tuple[str, ...] = ()
    """Columns that a dispatcher may patch."""


_PHONE = ("customer_id", "typed", "e164", "extension", "digits_back", "kind", "rank")
_PLACE = ("province", "city", "district", "line", "lng", "lat", "exact")
_OUTLET = (
    "code", "name", "parent_id", "phone", "night_phone", "province", "city", "district", "address", "lng", "lat",
    "exact", "skills", "brands", "capacity_per_day", "opened_on", "state",
)  # fmt: skip

AUDIENCES: tuple[Audience, ...] = (
    # Parents before children: a clone brings them in this order.
    Audience("outlet", COMPANY, _KEEPERS, _KEEPERS, key=("code",), together=(("lng", "lat", "exact"),), outlet_sees=_OUTLET),
    Audience(
        "technician", COMPANY, _DESK, _DESK, links=(("outlet_id", "outlet"),), key=("outlet_id", "name"),
        outlet_sees=("outlet_id", "name", "state"),
        outlet_writes=("name", "phone", "skills", "certified_until", "state"),
    ),
    Audience(
        "person", COMPANY, _ADMINISTRATION, _ADMINISTRATION, key=("account",), together=(("roles", "outlet_id"),),
        outlet_sees=("name", "kind", "roles", "outlet_id", "site", "state"),
    ),
    Audience(
        "product", COMPANY, _KEEPERS, _KEEPERS, key=("model",),
        outlet_sees=("model", "name", "category", "principal", "warranty_months"),
    ),
    Audience("part", COMPANY, _KEEPERS, _KEEPERS, key=("code",), outlet_sees=("code", "name", "model", "price_fen")),
    Audience(
        "article", COMPANY, _CENTRE, _CENTRE, key=("slug",), outlet_sees=("slug", "title", "product", "symptom", "body")
    ),
    Audience(
        "profile_version", COMPANY, _ADMINISTRATION,
        outlet_sees=("name", "valid_from", "body", "author_id", "note", "made_at"),
    ),
    Audience(
        "customer", SITE, _DESK, _DESK, key=("no",), together=(("name", "initials"), ("state", "merged_into")),
        outlet_sees=("no", "name", "initials", "needs", "agreed_hours", "state"),
        outlet_writes=("name", "initials", "needs", "agreed_hours"),
    ),
    Audience(
        "phone", SITE, _DESK, _DESK, parent=("customer_id", "customer"),
        together=(("typed", "e164", "extension", "digits_back"),), outlet_sees=_PHONE, outlet_writes=_PHONE[1:],
    ),
    Audience(
        "address", SITE, _DESK, _DESK, parent=("customer_id", "customer"), together=(_PLACE,),
        outlet_sees=("customer_id", *_PLACE, "rank", "state"), outlet_writes=(*_PLACE, "state"),
    ),
    Audience(
        "asset", SITE, _DESK, _DESK, parent=("customer_id", "customer"), links=(("product_id", "product"),), key=("serial",),
        outlet_sees=("serial", "customer_id", "product_id", "purchased_on", "installed_on", "place", "do_not_use", "state"),
        outlet_writes=("serial", "product_id", "purchased_on", "installed_on", "place", "do_not_use", "state"),
    ),
    Audience(
        "cover", SITE, _CENTRE, _CENTRE, parent=("asset_id", "asset"), key=("no",), together=(("from_on", "until_on"),),
        outlet_sees=("no", "asset_id", "kind", "scope", "from_on", "until_on", "payer"),
    ),
    Audience("service_order", SITE, _DESK, key=("no",), outlet_sees=("no",)),
    Audience("order_alias", SITE, _DESK, parent=("order_id", "service_order"), outlet_sees=("no", "order_id")),
    Audience("complaint", SITE, _CENTRE, key=("no",)),
    Audience("call", SITE, _DESK, key=("no",)),
    Audience(
        "attachment", SITE, _DESK,
        outlet_sees=("subject_kind", "subject_id", "sha256", "size", "type", "name", "actor_id", "at"),
    ),
    Audience("conflict", SITE, _NOBODY, _CENTRE),
)
"""Every kind of row that is created and patched; events and their words follow their order or complaint."""

OUTLET_NEVER_SEES: Mapping[str, tuple[str, ...]] = {
    "callback_answer": ("paid_fen", "score", "attitude_ok"),
    "second_check": ("paid_fen", "score", "attitude_ok"),
    "callback_attempt": (),
    "closed_unverified": (),
    "complaint_raised": ("complaint",),
    "complaint_ended": ("complaint",),
}
"""Kinds of order events whose words were for the centre alone -> fields of their data that were as well."""

_SHAPES: Mapping[str, str] = {
    "skills": "texts", "brands": "texts", "roles": "texts", "agreed_hours": "hours", "body": "object",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a shared table as the server checks what is sent for it."""

    name: str
    kind: str
    required: bool


def columns_of(entity: str) -> Iterator[Column]:
    """The columns of a kind of row besides its id, in the order of the table."""
    if entity == "conflict":
        yield Column("state", "text", required=True)
        return
    for column in Base.metadata.tables[entity].columns:
        if column.name != "id":
            yield Column(column.name, _kind(column.name, column.type), not column.nullable)


def _kind(name: str, of: object) -> str:
    match of:
        case Json():
            return _SHAPES[name]
        case Id():
            return "uuid"
        case Moment():
            return "instant"
        case Day():
            return "day"
        case Boolean():
            return "bool"
        case Integer():
            return "int"
        case Float():
            return "float"
        case _:
            return "text"
