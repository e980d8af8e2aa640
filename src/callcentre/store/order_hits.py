"""Every order that a text finds: by its own words and number, or by its customer or machine."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.store.search import find
from callcentre.store.search_index import match_of

MOST = 5_000
"""Orders that are found by their words; somebody who finds more has to say more."""
_NAMED = 300
"""Things that are found by their number, name or telephone."""
_BY_WORDS = (
    "SELECT search_doc.id FROM search_index JOIN search_doc ON search_doc.n = search_index.rowid"
    " WHERE search_index MATCH ? AND search_doc.kind = 'order' ORDER BY search_index.rowid DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found: orders themselves, and those whose orders are meant with them."""

    orders: list[UUID]
    customers: list[UUID]
    assets: list[UUID]


def hits_of(session: Session, text: str) -> Hits:
    """What a text finds of orders, customers and machines."""
    found: dict[str, set[UUID]] = {"order": set(), "customer": set(), "asset": set()}
    for one in find(session, text, limit=_NAMED):
        if one.kind in found:
            found[one.kind].add(one.id)
    if match := match_of(text):
        rows = session.connection().exec_driver_sql(_BY_WORDS, (match, MOST))
        found["order"].update(UUID(bytes=pk) for (pk,) in rows)
    return Hits(sorted(found["order"]), sorted(found["customer"]), sorted(found["asset"]))
