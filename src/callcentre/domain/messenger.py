"""An outlet's reply in a messenger, read into what it says of which order.

Reading writes nothing and decides nothing: every reading names what it doubts, a person
looks at it and confirms. An order is only ever one of those that were handed in.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant
from callcentre.domain.told_time import told_visit, told_window
from callcentre.domain.told_work import Told, told_work

LONGEST = 20_000
"""Characters of a reply that are read; nobody writes more."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order that a reply may speak of, with who works at its outlet and the parts of its model."""

    id: UUID
    no: str
    state: str
    technicians: tuple[tuple[UUID, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    """(code, name), ..."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a reply is read against. `chosen` is the order that somebody stands on, if any."""

    orders: Sequence[KnownOrder]
    now: Instant
    zone: ZoneInfo
    hours: Sequence[tuple[int, int]]
    reasons: frozenset[str] = frozenset()
    """Codes of reasons for declining that may be used; other reasons stay words."""
    chosen: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One event that the reply comes to; `doubts` are codes of what in it was not said or not understood."""

    kind: str
    data: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one order is told of. Without an order, `named` is the number that fits none or several."""

    order: UUID | None
    named: str
    words: str
    steps: tuple[Step, ...] = ()
    doubts: frozenset[str] = frozenset()
    """Doubts about the order: chosen, all, which, short, unknown, several, none, nothing, accepted."""

    @property
    def is_sure(self) -> bool:
        """Whether nothing in it is doubted."""
        return not self.doubts and not any(step.doubts for step in self.steps)


def read_reply(text: str, known: Known) -> list[Reading]:
    """What a reply says, in the order in which it says it. Any text is read; what says nothing is left out."""
    return [reading for piece in _pieces(_plain(text), known) for reading in _readings(piece, known)]


def _plain(text: str) -> str:
    """Half width; what cannot be printed is a space."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    return "".join(each if each == "\n" or each.isprintable() else " " for each in plain)


def _capital(text: str) -> str:
    """Capitals, each in the place of its letter: what is read is written with capitals alone."""
    return "".join(high if len(high := each.upper()) == 1 else each for each in text)


@dataclass(slots=True)
class _Mention:
    """A number in the text: the orders it fits, where it stands."""

    orders: tuple[UUID, ...]
    named: str
    start: int
    end: int
    doubts: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Piece:
    """Words with the orders they are about; none while no number was named."""

    mentions: list[_Mention]
    words: str
    doubts: frozenset[str] = frozenset()


_TOKEN = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_TAIL = re.compile(r"\d{3,5}-[0-9A-Z]")
_GLUED = re.compile(r"\d{3,5}[A-Z]")
_WHOLE = re.compile(r"[A-Z]{2}-?\d{6}-?[0-9A-Z]{4}-?\d{3,}-?[0-9A-Z]")
_CALLED = re.compile(r"(?:单号|尾号|工单|订单|单子|#|NO\.?|ORDER)\s*(?:是|为)?\s*:?\s*$")
_MEASURE = re.compile(r"\s*(?:[:点时月日年元块个]|号(?!单))")
_SENT = re.compile(r"\S{0,24}\s*\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?\s*:?|\S{0,24}\s*\d{1,2}:\d{2}:\d{2}\s*:?")
"""A line that only says who wrote when, as messengers put it before each message."""
_BETWEEN = re.compile(r"[\s,、和及与跟&+/]*")
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def _compact(number: str) -> str:
    return "".join(filter(str.isalnum, number)).translate(_ALIKE)


def _mentions(line: str, known: Known) -> list[_Mention]:
    found = []
    line = _capital(line)
    numbers = [(order.id, _compact(_capital(_plain(order.no)))) for order in known.orders]
    for match in _TOKEN.finditer(line):
        token = match[0]
        if not any(map(str.isdigit, token)):
            continue
        tail = _compact(token)
        fits = tuple(pk for pk, number in numbers if number.endswith(tail))
        called = _CALLED.search(line[: match.start()]) is not None
        measured = _MEASURE.match(line, match.end()) is not None
        whole = _WHOLE.fullmatch(token) or (_TAIL.fullmatch(token) and not measured)
        if whole or (called and len(tail) > 1) or (fits and len(tail) >= 5 and not measured):
            found.append(_Mention(fits, token, *match.span()))
        elif fits and _GLUED.fullmatch(token):
            # 220V may be an order's tail and may be a voltage.
            found.append(_Mention(fits, token, *match.span(), frozenset({"short"})))
    return found


def _pieces(text: str, known: Known) -> list[_Piece]:
    """The text by the orders it names: a line without a number goes on about the order before it."""
    pieces: list[_Piece] = []
    for line in text.splitlines():
        if not line.strip() or _SENT.fullmatch(line.strip()):
            continue
        mentions = _mentions(line, known)
        if mentions:
            pieces += _of_line(line, mentions, known)
        elif pieces:
            pieces[-1].words = f"{pieces[-1].words} {line.strip()}".strip()
        else:
            pieces.append(_Piece([], line.strip()))
    return pieces


def _of_line(line: str, mentions: list[_Mention], known: Known) -> list[_Piece]:
    groups: list[list[_Mention]] = [[mentions[0]]]
    for mention in mentions[1:]:
        gap = line[groups[-1][-1].end : mention.start]
        if _BETWEEN.fullmatch(gap):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    edges = [(0, groups[0][0].start)]
    edges += [(one[-1].end, other[0].start) for one, other in pairwise(groups)]
    edges.append((groups[-1][-1].end, len(line)))
    texts = [line[start:end].strip(" ,、;:.。") for start, end in edges]
    before, after = _says(texts[0], known), _says(texts[-1], known)
    if not before:
        # "042-C accepted, 017-K declined": what is said follows the number.
        return [_Piece(group, words) for group, words in zip(groups, texts[1:], strict=True)]
    doubts = frozenset({"which"}) if after and len(groups) > 1 else frozenset()
    if len(groups) == 1:
        return [_Piece(groups[0], f"{texts[0]} {texts[1]}".strip())]
    # "Accept 042-C, decline 017-K": it stands before the number.
    return [_Piece(group, words, doubts) for group, words in zip(groups, texts, strict=False)]


def _says(words: str, known: Known) -> bool:
    words = _capital(words)
    return told_work(words).says_something or told_window(words, known.now, known.zone, known.hours) is not None


_ALL = re.compile(r"全部|都|所有|全接|ALL")


def _readings(piece: _Piece, known: Known) -> list[Reading]:
    orders = {order.id: order for order in known.orders}
    if not piece.mentions:
        return _unnamed(piece, known)
    found = []
    for mention in piece.mentions:
        if len(mention.orders) == 1:
            order = orders[mention.orders[0]]
            found.append(_read(order, piece.words, known, piece.doubts | mention.doubts, mention.named))
        else:
            doubt = "several" if mention.orders else "unknown"
            found.append(Reading(None, mention.named, piece.words, doubts=frozenset({doubt})))
    return found


def _unnamed(piece: _Piece, known: Known) -> list[Reading]:
    """Words without a number: about the order chosen, or about all where they say so; else about none known."""
    if not _says(piece.words, known):
        return []
    waiting = [order for order in known.orders if order.state == "relayed"]
    words = _capital(piece.words)
    if _ALL.search(words) and told_work(words).accepts and waiting:
        return [_read(order, piece.words, known, frozenset({"all"}), "") for order in waiting]
    chosen = [order for order in known.orders if order.id == known.chosen]
    if not chosen and len(known.orders) == 1:
        chosen = list(known.orders)
    if chosen:
        return [_read(chosen[0], piece.words, known, frozenset({"chosen"}), "")]
    return [Reading(None, "", piece.words, doubts=frozenset({"none"}))] if told_work(words).says_something else []


def _read(order: KnownOrder, words: str, known: Known, doubts: frozenset[str], named: str) -> Reading:
    told = told_work(_capital(words))
    steps = _steps(order, words, told, known)
    if not steps:
        if told.accepts and order.state == "accepted":
            return Reading(order.id, named, words, (), doubts | {"accepted"})
        if not words:
            return Reading(order.id, named, words, (), doubts | {"nothing"})
        note = Step("noted", {"words": words}, frozenset({"nothing"}))
        return Reading(order.id, named, words, (note,), doubts)
    return Reading(order.id, named, words, tuple(steps), doubts)


def _steps(order: KnownOrder, words: str, told: Told, known: Known) -> list[Step]:
    if told.declines:
        kind = "declined" if order.state == "relayed" else "returned"
        reason = told.reason if told.reason in known.reasons else told.why
        doubts = set() if reason else {"reason"}
        if kind == "returned":
            doubts.add("after")
        return [Step(kind, {"reason": reason}, frozenset(doubts))]
    steps = _work(order, words, told, known)
    if order.state == "relayed" and (told.accepts or steps):
        doubts = {"implied"} if not told.accepts else {"received"} if told.only_received else set()
        steps.insert(0, Step("accepted", {}, frozenset(doubts)))
    return steps


def _work(order: KnownOrder, words: str, told: Told, known: Known) -> list[Step]:
    steps: list[Step] = []
    if told.contact:
        steps.append(Step("contacted", {"by": "outlet", "outcome": told.contact}))
    capitals = _capital(words)
    technician, sure = _technician(capitals, order)
    unsure = frozenset() if sure else frozenset({"technician"})
    if told.outcome:
        return [*steps, *_visit(order, words, told, known, technician, unsure)]
    window = told_window(capitals, known.now, known.zone, known.hours)
    if told.waits:
        return [*steps, Step("on_hold", {"reason": told.waits})]
    if window is not None:
        steps.append(Step("window_agreed", {"start": window.start, "end": window.end, "by": "outlet"}, window.doubts))
    if technician is not None:
        times = {} if window is None else {"start": window.start, "end": window.end}
        steps.append(Step("planned", {"technician": technician, **times}, unsure))
    return steps


def _visit(
    order: KnownOrder, words: str, told: Told, known: Known, technician: UUID | None, unsure: frozenset[str]
) -> list[Step]:
    arrived, left = told_visit(_capital(words), known.now, known.zone)
    if arrived is not None and left is not None and left < arrived:
        left = None
    parts, strange = _parts(told.used, order)
    doubts = set(unsure | told.doubts)
    if arrived is None:
        doubts.add("arrived")
    if strange:
        doubts.add("parts")
    data = {
        "outcome": told.outcome, "technician": technician, "arrived_at": arrived, "left_at": left,
        "action": told.action, "parts": parts, "charge_fen": told.charge_fen, "words": words,
        "place": "workshop" if told.outcome == "taken_to_workshop" else "home",
    }
    steps = [Step("visit", data, frozenset(doubts))]
    if told.outcome in ("fixed", "no_fault_found"):
        steps.append(Step("feedback", {"outcome": "done"}))
    return steps


def _technician(words: str, order: KnownOrder) -> tuple[UUID | None, bool]:
    """Who is named, and whether by the whole name; a surname with 师傅 that only one bears will do."""
    whole = [pk for pk, name in order.technicians if name and name.upper() in words]
    if len(whole) == 1:
        return whole[0], True
    called = re.search(r"([\u4e00-\u9fff])(?:师傅|工)", words)
    by_surname = [pk for pk, name in order.technicians if called is not None and name.startswith(called[1])]
    return (by_surname[0], False) if len(by_surname) == 1 and not whole else (None, True)


def _parts(used: Sequence[tuple[str, int]], order: KnownOrder) -> tuple[list[tuple[str, int]], bool]:
    """[(code, count), ...] of what was used, and whether something was named that no single part is called."""
    found: list[tuple[str, int]] = []
    strange = False
    for name, count in used:
        fits = [code for code, called in order.parts if code.upper() == name or called.upper() == name]
        if not fits:
            fits = [code for code, called in order.parts if name in called.upper() or (called and called.upper() in name)]
        if len(fits) == 1:
            found.append((fits[0], count))
        else:
            strange = True
    return found, strange
