"""Which orders a list holds and in what order: filters and sorting as data, and the SQL they stand for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Select,
    UnaryExpression,
    case,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant, local_date, local_instant
from callcentre.domain.lifecycle import ENDED_STATES, OPEN_STATES
from callcentre.domain.stages import ORDER_STAGES
from callcentre.store.customers import circle
from callcentre.store.homes import first_home
from callcentre.store.order_hits import hits_of
from callcentre.store.outlets import subtree
from callcentre.store.report_rows import orders_behind
from callcentre.store.tables import Address, ComplaintView, Customer, OrderView, Outlet
from callcentre.store.watch import running_out

Filter = tuple[str, str]
"""(field, value): values of one field widen the list, fields narrow it."""
Sort = tuple[str, bool]
"""(column, whether the greatest comes first)."""
KEY: ColumnClause[int] = literal_column("order_view.rowid")
"""The key by which rows are fetched: short, and kept by SQLite while a row is only changed."""
TODAY = "today"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows. An unknown field or column, as an older program may have kept it, is left out."""

    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()

    def values(self, field: str) -> list[str]:
        """The values of one field."""
        return [value for name, value in self.filters if name == field]

    def fields(self) -> list[str]:
        """The fields in use, in the order in which they were chosen."""
        return list(dict.fromkeys(name for name, _value in self.filters))

    def with_(self, field: str, value: str) -> "Wanted":
        """The same with one more value; of a field that holds one value it takes the place of the other."""
        kept = [one for one in self.filters if one != (field, value) and not (field in SINGLE and one[0] == field)]
        return Wanted((*kept, (field, value)), self.sort)

    def without(self, field: str) -> "Wanted":
        """The same without one field."""
        return Wanted(tuple(one for one in self.filters if one[0] != field), self.sort)

    def sorted_by(self, column: str, *, further: bool = False) -> "Wanted":
        """Sorted by this column, or turned round where it was; `further` keeps those before it."""
        down = dict(self.sort).get(column)
        turned = (column, column in LATEST_FIRST if down is None else not down)
        if not further:
            return Wanted(self.filters, (turned,))
        kept = tuple(turned if one[0] == column else one for one in self.sort)
        return Wanted(self.filters, kept if down is not None else (*kept, turned))


SINGLE = frozenset({"standing", "clock", "opened_from", "opened_to", "due_before", "complaint", "urged", "text"})
OPEN_ALONE = frozenset({"stage", "clock", "due_before", "urged"})
"""Fields that only open orders pass."""
LATEST_FIRST = frozenset({"opened", "ended", "urges", "complaint"})
"""Columns of which the greatest comes first when one first sorts by them."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a filter may need besides its values."""

    session: Session
    now: Instant
    zone: ZoneInfo


def day_of(value: str, now: Instant, zone: ZoneInfo) -> date:
    """"today", "-7" or "+1" (so many days from it), "2026-07-01". Raises ValueError for anything else."""
    today = local_date(now, zone)
    if value == TODAY:
        return today
    return today + timedelta(int(value)) if value[:1] in ("-", "+") else date.fromisoformat(value)


def _begins(asking: Asking, value: str, later: int = 0) -> Instant:
    day = day_of(value, asking.now, asking.zone) + timedelta(later)
    return local_instant(day.year, day.month, day.day, asking.zone)


def _one_of(column: Any) -> Callable[[Asking, Sequence[str]], ColumnElement[bool]]:
    return lambda _asking, values: column.in_(sorted(values))


def _standing(_asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    return OrderView.ended_at.is_(None) if values[-1] == "open" else OrderView.ended_at.is_not(None)


def _stage(_asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    # An ended order has no stage: said, it lets the index of open orders be used.
    return OrderView.stage.in_(sorted(values)) & OrderView.ended_at.is_(None)


def _outlet(asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    below = frozenset[UUID]().union(*(subtree(asking.session, UUID(value)) for value in values))
    return OrderView.outlet_id.in_(sorted(below))


def _own_outlet(asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    """What somebody of this outlet sees; nothing where they belong to none."""
    return _outlet(asking, values) if values[-1] else false()


def _customer(asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    return OrderView.customer_id.in_(sorted({one for value in values for one in circle(asking.session, UUID(value))}))


def _clock(asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    over = OrderView.due_at <= asking.now
    return OrderView.ended_at.is_(None) & (over if values[-1] == "overdue" else running_out(asking.now))


def _city(_asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    """Where it is to be done, else where its customer is."""
    place = func.coalesce(OrderView.address_id, first_home(OrderView.customer_id))
    return exists().where(Address.id == place, Address.city.in_(sorted(values)))


_COMPLAINED = select(ComplaintView.order_id).where(ComplaintView.order_id.is_not(None))
HAS_COMPLAINT = exists().where(ComplaintView.order_id == OrderView.order_id)


def _behind(asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    """The orders behind a number of a scorecard, as in "2026-10/C021/dissatisfied"; none for what is no such number."""
    period, outlet, number = (*values[-1].split("/"), "", "")[:3]
    return OrderView.order_id.in_(orders_behind(asking.session, period, outlet, number))


def _text(asking: Asking, values: Sequence[str]) -> ColumnElement[bool]:
    hits = hits_of(asking.session, values[-1])
    found: list[ColumnElement[bool]] = [OrderView.order_id.in_(hits.orders)]
    found += [OrderView.customer_id.in_(hits.customers)] if hits.customers else []
    found += [OrderView.asset_id.in_(hits.assets)] if hits.assets else []
    return or_(*found)


FIELDS: Mapping[str, Callable[[Asking, Sequence[str]], ColumnElement[bool]]] = {
    "standing": _standing,
    "stage": _stage,
    "state": _one_of(OrderView.state),
    "clock": _clock,
    "kind": _one_of(OrderView.kind),
    "category": _one_of(OrderView.category),
    "urgency": _one_of(OrderView.urgency),
    "outlet": _outlet,
    "own_outlet": _own_outlet,
    "customer": _customer,
    "city": _city,
    "opened_from": lambda asking, values: OrderView.opened_at >= _begins(asking, values[-1]),
    "opened_to": lambda asking, values: OrderView.opened_at < _begins(asking, values[-1], 1),
    "due_before": lambda asking, values: OrderView.ended_at.is_(None) & (OrderView.due_at < _begins(asking, values[-1])),
    "complaint": lambda _asking, _values: OrderView.order_id.in_(_COMPLAINED),
    "urged": lambda _asking, _values: OrderView.ended_at.is_(None) & (OrderView.urges > 0),
    "text": _text,
    "behind": _behind,
}
"""Field -> the orders it lets pass."""

STATES_IN_ORDER = ("open", "reopened", "returned", "declined", "relayed", "accepted", "awaiting_callback", "closed", "cancelled")
assert frozenset(STATES_IN_ORDER) == OPEN_STATES | ENDED_STATES


def _ranked(column: Any, codes: Sequence[str]) -> ColumnElement[int]:
    return case({code: rank for rank, code in enumerate(codes)}, value=column, else_=len(codes))


SORTS: Mapping[str, Sequence[Any]] = {
    "number": (OrderView.no,),
    "clock": (OrderView.due_at,),
    "state": (_ranked(OrderView.state, STATES_IN_ORDER),),
    "stage": (_ranked(OrderView.stage, ORDER_STAGES),),
    "kind": (OrderView.kind,),
    "customer": (Customer.initials, Customer.name),
    "product": (OrderView.category,),
    "fault": (OrderView.category, OrderView.fault),
    "outlet": (Outlet.name,),
    "opened": (OrderView.opened_at,),
    "window": (OrderView.window_start,),
    "ended": (OrderView.ended_at,),
    "urges": (OrderView.urges,),
    "complaint": (HAS_COMPLAINT,),
}
"""Column -> what it is sorted by. What is not there comes last, whichever way one sorts."""
_NULLABLE = frozenset({"clock", "customer", "outlet", "window", "ended"})


def conditions(asking: Asking, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What an order has to meet. Raises ValueError for a value that is none of its field."""
    return [FIELDS[field](asking, wanted.values(field)) for field in wanted.fields() if field in FIELDS]


def keys_query(asking: Asking, wanted: Wanted) -> Select[int]:
    """The keys of all orders wanted, in order: nothing is read of the rows but what they are sorted by."""
    query = select(KEY).select_from(OrderView).where(*conditions(asking, wanted))
    if any(column == "customer" for column, _down in wanted.sort):
        query = query.outerjoin(Customer, Customer.id == OrderView.customer_id)
    if any(column == "outlet" for column, _down in wanted.sort):
        query = query.outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
    few = any(field in OPEN_ALONE for field in wanted.fields()) or "open" in wanted.values("standing")
    return query.order_by(*_order_by(wanted.sort, few=few))


def _order_by(sort: Sequence[Sort], *, few: bool) -> list[UnaryExpression[Any]]:
    known = [(column, down) for column, down in sort if column in SORTS] or [("opened", True)]
    found: list[UnaryExpression[Any]] = []
    for column, down in known:
        for expression in (OrderView.opened_at + 0,) if few and column == "opened" else SORTS[column]:
            # The sum keeps SQLite from walking all orders in their order to find the few that are open.
            turned = expression.desc() if down else expression.asc()
            found.append(turned.nulls_last() if column in _NULLABLE else turned)
    # Equals stand as they were filed, turned with the rest: so one index gives the whole order.
    return [*found, KEY.desc() if known[-1][1] else KEY.asc()]


def totals_query(asking: Asking, wanted: Wanted) -> Select[int, int | None]:
    """How many of them are open and over their time, and since when the first is."""
    return select(func.count(), func.min(OrderView.due_at)).where(
        *conditions(asking, wanted), OrderView.ended_at.is_(None), OrderView.due_at <= asking.now
    )
