"""A mistake in a profile file is named by file, line and place; nothing else happens."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from callcentre.domain.errors import BadValue
from callcentre.profiles.load import load_folder, load_profile, profile_body, profile_from
from callcentre.resources import resource
from callcentre.words.errors import SENTENCES, say

MISTAKES = {
    "no_such_name": ("profile.toml", 'name = "after_sales"', 'name = "x"\nnames = "y"', "names", "profile.unknown_name"),
    "missing": ("profile.toml", 'zone = "Asia/Shanghai"\n', "", "profile", "profile.missing"),
    "zone": ("profile.toml", "Asia/Shanghai", "Asia/Nowhere", "zone", "profile.no_zone"),
    "not_toml": ("profile.toml", 'name = "after_sales"', "name = after_sales", "profile.toml", "profile.syntax"),
    "code_twice": ("profile.toml", 'code = "delivery", en', 'code = "advice", en', "order_kinds[2]",
                   "profile.code_twice"),
    "no_chinese": ("profile.toml", 'en = "advice", zh_CN = "咨询"', 'en = "advice"', "order_kinds[1]",
                   "profile.missing"),
    "blank": ("profile.toml", 'zh_CN = "咨询"', 'zh_CN = " "', "order_kinds[1].zh_CN", "profile.blank"),
    "window": ("profile.toml", "[10, 12],", "[12, 10],", "windows[2]", "profile.no_window"),
    "hours": ("profile.toml", "quiet_from_hour = 20", "quiet_from_hour = 8", "callbacks.quiet_from_hour",
              "profile.out_of_range"),
    "zero": ("profile.toml", "accept_minutes = 120", "accept_minutes = 0", "limits.accept_minutes",
             "profile.too_small"),
    "type": ("profile.toml", "relay_minutes = 30", 'relay_minutes = "30"', "limits.relay_minutes",
             "profile.wrong_type"),
    "hold": ("profile.toml", 'code = "part", en = "waiting for a part", zh_CN = "等待配件" },\n  { code = "customer_wish"',
             'code = "parts", en = "a", zh_CN = "b" },\n  { code = "customer_wish"', "reasons.on_hold[1].code",
             "profile.not_among"),
    "event": ("profile.toml", "[reasons]\ndeclined = [", "[reasons]\nrefused = [", "reasons.refused",
              "profile.unknown_name"),
    "class": ("profile.toml", '  "attitude",\n  "complaint",', '  "attitude",\n  "attitude",', "grading.precedence",
              "profile.each_once"),
    "points": ("profile.toml", "complaint = 15\n", "", "grading.points_tenths", "profile.missing"),
    "bands": ("profile.toml", "least = 85", "least = 95", "grading.bands[2].least", "profile.must_fall"),
    "nan": ("profile.toml", "least = 85", "least = nan", "grading.bands[2].least", "profile.wrong_type"),
    "last": ("profile.toml", "least = 0 ", "least = 10 ", "grading.bands", "profile.last_band_zero"),
    "best": ("profile.toml", 'few_best = "B"', 'few_best = "E"', "grading.few_best", "profile.not_among"),
    "tariff": ("profile.toml", '  { kind = "training", covered_fen = 5000, uncovered_fen = 5000 },\n', "",
               "fees.tariffs", "profile.no_tariff"),
    "fen": ("profile.toml", "covered_fen = 8000, uncovered", "covered_fen = 80.5, uncovered",
            "fees.tariffs[2].covered_fen", "profile.wrong_type"),
    "blanks": ("profile.toml", "my name is {agent}", "my name is {name}", "script.intake_opening.en",
               "profile.unknown_blank"),
    "braces": ("profile.toml", "my name is {agent}", "my name is {agent", "script.intake_opening.en",
               "profile.braces"),
    "answer": ("profile.toml", 'sets = { about = "outlet" }', 'sets = { about = "moon" }', "survey[7].answers[1].sets",
               "profile.no_answer_field"),
    "field": ("profile.toml", 'field = "paid_fen"', 'field = "satisfied"', "survey[5].field", "profile.not_among"),
    "source": ("profile.toml", 'source = "citizens_line"', 'source = "hearsay"', "deadlines[4].source",
               "profile.not_among"),
    "deadline": ("profile.toml", "amount = 24", "amount = 24\nvalid_until = 2020-01-01", "deadlines[1].valid_until",
                 "profile.ends_before"),
    "day": ("calendar.toml", "2026-02-14,", "2026-02-13,", "calendar.work", "profile.day_as_usual"),
    "year": ("calendar.toml", "[2024, 2025, 2026]", "[2025, 2026]", "calendar.rest[1]", "profile.year_unpublished"),
    "hazard": ("faults/5_cooker_hood.toml", 'hazard = "fire"', 'hazard = "flood"', "groups[5].symptoms",
               "profile.not_among"),
    "symptom": ("faults/6_television.toml", 'code = "lines"', 'code = "no_power"', "groups[6].symptoms[4]",
                "profile.code_twice"),
    "danger": ("faults/6_television.toml", 'hazard = "smoke"', 'hazard = "smoke"\nby_phone_permille = 5',
               "groups[6].symptoms", "profile.out_of_range"),
    "article": ("articles.toml", 'symptom = "bad_smell"', 'symptom = "no_smell"', "articles[3].symptom",
                "profile.not_among"),
    "twice": ("headers.toml", "[header_aliases.outlets]", "[danger]\n[header_aliases.outlets]", "danger",
              "profile.twice"),
}  # fmt: skip


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the shipped profile with one text of one file replaced."""

    def break_it(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "profile"
        shutil.copytree(resource("profiles", "after_sales"), folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return break_it


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_its_file_and_place(name: str, broken: Callable[[str, str, str], Path]) -> None:
    file, old, new, place, code = MISTAKES[name]
    with pytest.raises(BadValue) as raised:
        load_folder(broken(file, old, new))
    assert raised.value.code == code
    assert raised.value.field.startswith(place)
    if name != "missing":
        assert str(raised.value.data["place"]).startswith(file)
    assert "{" not in say(raised.value).replace(str(raised.value.value), "")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("profile.toml", "accept_minutes = 120", "accept_minutes = 0"),
        ("profile.toml", 'zh_CN = "咨询"', 'zh_CN = " "'),
        ("profile.toml", 'field = "paid_fen"', 'field = "satisfied"'),
        ("profile.toml", "[10, 12],", "[12, 10],"),
        ("faults/5_cooker_hood.toml", 'hazard = "fire"', 'hazard = "flood"'),
        ("articles.toml", 'symptom = "bad_smell"', 'symptom = "no_smell"'),
    ],
)
def test_the_line_is_that_of_the_mistake(
    file: str, old: str, new: str, broken: Callable[[str, str, str], Path]
) -> None:
    folder = broken(file, old, new)
    line = 1 + (folder / file).read_text(encoding="utf-8").split(new)[0].count("\n")
    with pytest.raises(BadValue) as raised:
        load_folder(folder)
    assert raised.value.data["place"] == f"{file}:{line}"


def test_a_stored_body_with_a_mistake_names_its_version_and_place() -> None:
    body = profile_body("after_sales")
    body["limits"]["accept_minutes"] = -1
    with pytest.raises(BadValue) as raised:
        profile_from(body, version="seventh")
    assert (raised.value.field, raised.value.data["place"]) == ("limits.accept_minutes", "seventh")


@pytest.mark.parametrize("name", ["unheard_of", "", "../profiles/after_sales", "a/b"])
def test_an_unknown_profile_is_named_with_the_known_ones(name: str) -> None:
    with pytest.raises(BadValue) as raised:
        load_profile(name)
    assert "after_sales" in say(raised.value)


def test_every_mistake_has_a_sentence() -> None:
    codes = {code for *_rest, code in MISTAKES.values()}
    assert codes <= set(SENTENCES)
