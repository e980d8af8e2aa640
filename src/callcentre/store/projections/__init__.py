"""What is folded from events and kept beside them, in the transaction that writes them."""

from callcentre.store.projections.complaints import project_complaints
from callcentre.store.projections.documents import index_rows
from callcentre.store.projections.jobs import project_jobs
from callcentre.store.projections.orders import index_orders, project_views
from callcentre.store.unit import Unit

__all__ = ["prepare", "project"]


def prepare(unit: Unit) -> None:
    """What follows from this unit's stories alone: bulk work does it before it holds the file."""
    stories = tuple(unit.stories.values())
    project_views(unit, stories)
    index_orders(unit, stories)


def project(unit: Unit) -> None:
    """Brings the other projections up to what this unit wrote; the last step before its outbox."""
    project_complaints(unit)
    index_rows(unit)
    # Jobs read the views of orders and complaints.
    unit.flush()
    project_jobs(unit)
