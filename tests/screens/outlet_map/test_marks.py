"""What the map asks of the store: read by index, with the place an order really has."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import text
from tests.factories.customers import HOME, a_customer
from tests.factories.desks import MORNING
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet

from callcentre.domain.instants import HOUR
from callcentre.store import map_marks
from callcentre.store.prepared import Prepared


def test_open_orders_are_read_from_their_index_and_places_by_key(at):
    said, values = Prepared(map_marks.orders_query()).put()
    steps = at.desk.read(
        lambda session: [
            row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", tuple(values))
        ]
    )
    assert steps[0].startswith("SEARCH order_view USING INDEX ix_order_view_stage (stage>?)")
    assert not any(step.startswith("SCAN") for step in steps), steps
    assert any("ix_address_customer_id" in step for step in steps)


def test_an_order_lies_at_the_address_it_names_else_at_the_first_active_one(at):
    other = replace(HOME, line="二号", lng=118.0, lat=32.0)
    customer = a_customer(at.desk, places=[HOME, other])
    second = at.desk.read(
        lambda session: session.scalars(text("SELECT id FROM address WHERE lng = 118.0")).one()
    )
    plain, named = an_order(at.desk, customer=customer), an_order(at.desk, customer=customer, address=UUID(bytes=second))
    spots = {row.order_id: row.spot for row in at.desk.read(map_marks.order_marks)}
    assert (spots[plain].lng, spots[plain].lat) == (HOME.lng, HOME.lat)
    assert (spots[named].lng, spots[named].lat) == (118.0, 32.0)
    assert at.desk.read(lambda session: map_marks.spot_of_order(session, named)) == spots[named]


def test_an_outlet_brings_what_it_was_given_today_and_has_in_hand(at):
    outlet = an_outlet(at.desk, capacity_per_day=3)
    an_order(at.desk, stage="relayed", outlet=outlet)
    an_order(at.desk, stage="accepted", outlet=outlet)
    an_order(at.desk, stage="closed", outlet=outlet)
    (mark,) = at.desk.read(lambda session: map_marks.outlet_marks(session, MORNING - HOUR))
    assert (mark.today, mark.open, mark.capacity) == (2, 2, 3)
    (later,) = at.desk.read(lambda session: map_marks.outlet_marks(session, MORNING + HOUR))
    assert (later.today, later.open) == (0, 2)
