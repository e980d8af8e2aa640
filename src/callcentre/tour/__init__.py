"""The tour: the twelve cases of a July day, played by the acts and compared with what they must bring.

Each case has a folder of its own that is gone afterwards, and a clock that runs through
July and August 2026. What is said and done is printed in the language in use.
"""

import os
import tempfile
from functools import partial
from pathlib import Path

from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.demo.cases_more import CASES, TITLES
from callcentre.demo.stage import AUGUST, JULY
from callcentre.domain.instants import local_instant
from callcentre.profiles.load import load_profile
from callcentre.store.figures import scorecards
from callcentre.tour.stage import YEAR, Say, TourStage
from callcentre.words import _

PROFILE = "after_sales"


def play_case(case: int, folder: Path, say: Say, *, out: Path | None = None) -> list[str]:
    """Plays one case, by its number from 1, in a new folder; answers where it differs from what it must bring.

    With `out`, the scorecards of its July and August go there as PDF.
    """
    clock = SetClock(local_instant(YEAR, JULY, 1, load_profile(PROFILE).zone, 8))
    settings = Settings(data=folder / "data", key_file=folder / "case.key", profile=PROFILE)
    desk = open_desk(settings, environ={}, clock=clock)
    try:
        stage = TourStage(case, desk, clock, say)
        CASES[case - 1](stage)
        if out is not None:
            _write_scorecards(desk, out)
        return stage.differences
    finally:
        desk.close()


def play_all(say: Say, out: Path | None = None) -> list[str]:
    """Plays all cases, each in a fresh folder; answers the differences, each with the number of its case.

    With `out`, the scorecards of every case and, of the last one, pictures of every panel go there.
    """
    differences: list[str] = []
    for case, title in enumerate(TITLES, start=1):
        say(_("Case {number}: {title}").format(number=case, title=_(title)))
        with tempfile.TemporaryDirectory(prefix="callcentre-tour-") as name:
            folder = Path(name)
            target = None if out is None else out / f"case-{case:02d}"
            found = play_case(case, folder, say, out=target)
            differences += [f"{case}: {difference}" for difference in found]
            if out is not None and case == len(TITLES):
                _take_pictures(folder, out / "panels")
    return differences


def _write_scorecards(desk: Desk, out: Path) -> None:
    from callcentre.reports.scorecard import write_scorecards

    for month in (JULY, AUGUST):
        period = f"{YEAR}-{month:02d}"
        figures = desk.read(partial(scorecards, period=period))
        busy = [row["code"] for row in figures["outlets"] if row["n"] or row["open"] or row["held"] or row["dropped"]]
        if busy:
            write_scorecards(figures, out / period, codes_wanted=busy)


def _take_pictures(folder: Path, out: Path) -> None:
    """Every panel over the folder of a case, as it looks at the desk."""
    # Read when Qt starts, which is why it is imported only then.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from callcentre.gallery import Wanted, pictures

    settings = Settings(data=folder / "data", key_file=folder / "case.key", profile=PROFILE)
    pictures(settings, out, Wanted(conditions=("work",)), moved=lambda _taken: None)
