"""How instants, spans, money, phones and distances are written, in the language in use.

Spans have at most two units and say what is left, not what has passed. The minus is U+2212,
a range has an en dash.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcentre import words
from callcentre.domain.instants import DAY, HOUR, MINUTE, Instant, to_datetime
from callcentre.words import N_, _, ngettext

NONE = "—"
"""Written where something does not apply; an empty text means it was not asked."""

_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)
_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def _chinese() -> bool:
    return words.language() == "zh_CN"


def clock(at: Instant, zone: ZoneInfo) -> str:
    """14:32"""
    return f"{to_datetime(at, zone):%H:%M}"


def moment(at: Instant, now: Instant, zone: ZoneInfo) -> str:
    """14:32 today, 07-16 14:32 (16 Jul 14:32) this year, 2025-11-02 (2 Nov 2025) before."""
    then, today = to_datetime(at, zone), to_datetime(now, zone)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    if then.year != today.year:
        return day(then.date(), today.date())
    return f"{day(then.date(), today.date())} {then:%H:%M}"


def day(on: date, today: date) -> str:
    """07-16 (16 Jul) this year, 2025-11-02 (2 Nov 2025) in another."""
    if _chinese():
        return f"{on:%m-%d}" if on.year == today.year else f"{on:%Y-%m-%d}"
    short = f"{on.day} {_(_MONTHS[on.month - 1])}"
    return short if on.year == today.year else f"{short} {on.year}"


def weekday(on: date) -> str:
    """周五 (Fri)"""
    return _(_DAYS[on.weekday()])


def spoken_day(on: date) -> str:
    """7月17日 周五 (Fri 17 Jul)"""
    if _chinese():
        return f"{on.month}月{on.day}日 {weekday(on)}"
    return f"{weekday(on)} {on.day} {_(_MONTHS[on.month - 1])}"


def window(start: Instant, end: Instant, zone: ZoneInfo) -> str:
    """7月17日 周五 18:00–20:00 (Fri 17 Jul 18:00–20:00)"""
    first, last = to_datetime(start, zone), to_datetime(end, zone)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{spoken_day(last.date())} {last:%H:%M}"
    return f"{spoken_day(first.date())} {first:%H:%M}–{until}"


def span(microseconds: int) -> str:
    """The two largest units of a length of time: 31 天, 2 时 5 分 (31 days, 2 h 5 min)."""
    length = abs(microseconds)
    if length >= 3 * DAY:
        return _days(length // DAY)
    if length >= DAY:
        hours = length % DAY // HOUR
        return f"{_days(length // DAY)} {_hours(hours)}" if hours else _days(length // DAY)
    if length >= HOUR:
        minutes = length % HOUR // MINUTE
        return f"{_hours(length // HOUR)} {_minutes(minutes)}" if minutes else _hours(length // HOUR)
    return _minutes(length // MINUTE)


def short_span(microseconds: int) -> str:
    """The largest unit alone, for tables: 5 时 (5 h)."""
    length = abs(microseconds)
    if length >= 2 * DAY:
        return _days(length // DAY)
    return _hours(length // HOUR) if length >= HOUR else _minutes(length // MINUTE)


def left(due: Instant, now: Instant, *, short: bool = True) -> str:
    """What is left until `due`, or by how much it is over: 剩 10 分, 超 5 时 (10 min left, 5 h over)."""
    length = (short_span if short else span)(due - now)
    return _("{span} over").format(span=length) if due < now else _("{span} left").format(span=length)


def timer(seconds: int) -> str:
    """02:14 of a call; 1:02:14 after an hour."""
    hours, rest = divmod(max(0, seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def money(fen: int) -> str:
    """1,240.00 元 (CNY 1,240.00)"""
    return _("CNY {amount}").format(amount=bare_money(fen))


def bare_money(fen: int) -> str:
    """1,240.00, for a table with the unit in its header."""
    return f"{'−' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def distance(metres: int) -> str:
    """4.1 公里 (4.1 km); below 1 km in whole metres."""
    if metres < 1000:
        return _("{n} m").format(n=metres)
    return _("{n} km").format(n=f"{metres / 1000:,.1f}")


def count(n: int) -> str:
    """4,312"""
    return f"{n:,}".replace("-", "−")


def size(octets: int) -> str:
    """The length of a file: 12 KB, 1.4 MB."""
    kilo = max(1, round(octets / 1024))
    return f"{kilo:,} KB" if kilo < 1000 else f"{octets / 1024 / 1024:,.1f} MB"


def rate(share: float) -> str:
    """85.8%  (85.8 %)"""
    return f"{share * 100:.1f}%" if _chinese() else f"{share * 100:.1f} %"


def phone(number: str) -> str:
    """A number as people read it out: 138 0013 8000, 0551-6234 5678; others as they are."""
    digits = number.removeprefix("+86")
    if not digits.isascii() or not digits.isdigit():
        return number
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if number.startswith("+86") and not digits.startswith("0"):
        digits = f"0{digits}"
    if digits.startswith("0") and len(digits) in (11, 12):
        area = 3 if digits[1] in "12" else 4
        return f"{digits[:area]}-{digits[area:-4]} {digits[-4:]}"
    return number


def tail(order_no: str) -> str:
    """The part of an order's number that is spoken: SO-260714-7QK2-018-M is 018-M."""
    return "-".join(order_no.split("-")[-2:]) if order_no.count("-") >= 3 else order_no


def joined(*parts: str) -> str:
    """Short facts in one line: 维修・不制冷・城西 (Repair, not cooling, Chengxi); empty ones fall away.

    The full stop that closes a part goes where another follows it.
    """
    *before, last = [part for part in parts if part] or [""]
    return ("・" if _chinese() else ", ").join([*(_open_ended(part) for part in before), last])


def _open_ended(sentence: str) -> str:
    return sentence[:-1] if sentence.endswith(("。", ".")) and not sentence.endswith("..") else sentence


def begun(text: str) -> str:
    """A text as it stands alone, on a chip or at the start of a line: repair is Repair."""
    return text[:1].upper() + text[1:] if text[:1].isascii() else text


def listed(*parts: str) -> str:
    """An enumeration: 甲、乙 (A, B)."""
    return ("、" if _chinese() else ", ").join(part for part in parts if part)


def at_local(moment_given: datetime) -> str:
    """A local time of day as the status bar writes it: 14:32."""
    return f"{moment_given:%H:%M}"


def _days(n: int) -> str:
    return ngettext("{n} day", "{n} days", n).format(n=n)


def _hours(n: int) -> str:
    return _("{n} h").format(n=n)


def _minutes(n: int) -> str:
    return _("{n} min").format(n=n)
