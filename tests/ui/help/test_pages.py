"""The pages of help: complete in both languages, and naming nothing that the window does not have."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from callcentre import words
from callcentre.resources import resource
from callcentre.screens import discover
from callcentre.ui import keys, theme
from callcentre.ui.help import pages
from callcentre.ui.help.pages import HOLE, PAGES, read_pages

LANGUAGES = ("en", "zh_CN")
EVERY = [(code, page) for code in LANGUAGES for page in PAGES]
SOURCE = Path(pages.__file__).parents[2]
HANDS = frozenset({
    "Enter", "Esc", "Space", "Delete", "Backspace", "Home", "Shift", "Ctrl", "+", "-", "Ctrl+A", "Alt+Down",
})
"""Keys that mean the same in every list and field."""
FOLDERS = {"map": "outlet_map"}
"""Panels whose folder is called otherwise."""


@pytest.fixture(autouse=True)
def keys_as_made():
    yield
    keys.set_chosen({})


def holes(code: str, page: str, kind: str) -> list[str]:
    return [hole[2] for hole in HOLE.finditer(read_pages()[code, page]) if hole[1] == kind]


def shape(code: str, page: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", read_pages()[code, page], re.MULTILINE)]


def test_every_panel_has_its_page():
    assert {screen.id for screen in discover()} == set(PAGES) - {pages.WINDOW}


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_tell_the_same_in_the_same_order(page):
    assert shape("en", page) == shape("zh_CN", page)
    for kind in ("key", "word", "icon"):
        assert sorted(holes("en", page, kind)) == sorted(holes("zh_CN", page, kind))


@pytest.mark.parametrize(("code", "page"), EVERY)
def test_every_page_tells_what_for_how_what_signs_mean_and_what_to_do_in_trouble(code, page):
    parts = re.findall(r"^## (.+)$", read_pages()[code, page], re.MULTILINE)
    assert parts == {
        "en": ["Tasks", "Signs and colours", "When something goes wrong"], "zh_CN": ["常用操作", "图标和颜色", "遇到问题时"],
    }[code]
    assert read_pages()[code, page].splitlines()[2], "what the panel is for stands under its name"


@pytest.mark.parametrize(("code", "page"), EVERY)
def test_a_page_is_called_as_its_panel_is_in_the_rail(code, page):
    words.use(code)
    panel = next((screen for screen in discover() if screen.id == page), None)
    assert panel is None or pages.title(code, page) == words._(panel.title)


@pytest.mark.parametrize("page", PAGES)
def test_every_word_of_a_button_is_one_of_the_window(page):
    with resource("i18n", "zh_CN", "LC_MESSAGES", "callcentre.po").open("rb") as file:
        known = {message.id for message in read_po(file)}
    assert [word for word in holes("en", page, "word") if word not in known] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_key_is_one_of_the_panel_or_of_the_window(page):
    folder = SOURCE / "screens" / FOLDERS.get(page, page)
    files = [*folder.glob("*.py"), *(SOURCE / "ui").rglob("*.py"), *_beside(page)]
    code = "\n".join(file.read_text("utf-8") for file in files if "help" not in file.parts)
    fixed = {key for key, _title in (*keys.ACTS, *keys.FIXED)}
    unknown = [key for key in holes("en", page, "key") if key not in HANDS | fixed and not _is_made(key, code)]
    assert unknown == []


def _beside(page: str) -> list[Path]:
    """Acts on an order or complaint are told where they are mostly done, on other panels too."""
    return list((SOURCE / "screens" / "callbacks").glob("*.py")) if page == "window" else []


def _is_made(key: str, code: str) -> bool:
    held, _plus, last = key.rpartition("+")
    return f'"{key}"' in code or (last.isdigit() and re.search(rf'f"({re.escape(held)}|{{modifier}})\+{{', code) is not None)


@pytest.mark.parametrize("page", PAGES)
def test_every_drawing_is_there_in_a_colour_of_the_look(page):
    for named in holes("en", page, "icon"):
        name, _colon, token = named.partition(":")
        assert resource("icons", f"{name}_16_filled.svg").is_file(), name
        assert theme.theme().colour(token).isValid(), token


@pytest.mark.parametrize(("code", "page"), EVERY)
def test_links_lead_to_pages_of_help_alone(code, page):
    assert set(re.findall(r"\]\(([^)]*)\)", read_pages()[code, page])) <= set(PAGES)


@pytest.mark.parametrize(("code", "page"), EVERY)
def test_sentences_are_short(code, page):
    words.use(code)
    most = {"en": 30, "zh_CN": 60}[code]
    for section in pages.sections(code, page):
        for sentence in re.split(r"(?<=[.:;?!。：；？！])\s*", section.text):
            length = len(sentence.split()) if code == "en" else len(sentence)
            assert length <= most, sentence


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_key_that_was_changed_is_told_changed(code):
    words.use(code)
    assert "`\u00a0F8\u00a0`" in pages.filled(code, "intake")
    keys.set_chosen({"F8": "Ctrl+F12"})
    changed = pages.filled(code, "intake")
    assert "`\u00a0Ctrl\u00a0F12\u00a0`" in changed and "`\u00a0F8\u00a0`" not in changed


def test_what_is_found_stands_first_on_the_page_one_reads_and_in_titles():
    found = pages.found("en", "cancel", "orders")
    assert (found[0].page, found[0].title) == ("orders", "Orders, The outlet asks to cancel")
    assert {section.page for section in found} > {"orders"}
    assert pages.found("en", "xyzzy", "orders") == []


def test_chinese_titles_are_found_by_their_first_letters():
    words.use("zh_CN")
    assert pages.found("zh_CN", "dxyghf", "callbacks")[0].title == "回访・打下一个回访"


def test_every_panel_without_a_page_has_that_of_the_window():
    assert pages.page_of("no such panel") == pages.WINDOW
