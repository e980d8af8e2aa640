"""Orders out of a file: new ones are opened, known ones amended where they are still open."""

from typing import Any
from uuid import UUID

from callcentre.acts.orders import NewOrder, amend, open_order
from callcentre.acts.recording import record
from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.ids import imported_id
from callcentre.domain.story import Story, header
from callcentre.exchange.loading.customers import first_places
from callcentre.exchange.rows import Load, Row, found, unknown
from callcentre.store.keys import header_words, ids_by, order_ids, rows_by
from callcentre.store.stories import stories_of
from callcentre.store.tables import Asset, Customer, OrderView

_CODES = ("kind", "category", "fault", "urgency", "channel", "origin", "group_no", "external_ref")
_LINKS = {"customer": "customer_id", "asset": "asset_id", "repeat_of": "repeat_of", "follows": "follows"}
"""Field of an order -> its column in the order's view."""
_OF_COLUMN = {"customer_no": "customer", "serial": "asset", "repeat_of": "repeat_of", "follows": "follows"}
_VIEW = ("order_id", "opened_at", *_CODES, *_LINKS.values())


def load_orders(load: Load, rows: list[Row]) -> None:
    """Orders by number; `repeat_of` and `follows` may name orders of the same file."""
    links = _Links(load, rows)
    good = _checked(load, rows, links)
    stored = _Stored(load, {links.orders[row.text("order_no")]: row for row, _ in good} if links.stored else {})
    fields = {id(row): values for row, values in good}
    for row in load.each([row for row, _ in good]):
        try:
            _write(load, row, fields[id(row)], links, stored)
        except Problem as problem:
            load.refuse(row.line, problem)


class _Links:
    """What the rows of a file may refer to."""

    def __init__(self, load: Load, rows: list[Row]) -> None:
        session = load.unit.session
        self.customer = ids_by(session, Customer, "no", (row.text("customer_no") for row in rows))
        self.asset = ids_by(session, Asset, "serial", (row.text("serial") for row in rows if row.text("serial")))
        self.places = {
            customer: place["id"] for customer, place in first_places(load, list(self.customer.values())).items()
        }
        numbers = [row.text(column) for column in ("order_no", "repeat_of", "follows") for row in rows]
        self.stored = order_ids(session, filter(None, numbers))
        self.orders: dict[str, UUID] = {
            number: self.stored.get(number) or imported_id("order", number)
            for number in (row.text("order_no") for row in rows)
        } | self.stored

    def of(self, row: Row) -> dict[str, UUID | None]:
        """Field of an order -> what the row's reference names. Raises BadValue for what nobody knows."""
        tables = {"customer": self.customer, "asset": self.asset, "repeat_of": self.orders, "follows": self.orders}
        return {field: found(tables[field], row, column) for column, field in _OF_COLUMN.items()}


class _Stored:
    """What is stored of the orders that a file knows already."""

    def __init__(self, load: Load, orders: dict[UUID, Row]) -> None:
        session = load.unit.session
        self.views = {view.order_id: view for view in rows_by(session, OrderView, "order_id", orders, _VIEW)}
        self.words = header_words(session, self.views) if "words" in load.columns else {}


def _checked(load: Load, rows: list[Row], links: _Links) -> list[tuple[Row, dict[str, Any]]]:
    """The rows that can be taken, with their fields; a row that hangs on a refused new order is refused too."""
    kinds = load.unit.profile.codes(load.unit.profile.order_kinds)
    good: list[tuple[Row, dict[str, Any]]] = []
    lost: set[str] = set()

    def refuse(row: Row, problem: Problem) -> None:
        load.refuse(row.line, problem)
        if row.text("order_no") not in links.stored:
            lost.add(row.text("order_no"))

    for row in rows:
        try:
            if row.text("kind") not in kinds:
                raise BadValue("order.unknown_kind", field="kind", value=row.text("kind"))
            _check_links(row)
            good.append((row, _fields(load, row, links)))
        except Problem as problem:
            refuse(row, problem)
    while lost:
        hanging = [row for row, _ in good if {row.text("repeat_of"), row.text("follows")} & lost]
        lost = set()
        for row in hanging:
            column = "repeat_of" if row.text("repeat_of") in links.orders else "follows"
            refuse(row, unknown(column, row.text(column)))
        refused = {row.line for row in hanging}
        good = [(row, values) for row, values in good if row.line not in refused]
    return good


def _check_links(row: Row) -> None:
    """No order follows or repeats itself."""
    for column in ("repeat_of", "follows"):
        if row.text(column) == row.text("order_no"):
            raise unknown(column, row.text(column))


def _fields(load: Load, row: Row, links: _Links) -> dict[str, Any]:
    """Field -> value, for the columns the file has."""
    values: dict[str, Any] = {name: row.text(name) for name in _CODES if name in load.columns}
    if "urgency" in values:
        values["urgency"] = values["urgency"] or "normal"
    linked = links.of(row)
    return values | {field: linked[field] for column, field in _OF_COLUMN.items() if column in load.columns}


def _write(load: Load, row: Row, values: dict[str, Any], links: _Links, stored: _Stored) -> None:
    order = links.orders[row.text("order_no")]
    view = stored.views.get(order)
    if view is None:
        new = NewOrder(
            **{"channel": ""} | values, words=row.text("words"), address=links.places.get(values["customer"])
        )
        no = row.text("order_no")
        open_order(
            load.unit, new, at=row.values["opened_at"], order_id=order, no=no, event_id=imported_id("opened", no)
        )
        load.counts.created += 1
        return
    if min(row.values["opened_at"], load.unit.now) != view.opened_at:
        raise BadValue("order.opened_stays", field="opened_at", value=row.values["opened_at"])
    different = {
        name: value for name, value in values.items() if value != getattr(view, _LINKS.get(name, name))
    }
    words = row.text("words") if "words" in load.columns else stored.words.get(order, "")
    if not different and words == stored.words.get(order, ""):
        load.counts.same += 1
        return
    _amend(load, next(stories_of(load.unit.session, [order])), different, words)
    load.counts.changed += 1


def _amend(load: Load, story: Story, different: dict[str, Any], words: str) -> None:
    if words == header_words(load.unit.session, [story.id]).get(story.id, ""):
        amend(load.unit, story, different)
        return
    # Words live beside the fields; an event that changes words alone says its kind once more.
    fields = different or {"kind": header(story.events)["kind"]}
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}
    record(load.unit, story, "amended", data={"fields": plain}, texts={"words": words})


