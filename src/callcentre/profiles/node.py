"""Reading nested data with the place of every value at hand, so that a mistake can be named."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from callcentre.domain.profile import Words

LANGUAGES = ("en", "zh_CN")
Path = tuple[str | int, ...]


class Wrong(Exception):
    """A mistake at `path`: `code` picks the sentence, `data` fills it."""

    def __init__(self, code: str, path: Path, value: object = "", /, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.value = value
        self.data = data


def path_text(path: Path) -> str:
    """A path as people write it: `fees.tariffs[3].kind`, counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a profile and where it stands. Every reader raises Wrong naming the place."""

    value: object
    path: Path = ()

    def wrong(self, code: str, **data: object) -> Wrong:
        """The mistake `code` at this place."""
        return Wrong(code, self.path, self.value, **data)

    def _table(self) -> Mapping[str, object]:
        if not isinstance(self.value, Mapping):
            raise self.wrong("profile.wrong_type", wanted="table")
        return self.value

    def allow(self, *names: str) -> "Node":
        """Itself, when it is a table without any other name than these."""
        for name in self._table():
            if name not in names:
                raise Wrong("profile.unknown_name", (*self.path, name), name)
        return self

    def __getitem__(self, name: str) -> "Node":
        table = self._table()
        if name not in table:
            raise Wrong("profile.missing", self.path, missing=name)
        return Node(table[name], (*self.path, name))

    def get(self, name: str, default: object) -> "Node":
        """The value under `name`, or `default` where it is left out."""
        return Node(self._table().get(name, default), (*self.path, name))

    def __contains__(self, name: str) -> bool:
        return name in self._table()

    def pairs(self) -> Iterator[tuple[str, "Node"]]:
        """The names of a table with their values."""
        for name, value in self._table().items():
            yield name, Node(value, (*self.path, name))

    def items(self, *, least: int = 0) -> list["Node"]:
        """The members of a list of at least `least`."""
        if not isinstance(self.value, list | tuple):
            raise self.wrong("profile.wrong_type", wanted="list")
        if len(self.value) < least:
            raise self.wrong("profile.too_few", least=least)
        return [Node(value, (*self.path, at)) for at, value in enumerate(self.value)]

    def text(self) -> str:
        """Words that are not blank."""
        if not isinstance(self.value, str):
            raise self.wrong("profile.wrong_type", wanted="text")
        if not self.value.strip():
            raise self.wrong("profile.blank")
        return self.value

    def among(self, codes: Iterable[str]) -> str:
        """One of these codes."""
        text = self.text()
        known = sorted(codes)
        if text not in known:
            raise self.wrong("profile.not_among", among=", ".join(known))
        return text

    def whole(self, least: int = 0, most: int | None = None) -> int:
        """A whole number in [least, most]."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("profile.wrong_type", wanted="whole number")
        if most is None and self.value < least:
            raise self.wrong("profile.too_small", least=least)
        if most is not None and not least <= self.value <= most:
            raise self.wrong("profile.out_of_range", least=least, most=most)
        return self.value

    def number(self) -> float:
        """A number, whole or not; TOML's nan and inf are none."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool) or not math.isfinite(self.value):
            raise self.wrong("profile.wrong_type", wanted="number")
        return float(self.value)

    def flag(self) -> bool:
        """Whether it is true."""
        if not isinstance(self.value, bool):
            raise self.wrong("profile.wrong_type", wanted="true or false")
        return self.value

    def day(self) -> date:
        """A day as ISO text."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.wrong("profile.wrong_type", wanted="day") from None

    def words(self) -> Words:
        """A text in every language of the program."""
        return {language: self[language].text() for language in LANGUAGES}

    def many_words(self) -> tuple[Words, ...]:
        """A list of texts in every language."""
        return tuple(node.allow(*LANGUAGES).words() for node in self.items())
