"""The pages of help: Markdown in `resources/help`, one for each panel and one for the window as a whole.

Words of buttons and keys are no part of them. {word:Save} stands for the message "Save" in the language
in use, {key:F8} for the key that is pressed now, {icon:pause:hold} for a drawing in the colour of a token:
what is renamed or changed in the window is so in its help.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from callcentre.resources import resource
from callcentre.ui import formats, hints
from callcentre.ui.letters import fits
from callcentre.words import LANGUAGES, _

WINDOW = "window"
PAGES = (
    WINDOW, "watch", "intake", "orders", "map", "callbacks", "complaints", "outlets", "reports", "settings",
)
"""Names of the pages in the order of the rail; but for the first they are ids of panels."""
HOLE = re.compile(r"\{(word|key|icon):([^{}]+)\}")
"""What is filled in: its kind and what it names."""
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MARKUP = re.compile(r"!\[.\]\([^)]*\) ?|\[([^\]]*)\]\([^)]*\)|[*`]|^(?:- |\d+\. )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of a page; `number` counts the headings of the page from 0."""

    page: str
    number: int
    title: str
    text: str


@cache
def read_pages() -> Mapping[tuple[str, str], str]:
    """(language, page) -> its Markdown. Read once, while the desk is opened and not on the window's thread."""
    return {
        (language, page): resource("help", language, f"{page}.md").read_text("utf-8")
        for language in LANGUAGES for page in PAGES
    }


def page_of(panel: str) -> str:
    """The page that tells of a panel; of the window where none does."""
    return panel if panel in PAGES else WINDOW


def filled(language: str, page: str) -> str:
    """A page with the words and keys that hold now, as Markdown."""
    return HOLE.sub(lambda hole: _FILLED[hole[1]](hole[2]), read_pages()[language, page])


def title(language: str, page: str) -> str:
    """What a page is called: its first line."""
    return filled(language, page).partition("\n")[0].removeprefix("# ")


def sections(language: str, page: str) -> Iterator[Section]:
    """The parts of a page in order, as plain text."""
    name, parts = title(language, page), _HEADING.split(filled(language, page))[1:]
    for number, (heading, text) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        said = formats.joined(name, _plain(heading)) if number else name
        yield Section(page, number, said, " ".join(_plain(text).split()))


def found(language: str, typed: str, first: str) -> list[Section]:
    """The parts of all pages that hold what was typed: those of the page `first` before the others, titles first."""
    order = (first, *(page for page in PAGES if page != first))
    every = [section for page in order for section in sections(language, page)]
    wanted = typed.lower().split()
    in_title = [one for one in every if fits(typed, one.title)]
    known = {(one.page, one.number) for one in in_title}
    in_text = [
        one for one in every
        if (one.page, one.number) not in known and all(word in f"{one.title} {one.text}".lower() for word in wanted)
    ]
    here = [one for one in (*in_title, *in_text) if one.page == first]
    return [*here, *(one for one in (*in_title, *in_text) if one.page != first)]


def _plain(markdown: str) -> str:
    return _MARKUP.sub(lambda found: found[1] or "", markdown)


def _key(key: str) -> str:
    # No-break spaces are the sides of the cap: a line never ends inside it.
    return f"`\u00a0{(hints.printed(key) if len(key) > 1 else key).replace(' ', chr(0xA0))}\u00a0`"


def _icon(name: str) -> str:
    # Without a word for it the reader of Markdown leaves a picture out.
    return f"![.](icon:{name.replace(':', '/')})"


_FILLED = {"word": lambda message: f"**{formats.begun(_(message))}**", "key": _key, "icon": _icon}
