"""An export that is brought into a fresh folder gives the same rows and the same figures."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from tests.exchange.conftest import exported, says
from tests.oracle.comparing import answers_of, differences
from tests.oracle.filing import desk_on_copy, empty_folder, file_at_once
from tests.strategies.histories import History, Recipe, recipes

from callcentre.app import Desk
from callcentre.domain.event import Effect
from callcentre.domain.story import Story
from callcentre.exchange.importing import Wish, import_file
from callcentre.exchange.kinds import KINDS


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_folder(tmp_path_factory.mktemp("template") / "data")


def _fit_for_files(recipe: Recipe) -> History:
    """A history without what a file cannot tell in the order of `at`: facts told late or set aside, steps taken
    back, an urgency that rose on the way, and what hangs on such orders."""
    history = recipe.history()
    history.stories = [story for story in history.stories if _is_plain(story)]
    kept = {str(story.id) for story in history.stories}
    while lost := [story for story in history.stories if _links(story) - kept]:
        history.stories = [story for story in history.stories if story not in lost]
        kept -= {str(story.id) for story in lost}
    opened = {story.id: story.events[0].at for story in history.stories}
    history.complaints = [
        one for one in history.complaints if one.order in opened and one.received_at >= opened[one.order]
    ]
    return history


def _is_plain(story: Story) -> bool:
    times = [event.at for event in story.events if event.kind not in ("amended", "corrected")]
    return times == sorted(times) and all(
        event.effect is Effect.APPLIED and event.kind != "undone" and "urgency" not in str(event.data.get("fields"))
        for event in story.events
    )


def _links(story: Story) -> set[str]:
    return {str(story.events[0].data[name]) for name in ("repeat_of", "follows") if story.events[0].data.get(name)}


def _sent(desk: Desk, folder: Path, form: str) -> dict[str, Path]:
    folder.mkdir()
    return {kind: exported(desk, kind, folder / f"{kind}.{form}", form) for kind in KINDS}


def _rows(file: Path) -> list[tuple[str, ...]]:
    """The rows in any order, without the blanks around codes that reading takes away."""
    found = csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))
    return sorted(tuple(cell.strip() for cell in row) for row in found)


def _there_and_back(recipe: Recipe, template: Path, form: str) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        with desk_on_copy(template, place / "one") as desk:
            file_at_once(desk, _fit_for_files(recipe))
            sent, plain = _sent(desk, place / "sent", form), _sent(desk, place / "plain", "csv")
            figures = answers_of(desk)
        with desk_on_copy(template, place / "two") as desk:
            for kind, file in sent.items():
                done = import_file(desk.write, Wish(kind, file))
                assert says(done) == [], kind
            again = _sent(desk, place / "again", "csv")
            assert differences(answers_of(desk), figures) == []
        for kind, file in plain.items():
            assert _rows(again[kind]) == _rows(file), kind


@settings(max_examples=15)
@given(recipe=recipes(most=20))
def test_rows_and_figures_survive_as_csv(template: Path, recipe: Recipe) -> None:
    _there_and_back(recipe, template, "csv")


def test_rows_and_figures_survive_as_a_workbook(template: Path) -> None:
    _there_and_back(Recipe(5, 30, 3, 0.0), template, "xlsx")
