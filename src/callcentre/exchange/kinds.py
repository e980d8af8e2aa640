"""The kinds of file that go in and out (design section 7) as a table of data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcentre.domain.event_data import PLACES
from callcentre.domain.geo import DATUMS
from callcentre.domain.lifecycle import ABOUT


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` names a parser of `exchange.values`; `among` the codes it may hold."""

    name: str
    type: str = "code"
    required: bool = False
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its columns in their order and the ones that make its natural key."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    keyless: tuple[str, ...] = ()
    """For a kind without a key of its own: the columns that do not tell two rows apart."""

    by_name: Mapping[str, Column] = field(init=False)
    """The columns by their names."""
    required: tuple[str, ...] = field(init=False)
    """The names of the columns that a file cannot do without."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        object.__setattr__(self, "required", tuple(column.name for column in self.columns if column.required))


def _must(name: str, type_: str = "code", among: tuple[str, ...] = ()) -> Column:
    return Column(name, type_, required=True, among=among)


def _some(type_: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, type_) for name in names)


def _one_of(name: str, *among: str) -> Column:
    return Column(name, "choice", among=among)


COVER_KINDS = ("maker", "extended", "part", "goodwill", "after_repair")
COVER_SCOPES = ("all", "labour", "parts")
URGENCIES = ("normal", "urgent", "danger")
ENDINGS = ("upheld", "partly", "unfounded", "withdrawn")
DIRECTIONS = ("in", "out")
_ABOUT = tuple(sorted(ABOUT))
_POSITION = (*_some("degrees", "lng", "lat"), _one_of("datum", *DATUMS))

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("outlets", ("code",), (
            _must("code"), _must("name"), Column("parent"), *_some("phone", "phone", "night_phone"),
            *_some("code", "province", "city", "district", "address"), *_POSITION,
            *_some("list", "skills", "brands"), Column("capacity_per_day", "count"), Column("opened_on", "day"),
        )),
        Kind("technicians", ("outlet_code", "name"), (
            _must("outlet_code"), _must("name"), Column("phone", "phone"), Column("skills", "list"),
            Column("certified_until", "day"),
        )),
        Kind("customers", ("customer_no",), (
            _must("customer_no"), _must("name"), Column("phones", "phones"),
            *_some("code", "province", "city", "district", "address"), *_POSITION, Column("tier"),
            Column("notes", "words"),
        )),
        Kind("products", ("model",), (
            _must("model"), *_some("code", "name", "category", "principal"), Column("warranty_months", "count"),
        )),
        Kind("parts", ("code",), (_must("code"), *_some("code", "name", "model"), _must("price_fen", "count"))),
        Kind("assets", ("serial",), (
            _must("serial"), _must("customer_no"), Column("model"), Column("purchased_on", "day"),
            *_some("code", "sold_by", "invoice_no"), Column("installed_on", "day"),
        )),
        Kind("covers", ("cover_no",), (
            _must("cover_no"), _must("serial"), _one_of("kind", *COVER_KINDS), _one_of("scope", *COVER_SCOPES),
            _must("from", "day"), _must("until", "day"), Column("payer"),
        )),
        Kind("orders", ("order_no",), (
            _must("order_no"), _must("customer_no"), Column("serial"), _must("kind"),
            *_some("code", "category", "fault"), Column("words", "words"), _one_of("urgency", *URGENCIES),
            _must("opened_at", "instant"),
            *_some("code", "channel", "origin", "repeat_of", "group_no", "follows", "external_ref"),
        )),
        Kind("events", (), (
            _must("order_no"), _must("at", "instant"), _must("event"),
            *_some("code", "outlet_code", "technician", "by", "outcome"), _one_of("place", *sorted(PLACES)),
            *_some("code", "cause", "action"),
            *_some("instant", "arrived_at", "left_at", "window_start", "window_end", "until", "next_at"),
            Column("parts", "parts"), Column("charge_fen", "count"),
            *_some("flag", "satisfied", "fixed", "on_time", "attitude_ok", "came"),
            Column("paid_fen", "count"), _one_of("about", *_ABOUT), Column("score", "score"), Column("reason"),
            Column("words", "words"),
        ), keyless=("words",)),
        Kind("complaints", ("complaint_no",), (
            _must("complaint_no"), *_some("code", "order_no", "customer_no", "outlet_code"),
            _must("received_at", "instant"), *_some("code", "channel", "external_ref"), _must("category"),
            Column("severity"), _one_of("against", *_ABOUT), Column("words", "words"),
            Column("ended_at", "instant"), _one_of("ended_as", *ENDINGS),
        )),
        Kind("calls", ("call_no",), (
            _must("call_no"), _must("began_at", "instant"), Column("ended_at", "instant"), Column("number"),
            _one_of("direction", *DIRECTIONS), *_some("code", "agent", "disposition", "customer_no", "order_no"),
            Column("words", "words"),
        )),
        Kind("articles", ("slug",), (
            _must("slug"), _must("title"), *_some("code", "product", "symptom"), Column("body", "words"),
        )),
    )
}
"""By the name on the command line, in an order in which a fresh folder can take them."""
