"""Each of the twelve cases brings what the contract says, and a case that does not is noticed."""

from pathlib import Path

import pytest
from tests.factories.desks import MORNING

from callcentre.acts import visits
from callcentre.adapters.clock import SetClock
from callcentre.app import Settings, open_desk
from callcentre.cli import main
from callcentre.demo.cases import SATISFIED, accept, answered, done, visit
from callcentre.demo.cases_more import CASES, TITLES
from callcentre.demo.stage import Card, Line
from callcentre.tour import play_case
from callcentre.tour.stage import TourStage


def _silent(_words: str) -> None: ...


@pytest.mark.parametrize("case", range(1, len(CASES) + 1))
def test_a_case_brings_class_fee_and_figures_of_the_contract(case: int, tmp_path: Path) -> None:
    assert play_case(case, tmp_path, _silent) == []


def test_there_are_twelve_cases_and_each_has_a_title() -> None:
    assert len(CASES) == len(TITLES) == 12


def test_a_case_says_what_is_done_and_by_whom(tmp_path: Path) -> None:
    said: list[str] = []
    play_case(7, tmp_path, said.append)
    assert any("W1: Visit (fixed)" in line for line in said)
    assert any("nobody came" in line for line in said)
    assert any("complaint 0.00" in line for line in said)


@pytest.mark.parametrize(
    "card",
    [
        Card("W1", (Line("A", "satisfied", 6001),)),
        Card("W1", (Line("A", "explained", 6000),)),
        Card("W1"),
        Card("W1", (Line("A", "satisfied", 6000),), open=1),
        Card("W1", (Line("A", "satisfied", 6000),), held=1),
        Card("W1", (Line("A", "satisfied", 6000),), dropped=1),
        Card("W1", (Line("A", "satisfied", 6000),), on_time=(1, 1)),
        Card("W1", (Line("A", "satisfied", 6000),), first_time_fix=(0, 1)),
    ],
)
def test_figures_that_differ_are_named(card: Card, tmp_path: Path) -> None:
    clock = SetClock(MORNING)
    desk = open_desk(Settings(data=tmp_path / "data", key_file=tmp_path / "key"), environ={}, clock=clock)
    try:
        stage = TourStage(1, desk, clock, _silent)
        stage.outlet("W1")
        customer = stage.customer("孟桂英")
        order = stage.open("A", customer, stage.machine(customer, "KF1"))
        accept(stage, order, "W1")
        visit(stage, order, "W1")
        done(stage, order, "W1")
        answered(stage, order, SATISFIED)
        stage.figures(Card("W1", (Line("A", "satisfied", 6000),), first_time_fix=(1, 1), on_time=(0, 0)))
        assert stage.differences == []
        stage.figures(card)
        assert len(stage.differences) == 1
    finally:
        desk.close()


def test_an_act_that_should_be_refused_and_is_not_is_named(tmp_path: Path) -> None:
    clock = SetClock(MORNING)
    desk = open_desk(Settings(data=tmp_path / "data", key_file=tmp_path / "key"), environ={}, clock=clock)
    try:
        stage = TourStage(1, desk, clock, _silent)
        outlet = stage.outlet("W1")
        customer = stage.customer("孟桂英")
        order = stage.open("A", customer, None)
        stage.refused("agent", visits.relay, order, outlet)
        assert stage.differences == ["relay"]
    finally:
        desk.close()


@pytest.mark.long
def test_the_command_plays_all_and_leaves_scorecards_and_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "zh_CN", "tour", "--out", str(tmp_path)]) == 0
    assert "十二" in capsys.readouterr().out
    assert len(list(tmp_path.glob("case-*/*/*.pdf"))) > 12
    assert list(tmp_path.glob("panels/*.png"))
