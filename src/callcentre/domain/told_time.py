"""Times as people write them in a message: 明天上午9点, 周五下午, 7月15日 14:00-16:00, tomorrow 9-11.

What was not said is filled in by what is usual and named as a doubt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from callcentre.domain.instants import DAY, HOUR, Instant, local_date, local_instant

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WEEK = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_AHEAD = {
    "昨": -1, "今": 0, "明": 1, "后天": 2, "大后天": 3, "YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1,
}
_HALVES = {
    "凌晨": (0, 6), "早上": (8, 10), "早": (8, 10), "上午": (8, 12), "MORNING": (8, 12), "中午": (11, 13),
    "下午": (13, 18), "AFTERNOON": (13, 18), "傍晚": (17, 19), "晚上": (18, 21), "晚": (18, 21), "EVENING": (18, 21),
}
"""Part of the day -> its usual hours."""
_HOUR = r"(?:\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_CLOCK = rf"{_HOUR}(?:[:点时](?:\d{{1,2}}|半|一刻|三刻)?分?)"
_DAY = (
    r"大后天|后天|(?:明|今|昨)[天日]?|TOMORROW|TODAY|YESTERDAY|下?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号](?!楼)|(?<!\d)\d{1,2}[-/]\d{1,2}(?=\s)"
)
_HALF = "|".join(sorted(_HALVES, key=len, reverse=True))
_TOLD = re.compile(
    rf"(?P<day>{_DAY})?\s*(?P<half>{_HALF})?\s*(?:AT\s*)?"
    rf"(?:(?P<from>{_CLOCK}|{_HOUR}(?=\s*[-–—~到至]\s*{_CLOCK})|(?<![\d.]){_HOUR}(?=\s*[-–—~]\s*\d{{1,2}}(?![\d元块个])))"
    rf"(?:\s*[-–—~到至]\s*(?:{_HALF})?\s*(?P<until>{_CLOCK}|\d{{1,2}}(?![\d元块个])))?)?"
)


@dataclass(frozen=True, slots=True)
class ToldWindow:
    """A window [start, end) as it was told; `doubts` name what was not said."""

    start: Instant
    end: Instant
    doubts: frozenset[str]
    words: str


def told_window(
    text: str, now: Instant, zone: ZoneInfo, hours: Sequence[tuple[int, int]]
) -> ToldWindow | None:
    """The first window told in `text` (half width, capitals); None where there is none.

    `hours` are the usual windows: one that is told by its beginning alone ends with the usual one
    it begins in, else after two hours. Doubts: day, half (morning or evening), end, hours, past.
    """
    for match in _TOLD.finditer(text):
        if match["from"] or (match["half"] and match["day"]) or (match["day"] and _is_for_later(match["day"])):
            found = _window(match, now, zone, hours)
            if found is not None:
                return found
    return None


def _is_for_later(day: str) -> bool:
    return day[0] not in "今昨" and day not in ("TODAY", "YESTERDAY")


def _window(
    match: "re.Match[str]", now: Instant, zone: ZoneInfo, hours: Sequence[tuple[int, int]]
) -> ToldWindow | None:
    doubts: set[str] = set()
    today = local_date(now, zone)
    on = today if match["day"] is None else _day(match["day"], today)
    if on is None:
        return None
    if match["from"] is None:
        first, last = _HALVES.get(match["half"] or "", (8, 18))
        start, end = first * 60, last * 60
        doubts.add("hours")
    else:
        bounds = _minutes(match, hours, doubts)
        if bounds is None:
            return None
        start, end = bounds
    begins, ends = _instant(on, start, zone), _instant(on, end, zone)
    if begins is None or ends is None:
        return None
    if match["day"] is None:
        doubts.add("day")
        if ends <= now:
            begins, ends = begins + DAY, ends + DAY
    elif ends <= now:
        doubts.add("past")
    return ToldWindow(begins, ends, frozenset(doubts), match[0].strip())


def _minutes(
    match: "re.Match[str]", hours: Sequence[tuple[int, int]], doubts: set[str]
) -> tuple[int, int] | None:
    """(first, last) in minutes of the day."""
    first = _clock(match["from"])
    if first is None:
        return None
    start = _in_half(first, match["half"], doubts)
    if match["until"] is None:
        doubts.add("end")
        usual = next((until for since, until in hours if since * 60 <= start < until * 60), None)
        if match.string.startswith(("前", "之前", "以前"), match.end()):
            return max(0, start - 120), start
        return start, min(usual * 60 if usual is not None else start + 120, 24 * 60)
    last = _clock(match["until"])
    if last is None:
        return None
    end = last if last > start else last + 12 * 60
    return (start, end) if start < end <= 24 * 60 else None


def _in_half(minutes: int, half: str | None, doubts: set[str]) -> int:
    """The minute of the day: 3 in the afternoon is 15; without a half of the day the early hours are taken so, too."""
    if half is None:
        if 60 <= minutes < 7 * 60:
            doubts.add("half")
            return minutes + 12 * 60
        return minutes
    late = _HALVES[half][1] > 12
    return minutes + 12 * 60 if late and minutes < 11 * 60 and minutes >= 60 else minutes


def _clock(text: str) -> int | None:
    """9点半, 14:05 or 十点 in minutes of the day; None where no clock says so."""
    hour, _mark, rest = text.replace("时", "点").replace(":", "点").partition("点")
    number = _number(hour)
    rest = rest.removesuffix("分")
    minute = {"": 0, "半": 30, "一刻": 15, "三刻": 45}.get(rest)
    if minute is None:
        minute = int(rest) if rest.isdecimal() else 60
    return number * 60 + minute if number is not None and number <= 24 and minute < 60 else None


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    ten, mark, one = text.partition("十")
    if not mark:
        return _DIGITS.get(text)
    return _DIGITS.get(ten, 1) * 10 + _DIGITS.get(one, 0)


def _day(text: str, today: date) -> date | None:
    """The day meant: without a month the next one of that number, a day of the week not before today."""
    if text.startswith(("下", "周", "星", "礼")):
        later = _WEEK[text[-1]] - today.weekday()
        if text.startswith("下"):
            return today + timedelta(days=later + 7)
        return today + timedelta(days=later % 7)
    ahead = _AHEAD.get(text, _AHEAD.get(text[0]))
    if ahead is not None:
        return today + timedelta(days=ahead)
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    return _dated(numbers, today)


def _dated(numbers: list[int], today: date) -> date | None:
    try:
        if len(numbers) == 1:
            on = today.replace(day=numbers[0])
            return on if on >= today else (today.replace(day=1) + timedelta(days=31)).replace(day=numbers[0])
        on = today.replace(month=numbers[0], day=numbers[1])
        return on if (today - on).days < 180 else on.replace(year=on.year + 1)
    except ValueError:
        return None


def _instant(on: date, minutes: int, zone: ZoneInfo) -> Instant | None:
    try:
        midnight = local_instant(on.year, on.month, on.day, zone)
    except (ValueError, OverflowError):
        return None
    return midnight + minutes * HOUR // 60


_WHEN = rf"(?P<day>{_DAY})?\s*(?P<half>{_HALF})?\s*(?P<at>{_CLOCK})\s*(?:左右|许|多)?\s*"
_CAME = re.compile(_WHEN + r"(?:就|已|师傅)?(?:到达|到场|到家|到了|到的|到|上门|ARRIVED)")
_WENT = re.compile(_WHEN + r"(?:就|已)?(?:离开|走|完工|完成|修好|修完|结束|LEFT)")


def told_visit(text: str, now: Instant, zone: ZoneInfo) -> tuple[Instant | None, Instant | None]:
    """(arrived, left) as told; None where not told or not past.

    Where no day is said they arrived today, and left on the day they arrived.
    """
    arrived = _moment(_CAME.search(text), now, zone, local_date(now, zone))
    day = local_date(now if arrived is None else arrived, zone)
    return arrived, _moment(_WENT.search(text), now, zone, day)


def _moment(match: "re.Match[str] | None", now: Instant, zone: ZoneInfo, unsaid: date) -> Instant | None:
    minutes = _clock(match["at"]) if match is not None else None
    if match is None or minutes is None:
        return None
    today = local_date(now, zone)
    on = unsaid if match["day"] is None else _day(match["day"], today)
    if on is not None and on > today and match["day"][0].isdecimal():
        return None
    at = _instant(on, _in_half(minutes, match["half"], set()), zone) if on is not None else None
    return at if at is not None and at <= now else None
