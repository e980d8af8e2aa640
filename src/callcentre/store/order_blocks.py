"""A list of orders of any length: the keys of all rows in order once, the rows themselves block by block.

The keys stay as they were read, so that no row moves under the hand while colleagues work;
the rows are read as they are now. A million keys are 8 MB.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.batches import in_batches
from callcentre.store.order_filters import HAS_COMPLAINT, KEY, Asking, Wanted, keys_query, totals_query
from callcentre.store.prepared import Prepared
from callcentre.store.tables import Asset, Customer, OrderView, Outlet, Product

_AT_A_TIME = 4_096
Keys: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One order as a list shows it."""

    key: int
    order_id: UUID
    no: str
    state: str
    stage: str
    urgency: str
    kind: str
    category: str
    model: str
    fault: str
    held_reason: str
    customer_id: UUID
    customer: str
    outlet: str
    opened_at: Instant
    clock_since: Instant | None
    due_at: Instant | None
    window_start: Instant | None
    window_end: Instant | None
    ended_at: Instant | None
    ended_by: str
    urges: int
    complaint: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """What the foot of a list says: how many are open and over their time, and since when the first is."""

    overdue: int
    first_due: Instant | None


def keys_of(
    session: Session, wanted: Wanted, *, now: Instant, zone: ZoneInfo,
    limit: int | None = None, cancelled: Callable[[], bool] = lambda: False,
) -> Keys:
    """The keys of the orders wanted, in order; what was read so far where nobody wants the rest."""
    query = keys_query(Asking(session, now, zone), wanted)
    found = session.connection().execute(query if limit is None else query.limit(limit))
    keys: Keys = array("q")
    # Past SQLAlchemy's rows, which would take longer than the query.
    cursor: Any = found.cursor
    while not cancelled() and (rows := cursor.fetchmany(_AT_A_TIME)):
        keys.extend([key for (key,) in rows])
    found.close()
    return keys


def rows_of(session: Session, keys: Iterable[int]) -> list[ListedOrder | None]:
    """The orders with these keys, in this order; None for one that is not there."""
    wanted = list(keys)
    given = ",".join(map(str, wanted))
    found: dict[int, ListedOrder] = {
        row[0]: ListedOrder(*row)
        for row in _ROWS.all(session, keys=f"[{given}]")
    }
    return [found.get(key) for key in wanted]


_ROWS = Prepared(
    select(
        KEY, OrderView.order_id, OrderView.no, OrderView.state, OrderView.stage, OrderView.urgency, OrderView.kind,
        OrderView.category, func.coalesce(Product.model, ""), OrderView.fault, OrderView.held_reason,
        OrderView.customer_id, func.coalesce(Customer.name, ""), func.coalesce(Outlet.name, ""), OrderView.opened_at,
        OrderView.clock_since, OrderView.due_at, OrderView.window_start, OrderView.window_end, OrderView.ended_at,
        OrderView.ended_by, OrderView.urges, HAS_COMPLAINT,
    )
    .select_from(OrderView)
    .outerjoin(Customer, Customer.id == OrderView.customer_id)
    .outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
    .outerjoin(Asset, Asset.id == OrderView.asset_id)
    .outerjoin(Product, Product.id == Asset.product_id)
    .where(KEY.in_(select(func.json_each(bindparam("keys")).table_valued("value").c.value)))
)


def totals_of(session: Session, wanted: Wanted, *, now: Instant, zone: ZoneInfo) -> Totals:
    """The totals of a list."""
    row: Any = session.execute(totals_query(Asking(session, now, zone), wanted)).one()
    return Totals(*row)


def keys_among(
    session: Session, wanted: Wanted, orders: Sequence[UUID], *, now: Instant, zone: ZoneInfo
) -> Keys:
    """The keys of those of `orders` that are wanted: what a change brings into a list."""
    query = keys_query(Asking(session, now, zone), wanted).order_by(None)
    found: Keys = array("q")
    for some in in_batches(list(orders)):
        found.extend(session.scalars(query.where(OrderView.order_id.in_(some))))
    return found
