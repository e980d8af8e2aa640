"""Job rows in a real folder: what moves them besides an order's own events, and how little a save costs."""

from datetime import date

import pytest
from sqlalchemy import event, select
from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk, clock_of
from tests.factories.orders import an_order, bring_to
from tests.factories.outlets import an_outlet
from tests.factories.products import a_part, a_product

from callcentre.acts import addresses, assets, callbacks, complaints, covers, orders, outlets, products, visits
from callcentre.acts.places import Place
from callcentre.domain.geo import great_circle
from callcentre.domain.instants import DAY, HOUR
from callcentre.store.projections.jobs import rows_of
from callcentre.store.stories import stories_of
from callcentre.store.tables import Address, Job, Order


@pytest.fixture
def desk(tmp_path):
    opened = a_desk(tmp_path / "desk")
    yield opened
    assert stored(opened) == anew(opened), "the stored rows are what the events say"
    opened.close()


NAMES = [column.name for column in Job.__table__.c]


def stored(desk):
    def ask(session):
        rows = session.execute(select(Job.__table__)).all()
        return {(row.order_id, row.outlet_id): tuple(row) for row in rows}

    return desk.read(ask)


def anew(desk):
    def ask(session):
        rows = rows_of(session, stories_of(session, session.scalars(select(Order.id)).all()))
        return {(row.order_id, row.outlet_id): tuple(getattr(row, name) for name in NAMES) for row in rows}

    return desk.read(ask)


def job(desk, order, outlet=None):
    found = desk.read(lambda session: session.scalars(select(Job).where(Job.order_id == order)).all())
    (row,) = [row for row in found if outlet in (None, row.outlet_id)]
    return row


@pytest.fixture
def pair(desk):
    """An asset whose first order was closed satisfied, and the outlet that served it."""
    customer, outlet = a_customer(desk), an_outlet(desk)
    asset = an_asset(desk, customer)
    first = an_order(desk, customer=customer, asset=asset, outlet=outlet, stage="closed")
    clock_of(desk).pass_time(8 * DAY)
    return customer, asset, outlet, first


def again(desk, pair, **fields):
    customer, asset, _outlet, _first = pair
    return an_order(desk, customer=customer, **{"asset": asset, "fault": " Not Cooling "} | fields)


def test_a_repeat_counts_at_once_and_no_longer_when_it_is_cancelled(desk, pair):
    assert job(desk, pair[3]).unfixed == 0
    second = again(desk, pair)
    assert job(desk, pair[3]).unfixed == 1
    assert not job(desk, pair[3]).fix_x
    desk.write(lambda unit: orders.cancel(unit, second, reason="customer_wish"))
    assert job(desk, pair[3]).unfixed == 0
    desk.write(lambda unit: orders.undo(unit, second))
    assert job(desk, pair[3]).unfixed == 1


@pytest.mark.parametrize("change", [{"fault": "leaks"}, {"kind": "maintenance"}, {"asset": None}])
def test_amending_a_repeat_away_counts(desk, pair, change):
    second = again(desk, pair)
    desk.write(lambda unit: orders.amend(unit, second, change))
    assert job(desk, pair[3]).unfixed == 0


def test_amending_repeat_of_moves_the_blame(desk, pair):
    other = an_order(desk, outlet=pair[2], stage="closed")
    second = again(desk, pair)
    desk.write(lambda unit: orders.amend(unit, second, {"repeat_of": other}))
    assert (job(desk, pair[3]).unfixed, job(desk, other).unfixed) == (0, 1)
    desk.write(lambda unit: orders.amend(unit, second, {"repeat_of": None}))
    assert (job(desk, pair[3]).unfixed, job(desk, other).unfixed) == (1, 0)


def test_an_order_reopened_gives_its_repeat_to_the_one_before(desk, pair):
    second = again(desk, pair)
    desk.write(lambda unit: bring_to(unit, orders.story(unit, second), "closed", pair[2]))
    clock_of(desk).pass_time(DAY)
    again(desk, pair)
    assert (job(desk, pair[3]).unfixed, job(desk, second).unfixed) == (1, 1)
    desk.write(lambda unit: orders.reopen(unit, second, reason="called_in"))
    assert (job(desk, pair[3]).unfixed, job(desk, second).unfixed) == (2, 0)
    assert job(desk, second).state == "open"


def test_a_complaint_holds_the_job_until_it_ends(desk):
    order = an_order(desk, stage="closed")
    raised = desk.write(
        lambda unit: complaints.receive(unit, complaints.NewComplaint(category="attitude", order=order)).id
    ).result
    assert job(desk, order).state == "held"
    desk.write(lambda unit: complaints.customer_withdraws(unit, raised))
    assert job(desk, order).state == "graded"
    assert not job(desk, order).complaint


def test_a_cover_written_later_pays_for_orders_of_its_days(desk, pair):
    _customer, asset, _outlet, first = pair
    assert not job(desk, first).labour_covered
    cover = desk.write(
        lambda unit: covers.create(unit, asset=asset, from_on=date(2026, 7, 14), until_on=date(2026, 7, 14), scope="labour")
    ).result
    assert (job(desk, first).labour_covered, job(desk, first).parts_covered) == (True, False)
    desk.write(lambda unit: covers.change(unit, cover, until_on=date(2026, 7, 20), from_on=date(2026, 7, 15)))
    assert not job(desk, first).labour_covered


def test_purchase_and_warranty_decide_where_there_is_no_cover(desk, pair):
    _customer, asset, _outlet, first = pair
    model = a_product(desk, warranty_months=12)
    desk.write(lambda unit: assets.change(unit, asset, product=model, purchased_on=date(2025, 7, 14)))
    assert job(desk, first).labour_covered
    assert job(desk, first).category == "air_conditioner"
    desk.write(lambda unit: products.change_product(unit, model, warranty_months=11))
    assert not job(desk, first).labour_covered


def test_moving_customer_or_outlet_moves_the_way(desk):
    customer = a_customer(desk, places=[Place(lng=117.0, lat=31.0)])
    outlet = an_outlet(desk, place=Place(lng=117.1, lat=31.0))
    order = an_order(desk, customer=customer, outlet=outlet, stage="closed")
    assert job(desk, order).metres == great_circle(117.0, 31.0, 117.1, 31.0)
    address = desk.read(lambda session: session.scalar(select(Address.id).where(Address.customer_id == customer)))
    desk.write(lambda unit: addresses.change_address(unit, address, Place(lng=117.0, lat=31.2)))
    assert job(desk, order).metres == great_circle(117.0, 31.2, 117.1, 31.0)
    desk.write(lambda unit: outlets.change(unit, outlet, place=Place(lng=117.0, lat=31.2)))
    assert job(desk, order).metres == 0
    desk.write(lambda unit: outlets.change(unit, outlet, place=Place()))
    assert job(desk, order).metres == 0


def test_parts_are_counted_at_the_list_price_of_the_visit(desk):
    code = a_part(desk, price_fen=100_000)
    order = an_order(desk, stage="accepted")
    desk.write(lambda unit: visits.visit(unit, order, outcome="fixed", parts=[(code, 2)]))
    assert job(desk, order).parts_fen == 200_000


def test_bulk_work_and_single_saves_leave_the_same_rows(desk):
    customer, outlet = a_customer(desk), an_outlet(desk)
    asset = an_asset(desk, customer)

    def many(unit):
        for number in range(3):
            story = orders.open_order(
                unit, orders.NewOrder(customer=customer, kind="repair", asset=asset, fault="leaks"),
                at=unit.now - 9 * DAY + number * 2 * DAY,
            )
            for act in (visits.relay, visits.accept):
                act(unit, story, outlet, at=unit.now - 8 * DAY + number * 2 * DAY)
            visits.visit(unit, story, outcome="fixed", at=unit.now - 8 * DAY + number * 2 * DAY + HOUR)
            visits.feed_back(unit, story, outcome="done", at=unit.now - 8 * DAY + number * 2 * DAY + HOUR)
            callbacks.answer(unit, story, callbacks.Answer(satisfied=True), at=unit.now - 8 * DAY + number * 2 * DAY + HOUR)

    desk.write(many, bulk=True)
    rows = stored(desk)
    assert sorted(row[NAMES.index("unfixed")] for row in rows.values()) == [0, 1, 1]
    assert rows == anew(desk)


def test_opening_an_order_asks_the_file_little(desk, pair):
    asked = []
    with desk.store.writing() as session:
        engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    an_order(desk, customer=a_customer(desk))
    about_jobs = [statement for statement in asked if "job" in statement or "fault_key" in statement]
    assert about_jobs == []
