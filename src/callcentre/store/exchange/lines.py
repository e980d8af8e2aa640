"""What one line of a feed, or one row of a clone, does to the file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from callcentre.domain.merging import merged, merged_whole
from callcentre.store.exchange.erasing import erase, things_of
from callcentre.store.exchange.leaving import has_unconfirmed, purge, was_brought
from callcentre.store.exchange.page import Page
from callcentre.store.exchange.rows import Row
from callcentre.store.exchange.shape import OF_COMPANY, OF_SITE, SPOKEN_OF, typed
from callcentre.store.exchange.sql import run, run_many
from callcentre.store.outbox import history_id

Line = Mapping[str, Any]
_ROWS = frozenset({*OF_COMPANY, *OF_SITE})


def load(page: Page, lines: Sequence[Line]) -> None:
    """Reads what these lines will ask for."""
    page.know_own(UUID(line["change"]) for line in lines if "change" in line)
    page.rows.load((line["entity"], UUID(line["pk"])) for line in lines if line["entity"] in _ROWS)
    subjects = {UUID(line["pk"]): SPOKEN_OF[line["entity"]][0] for line in lines if line["entity"] in SPOKEN_OF}
    page.rows.load((entity, pk) for pk, entity in subjects.items())


def take(page: Page, line: Line) -> None:
    """One line of a feed, in its order."""
    _confirm(page, line)
    if (line["entity"], line["kind"]) == ("conflict", "patch"):
        _take_settled(page, line)
    else:
        _BY_KIND[line["kind"]](page, line)


def take_cloned(page: Page, rows: Sequence[Line]) -> None:
    """The rows of one page of a clone."""
    confirmed: list[tuple[UUID]] = []
    for row in rows:
        entity, pk = row["entity"], UUID(row["pk"])
        if entity in SPOKEN_OF:
            _take_event(page, row)
        elif entity == "conflict":
            page.keep_conflict(pk, row["fields"])
        elif entity == "field_change":
            _take_history(page, row["fields"])
        elif entity == "erased":
            erase(page, row["fields"]["entity"], UUID(row["fields"]["pk"]), pk, 0)
        else:
            confirmed += [(pk,), *((UUID(change),) for change in row["by"].values())]
            _take_whole(page, row)
    _confirm_whole(page, confirmed)
    was_brought(page.session, [UUID(row.get("change") or row["pk"]) for row in rows])


def _confirm(page: Page, line: Line) -> None:
    """An own change that comes back was applied, whatever was heard of it before."""
    own = page.own(UUID(line["change"]))
    if own is None or (own.state == "acked" and own.feed):
        return
    run(
        page.session, "UPDATE outbox SET state='acked', reason='', ack_feed=?, ack_seq=?, ack_mark=? WHERE change_id=?",
        line["feed"], line["seq"], line["mark"], own.change,
    )  # fmt: skip
    own.state, own.feed, own.seq = "acked", line["feed"], line["seq"]


def _confirm_whole(page: Page, changes: Iterable[tuple[UUID]]) -> None:
    """A row that stands at the server proves own changes that were refused or given up here: a copy brought them."""
    run_many(
        page.session,
        "UPDATE outbox SET state='acked', reason='' WHERE state IN ('parked','dropped') AND (change_id=?1 OR (pk=?1 AND kind='create'))",
        changes,
    )


def _take_fields(page: Page, line: Line) -> None:
    row = page.rows.of(line["entity"], UUID(line["pk"]))
    created, change = line["kind"] == "create", UUID(line["change"])
    if row.values is None and (not created or row.has_left):
        # A patch of a row that is out of sight, or a row that has left already by another feed.
        return
    fields = line["fields"] if created else {name: pair[1] for name, pair in line["fields"].items()}
    taken = merged(
        row.version, row.own_fields(), change=line["change"], incoming=line["version"], fields=fields,
        writer=line["pk"] if created else "",
    )  # fmt: skip
    was_brought(page.session, [row.pk])
    if taken is None:
        return
    row.own = [own for own in row.own if own.change != change]
    row.take(taken, {} if created else dict.fromkeys(fields, change))
    if not created:
        page.keep_history(row, change, line["fields"], UUID(line["actor"]), line["at"])


def _take_whole(page: Page, line: Line) -> None:
    row = page.rows.of(line["entity"], UUID(line["pk"]))
    by = line.get("by", {})
    taken = merged_whole(row.own_fields(), incoming=line["version"], fields=line["fields"], by=by)
    row.by = dict.fromkeys(row.by, row.pk) | {name: change for name, change in row.by.items() if name in taken.beside}
    row.take(taken, {name: UUID(change) for name, change in by.items()})


def _take_enter(page: Page, line: Line) -> None:
    row = page.rows.of(line["entity"], UUID(line["pk"]))
    if line["version"] < row.version or (row.has_left and line["version"] <= row.version) or _parent_has_left(page, line):
        return
    _take_whole(page, line)


def _parent_has_left(page: Page, line: Line) -> bool:
    parent = line["fields"].get("customer_id") if line["entity"] in ("phone", "address") else None
    return parent is not None and page.rows.of("customer", UUID(parent)).has_left


def _take_event(page: Page, line: Line) -> None:
    entity, change = line["entity"], UUID(line["change"])
    if page.rows.of(SPOKEN_OF[entity][0], UUID(line["pk"])).values is None:
        return
    page.stories.bring(entity, change, typed(entity, line["fields"]), line["fields"].get("texts") or {})


def _take_leave(page: Page, line: Line) -> None:
    row = page.rows.of(line["entity"], UUID(line["pk"]))
    if line["version"] <= row.version:
        return
    drop_row(page, row, line["version"])


def drop_row(page: Page, row: Row, version: int) -> None:
    """Takes a row away, with what hangs on it, and remembers at which version it left."""
    page.finish_rows()
    purge(page.session, [row.pk])
    run(page.session, "INSERT OR REPLACE INTO row_version VALUES (?,?)", row.pk, version)
    page.stories.forget(row.pk)
    page.rows.forget_all()
    page.unit.changed("order" if row.entity == "service_order" else row.entity, row.pk)


def _take_conflict(page: Page, line: Line) -> None:
    """A conflict; an own value that lost gives way to the server's."""
    fields = line["fields"]
    page.keep_conflict(UUID(line["pk"]), fields)
    own = page.own(UUID(fields["change_id"]))
    if own is not None and fields["kind"] == "field":
        lose(page, own.change, [fields["field"]])


def _take_settled(page: Page, line: Line) -> None:
    """Somebody has settled a conflict, here or elsewhere."""
    pk = UUID(line["pk"])
    run(page.session, "UPDATE conflict SET state=? WHERE id=?", line["fields"]["state"][1], pk)
    page.unit.changed("conflict", pk)


def lose(page: Page, change: UUID, names: Iterable[str]) -> None:
    """Fields of an own change did not land: they show what else there is, and never were history."""
    page.know_own([change])
    own = page.own(change)
    assert own is not None
    own.lost |= set(names)
    run(page.session, "UPDATE outbox SET lost=? WHERE change_id=?", sorted(own.lost), change)
    history = [history_id(change, name) for name in names]
    run_many(page.session, "INSERT OR IGNORE INTO purge VALUES (?)", [(pk,) for pk in history])
    run(page.session, "DELETE FROM field_change WHERE id IN (SELECT pk FROM purge)")
    run(page.session, "DELETE FROM purge")
    if own.entity in _ROWS:
        row = page.rows.of(own.entity, own.pk)
        for waiting in row.own:
            if waiting.change == change:
                waiting.lost |= own.lost
        if row.values is not None:
            row.show(own.fields)


def _take_erased(page: Page, line: Line) -> None:
    # Told in the company's feed, it may come before older changes in the row's own, which must not count as known.
    version = 0 if line["feed"] == "company" else line["version"]
    erase(page, line["entity"], UUID(line["pk"]), UUID(line["change"]), version)
    if line["entity"] == "customer":
        # What was made here of the person, such as another number, and what the server could not name.
        page.finish_rows()
        for entity, pk in things_of(page.session, UUID(line["pk"])):
            if entity != "customer" and has_unconfirmed(page.session, pk):
                erase(page, entity, pk, UUID(line["change"]), 0)


def _take_history(page: Page, fields: Line) -> None:
    row = Row(fields["entity"], UUID(fields["pk"]))
    page.keep_history(row, UUID(fields["change_id"]), {fields["field"]: [fields["old"], fields["new"]]},
                      UUID(fields["actor_id"]), fields["at"])  # fmt: skip


_BY_KIND: Mapping[str, Callable[[Page, Line], None]] = {
    "create": _take_fields,
    "patch": _take_fields,
    "event": _take_event,
    "enter": _take_enter,
    "leave": _take_leave,
    "conflict": _take_conflict,
    "erased": _take_erased,
}
