"""Telling UTF-8, GBK, GB 18030 and Big5 apart by the bytes alone, or saying that it cannot be done.

Nothing is guessed into a file: where two readings are about as plausible, or the only
reading that decodes is not plausible text, the file is refused and the mapping names
the encoding.
"""

import re
from collections import Counter
from dataclasses import dataclass

from callcentre.domain.errors import Refused
from callcentre.exchange.common import SIGNS, SIMPLIFIED, TRADITIONAL

_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 200_000
"""Characters that are looked at; a file that long says clearly what it is."""

_COMMON, _USUAL, _SIGN, _RARE, _STRANGE = 3.0, 1.0, 1.0, -1.0, -3.0
_PLAUSIBLE = 0.4
"""Least mean score of a reading that is taken for text."""
_MARGIN = 0.5
"""Least distance of the mean scores of two readings."""
_SURE = 1.5
"""Least distance of the summed scores, so that a single character decides nothing by a hair."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without a byte-order mark, and the encoding it was read in."""

    text: str
    encoding: str


def decode(raw: bytes, encoding: str = "") -> Decoded:
    """The text of `raw`, in `encoding` where one is given.

    Raises Refused: `file.undecodable` where the given encoding does not fit,
    `file.encoding_unknown` where none can be told; both name the mapping's `encoding`.
    """
    if encoding:
        return _as_given(raw, encoding)
    if raw.startswith(_BOM):
        return _as_given(raw, "utf-8-sig")
    if raw.startswith(_OTHER_BOMS) or b"\0" in raw[:4096]:
        raise Refused("file.encoding_unknown")
    text = _decoded(raw, "utf-8")
    if text is None:
        return _chinese(raw)
    if not text.isascii() and not _reads_as_utf8(text):
        raise Refused("file.encoding_unknown")
    return Decoded(text, "utf-8")


def _as_given(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(raw.decode(encoding).removeprefix("\ufeff"), encoding.removesuffix("-sig"))
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
        raise Refused("file.undecodable", encoding=encoding, line=line) from None
    except (LookupError, ValueError):
        raise Refused("file.no_such_encoding", encoding=encoding) from None


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


_RUN = re.compile(r"[^\x00-\x7f]+")


def _reads_as_utf8(text: str) -> bool:
    """Whether bytes that are valid UTF-8 are meant as such.

    Three-byte characters come about by chance in next to no other text. Two-byte ones
    do: a few hanzi of GBK look like accented letters. Those are taken for letters
    where they stand in a Latin word, or where the other reading is not Chinese.
    """
    runs = _RUN.findall(text[:_SAMPLE])
    if any(sign >= "\u0800" for run in runs for sign in run):
        return True
    alone = [run.group() for run in _RUN.finditer(text[:_SAMPLE]) if not _in_a_word(text, run.start(), run.end())]
    other = _decoded("".join(filter(_is_doubtful, alone)).encode(), "gb18030")
    return not other or _score(other, "gb18030", SIMPLIFIED) < _PLAUSIBLE


def _is_doubtful(run: str) -> bool:
    """Letters are, and signs such as the degree where their bytes are a common hanzi."""
    return run.isalpha() or not SIMPLIFIED.isdisjoint(_decoded(run.encode(), "gb18030") or "")


def _in_a_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return end - start <= 2 and (before.isalnum() or after.isalnum())


def _chinese(raw: bytes) -> Decoded:
    readings: list[tuple[float, int, Decoded]] = []
    for name, codec, common in (("gb18030", "gb18030", SIMPLIFIED), ("big5", "cp950", TRADITIONAL)):
        text = _decoded(raw, codec)
        if text is not None:
            strange = sum(not sign.isascii() for sign in text[:_SAMPLE])
            readings.append((_score(text, codec, common), strange, Decoded(text, name)))
    readings.sort(key=lambda reading: reading[0], reverse=True)
    if not readings or readings[0][0] < _PLAUSIBLE:
        raise Refused("file.encoding_unknown")
    best, signs, found = readings[0]
    if len(readings) > 1:
        distance = best - readings[1][0]
        if distance < _MARGIN or distance * signs < _SURE:
            raise Refused("file.encoding_unknown")
    if found.encoding == "gb18030" and _decoded(raw, "gbk") is not None:
        return Decoded(found.text, "gbk")
    return found


def _score(text: str, codec: str, common: frozenset[str]) -> float:
    """How much the characters beyond ASCII look like Chinese text: 3 is all common, -3 is none."""
    counts = Counter(sign for sign in text[:_SAMPLE] if not sign.isascii())
    if not counts:
        return 0.0
    whole = sum(_worth(sign, codec, common) * count for sign, count in counts.items())
    return whole / counts.total()


def _worth(sign: str, codec: str, common: frozenset[str]) -> float:
    if sign in common:
        return _COMMON
    if sign in SIGNS:
        return _SIGN
    raw = sign.encode(codec)
    if len(raw) != 2 or not "\u4e00" <= sign <= "\u9fff":
        return _STRANGE
    lead, trail = raw
    if codec == "cp950":
        return _USUAL if 0xA4 <= lead <= 0xC6 else _RARE
    if trail < 0xA1 or lead < 0xB0:
        return _STRANGE
    return _USUAL if lead <= 0xD7 else _RARE
