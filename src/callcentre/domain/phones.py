"""Telephone numbers as people type them, and as they are shown.

What a number is comes from the numbering plans of `phonenumbers`; what is added here is
how staff in China write: lists, full-width digits, fixed lines without their area
code, extensions, and service numbers such as 12345 that are dialled as they are.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from callcentre.domain.errors import BadValue

HOME = "CN"
_HOME_PREFIX = "+86"
_SHORT = re.compile(r"1\d{2}|1\d{4,5}|9\d{4,7}")
"""110, 12345, 116114, 95588: dialled without any area code."""
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_MOBILE = re.compile(r"1\d{10}")
_NATIONWIDE = re.compile(r"[48]00\d{7}")
_EXTENSION = re.compile(r"(?:转|轉|分机号?|extension|ext\.?|x|#)[\s:.]*(\d{1,6})$", re.IGNORECASE)
_TRAILING_GROUP = re.compile(r"-(\d{1,6})$")
_OTHER_ENDING = re.compile(r"\d{1,4}")
"""62345678/79 is short for 62345678 and 62345679."""
_BETWEEN = re.compile(r"[/;,、\n\r\t|]+")
_MOST_DIGITS = 15
"""ITU-T E.164."""


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number: as typed, and what was understood."""

    typed: str
    e164: str
    """E.164; a short code as it is; the bare digits of a number nobody could place."""
    extension: str = ""
    digits: str = ""
    """The digits as dialled in the country, with area code: what a search compares."""
    warning: str = ""
    """phone.unknown_range, phone.no_area_code, or empty."""


def parse_phone(typed: str, *, area_code: str = "") -> PhoneNumber:
    """The number that was typed; `area_code` (such as 0551) completes a fixed line without one.

    An unknown range is taken with a warning. Raises BadValue "phone.empty" where there is
    no digit and "phone.letters" where something is no part of a number.
    """
    body, extension = _without_extension(_plain(typed), area_code)
    digits = "".join(filter(str.isdecimal, body))
    if any(character.isalpha() for character in body):
        raise BadValue("phone.letters", field="phone", value=typed)
    if not digits:
        raise BadValue("phone.empty", field="phone", value=typed)
    e164, national, warning = _understood(body, digits, area_code)
    return PhoneNumber(typed.strip(), e164, extension, national, warning)


def parse_phones(typed: str, *, area_code: str = "") -> tuple[PhoneNumber, ...]:
    """All numbers of a list as people write it: parted by `/`, `;`, commas, or blanks alone.

    A number that comes twice is kept once. Raises as `parse_phone` for each.
    """
    found: dict[tuple[str, str], PhoneNumber] = {}
    before = ""
    for piece in _BETWEEN.split(_plain(typed)):
        for part in _numbers_in(_completed(piece.strip(), before), area_code):
            number = parse_phone(part, area_code=area_code)
            found.setdefault((number.e164, number.extension), number)
            before = part
    return tuple(found.values())


def shown(number: PhoneNumber, language: str = "en") -> str:
    """A number as lists show it: 138 0013 8000, 0551-6234 5678; one nobody could place as typed."""
    if not number.extension or _shown_body(number) == number.typed:
        return _shown_body(number)
    word = " 转 " if language.startswith("zh") else " ext. "
    return f"{_shown_body(number)}{word}{number.extension}"


def _plain(typed: str) -> str:
    """Half width, one kind of dash."""
    text = unicodedata.normalize("NFKC", typed)
    return re.sub(r"[\u2010-\u2015\u2212\u2500]", "-", text).strip()


def _without_extension(text: str, area_code: str) -> tuple[str, str]:
    marked = _EXTENSION.search(text)
    if marked is not None and marked.start() > 0:
        return text[: marked.start()].strip(" -,("), marked.group(1)
    trailing = _TRAILING_GROUP.search(text)
    if trailing is not None and not _is_certain(text, area_code):
        head = text[: trailing.start()]
        if _is_certain(head, area_code) or _LOCAL.fullmatch(head):
            return head, trailing.group(1)
    return text, ""


def _is_certain(text: str, area_code: str) -> bool:
    """Whether `text` as it stands is one number of a known range."""
    digits = "".join(filter(str.isdecimal, text))
    if not digits or any(character.isalpha() for character in text):
        return False
    return not _understood(text, digits, area_code)[2]


def _understood(body: str, digits: str, area_code: str) -> tuple[str, str, str]:
    """(e164, digits as dialled, warning) of a number without letters and extension."""
    abroad = body.lstrip(" (").startswith("+") or digits.startswith("00")
    if not abroad and _SHORT.fullmatch(digits):
        return digits, digits, ""
    dialled = f"+{digits}" if body.lstrip(" (").startswith("+") else digits
    if not abroad and _LOCAL.fullmatch(digits):
        if not area_code:
            return digits, digits, "phone.no_area_code"
        dialled = area_code + digits
    try:
        number = phonenumbers.parse(dialled, HOME)
    except phonenumbers.NumberParseException:
        return digits, digits, "phone.unknown_range"
    if len(digits) > _MOST_DIGITS or not phonenumbers.is_possible_number(number):
        return digits, digits, "phone.unknown_range"
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    warning = "" if phonenumbers.is_valid_number(number) else "phone.unknown_range"
    return e164, _as_dialled(e164), warning


def _as_dialled(e164: str) -> str:
    if not e164.startswith(_HOME_PREFIX):
        return e164.removeprefix("+")
    national = e164.removeprefix(_HOME_PREFIX)
    return national if _MOBILE.fullmatch(national) or _NATIONWIDE.fullmatch(national) else f"0{national}"


def _completed(piece: str, before: str) -> str:
    """`piece`, or where it is only another ending of the number `before`, that number with it."""
    if _OTHER_ENDING.fullmatch(piece) and not _SHORT.fullmatch(piece) and before[-len(piece) :].isdecimal():
        return before[: -len(piece)] + piece
    return piece


def _numbers_in(piece: str, area_code: str) -> Iterator[str]:
    """The numbers of a piece whose only separators are blanks: always the longest that is certain."""
    tokens = piece.split()
    while tokens:
        for count in range(len(tokens), 0, -1):
            part = " ".join(tokens[:count])
            body, _ = _without_extension(part, area_code)
            if count == 1 or _is_certain(body, area_code):
                break
        if count == 1 and not _is_several(tokens):
            part, count = " ".join(tokens), len(tokens)
        yield part
        tokens = tokens[count:]


def _is_several(tokens: list[str]) -> bool:
    """Whether blanks part whole numbers: each token long enough to be one."""
    return all(len(re.sub(r"\D", "", token)) > 4 for token in tokens)


def _shown_body(number: PhoneNumber) -> str:
    if not number.e164.startswith("+"):
        return number.e164 if _SHORT.fullmatch(number.e164) else number.typed
    parsed = phonenumbers.parse(number.e164, None)
    if not number.e164.startswith(_HOME_PREFIX):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    if phonenumbers.number_type(parsed) == PhoneNumberType.FIXED_LINE:
        return national.replace(" ", "-", 1)
    return national
