"""Cells of a file as values, and values as cells: the same table for the way in and out."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcentre.domain.errors import BadValue
from callcentre.domain.instants import from_datetime, to_datetime
from callcentre.exchange.kinds import Column

Value = object
"""str, int, float, bool, date, a tuple of texts or of (code, count), or None for an empty cell."""

TRUE = frozenset({"true", "1", "yes", "是"})
FALSE = frozenset({"false", "0", "no", "否"})
_NUMBER = re.compile(r"[+-]?\d+(\.0+)?")
_MOST = 2**53
"""Whole numbers that every program reads alike; far above any amount."""
_LONGEST = 40
"""Characters of a number; reading very long ones takes time that grows with their square."""
_YEARS = range(1900, 2200)
_BETWEEN = re.compile(r"[;；]")


def parse(column: Column, text: str, zone: ZoneInfo) -> Value:
    """The value of a cell; None (or an empty list) where it is empty.

    Dates and times without an offset are in `zone`. Raises BadValue naming the column
    and what was seen.
    """
    if column.type == "words":
        return _clean(column, text)
    bare = text.strip()
    if not bare:
        if column.required:
            raise BadValue("value.empty", field=column.name, value="")
        return () if column.type in _LISTS else None
    return _PARSERS[column.type](column, _clean(column, bare), zone)


def _clean(column: Column, text: str) -> str:
    if "\0" in text:
        raise BadValue("value.nul", field=column.name, value=text.replace("\0", "\\0")[:80])
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadValue("value.no_text", field=column.name, value=ascii(text)[:80]) from None
    return text


def _bad(code: str, column: Column, text: str, **data: object) -> BadValue:
    return BadValue(code, field=column.name, value=text, **data)


def _code(_column: Column, text: str, _zone: ZoneInfo) -> str:
    return text


def _choice(column: Column, text: str, _zone: ZoneInfo) -> str:
    code = text.lower()
    if code not in column.among:
        raise _bad("value.not_among", column, text, among=", ".join(column.among))
    return code


def _count(column: Column, text: str, _zone: ZoneInfo) -> int:
    if not _NUMBER.fullmatch(text):
        raise _bad("value.no_number", column, text)
    if len(text) > _LONGEST:
        raise _bad("value.too_large", column, text)
    number = int(text.partition(".")[0])
    if number < 0:
        raise _bad("value.negative", column, text)
    if number > _MOST:
        raise _bad("value.too_large", column, text)
    return number


def _score(column: Column, text: str, _zone: ZoneInfo) -> int:
    score = _count(column, text, _zone)
    if score > 10:
        raise _bad("value.not_among", column, text, among="0-10")
    return score


def _degrees(column: Column, text: str, _zone: ZoneInfo) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _bad("value.no_number", column, text) from None
    if not -180 <= number <= 180:
        raise _bad("place.out_of_range", column, text)
    return number


def _moment(column: Column, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _bad("value.no_time" if column.type == "instant" else "value.no_day", column, text) from None
    if moment.year not in _YEARS:
        raise _bad("value.far_year", column, text)
    return moment


def _instant(column: Column, text: str, zone: ZoneInfo) -> int:
    moment = _moment(column, text)
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _day(column: Column, text: str, zone: ZoneInfo) -> date:
    moment = _moment(column, text)
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def _flag(column: Column, text: str, _zone: ZoneInfo) -> bool:
    code = text.lower()
    if code in TRUE:
        return True
    if code in FALSE:
        return False
    raise _bad("value.no_flag", column, text)


def _list(_column: Column, text: str, _zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in _BETWEEN.split(text)))))


def _parts(column: Column, text: str, _zone: ZoneInfo) -> tuple[tuple[str, int], ...]:
    """code*count;...; a code alone counts once."""
    found: list[tuple[str, int]] = []
    for piece in _list(column, text, _zone):
        code, star, count = piece.rpartition("*")
        if not star:
            code, count = piece, "1"
        if not code.strip() or not count.strip().isdecimal() or not 0 < int(count) < 10_000:
            raise _bad("value.no_parts", column, text)
        found.append((code.strip(), int(count)))
    return tuple(found)


_PARSERS: Mapping[str, Callable[[Column, str, ZoneInfo], Value]] = {
    "code": _code, "phone": _code, "choice": _choice, "count": _count, "score": _score, "degrees": _degrees,
    "instant": _instant, "day": _day, "flag": _flag, "list": _list, "phones": _list, "parts": _parts,
}
_LISTS = frozenset({"list", "phones", "parts"})


def cell(value: Value, zone: ZoneInfo, *, instant: bool = False) -> str:
    """A value as it is written into a file; the reverse of `parse`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if instant and isinstance(value, int):
        return to_datetime(value, zone).isoformat()
    if isinstance(value, tuple | list):
        return ";".join(part if isinstance(part, str) else f"{part[0]}*{part[1]}" for part in value)
    return str(value)
