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


CUSTOMER = [{"customer_no": "C1", "name": "a"}]
OUTLETS = [{"code": "W1", "name": "1"}, {"code": "W2", "name": "2"}]


def served(order: str, outlet: str, day: int, answer: str = "true") -> list[dict[str, str]]:
    """Relayed, accepted, fixed, reported and answered on one day of July."""
    at, common = f"2026-07-{day:02} ", {"order_no": order}
    return [
        {**common, "at": at + "09:00", "event": "relayed", "outlet_code": outlet},
        {**common, "at": at + "09:10", "event": "accepted", "outlet_code": outlet},
        {**common, "at": at + "10:00", "event": "visit", "outlet_code": outlet, "outcome": "fixed"},
        {**common, "at": at + "11:00", "event": "feedback", "outlet_code": outlet, "outcome": "done"},
        {**common, "at": at + "12:00", "event": "callback_answer", "satisfied": answer},
    ]


def told(folder: Folder, **files: list[dict[str, str]]) -> Files:
    write(folder.home / "files", {"outlets": OUTLETS, "customers": CUSTOMER, **files})
    folder.take_all(folder.home / "files")
    found = read(folder.home / "files")
    assert disagreements(folder, found) == []
    return found


def test_of_two_closed_at_one_moment_the_higher_number_is_repeated(folder: Folder) -> None:
    order = {"customer_no": "C1", "serial": "S1", "kind": "repair", "fault": "noise", "opened_at": "2026-07-01"}
    orders = [{**order, "order_no": "A"}, {**order, "order_no": "B"}]
    orders.append({**order, "order_no": "AA", "opened_at": "2026-07-08", "fault": " Noise"})
    told(
        folder, assets=[{"serial": "S1", "customer_no": "C1"}], orders=orders,
        events=served("B", "W2", 2) + served("A", "W1", 2),
    )
    classes = {
        line["order_no"]: line["class"]
        for outlet in folder.figures("settle", "2026-07")["outlets"] for line in outlet["lines"]
    }
    assert classes == {"A": "satisfied", "B": "first_unfixed"}


@pytest.mark.parametrize(("received", "class_"), [("10:00", "complaint"), ("09:59:59.999999", "satisfied")])
def test_a_complaint_at_the_very_moment_of_the_visit_is_about_that_outlet(
    folder: Folder, received: str, class_: str
) -> None:
    complaint = {"complaint_no": "K1", "order_no": "A", "category": "delay", "received_at": f"2026-07-02 {received}"}
    told(
        folder, orders=[{"order_no": "A", "customer_no": "C1", "kind": "repair", "opened_at": "2026-07-01"}],
        events=served("A", "W1", 2), complaints=[{**complaint, "ended_at": "2026-07-20", "ended_as": "upheld"}],
    )
    (line,) = folder.figures("settle", "2026-07")["outlets"][0]["lines"]
    assert line["class"] == class_
