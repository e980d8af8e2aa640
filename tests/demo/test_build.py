"""A demo folder is filled once, always with the same year, and half of one is refused in words."""

from pathlib import Path

import pytest
from sqlalchemy import select
from tests.demo.conftest import NOW, a_demo

from callcentre.acts import outlets
from callcentre.app import Desk
from callcentre.demo.build import build, is_built
from callcentre.domain.errors import Refused
from callcentre.store.tables import Customer, OrderView
from callcentre.words.errors import say

SCALE = 0.01


def _content(desk: Desk) -> list[tuple[object, ...]]:
    columns = (OrderView.opened_at, OrderView.kind, OrderView.fault, OrderView.state, OrderView.last_at, OrderView.attempts)
    orders = desk.read(lambda session: session.execute(select(*columns).order_by(*columns)).all())
    names = desk.read(lambda session: session.execute(select(Customer.name).order_by(Customer.no)).all())
    return [tuple(row) for row in (*orders, *names)]


def test_the_same_present_brings_the_same_year(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        desk = a_demo(tmp_path / name)
        try:
            build(desk.write, NOW, lambda _done, _in_all: None, scale=SCALE)
            contents.append(_content(desk))
        finally:
            desk.close()
    assert contents[0] == contents[1]


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    desk = a_demo(tmp_path)
    told: list[tuple[int, int]] = []
    try:
        assert not desk.read(is_built)
        build(desk.write, NOW, lambda done, in_all: told.append((done, in_all)), scale=SCALE)
        assert desk.read(is_built)
    finally:
        desk.close()
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_folder_that_was_begun_and_broken_off_is_refused_with_what_to_do(tmp_path: Path) -> None:
    desk = a_demo(tmp_path)
    try:
        desk.write(lambda unit: outlets.create(unit, code="1", name="一"))
        with pytest.raises(Refused) as raised:
            build(desk.write, NOW, lambda _done, _in_all: None, scale=SCALE)
        assert raised.value.code == "demo.half_built"
        assert "delete" in say(raised.value).lower()
    finally:
        desk.close()


@pytest.mark.parametrize(("month", "day"), [(1, 5), (7, 20), (8, 31), (9, 1)])
def test_it_can_be_made_at_any_time_of_the_year(month: int, day: int, tmp_path: Path) -> None:
    from tests.factories.desks import ZONE

    from callcentre.domain.instants import local_instant

    now = local_instant(2027, month, day, ZONE, 3)
    desk = a_demo(tmp_path, now=now)
    try:
        build(desk.write, now, lambda _done, _in_all: None, scale=SCALE)
        assert desk.read(is_built)
    finally:
        desk.close()
