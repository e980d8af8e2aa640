"""The figures that the program keeps are the figures that the design words: fast and slow agree."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.comparing import answers_of, differences, slow_answers
from tests.oracle.filing import desk_on_copy, file_as_it_happened, file_at_once, file_facts_last, file_in_pieces
from tests.strategies.histories import Recipe, recipes


def _agrees(recipe: Recipe, template: Path, filed: object) -> None:
    history = recipe.history()
    with TemporaryDirectory() as place, desk_on_copy(template, Path(place) / "data") as desk:
        filed(desk, history)  # type: ignore[operator]
        assert differences(answers_of(desk), slow_answers(history)) == []


@settings(max_examples=40)
@given(recipe=recipes(most=16))
def test_every_number_of_a_history_filed_at_once_is_as_worded(template: Path, recipe: Recipe) -> None:
    _agrees(recipe, template, file_at_once)


@settings(max_examples=15)
@given(recipe=recipes(most=24), seed=st.integers(0, 1000))
def test_orders_may_come_in_any_order(template: Path, recipe: Recipe, seed: int) -> None:
    _agrees(recipe, template, lambda desk, made: file_in_pieces(desk, made, Random(seed)))


@settings(max_examples=8)
@given(recipe=recipes(most=10))
def test_acts_one_by_one_give_the_same_figures(template: Path, recipe: Recipe) -> None:
    _agrees(recipe, template, file_as_it_happened)


@pytest.mark.parametrize("seed", range(8))
def test_a_crowd_of_orders_that_go_astray_is_as_worded(template: Path, seed: int) -> None:
    """Many orders in one folder: the rare edges of the rules come by number."""
    _agrees(Recipe(seed, 250, 5, 0.85), template, file_at_once)


@settings(max_examples=12)
@given(recipe=recipes(most=16))
def test_places_and_covers_learnt_last_move_the_figures_of_what_was_done(template: Path, recipe: Recipe) -> None:
    _agrees(recipe, template, file_facts_last)


@pytest.mark.parametrize(("seed", "outlets", "trouble"), [(0, 2, 1.0), (1, 3, 0.3), (2, 2, 0.05), (3, 3, 0.0)])
def test_a_busy_quarter_of_few_outlets_is_as_worded(
    template: Path, seed: int, outlets: int, trouble: float
) -> None:
    """Enough jobs for grades that are not provisional, from good to bad."""
    _agrees(Recipe(seed, 110, outlets, trouble), template, file_at_once)
