"""Each of the twelve cases is in the demo, in its July, with the classes the contract names."""

import pytest
from sqlalchemy import select
from tests.demo.conftest import NOW
from tests.factories.desks import ZONE

from callcentre.app import Desk
from callcentre.demo.demo_stage import summer_before
from callcentre.demo.stage import mark_of
from callcentre.domain.instants import local_date
from callcentre.store.figures import scorecards, settlement
from callcentre.store.tables import OrderView

BROUGHT = {
    1: [("W1", "first_unfixed", 4800, 0), ("W1", "satisfied", 6000, 0)],
    2: [("W2", "satisfied", 6000, 0)],
    3: [],
    4: [("W1", "satisfied", 6000, 0)],
    5: [("W1", "first_unfixed", 6400, 0)] * 6 + [("W1", "satisfied", 8000, 0)] * 110 + [("W1", "satisfied", 9500, 0)] * 4,
    6: [("W1", "satisfied", 0, 0)],
    7: [("W1", "complaint", 0, 0), ("W2", "satisfied", 6000, 0)],
    8: [("W1", "complaint", 0, 0)],
    9: [("W1", "satisfied", 6000, 0)],
    10: [("W1", "explained", 6000, 0)],
    11: [("W1", "satisfied", 6000, 0)],
    12: [("W2", "satisfied", 6000, 0)],
}
"""Case -> (outlet, class, fee, parts) of its July."""


@pytest.mark.parametrize("case", BROUGHT)
def test_a_case_is_found_in_july_and_brought_what_it_must(case: int, demo: Desk) -> None:
    year = summer_before(local_date(NOW, ZONE))
    found = demo.read(
        lambda session: session.execute(
            select(OrderView.no, OrderView.opened_at).where(OrderView.external_ref == mark_of(case))
        ).all()
    )
    assert found
    assert {local_date(row.opened_at, ZONE).strftime("%Y-%m") for row in found} == {f"{year}-07"}
    prefix = f"CASE{case:02d}-"
    accounts = demo.read(lambda session: settlement(session, f"{year}-07"))["outlets"]
    brought = [
        (account["code"].removeprefix(prefix), line["class"], line["service_fen"], line["parts_fen"])
        for account in accounts
        if account["code"].startswith(prefix)
        for line in account["lines"]
    ]
    assert sorted(brought) == BROUGHT[case]


def test_the_compressor_of_case_three_is_paid_in_august(demo: Desk) -> None:
    year = summer_before(local_date(NOW, ZONE))
    cards = {row["code"]: row for row in demo.read(lambda session: scorecards(session, f"{year}-07"))["outlets"]}
    assert cards["CASE03-W1"]["open"] == 1
    assert cards["CASE12-W1"]["dropped"] == 1
    accounts = {row["code"]: row for row in demo.read(lambda session: settlement(session, f"{year}-08"))["outlets"]}
    assert [(line["class"], line["service_fen"], line["parts_fen"]) for line in accounts["CASE03-W1"]["lines"]] == [
        ("satisfied", 6000, 100_000)
    ]
