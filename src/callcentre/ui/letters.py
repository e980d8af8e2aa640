"""Finding by letters: any part of the words, the first letters of their pinyin, or whole syllables of it."""

import re
from functools import lru_cache
from typing import NamedTuple

_OTHER = "\0"
"""Stands before what is no Chinese."""
_BETWEEN = re.compile(r"[\s›・,;/()（）]+")


class _Spelt(NamedTuple):
    """How a text reads in Latin letters."""

    initials: str
    whole: str
    """Every syllable, without anything between."""
    begins: frozenset[int]
    """Where in `whole` a syllable begins."""

    def has(self, typed: str) -> bool:
        """Whether letters typed are among the initials, or syllables of the text from the first one on."""
        if typed in self.initials:
            return True
        at = self.whole.find(typed)
        while at >= 0 and at not in self.begins:
            at = self.whole.find(typed, at + 1)
        return at >= 0


@lru_cache(maxsize=16_384)
def _spelt(text: str) -> _Spelt:
    # Imported when first asked: its tables take a moment, and the first picture comes before them.
    from pypinyin import lazy_pinyin

    initials, whole, begins = "", "", set()
    for part in lazy_pinyin(text, errors=lambda other: f"{_OTHER}{other}"):
        if part.startswith(_OTHER):
            plain = part[1:].replace(" ", "")
            initials, whole = initials + plain, whole + plain
        else:
            begins.add(len(whole))
            initials, whole = initials + part[0], whole + part
    return _Spelt(initials.lower(), whole.lower(), frozenset(begins))


def initials(text: str) -> str:
    """The first letters of the pinyin of Chinese text, letters and digits as they are, in lower case."""
    return _spelt(text).initials


def fits(typed: str, *texts: str) -> bool:
    """Whether every word typed is a part of one of `texts`, of their initials or their pinyin; nothing typed fits all."""
    shown = " ".join(filter(None, texts)).lower()
    return all(part in shown or _spelt(shown).has(part) for part in typed.lower().split())


def nearness(typed: str, words: str) -> int:
    """0 where each word typed begins a part of `words`, its initials or its pinyin, 1 where they hold it, 2 where it fits beside them alone."""
    parts = [part for part in _BETWEEN.split(words.lower()) if part]
    spelt = [_spelt(part) for part in parts]
    begun = [*parts, *(one.initials for one in spelt), *(one.whole for one in spelt)]
    return max((_near(one, words, begun) for one in typed.lower().split()), default=0)


def _near(one: str, words: str, begun: list[str]) -> int:
    if any(part.startswith(one) for part in begun):
        return 0
    return 1 if fits(one, words) else 2
