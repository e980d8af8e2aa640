"""Repeats: which later order counts against which earlier one."""

from dataclasses import replace
from uuid import uuid5

import pytest
from tests.figures.teller import ASSET, SPACE

from callcentre.domain.instants import DAY
from callcentre.domain.repeats import Peer, count_repeats

MONTH = 30 * DAY


def order(no, *, opened=0, closed=None, **fields):
    given = {
        "kind": "repair", "asset": ASSET, "fault_key": "leaks", "repeat_of": None,
        "state": "open" if closed is None else "closed",
    } | fields
    return Peer(order=uuid5(SPACE, no), no=no, opened_at=opened, closed_at=closed, **given)


def repeats(*orders):
    found = count_repeats(orders, orders, lambda at: 30)
    return {peer.no: found[peer.order] for peer in orders if peer.order in found}


FIRST = order("A", closed=100)


@pytest.mark.parametrize(
    ("opened", "expected"), [(99, {}), (100, {"A": 1}), (100 + MONTH, {"A": 1}), (101 + MONTH, {})]
)
def test_a_repeat_is_opened_up_to_thirty_days_after_the_last_closing(opened, expected):
    assert repeats(FIRST, order("B", opened=opened)) == expected


@pytest.mark.parametrize(
    "other", [{"kind": "maintenance"}, {"asset": None}, {"fault_key": "smells"}, {"fault_key": ""}, {"state": "cancelled"}]
)
def test_unnamed_it_takes_a_repair_of_the_same_asset_and_fault_that_is_not_cancelled(other):
    assert repeats(FIRST, order("B", opened=200, **other)) == {}


def test_faultless_orders_do_not_repeat_each_other():
    assert repeats(replace(FIRST, fault_key=""), order("B", opened=200, fault_key="")) == {}


def test_an_order_that_names_another_repeats_that_one_whatever_it_is():
    named = order("B", opened=200, repeat_of=FIRST.order, kind="maintenance", asset=None, fault_key="")
    assert repeats(FIRST, named) == {"A": 1}


def test_naming_one_excludes_the_unnamed_rule():
    other = order("X", closed=50, asset=None)
    late = order("Y", closed=50 - MONTH, asset=None)
    assert repeats(FIRST, other, order("B", opened=200, repeat_of=other.order)) == {"X": 1}
    assert repeats(FIRST, late, order("B", opened=200, repeat_of=late.order)) == {}


def test_an_order_does_not_repeat_itself():
    assert repeats(order("A", opened=100, closed=100)) == {}
    assert repeats(order("A", opened=100, closed=100, repeat_of=uuid5(SPACE, "A"))) == {}


def test_of_several_only_the_one_closed_last_before_is_repeated():
    assert repeats(FIRST, order("M", closed=150), order("Z", closed=250), order("B", opened=200)) == {"M": 1}


def test_closed_at_the_same_instant_the_higher_number_is_repeated():
    assert repeats(FIRST, order("M", closed=100), order("B", opened=200)) == {"M": 1}


def test_an_order_that_is_open_again_or_cancelled_is_not_repeated():
    assert repeats(replace(FIRST, closed_at=None, state="reopened"), order("B", opened=200)) == {}
    assert repeats(replace(FIRST, closed_at=None, state="cancelled"), order("B", opened=200)) == {}


def test_every_repeat_counts():
    assert repeats(FIRST, order("B", opened=200), order("C", opened=300)) == {"A": 2}


def test_a_cancelled_order_that_names_one_is_no_repeat():
    assert repeats(FIRST, order("B", opened=200, repeat_of=FIRST.order, state="cancelled")) == {}
