"""Projections and search of what a clone has brought: made afterwards, part by part, so that nobody waits long."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.feeds import is_of_company
from callcentre.store.exchange.sql import id_of, run, run_many
from callcentre.store.periods import Periods
from callcentre.store.projections.complaints import project_complaints
from callcentre.store.projections.documents import asset_documents, customer_documents, outlet_documents
from callcentre.store.projections.jobs import rows_of
from callcentre.store.projections.orders import order_document, project_views
from callcentre.store.rows import put_rows
from callcentre.store.stories import stories_of
from callcentre.store.tables import Job, table_of
from callcentre.store.unit import Unit

PART = 200
"""Rows of one transaction."""
_NO_ID = UUID(int=0)


def _orders(unit: Unit, pks: list[UUID]) -> None:
    stories = list(stories_of(unit.session, pks))
    project_views(unit, stories)
    unit.index(map(order_document, stories))


def _complaints(unit: Unit, pks: list[UUID]) -> None:
    unit.complaints.update(pks)
    project_complaints(unit)


def _jobs(unit: Unit, pks: list[UUID]) -> None:
    session = unit.session
    run_many(session, "DELETE FROM job WHERE order_id=?", [(pk,) for pk in pks])
    rows = rows_of(session, stories_of(session, pks), Periods(session))
    names = [column.name for column in table_of(Job).columns]
    put_rows(session, table_of(Job), [{name: getattr(row, name) for name in names} for row in rows])


_STEPS: Mapping[str, tuple[str, Callable[[Unit, list[UUID]], Any]]] = {
    "outlet": ("outlet", lambda unit, pks: unit.index(outlet_documents(unit.session, pks))),
    "customer": ("customer", lambda unit, pks: unit.index(customer_documents(unit.session, pks))),
    "asset": ("asset", lambda unit, pks: unit.index(asset_documents(unit.session, pks))),
    "complaint": ("complaint", _complaints),
    "order": ("service_order", _orders),
    # Jobs read the views of orders and complaints.
    "job": ("service_order", _jobs),
}
_OF_COMPANY, _OF_SITE = ("outlet",), ("customer", "asset", "complaint", "order", "job")


def first_step(feed: str) -> list[str]:
    """Where the projections of a cloned feed begin."""
    return [(_OF_COMPANY if is_of_company(feed) else _OF_SITE)[0], str(_NO_ID)]


def fold_part(unit: Unit, feed: str, step: str, after: str) -> list[str] | None:
    """Makes the projections of the next rows; answers where it goes on, None at the end."""
    table, make = _STEPS[step]
    pks = [id_of(pk) for (pk,) in run(unit.session, f"SELECT id FROM {table} WHERE id>? ORDER BY id LIMIT {PART}", UUID(after))]
    if pks:
        make(unit, pks)
        unit.flush()
        unit.changed(step if step != "job" else "order", pks[-1])
        return [step, str(pks[-1])]
    steps = _OF_COMPANY if is_of_company(feed) else _OF_SITE
    following = steps[steps.index(step) + 1 :]
    return [following[0], str(_NO_ID)] if following else None


def unfolded(session: Session) -> list[tuple[str, Any]]:
    """Feeds whose rows are not folded to the end, and where that goes on."""
    return list(run(session, "SELECT feed, fold_from FROM cursor WHERE fold_from IS NOT NULL"))
