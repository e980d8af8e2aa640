"""One id for another, wherever the file names it: who signed in for who sat here, the server's row for one's own."""

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.store.exchange.leaving import purge
from callcentre.store.exchange.shape import OF_COMPANY, keys
from callcentre.store.exchange.sql import id_of, run, run_many
from callcentre.store.tables import Base, LocalBase
from callcentre.store.types import Id, Json

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOGETHER = 2_000


def rename(session: Session, ids: Mapping[UUID, UUID]) -> None:
    """Puts the new ids in the place of the old ones, in columns and in what columns hold as JSON."""
    if not ids:
        return
    run(session, "CREATE TEMP TABLE IF NOT EXISTS renamed (old BLOB PRIMARY KEY, new BLOB)")
    run_many(session, "INSERT INTO renamed VALUES (?,?)", list(ids.items()))
    texts = {str(old): str(new) for old, new in ids.items()}
    for metadata in (Base.metadata, LocalBase.metadata):
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Id):
                    run(session, f'UPDATE "{table.name}" SET "{column.name}"=(SELECT new FROM renamed WHERE old="{column.name}")'
                                 f' WHERE "{column.name}" IN (SELECT old FROM renamed)')  # fmt: skip
                elif isinstance(column.type, Json):
                    _rename_within(session, table.name, column.name, texts)
    run(session, "DELETE FROM renamed")


def _rename_within(session: Session, table: str, column: str, texts: Mapping[str, str]) -> None:
    last = -1
    query = f'SELECT rowid, "{column}" FROM "{table}" WHERE rowid>? ORDER BY rowid LIMIT {_TOGETHER}'
    while rows := run(session, query, last):
        last = rows[-1][0]
        changed = [
            (_ID.sub(lambda found: texts.get(found[0], found[0]), text), n)
            for n, text in rows
            if text is not None and not texts.keys().isdisjoint(_ID.findall(text))
        ]
        run_many(session, f'UPDATE "{table}" SET "{column}"=? WHERE rowid=?', changed)


def adopt(session: Session) -> None:
    """Own rows of the company that the server knows by the same key become the server's, in a folder that has just joined.

    Later two rows with one key are held up to a person instead.
    """
    if run(session, "SELECT 1 FROM outbox WHERE state='acked' UNION ALL SELECT 1 FROM journal LIMIT 1"):
        return
    for entity in OF_COMPANY:
        for columns in keys(entity):
            ids = _known_by(session, entity, columns)
            run_many(session, "DELETE FROM outbox WHERE pk=?", [(own,) for own in ids])
            purge(session, ids)
            rename(session, ids)


def _known_by(session: Session, entity: str, columns: tuple[str, ...]) -> dict[UUID, UUID]:
    """Own rows that are new -> the other row with the key these were made with."""
    made = ", ".join(f"json_extract(o.fields, '$.{name}[1]')" for name in columns)
    where = " AND ".join(f'"{name}"=?' for name in columns)
    found: dict[UUID, UUID] = {}
    for pk, *key in run(session, f"SELECT o.pk, {made} FROM outbox o WHERE o.kind='create' AND o.entity=? AND o.state='new'", entity):
        if None not in key:
            given = [UUID(value) if name.endswith("_id") else value for name, value in zip(columns, key, strict=True)]
            found |= {id_of(pk): id_of(other) for (other,) in run(session, f'SELECT id FROM "{entity}" WHERE {where} AND id<>?', *given, id_of(pk))}
    return found
