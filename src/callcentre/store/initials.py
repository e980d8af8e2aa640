"""Pinyin initials, so that a name is found without an input method."""

from functools import lru_cache

from pypinyin import Style, pinyin

SURNAMES = {
    "曾": "z", "单": "s", "解": "x", "仇": "q", "朴": "p", "查": "z", "盖": "g", "缪": "m", "区": "o", "繁": "p",
    "重": "c", "尉": "w", "翟": "z", "覃": "q", "乐": "y", "任": "r", "华": "h", "员": "y", "晁": "c",
    "种": "c", "秘": "b", "冼": "x", "折": "s", "黑": "h", "逄": "p", "祭": "z", "宓": "f", "瞿": "q", "隗": "w",
    "洗": "x", "褚": "c", "莘": "s", "长孙": "zs", "尉迟": "yc", "万俟": "mq", "单于": "cy", "澹台": "tt",
    "宿": "s", "沈": "s", "石": "s", "贾": "j", "车": "c", "都": "d", "藏": "z",
}  # fmt: skip
"""Surnames that are read otherwise than the character mostly is, and those of two characters."""


def initials_of(name: str) -> str:
    """The first letters of a name in lower case: 曾小贤 is zxx; Latin letters and digits stay."""
    plain = "".join(filter(str.isalnum, name))
    for length in (2, 1):
        read = SURNAMES.get(plain[:length])
        if read is not None:
            return read + "".join(map(_initial, plain[length:]))
    return "".join(map(_initial, plain))


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    if character.isascii():
        return character.lower()
    # `strict` would leave out w and y, which are letters that people type.
    found = pinyin(character, style=Style.FIRST_LETTER, strict=False, errors="ignore")
    return found[0][0].lower() if found and found[0][0] else character.lower()
