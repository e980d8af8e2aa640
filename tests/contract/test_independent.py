"""Every number of random months, held against a calculation that knows the files alone."""

from typing import Any

import pytest
from tests.contract.comparing import differences
from tests.contract.conftest import NewFolder
from tests.contract.driving import Folder, write
from tests.contract.histories import Company
from tests.contract.independent import Files, read, scorecards, settlement

PERIODS = ("2026-06", "2026-07", "2026-08")
# Beyond the contract: what names the profile that was in force.
MORE = ("profile", "profile_version", "zone")


def without(figures: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in figures.items() if key not in MORE}


def disagreements(folder: Folder, files: Files) -> list[str]:
    found = []
    for period in PERIODS:
        for command, reads in (("scorecards", scorecards), ("settle", settlement)):
            wanted, said = without(reads(files, period)), without(folder.figures(command, period))
            found += [f"{command} {period} {line}" for line in differences(wanted, said)]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_every_number_of_a_random_company_is_what_the_files_say(folder: Folder, seed: int) -> None:
    write(folder.home / "files", Company(seed, 220).files)
    folder.take_all(folder.home / "files")
    assert disagreements(folder, read(folder.home / "files")) == []


def test_the_same_months_read_back_from_an_export_have_the_same_figures(new_folder: NewFolder) -> None:
    first, second = new_folder("first"), new_folder("second")
    write(first.home / "files", Company(77, 150).files)
    first.take_all(first.home / "files")
    for kind, content in first.export_all().items():
        second.take(kind, content)
    for period in PERIODS:
        for command in ("scorecards", "settle"):
            assert first.figures(command, period) == second.figures(command, period)
    assert first.export_all() == second.export_all()
