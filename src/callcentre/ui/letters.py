"""Finding by letters: any part of the words, or the first letters of their pinyin."""

import re
from functools import lru_cache

_BETWEEN = re.compile(r"[\s›・,;/()（）]+")


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """The first letters of the pinyin of Chinese text, letters and digits as they are, in lower case."""
    # Imported when first asked: its tables take a moment, and the first picture comes before them.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).replace(" ", "").lower()


def fits(typed: str, *texts: str) -> bool:
    """Whether every word typed is a part of one of `texts` or of their initials; nothing typed fits all."""
    shown = " ".join(texts).lower()
    return all(part in shown or part in initials(shown) for part in typed.lower().split())


def nearness(typed: str, words: str) -> int:
    """0 where each word typed begins a part of `words` or its initials, 1 where they hold it, 2 where it fits beside them alone."""
    parts = [part for part in _BETWEEN.split(words.lower()) if part]
    begun = [*parts, *map(initials, parts)]
    return max((_near(one, words, begun) for one in typed.lower().split()), default=0)


def _near(one: str, words: str, begun: list[str]) -> int:
    if any(part.startswith(one) for part in begun):
        return 0
    return 1 if fits(one, words) else 2
