"""What is folded from events and kept beside them, in the transaction that writes them."""

from callcentre.store.projections.documents import index_rows
from callcentre.store.projections.orders import index_orders, project_views
from callcentre.store.unit import Unit

__all__ = ["project"]


def project(unit: Unit) -> None:
    """Brings every projection up to what this unit wrote; the last step before its outbox."""
    stories = tuple(unit.stories.values())
    project_views(unit, stories)
    index_orders(unit, stories)
    index_rows(unit)
