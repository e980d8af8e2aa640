"""The demo year has what it says it has, and the rules set nothing aside."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from tests.demo.conftest import NOW, a_demo
from tests.demo.looks import complaints_in_all, orders_in_all, orders_where, orders_with, states
from tests.factories.desks import ZONE

from callcentre.app import Desk
from callcentre.demo.build import build
from callcentre.demo.projects import PROJECTS
from callcentre.demo.shares import SHARES
from callcentre.domain.instants import DAY, local_date
from callcentre.domain.lifecycle import STATES
from callcentre.store.tables import Customer, OrderEvent, OrderView, Outlet, Product, Technician


def _shares(desk: Desk) -> dict[str, tuple[float, float]]:
    """Name -> (share found, share stated); the projects and the twelve cases are not drawn and left out."""
    drawn = orders_in_all(desk) - sum(size for _name, size, _back in PROJECTS) - 134
    found = {
        "declined": orders_with(desk, "declined"),
        "parts": orders_with(desk, "part_requested"),
        "moved": orders_with(desk, "window_agreed", by="outlet"),
        "urged": orders_with(desk, "urged"),
        "dissatisfied": orders_with(desk, "callback_answer", satisfied=0),
        "complaints": complaints_in_all(desk),
        "unreachable": orders_with(desk, "closed_unverified", reason="unreachable"),
        "cancelled_on_word": orders_with(desk, "cancel_asked"),
        "several_machines": orders_where(desk, OrderView.group_no.startswith("G")),
        "danger": orders_where(desk, OrderView.urgency == "danger"),
        "by_phone": orders_with(desk, "solved_by_phone"),
    }
    return {name: (count / drawn, getattr(SHARES, name)) for name, count in found.items()}


def _scalar(session: Session, *, query: Select[int]) -> int | None:
    return session.scalar(query)


def test_shares_are_near_those_stated_already_in_a_small_demo(demo: Desk) -> None:
    for name, (found, stated) in _shares(demo).items():
        # Three standard deviations of a share among a thousand orders, and a tenth for what is still open.
        margin = 3 * (stated * (1 - stated) / 900) ** 0.5 + stated / 10
        assert abs(found - stated) <= margin, name


@pytest.mark.long
def test_the_whole_year_is_as_large_as_stated_and_its_shares_are_close(tmp_path: Path) -> None:
    desk = a_demo(tmp_path)
    try:
        build(desk.write, NOW, lambda _done, _in_all: None)
        assert abs(orders_in_all(desk) - 26_000) < 800
        for name, (found, stated) in _shares(desk).items():
            assert abs(found - stated) <= 0.12 * stated + 0.001, name
        assert set(states(desk)) == STATES
        for entity, count in ((Customer, 20_000), (Outlet, 300), (Technician, 900), (Product, 48)):
            query = select(func.count()).select_from(entity)
            assert count <= (desk.read(partial(_scalar, query=query)) or 0) <= count + 30
    finally:
        desk.close()


def test_no_event_is_set_aside(demo: Desk) -> None:
    query = select(OrderEvent.kind, func.count()).where(OrderEvent.effect == "set_aside").group_by(OrderEvent.kind)
    assert demo.read(lambda session: dict(session.execute(query).all())) == {}


def test_nothing_happens_after_the_present(demo: Desk) -> None:
    last = demo.read(partial(_scalar, query=select(func.max(OrderEvent.at)))) or 0
    assert 0 < last <= NOW
    newest = demo.read(partial(_scalar, query=select(func.max(OrderView.opened_at)))) or 0
    assert local_date(newest, ZONE) == local_date(NOW - DAY, ZONE)


def test_no_time_had_to_be_moved(demo: Desk) -> None:
    moved = select(func.count()).select_from(OrderEvent).where(OrderEvent.stated_at.is_not(None))
    assert demo.read(lambda session: session.scalar(moved)) == 0


def test_orders_are_open_in_the_stages_of_a_working_day(demo: Desk) -> None:
    found = states(demo)
    assert {"relayed", "accepted", "awaiting_callback", "closed", "cancelled"} <= set(found)
    assert sum(count for state, count in found.items() if state not in ("closed", "cancelled")) < 0.1 * orders_in_all(demo)


def test_callbacks_are_due_today(demo: Desk) -> None:
    end_of_day = NOW + 14 * 3_600_000_000
    assert orders_where(demo, OrderView.state == "awaiting_callback", OrderView.due_at < end_of_day) > 0


def test_three_projects_have_fifty_orders_and_more(demo: Desk) -> None:
    for name, size, _back in PROJECTS:
        del name
        assert size >= 50
    query = select(func.count()).select_from(OrderView).where(OrderView.group_no.startswith("P")).group_by(OrderView.group_no)
    assert sorted(demo.read(lambda session: session.scalars(query).all())) == sorted(size for _n, size, _b in PROJECTS)


def test_air_conditioners_break_in_summer_and_water_heaters_in_winter(demo: Desk) -> None:
    def opened(category: str, months: tuple[str, ...]) -> int:
        month = func.strftime("%m", OrderView.opened_at / 1_000_000, "unixepoch")
        return orders_where(demo, OrderView.category == category, month.in_(months), OrderView.channel != "project")

    assert opened("air_conditioner", ("06", "07", "08")) > 2 * opened("air_conditioner", ("12", "01", "02"))
    assert opened("water_heater", ("12", "01", "02")) > 2 * opened("water_heater", ("06", "07", "08"))


def test_outlets_stand_in_a_tree_over_the_country(demo: Desk) -> None:
    provinces = demo.read(partial(_scalar, query=select(func.count(Outlet.province.distinct()))))
    assert (provinces or 0) >= 30
    below = demo.read(partial(_scalar, query=select(func.count(Outlet.id)).where(Outlet.parent_id.is_not(None))))
    assert (below or 0) > 100
