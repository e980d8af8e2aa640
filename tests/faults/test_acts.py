"""Acts with values that no file or form should hold: refused in words, nothing stored, exports still work."""

from pathlib import Path
from uuid import UUID

import pytest
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING, a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.products import a_part

from callcentre.acts import calls, complaints, orders, outlets, products, technicians, visits
from callcentre.app import Desk
from callcentre.domain.errors import BadValue, Problem, Refused
from callcentre.domain.instants import from_datetime
from callcentre.store.search import find
from callcentre.words.errors import say

FAR = [-(2**62), -62_135_596_800_000_000, 253_402_300_800_000_000, 2**63 - 1, 2**70]
NOBODY = UUID(int=7)


@pytest.fixture
def desk(tmp_path: Path):
    opened = a_desk(tmp_path / "desk")
    yield opened
    opened.close()


def refusal(desk: Desk, act, *, bulk: bool = False) -> Problem:
    with pytest.raises((Refused, BadValue)) as caught:
        desk.write(act, bulk=bulk)
    assert say(caught.value) != str(caught.value)
    return caught.value


@pytest.mark.parametrize("at", FAR)
def test_no_time_is_stored_that_no_calendar_shows(desk: Desk, at: int) -> None:
    order = an_order(desk, stage="accepted")
    assert refusal(desk, lambda unit: orders.urge(unit, order, at=at)).code == "value.far_year"
    for field in ("arrived_at", "left_at"):
        told = refusal(desk, lambda unit, field=field: visits.visit(unit, order, outcome="fixed", at=MORNING, **{field: at}))
        assert (told.code, told.data["field"]) == ("value.far_year", field)
    new = complaints.NewComplaint(category="other", customer=a_customer(desk))
    assert refusal(desk, lambda unit: complaints.receive(unit, new, at=at)).code in ("value.far_year", "row.unstorable")
    assert refusal(desk, lambda unit: calls.record_call(unit, began_at=at)).code == "value.far_year"


def test_an_amount_beyond_all_bounds_is_not_stored(desk: Desk) -> None:
    order = an_order(desk, stage="accepted")
    for fen in (10**12 + 1, 2**63, 2**70):
        assert refusal(desk, lambda unit, fen=fen: visits.quote(unit, order, fen)).code == "event.wrong_type"


@pytest.mark.parametrize("bulk", [False, True])
def test_half_a_character_and_a_boundless_number_are_refused(desk: Desk, bulk: bool) -> None:
    order = an_order(desk)
    assert refusal(desk, lambda unit: orders.note(unit, order, "a\ud800"), bulk=bulk).code == "row.unstorable"
    part = lambda unit: products.create_part(unit, code="P9", name="n", price_fen=2**63)  # noqa: E731
    assert refusal(desk, part, bulk=bulk).code == "row.unstorable"
    assert desk.read(lambda session: find(session, "\ud800")) == []


def test_a_row_that_points_nowhere_or_is_there_already_is_refused(desk: Desk) -> None:
    a_part(desk, code="P1")
    again = lambda unit: products.create_part(unit, code="P1", name="n", price_fen=1)  # noqa: E731
    assert refusal(desk, again).code == "row.taken"
    nowhere = lambda unit: technicians.create(unit, outlet=NOBODY, name="n")  # noqa: E731
    assert refusal(desk, nowhere).code in ("row.points_nowhere", "outlet.unknown")


def test_a_field_that_does_not_exist_is_refused_by_name(desk: Desk) -> None:
    outlet = an_outlet(desk)
    told = refusal(desk, lambda unit: outlets.change(unit, outlet, nosuch=1))
    assert (told.code, told.data["field"]) == ("value.unknown_field", "nosuch")


def test_no_order_repeats_or_follows_itself(desk: Desk) -> None:
    order = an_order(desk)
    for link in ("repeat_of", "follows"):
        told = refusal(desk, lambda unit, link=link: orders.amend(unit, order, {link: order}))
        assert told.data["field"] == link


def test_the_edges_of_time_are_the_first_and_last_day_of_every_zone() -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from callcentre.domain.instants import check_told

    for zone in ("Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        for moment in (datetime(1900, 1, 1), datetime(2199, 12, 31, 23, 59)):  # noqa: DTZ001
            check_told(from_datetime(moment.replace(tzinfo=ZoneInfo(zone))), "at")
