"""What was told of a person, blanked wherever this file keeps it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.store.exchange.page import Page
from callcentre.store.exchange.shape import SPOKEN_OF
from callcentre.store.exchange.sql import id_of, run

BLANKS: Mapping[str, Mapping[str, Any]] = {
    "customer": {"name": "", "initials": "", "notes": "", "needs": "", "agreed_hours": []},
    "phone": {"typed": "", "e164": "", "extension": "", "digits_back": ""},
    "address": {"line": "", "lng": None, "lat": None, "exact": "none"},
    "call": {"number": "", "words": ""},
    "attachment": {"sha256": "", "size": 0, "type": "", "name": ""},
}
"""Kinds of rows that speak of a person -> what their columns hold afterwards, as at the server."""


_ORDERS = "SELECT order_id FROM order_view WHERE customer_id=?1"
_COMPLAINTS = f"SELECT complaint_id FROM complaint_view WHERE customer_id=?1 OR order_id IN ({_ORDERS})"
_OF_CUSTOMER: Mapping[str, str] = {
    "customer": "SELECT ?1",
    "phone": "SELECT id FROM phone WHERE customer_id=?1",
    "address": "SELECT id FROM address WHERE customer_id=?1",
    "call": f"SELECT id FROM call WHERE customer_id=?1 OR order_id IN ({_ORDERS})",
    "attachment": f"SELECT id FROM attachment WHERE subject_id=?1 OR subject_id IN ({_ORDERS}) OR subject_id IN ({_COMPLAINTS})",
    "order_event": _ORDERS,
    "complaint_event": _COMPLAINTS,
}


def things_of(session: Session, customer: UUID) -> list[tuple[str, UUID]]:
    """Everything that speaks of a customer, as at the server: rows by their ids, stories by what they are of."""
    return [(entity, id_of(pk)) for entity, asked in _OF_CUSTOMER.items() for (pk,) in run(session, asked, customer)]


def erase(page: Page, entity: str, pk: UUID, erasure: UUID, version: int) -> None:
    """Blanks one row or the words of one story, its history, what is unsent of it and what was pulled of it."""
    if entity in SPOKEN_OF:
        _blank_words(page, entity, pk)
    elif entity in BLANKS:
        row = page.rows.of(entity, pk)
        if row.values is not None:
            if entity == "attachment":
                page.erased_bytes.add(row.values["sha256"])
            for name, value in BLANKS[entity].items():
                row.put(name, value)
                row.beside.pop(name, None)
                # Whoever writes here has seen the blank: a restored server must not take that for what was before.
                row.by[name] = erasure
            row.version = max(row.version, version)
        page.blank_history(pk)
        run(page.session, "UPDATE field_change SET old=NULL, new=NULL WHERE pk=?", pk)
        run(page.session, "UPDATE conflict SET mine=NULL, theirs=NULL WHERE pk=?", pk)
    _blank_unsent(page, entity, pk)
    _blank_kept(page, "journal", pk)
    _blank_kept(page, "witness", pk)
    page.erases = True


def _blank_words(page: Page, entity: str, subject: UUID) -> None:
    _, column, words = SPOKEN_OF[entity]
    page.stories.blank(entity, subject)
    # No row at all, as whoever reads of it later has none.
    run(page.session, f"INSERT OR IGNORE INTO purge SELECT id FROM {entity} WHERE {column}=?", subject)
    run(page.session, f"DELETE FROM {words} WHERE event_id IN (SELECT pk FROM purge)")
    run(page.session, "DELETE FROM purge")
    page.stories.look_again(entity, [subject])
    page.stories.reworded.add(subject)


def _blank_unsent(page: Page, entity: str, pk: UUID) -> None:
    for n, text in run(page.session, "SELECT n, fields FROM outbox WHERE pk=? AND entity=?", pk, entity):
        fields = json.loads(text)
        for name in _spoken(entity, fields):
            fields[name] = [None, _empty(entity, name), fields[name][2]]
        run(page.session, "UPDATE outbox SET fields=? WHERE n=?", fields, n)


def _blank_kept(page: Page, table: str, pk: UUID) -> None:
    for n, text in run(page.session, f"SELECT n, body FROM {table} WHERE body LIKE ?", f'%"pk":"{pk}"%'):
        kept = json.loads(text)
        entity, is_patch = kept["entity"], kept["kind"] == "patch"
        for name in _spoken(entity, kept["fields"]):
            value = _empty(entity, name)
            kept["fields"][name] = [value, value] if is_patch else value
        run(page.session, f"UPDATE {table} SET body=? WHERE n=?", kept, n)


def _spoken(entity: str, fields: Iterable[str]) -> list[str]:
    names = {"texts"} if entity in SPOKEN_OF else BLANKS.get(entity, {}).keys()
    return [name for name in fields if name in names]


def _empty(entity: str, name: str) -> Any:
    return {} if name == "texts" else BLANKS[entity][name]

