"""The shipped profile holds what the contract promises of it."""

import json
from datetime import date

from callcentre.domain.calendars import is_workday
from callcentre.profiles.load import load_profile, profile_body, profile_from

PROFILE = load_profile("after_sales")


def test_the_body_survives_json_and_reads_as_the_same_profile() -> None:
    body = json.loads(json.dumps(profile_body("after_sales")))
    assert profile_from(body, version="seed") == PROFILE


def test_the_categories_and_severities_of_the_contract_are_there() -> None:
    assert PROFILE.codes(PROFILE.complaint_categories) >= {
        "attitude", "quality", "charge", "false_report", "delay", "safety", "policy", "other",
    }  # fmt: skip
    assert PROFILE.codes(PROFILE.complaint_severities) >= {"low", "normal", "high", "safety"}


def test_points_factors_and_bands_are_the_defaults_of_the_contract() -> None:
    grading = PROFILE.grading
    assert grading.precedence == (
        "attitude", "complaint", "repeat_unfixed", "dissatisfied", "first_unfixed", "explained", "unverified",
        "satisfied",
    )  # fmt: skip
    assert [grading.points_tenths[name] for name in grading.precedence] == [20, 15, 15, 10, 8, 0, 2, 0]
    assert [grading.class_permille[name] for name in grading.precedence] == [0, 0, 300, 500, 800, 1000, 900, 1000]
    assert grading.bands == (("A", 95.0), ("B", 85.0), ("C", 70.0), ("D", 0.0))
    assert (grading.few, grading.few_best, grading.prior_jobs, grading.repeat_days) == (10, "B", 50, 30)
    assert grading.grade_permille == {"A": 1050, "B": 1000, "C": 900, "D": 700, "none": 1000}


def test_tariffs_are_those_of_the_contract_covered_and_not() -> None:
    wanted = {
        "delivery": (4000, 4000), "installation": (8000, 8000), "commissioning": (6000, 6000), "repair": (6000, 0),
        "maintenance": (5000, 0), "relocation": (12000, 0), "parts": (2000, 0), "exchange": (3000, 0),
        "return": (3000, 0), "inspection": (3000, 0), "training": (5000, 5000), "advice": (0, 0),
    }  # fmt: skip
    fees = PROFILE.fees
    found = {
        kind.code: tuple(fees.tariff(kind.code, "air_conditioner", covered=covered) for covered in (True, False))
        for kind in PROFILE.order_kinds
    }
    assert found == wanted
    assert (fees.free_metres, fees.fen_per_km) == (10_000, 150)


def test_the_fault_tree_has_eight_groups_and_at_least_120_symptoms_with_causes_and_actions() -> None:
    symptoms = [symptom for group in PROFILE.groups for symptom in group.symptoms]
    assert len(PROFILE.groups) == 8
    assert len(symptoms) >= 120
    assert all(symptom.causes and symptom.actions for symptom in symptoms)


def test_every_hazard_has_words_and_some_symptom_leads_to_it() -> None:
    hazards = {symptom.hazard for group in PROFILE.groups for symptom in group.symptoms if symptom.danger}
    assert hazards == set(PROFILE.danger.hazards) == {"gas", "shock", "smoke", "fire", "burst", "co", "hurt"}
    assert PROFILE.danger.accept_minutes == 15


def test_what_is_read_out_for_an_unknown_hazard_is_the_general_warning() -> None:
    assert PROFILE.danger.read_out("") == PROFILE.danger.words
    assert PROFILE.danger.read_out("gas") != PROFILE.danger.words


def test_the_published_days_of_2026_are_those_of_the_notice() -> None:
    calendar = PROFILE.calendar
    make_up = {day for day in calendar.work if day.year == 2026}
    rest = {day for day in calendar.rest if day.year == 2026}
    assert make_up == {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    assert rest == {
        date(2026, month, day)
        for month, days in {1: (1, 2), 2: (16, 17, 18, 19, 20, 23), 4: (6,), 5: (1, 4, 5), 6: (19,), 9: (25,),
                            10: (1, 2, 5, 6, 7)}.items()
        for day in days
    }
    assert calendar.published == {2024, 2025, 2026}
    assert is_workday(date(2026, 2, 14), calendar)
    assert not is_workday(date(2026, 2, 16), calendar)


def test_a_symptom_is_found_by_its_group_and_code() -> None:
    found = PROFILE.symptom("cooker_hood", "gas_smell")
    assert found is not None
    assert found.hazard == "gas"
    assert PROFILE.symptom("television", "gas_smell") is None
    assert PROFILE.symptom("unheard_of", "gas_smell") is None


def test_texts_are_chinese_where_chinese_is_asked_for() -> None:
    groups = [words for group in PROFILE.groups for words in (group.words, *(leaf.words for leaf in group.symptoms))]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in words["zh_CN"]) for words in groups)


def test_every_deadline_and_right_to_exchange_names_a_source() -> None:
    assert {rule.source for rule in PROFILE.deadlines} <= set(PROFILE.sources)
    assert not PROFILE.sources["exchange_over_30_days"].confirmed
