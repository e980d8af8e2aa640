"""Finding anything from a fragment: what the intake field asks while somebody types.

Each way of finding is a range of one index, or the search index; none reads a table from
end to end. A thing that several ways find is answered once, with the best reason.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.numbers import compact, tail_key
from callcentre.store.found_things import Thing, things_of
from callcentre.store.search_index import match_of, plain_runs

LAST = "\U0010ffff"
"""Sorts after every character: the end of a range of texts that begin alike."""
LEAST_PHONE = 3
LEAST_TAIL = 3
PHONE_SIGNS = frozenset("0123456789+-() ")
LEAST_SHARE = 3
"""Things that each way may show although another finds many."""
HOME_PREFIX = "+86"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a thing was found: the code of a reason, and the part of the thing that matched."""

    code: str
    """number, phone, serial, code, name, initials, model, place, address, reference or words."""
    part: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found. `kind` is customer, order, asset, outlet, complaint or article."""

    kind: str
    id: UUID
    no: str
    title: str
    why: Why
    beside: str = ""
    """What tells it from others with the same title: where a customer lives."""


class _Way(NamedTuple):
    """A range of one index: rows (id, what matched) whose column begins with a key."""

    kind: str
    code: str
    keys: Callable[[str], Iterable[str]]
    statement: str


class _Hit(NamedTuple):
    kind: str
    id: UUID
    code: str
    part: str


def find(session: Session, text: str, *, limit: int = 20) -> list[Found]:
    """At most `limit` things for a fragment, grouped by reason, the surest reason first."""
    # Half a character, as a broken paste leaves it, is in no text that is stored.
    typed = " ".join(text.encode(errors="ignore").decode().split())
    if not typed:
        return []
    groups = [*_by_ranges(session, typed, limit), _by_words(session, typed, limit)]
    hits = _shared_out(groups, limit)
    things = things_of(session, [(hit.kind, hit.id) for hit in hits])
    found: dict[tuple[str, UUID], Found] = {}
    for hit in hits:
        thing = things.get((hit.kind, hit.id))
        if thing is not None:
            # A customer merged into another is shown as that other.
            found.setdefault(
                (hit.kind, thing.id),
                Found(hit.kind, thing.id, thing.no, thing.title, _why(hit, thing, typed), thing.beside),
            )
    return list(found.values())


def _number(typed: str) -> Iterator[str]:
    if len(typed) >= LEAST_TAIL:
        yield typed.upper()


def _tail(typed: str) -> Iterator[str]:
    if len(compact(typed)) >= LEAST_TAIL and typed.isascii():
        yield tail_key(typed)


def _phone_digits(typed: str) -> str:
    digits = "".join(filter(str.isdecimal, typed))
    return digits if len(digits) >= LEAST_PHONE and set(typed) <= PHONE_SIGNS else ""


def _phone_begin(typed: str) -> Iterator[str]:
    digits = _phone_digits(typed)
    if digits and typed.startswith("+"):
        yield f"+{digits}"
    elif digits:
        # As dialled here, with the 0 before an area code, or a short code as it is.
        yield HOME_PREFIX + digits.removeprefix("0")
        yield digits


def _phone_end(typed: str) -> Iterator[str]:
    if digits := _phone_digits(typed):
        yield digits[::-1]


def _code(typed: str) -> Iterator[str]:
    if typed.isascii():
        yield from dict.fromkeys((typed, typed.upper()))


def _serial(typed: str) -> Iterator[str]:
    if len(typed) >= LEAST_TAIL:
        yield from _code(typed)


def _name(typed: str) -> Iterator[str]:
    yield typed


def _initials(typed: str) -> Iterator[str]:
    plain = typed.replace(" ", "").casefold()
    if plain.isascii() and plain.isalnum() and not plain.isdecimal():
        yield plain


def _range(select: str, column: str, *, newest: bool = False) -> str:
    order = "DESC" if newest else "ASC"
    return f"SELECT {select} WHERE {column} >= ? AND {column} < ? ORDER BY {column} {order} LIMIT ?"


_OPEN_BY_TAIL = (
    "SELECT order_id, no FROM order_view WHERE no_back >= ? AND no_back < ? AND ended_at IS NULL ORDER BY no_back LIMIT ?"
)
"""The end of a number comes again every day: an order that is open is meant before those that have ended."""
WAYS = (
    _Way("order", "number", _number, _range("id, no FROM service_order", "no", newest=True)),
    _Way("order", "number", _number, _range("order_id, no FROM order_alias", "no", newest=True)),
    _Way("complaint", "number", _number, _range("id, no FROM complaint", "no", newest=True)),
    _Way("customer", "number", _number, _range("id, no FROM customer", "no", newest=True)),
    _Way("customer", "phone", _phone_begin, _range("customer_id, typed FROM phone", "e164")),
    _Way("customer", "phone", _phone_end, _range("customer_id, typed FROM phone", "digits_back")),
    _Way("order", "number", _tail, _OPEN_BY_TAIL),
    _Way("order", "number", _tail, _range("order_id, no FROM order_view", "no_back")),
    _Way("asset", "serial", _serial, _range("id, serial FROM asset", "serial")),
    _Way("outlet", "code", _code, _range("id, code FROM outlet", "code")),
    _Way("customer", "name", _name, _range("id, name FROM customer", "name")),
    _Way("customer", "initials", _initials, _range("id, name FROM customer", "initials")),
)
"""Every way but the search index, the surest first. A test asks SQLite that none reads a whole table."""

WORDS = (
    "SELECT search_doc.kind, search_doc.id FROM search_index JOIN search_doc ON search_doc.n = search_index.rowid"
    " WHERE search_index MATCH ? ORDER BY search_index.rowid DESC LIMIT ?"
)


def _driver(session: Session) -> Any:
    """What takes statements as they are: a dozen ranges are asked at every key, and the session costs more than each."""
    return session.connection().connection.driver_connection


def _by_ranges(session: Session, typed: str, limit: int) -> Iterator[list[_Hit]]:
    driver = _driver(session)
    for way in WAYS:
        rows: list[Any] = []
        for key in way.keys(typed):
            rows += driver.execute(way.statement, (key, key + LAST, limit))
        if way.kind == "order":
            rows.sort(key=lambda row: str(row[1]), reverse=True)
        yield [_Hit(way.kind, UUID(bytes=pk), way.code, part) for pk, part in rows]


def _by_words(session: Session, typed: str, limit: int) -> list[_Hit]:
    match = match_of(typed)
    if not match:
        return []
    rows = _driver(session).execute(WORDS, (match, limit))
    return [_Hit(kind, UUID(bytes=pk), "", "") for kind, pk in rows]


def _shared_out(groups: Sequence[Sequence[_Hit]], limit: int) -> list[_Hit]:
    """The first hits of every group, no thing twice; a group that finds many leaves room for the rest."""
    seen: set[tuple[str, UUID]] = set()
    fresh: list[list[_Hit]] = []
    for group in groups:
        first = {(hit.kind, hit.id): hit for hit in reversed(group) if (hit.kind, hit.id) not in seen}
        seen.update(first)
        if first:
            fresh.append(list(reversed(first.values())))
    share = max(LEAST_SHARE, limit // max(1, len(fresh)))
    room = limit - sum(min(share, len(group)) for group in fresh)
    taken: list[_Hit] = []
    for group in fresh:
        more = min(max(0, room), max(0, len(group) - share))
        room -= more
        taken.extend(group[: share + more])
    return taken[:limit]


def _why(hit: _Hit, thing: Thing, typed: str) -> Why:
    if hit.code:
        return Why(hit.code, hit.part)
    words = [plain_runs(word) for word in typed.split()]
    for code, text in thing.texts:
        plain = plain_runs(text)
        if any(word in plain for word in words if word):
            return Why(code, text)
    return Why("words", "")
