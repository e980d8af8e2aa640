"""Case 5: a hotel, 120 installations in four days, 20 km away. The list comes as a workbook.

The workbook comes in as files do (`tour.workbook`). The first five rooms are relayed, visited and called back by
keyboard; the rest by the acts, whose keys are the same.
"""

import math

from tests.factories.customers import a_customer
from tests.factories.products import a_product
from tests.stories.hotline import before
from tests.stories.steps import call_back, outlet_accepts, outlet_reports_visit

from callcentre.acts import callbacks, outlets, visits
from callcentre.acts.callbacks import Answer
from callcentre.acts.places import Place
from callcentre.domain.geo import EARTH_RADIUS
from callcentre.store.stories import order_id_of
from callcentre.store.tables import Customer, Outlet
from callcentre.tour.workbook import ORDER_PREFIX, import_workbook

HOTEL = Place("上海市", "上海市", "黄浦区", "南京东路20号", 121.474, 31.230)
AWAY = math.degrees(20_000 / EARTH_RADIUS)
ROOMS, PER_DAY, BY_HAND = 120, 30, 5
AGAIN = frozenset({28, 29, 58, 59, 88, 89})
"""Not fixed on their day, but on the next."""
SATISFIED = Answer(satisfied=True, fixed=True, came=True)
MACHINES = [(f"KF26H{room + 1:04d}", f"{room // 20 + 3}{room % 20 + 1:02d}") for room in range(ROOMS)]


def test_distance_is_paid_once_a_day_and_what_was_not_fixed_at_once_is_told_apart(sit_down, folder):
    with before(folder) as desk:
        far = desk.read(lambda session: session.query(Outlet).filter_by(code="W1").one().id)
        desk.write(lambda unit: outlets.change(unit, far, lng=HOTEL.lng, lat=HOTEL.lat + AWAY))
        hotel = a_customer(desk, name="观澜大酒店", phones=["13900000005"], places=[HOTEL])
        a_product(desk, model="KF-26H", warranty_months=36)
        no = desk.read(lambda session: session.get_one(Customer, hotel).no)
        import_workbook(desk, folder.parent, MACHINES, {
            "customer_no": no, "model": "KF-26H", "purchased_on": "2026-07-10", "opened_at": "2026-07-13T09:00:00+08:00",
            "group_no": "HOTEL", "external_ref": "",
        })
    me = sit_down()
    me.go(13, 10)
    rooms = me.read(lambda session: [order_id_of(session, f"{ORDER_PREFIX}{serial}") for serial, _room in MACHINES])
    for room in rooms[:BY_HAND]:
        relayed_and_accepted(me, room)
    me.by_acts(lambda unit: [taken(unit, room, far) for room in rooms[BY_HAND:]])

    for day in range(4):
        today = range(day * PER_DAY, (day + 1) * PER_DAY)
        me.go(14 + day, 18)
        by_hand = [room for room in today if room < BY_HAND]
        for room in by_hand:
            find(me, rooms[room], MACHINES[room][0])
            outlet_reports_visit(me, rooms[room], f"08:{room * 10:02d}", f"08:{room * 10 + 9:02d}")
        late = [room for room in AGAIN if room // PER_DAY == day - 1]
        served = [*late, *(room for room in today if room >= BY_HAND)]
        me.by_acts(lambda unit, served=served, day=day, late=late: [
            visited(unit, rooms[room], me.at(14 + day, 9 + place // 6, place % 6 * 10), fixed=room not in AGAIN or room in late)
            for place, room in enumerate(sorted(served, key=lambda room: (room in late, room)))
        ])

    me.go(20, 10)
    for _room in range(BY_HAND):
        call_back(me, "观澜大酒店")
        me.press("1", "1")
        me.act("Satisfied, close")
        me.sees("satisfied, closed")
        me.sees("Nobody is on the line")
    waiting = [room for room in rooms if me.card(room).header.state != "closed"]
    assert len(waiting) == ROOMS - BY_HAND
    me.by_acts(lambda unit: [callbacks.answer(unit, room, SATISFIED) for room in waiting])

    lines = me.figures("W1").lines
    assert len(lines) == ROOMS
    assert lines == {f"{ORDER_PREFIX}{serial}": expected(room) for room, (serial, _no) in enumerate(MACHINES)}


def expected(room):
    """Class and fee: the distance once a day, on the day's first trip."""
    distance = 1500 if room % PER_DAY == 0 else 0
    return ("first_unfixed", 6400) if room in AGAIN else ("satisfied", 8000 + distance)


def find(me, order, serial):
    """F3 and the end of the serial."""
    me.press("F3")
    me.write(f"HOTEL-{serial}")
    me.press("Return")
    me.read_off(rf"(?m)^{serial}$")
    me.sees("Story of the order")


def relayed_and_accepted(me, order):
    """To W1, which is far away, by keyboard."""
    find(me, order, me.card(order).asset.serial)
    me.act("Relay")
    me.is_at("Outlet")
    me.commit("城东")
    me.press("Return", "F8")
    me.stands(order, "relayed")
    outlet_accepts(me, order)


def taken(unit, order, outlet):
    """The same by the acts."""
    visits.relay(unit, order, outlet)
    visits.accept(unit, order)


def visited(unit, order, arrived, *, fixed):
    """A visit of nine minutes, and the feedback where it is done."""
    visits.visit(unit, order, outcome="fixed" if fixed else "not_fixed", arrived_at=arrived, left_at=arrived + 540_000_000)
    if fixed:
        visits.feed_back(unit, order, outcome="done")
