"""Finding by letters: any part of the words, or the first letters of their pinyin."""

from functools import lru_cache


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
