"""The page of an outlet holds every figure, in both languages, with its font inside."""

import subprocess

import pytest

from callcentre import words
from callcentre.reports.page import drawable
from callcentre.reports.scorecard import write_scorecards
from callcentre.words import codes


def rates_of(counts, n):
    return {
        code: {"raw": count / n, "low": max(0.0, count / n - 0.031), "high": min(1.0, count / n + 0.053)}
        if n else {"raw": None, "low": None, "high": None}
        for code, count in counts.items()
    }


def an_outlet(code="W1", name="城西服务部", n=141, **changed):
    counts = dict(zip(codes.CLASSES, (0, 2, 2, 3, 9, 1, 3, n - 20) if n else (0,) * 8, strict=True))
    figure = {
        "code": code, "name": name, "n": n, "open": 4, "dropped": 5, "held": 6, "counts": counts,
        "rates": rates_of(counts, n), "first_time_fix": {"x": 79, "n": 96, "low": 0.735, "high": 0.886},
        "on_time": {"x": 118, "n": 133, "low": 0.822, "high": 0.93},
        "median_minutes": {"relay_to_visit": 1584.3, "open_to_close": 4308.5},
        "raw_score": 86.1, "score": 87.8, "score_low": 83.0, "score_high": 92.6,
        "grade": "B", "fee_grade": "C", "provisional": False,
    }
    return {**figure, **changed}


EMPTY = {
    "n": 0, "first_time_fix": {"x": 0, "n": 0, "low": None, "high": None},
    "on_time": {"x": 0, "n": 0, "low": None, "high": None},
    "median_minutes": {"relay_to_visit": None, "open_to_close": None}, "raw_score": None, "score": None,
    "score_low": None, "score_high": None, "grade": None, "fee_grade": None, "provisional": True,
}


def figures_of(*outlets):
    between = {"mean": 85.437, "variance": 3.217, "pooled": 0.2187}
    return {
        "period": "2026-07", "zone": "Asia/Shanghai", "profile": "after_sales 1", "outlets": list(outlets),
        "between": between,
    }


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


EVERY_FIGURE = (
    "W1", "城西服务部", "87.8", "83.0", "92.6", "86.1", "141", "121", "85.8%", "82.7–91.1%", "6.4%", "79 / 96",
    "82.3%", "73.5–88.6%", "118 / 133", "82.2–93.0%", "1,584", "4,308", "85.4", "3.22", "0.219",
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("July 2026", "Fee grade C", "4 open", "6 held", "5 dropped", "unfixed once")),
        ("zh_CN", ("2026 年 7 月", "结算等级 C", "未结 4 件", "暂不评 6 件", "转走 5 件", "一次维修不到位")),
    ],
)
def test_the_page_holds_every_figure_in_either_language(tmp_path, language, said):
    words.use(language)
    (path,) = write_scorecards(figures_of(an_outlet()), tmp_path)
    text = text_of(path)
    assert [wanted for wanted in (*EVERY_FIGURE, *said) if wanted not in text] == []


def test_an_outlet_without_jobs_gets_a_page_that_says_so(tmp_path):
    (path,) = write_scorecards(figures_of(an_outlet(**EMPTY)), tmp_path)
    text = text_of(path)
    assert "provisional" in text
    assert "no such job" in text
    assert "None" not in text


def test_the_font_is_embedded_as_a_subset(tmp_path):
    (path,) = write_scorecards(figures_of(an_outlet()), tmp_path)
    listed = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert listed
    for line in listed:
        embedded, subset = line.split()[-5:-3]
        assert (embedded, subset) == ("yes", "yes"), line


def test_a_sign_the_font_lacks_is_seen_as_lacking():
    assert drawable("张𠮷") == "张□"


def test_only_the_wanted_outlets_are_written_and_codes_cannot_lead_elsewhere(tmp_path):
    outlets = [an_outlet("W1"), an_outlet("../W2"), an_outlet("a/b"), an_outlet("a%2Fb")]
    steps = []
    paths = write_scorecards(
        figures_of(*outlets), tmp_path, codes_wanted=("../W2", "a/b", "a%2Fb"), moved=lambda *step: steps.append(step)
    )
    assert {path.parent for path in paths} == {tmp_path}
    assert len({path.name for path in paths}) == 3
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_a_name_too_long_for_the_page_is_cut_where_one_sees_it(tmp_path):
    (path,) = write_scorecards(figures_of(an_outlet(name="特别长的名字" * 20)), tmp_path)
    assert "…" in text_of(path)
