"""Complaints out of a file: received and, where the file says so, ended from whatever stage."""

from typing import Any
from uuid import UUID

from callcentre.acts.complaints import NewComplaint, assess, customer_withdraws, end, receive
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.ids import imported_id
from callcentre.domain.story import Story
from callcentre.exchange.rows import Load, Row, found, upsert
from callcentre.store.complaint_stories import complaint_of
from callcentre.store.keys import ids_by, order_ids, received_words, rows_by
from callcentre.store.stories import stories_of
from callcentre.store.tables import ComplaintView, Customer, Outlet

_TEXTS = (
    ("channel", "channel", ""), ("external_ref", "external_ref", ""), ("category", "category", ""),
    ("severity", "severity", "normal"), ("against", "against", ""), ("words", "words", ""),
    ("received_at", "received_at", None), ("ended_at", "ended_at", None), ("ended_as", "ended_as", ""),
)
_LINKS = {"order_no": "order_id", "customer_no": "customer_id", "outlet_code": "outlet_id"}
_ASSESSED = frozenset({"category", "severity", "against", "outlet_id"})
"""What may still be found otherwise after receipt."""
_ENDED = frozenset({"ended_at", "ended_as"})
_VIEW = (
    "no", "complaint_id", "state", *_LINKS.values(), *(name for _, name, _ in _TEXTS if name != "words"),
)


def load_complaints(load: Load, rows: list[Row]) -> None:
    """Complaints by number. One about an order is noted there as well."""
    known = _Known(load, rows)

    def wanted(row: Row) -> dict[str, Any]:
        values = load.given(row, _TEXTS)
        _check_codes(load, values)
        values |= {stored: known.link(row, column) for column, stored in _LINKS.items() if column in load.columns}
        order = known.stories.get(values.get("order_id")) if values.get("order_id") else None
        if order is not None and row.values["received_at"] < order.events[0].at:
            raise BadValue("complaint.before_order", field="received_at", value=row.text("received_at"))
        if order is not None and not values.get("customer_id"):
            values.pop("customer_id", None)
        _check_end(row)
        return values

    def create(row: Row, values: dict[str, Any]) -> None:
        no = row.text("complaint_no")
        ended_at, ended_as = values.pop("ended_at", None), values.pop("ended_as", "")
        received_at, order = values.pop("received_at"), values.pop("order_id", None)
        links = {name: values.pop(f"{name}_id", None) for name in ("customer", "outlet")}
        new = NewComplaint(**{"channel": ""} | values, **links, order=known.stories[order] if order else None)
        taken = receive(load.unit, new, at=received_at, complaint_id=imported_id("complaint", no), no=no)
        if ended_as:
            _end(load, taken, ended_as, ended_at)

    def change(pk: UUID, values: dict[str, Any]) -> None:
        if stays := values.keys() - _ASSESSED - _ENDED:
            raise Refused("complaint.stays", fields=", ".join(sorted(stays)))
        story = complaint_of(load.unit.session, pk)
        found_out = {name.removesuffix("_id"): value for name, value in values.items() if name in _ASSESSED}
        if not story.is_open:
            raise Refused("complaint.has_ended", fields=", ".join(sorted(values)))
        if found_out:
            assess(load.unit, story, **found_out)
        if values.get("ended_as"):
            _end(load, story, values["ended_as"], values.get("ended_at"))

    upsert(load, rows, known.of, wanted, create, change)


class _Known:
    """What is stored of the complaints a file speaks of, and what its rows may refer to."""

    def __init__(self, load: Load, rows: list[Row]) -> None:
        session = load.unit.session
        self._links: dict[str, dict[str, UUID]] = {
            "customer_no": ids_by(session, Customer, "no", (row.text("customer_no") for row in rows)),
            "outlet_code": ids_by(session, Outlet, "code", (row.text("outlet_code") for row in rows)),
            "order_no": order_ids(session, (row.text("order_no") for row in rows)),
        }
        numbers = (row.text("complaint_no") for row in rows)
        self._views = {view.no: view for view in rows_by(session, ComplaintView, "no", numbers, _VIEW)}
        self._words = received_words(session, [view.complaint_id for view in self._views.values()])
        orders = self._links["order_no"].values()
        self.stories: dict[UUID | None, Story] = {story.id: story for story in stories_of(session, orders)}

    def link(self, row: Row, column: str) -> UUID | None:
        """What the row's reference names. Raises BadValue for what nobody knows."""
        answer: UUID | None = found(self._links[column], row, column)
        return answer

    def of(self, row: Row) -> tuple[UUID, dict[str, Any]] | None:
        """(id, stored values) of the row's complaint; None where it is new."""
        view = self._views.get(row.text("complaint_no"))
        if view is None:
            return None
        return view.complaint_id, view._asdict() | {"words": self._words.get(view.complaint_id, "")}


def _check_codes(load: Load, values: dict[str, Any]) -> None:
    profile = load.unit.profile
    if values["category"] not in profile.codes(profile.complaint_categories):
        raise BadValue("complaint.unknown_category", field="category", value=values["category"])
    if values.get("severity") and values["severity"] not in profile.codes(profile.complaint_severities):
        raise BadValue("complaint.unknown_severity", field="severity", value=values["severity"])


def _check_end(row: Row) -> None:
    ended_at, ended_as = row.values.get("ended_at"), row.text("ended_as")
    if (ended_at is None) != (not ended_as):
        raise BadValue("complaint.half_ended", field="ended_at" if ended_at is None else "ended_as", value="")
    if ended_at is not None and ended_at < row.values["received_at"]:
        raise BadValue("value.ends_before", field="ended_at", value=row.text("ended_at"), first="received_at")


def _end(load: Load, story: ComplaintStory, ended_as: str, at: int | None) -> None:
    if ended_as == "withdrawn":
        customer_withdraws(load.unit, story, at=at)
    else:
        end(load.unit, story, ended_as=ended_as, at=at)
