"""Numbers that people say: `SO-261123-7QK2-042-C`.

Prefix, local day, tag of the workstation, count of that day, check character. The
characters are Crockford's base32, where what sounds or looks alike is one character.
The check character is H. M. Damm's scheme (totally anti-symmetric quasigroups,
dissertation, Marburg 2004) over the field of 32 elements, x * y = 2(x + y): it
catches every single wrong character and every swap of two neighbours.
"""

import re
import unicodedata
from datetime import date
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_TAG_LENGTH = 4
_REDUCE = 0b100101
"""x^5 + x^2 + 1, irreducible over the field of two elements."""
_SHAPE = re.compile(rf"[{ALPHABET}]{{2}}([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})[{ALPHABET}]{{{_TAG_LENGTH}}}[0-9]{{3,}}[{ALPHABET}]")


def tag_of(device_id: UUID) -> str:
    """Four characters for a workstation, from the random end of its id."""
    rest = device_id.int
    characters = []
    for _ in range(_TAG_LENGTH):
        rest, value = divmod(rest, len(ALPHABET))
        characters.append(ALPHABET[value])
    return "".join(reversed(characters))


def spoken_number(prefix: str, day: date, tag: str, count: int) -> str:
    """The number for the `count`-th thing of this kind made on `day` at the workstation `tag`.

    `prefix` is two capital letters. Raises ValueError for another prefix or a count below 1.
    """
    if not (len(prefix) == 2 and prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise ValueError(f"a prefix is two capital letters, not {prefix!r}")
    if count < 1:
        raise ValueError(f"counts begin at 1, not {count}")
    body = f"{prefix}-{day:%y%m%d}-{tag}-{count:03d}"
    return f"{body}-{check_character(body)}"


def check_character(body: str) -> str:
    """The character that makes `body` valid when written behind it."""
    return ALPHABET[_remainder(compact(body))]


def is_spoken_number(text: str) -> bool:
    """Whether `text` is a whole number with the right check character; dashes and case do not matter."""
    plain = compact(text)
    shape = _SHAPE.fullmatch(plain)
    if shape is None or _remainder(plain) != 0:
        return False
    year, month, day = (int(part) for part in shape.groups())
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def compact(text: str) -> str:
    """Letters and digits of a number as they are compared: capital, half width, I and L as 1, O as 0, U as V.

    Works on any number of an order, also on those of other systems.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(filter(str.isalnum, plain)).translate(_ALIKE)


def tail_key(text: str) -> str:
    """`compact` read from the end, so that the last digits of a number are its beginning."""
    return compact(text)[::-1]


def _remainder(plain: str) -> int:
    interim = 0
    for character in plain:
        doubled = (interim ^ _VALUES[character]) << 1
        interim = doubled ^ _REDUCE if doubled > 31 else doubled
    return interim
