"""Rows read in blocks: what is asked for, what is kept, and that nothing of the order is lost or doubled."""

from datetime import date
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import STAGES, an_order
from tests.factories.outlets import an_outlet

from callcentre.domain.instants import HOUR
from callcentre.store import order_filters
from callcentre.store.order_blocks import keys_of, rows_of
from callcentre.store.order_filters import FIELDS, SORTS, Asking, Wanted, day_of, keys_query
from callcentre.ui.block_table import BLOCK, KEPT, BlockModel, BlockTable
from callcentre.ui.tables import Cell, Column

COLUMNS = [
    Column("Name", lambda row: Cell(f"row {row}"), 120, code="name"),
    Column("Half", lambda row: Cell(str(row // 2)), 80, code="half"),
    Column("Rest", lambda row: Cell(str(row % 10)), 80, code="rest", stretch=True),
]


def filled(numbers, count):
    return {number: list(range(number * BLOCK, min(count, number * BLOCK + BLOCK))) for number in numbers}


def test_the_model_is_one_that_views_can_trust(qtmodeltester):
    model = BlockModel(COLUMNS)
    model.begin(3 * BLOCK + 5)
    qtmodeltester.check(model, force_py=True)
    model.put(3, filled([3], 3 * BLOCK + 5)[3])
    model.put(0, filled([0], 3 * BLOCK + 5)[0])
    qtmodeltester.check(model, force_py=True)
    assert model.row_at(model.index(3 * BLOCK + 4, 0)) == 3 * BLOCK + 4
    assert model.row_at(model.index(BLOCK, 0)) is None


def test_the_block_not_used_for_longest_goes_first():
    model = BlockModel(COLUMNS)
    count = (KEPT + 3) * BLOCK
    model.begin(count)
    for number in range(KEPT):
        model.put(number, filled([number], count)[number])
    assert model.missing(0, 10) == []
    model.put(KEPT, filled([KEPT], count)[KEPT])
    model.put(KEPT + 1, filled([KEPT + 1], count)[KEPT + 1])
    assert len(model.held()) == KEPT
    assert model.missing(0, 10) == []
    assert model.missing(BLOCK, 3 * BLOCK - 1) == [1, 2]


@pytest.fixture
def table(qtbot):
    made = BlockTable(lambda: "Numbers", COLUMNS)
    qtbot.addWidget(made)
    made.asked = []
    made.wanted.connect(made.asked.append)
    made.resize(400, 300)
    made.show()
    return made


def test_only_what_is_in_sight_is_asked_for(table):
    table.begin(1_000_000)
    QApplication.processEvents()
    assert table.asked == [[0]]
    table.scrollToBottom()
    QApplication.processEvents()
    assert table.asked == [[0], [999_999 // BLOCK]]


def test_a_row_is_stood_on_once_it_is_there(table):
    stood = []
    table.stood_on.connect(stood.append)
    table.begin(1_000)
    table.stand_on(700)
    assert stood == []
    table.put(5, filled([5], 1_000)[5])
    assert stood == [700]


def test_a_million_chosen_rows_are_one_run(table):
    table.begin(1_000_000)
    table.selectAll()
    assert table.chosen_places() == [(0, 999_999)]
    assert table.chosen() == []


def test_columns_are_hidden_and_put_in_order(table):
    table.show_columns(["rest", "name"])
    assert table.shown_columns() == ["rest", "name"]
    assert table.begins_rows(2)
    table.show_columns(["name", "half", "rest"])
    assert table.shown_columns() == ["name", "half", "rest"]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory):
    """Orders of all kinds, brought to all stages at many times."""
    desk = a_desk(tmp_path_factory.mktemp("blocks") / "desk")
    chance = Random(4)
    outlets = [an_outlet(desk) for _ in range(3)]
    customers = [a_customer(desk, name=name) for name in ("王伟", "李娜", "张敏", "Smith")]
    for _ in range(40):
        an_order(
            desk, stage=chance.choice(STAGES), customer=chance.choice(customers), outlet=chance.choice(outlets),
            kind=chance.choice(("repair", "installation")), category=chance.choice(("ac", "fridge", "")),
            urgency=chance.choice(("normal", "urgent")), fault=chance.choice(("not cooling", "noise")),
        )
        desk.clock.pass_time(chance.randrange(0, 30) * HOUR)
    yield SimpleNamespace(desk=desk, outlets=outlets, customers=customers, zone=desk.profile().zone)
    desk.close()


VALUES = {
    "standing": ("open", "ended"), "stage": ("unrelayed", "unaccepted", "callback"), "state": ("open", "relayed", "closed"),
    "clock": ("overdue",), "kind": ("repair", "installation"), "category": ("ac", "fridge"),
    "urgency": ("normal", "urgent"), "opened_from": ("today", "-6"), "opened_to": ("today", "2026-07-16"),
    "due_before": ("+1", "-3"), "complaint": ("yes",), "urged": ("yes",), "text": ("王伟", "SO"),
    "city": ("合肥市",),
}
one_filter = st.sampled_from([(name, value) for name, values in VALUES.items() for value in values])
wanted = st.builds(
    Wanted,
    st.lists(one_filter, max_size=3, unique=True).map(tuple),
    st.lists(st.tuples(st.sampled_from(sorted(SORTS)), st.booleans()), max_size=3, unique_by=lambda s: s[0]).map(tuple),
)


@given(wanted)
def test_the_blocks_one_after_the_other_are_the_one_query(stocked, asked):
    now = stocked.desk.clock.now()

    def ask(session):
        keys = keys_of(session, asked, now=now, zone=stocked.zone)
        of_seven = [row for at in range(0, len(keys), 7) for row in rows_of(session, keys[at : at + 7])]
        return keys, of_seven, list(session.scalars(keys_query(Asking(session, now, stocked.zone), asked)))

    keys, rows, expected = stocked.desk.read(ask)
    assert list(keys) == expected
    assert [row.key for row in rows] == expected
    assert len(set(expected)) == len(expected)


@given(st.lists(one_filter, min_size=1, max_size=1).map(tuple))
def test_a_filter_lets_pass_what_it_says_and_nothing_else(stocked, filters):
    now = stocked.desk.clock.now()

    def ask(session):
        every = rows_of(session, keys_of(session, Wanted(), now=now, zone=stocked.zone))
        return every, rows_of(session, keys_of(session, Wanted(filters), now=now, zone=stocked.zone))

    every, found = stocked.desk.read(ask)
    ((name, value),) = filters
    means = {
        "standing": lambda row: (row.ended_at is None) == (value == "open"), "stage": lambda row: row.stage == value,
        "state": lambda row: row.state == value, "kind": lambda row: row.kind == value,
        "category": lambda row: row.category == value, "urgency": lambda row: row.urgency == value,
        "clock": lambda row: row.ended_at is None and row.due_at <= now, "complaint": lambda row: row.complaint,
        "urged": lambda row: row.urges > 0 and row.ended_at is None,
    }
    if name in means:
        assert {row.key for row in found} == {row.key for row in every if means[name](row)}


def test_an_outlet_means_those_below_it_and_a_customer_those_merged_into_it(stocked):
    now, zone = stocked.desk.clock.now(), stocked.zone

    def ask(session):
        return [
            {row.customer_id for row in rows_of(session, keys_of(session, Wanted(filters), now=now, zone=zone))}
            for filters in [(("customer", str(stocked.customers[0])),)]
        ]

    assert stocked.desk.read(ask) == [{stocked.customers[0]}]
    above = an_outlet(stocked.desk)
    below = an_outlet(stocked.desk, parent=above)
    order = an_order(stocked.desk, stage="relayed", outlet=below)
    by_outlet = Wanted((("outlet", str(above)),))
    rows = stocked.desk.read(lambda s: rows_of(s, keys_of(s, by_outlet, now=stocked.desk.clock.now(), zone=zone)))
    assert [row.order_id for row in rows] == [order]


def test_somebody_of_an_outlet_sees_its_orders_and_those_below_whatever_else_is_asked(stocked):
    own, other = an_outlet(stocked.desk), an_outlet(stocked.desk)
    seen = an_order(stocked.desk, stage="relayed", outlet=an_outlet(stocked.desk, parent=own))
    an_order(stocked.desk, stage="relayed", outlet=other)

    def orders(*filters):
        asked = Wanted(filters)
        now, zone = stocked.desk.clock.now(), stocked.zone
        rows = stocked.desk.read(lambda s: rows_of(s, keys_of(s, asked, now=now, zone=zone)))
        return [row.order_id for row in rows]

    assert orders(("own_outlet", str(own))) == [seen]
    assert orders(("own_outlet", str(own)), ("outlet", str(other))) == []
    assert orders(("own_outlet", "")) == []


def test_what_is_not_there_comes_last_whichever_way_one_sorts(stocked):
    now, zone = stocked.desk.clock.now(), stocked.zone
    for down in (False, True):
        asked = Wanted((), (("ended", down),))
        rows = stocked.desk.read(lambda s, asked=asked: rows_of(s, keys_of(s, asked, now=now, zone=zone)))
        open_ones = [row.ended_at is None for row in rows]
        assert open_ones == sorted(open_ones)


def test_days_are_said_as_days_or_from_today():
    from tests.factories.desks import MORNING, ZONE

    assert [day_of(value, MORNING, ZONE) for value in ("today", "-1", "+1", "2026-01-31")] == [
        date(2026, 7, 14), date(2026, 7, 13), date(2026, 7, 15), date(2026, 1, 31),
    ]
    with pytest.raises(ValueError, match="never"):
        day_of("never", MORNING, ZONE)


def plan(desk, asked, zone):
    def ask(session):
        bind = session.connection()
        query = keys_query(Asking(session, desk.clock.now(), zone), asked)
        said = query.compile(bind, compile_kwargs={"render_postcompile": True})
        values = [value.bytes if hasattr(value, "bytes") else value for value in map(said.params.get, said.positiontup)]
        return [row[3] for row in bind.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", tuple(values))]

    return desk.read(ask)


USUAL = [
    (), (("standing", "open"),), (("standing", "ended"),), (("kind", "repair"), ("standing", "ended")), (("stage", "visit"),),
    (("state", "relayed"), ("state", "accepted")), (("clock", "overdue"),), (("category", "ac"),), (("urgency", "urgent"),),
    (("opened_from", "-6"), ("kind", "repair")), (("text", "王伟"),), (("complaint", "yes"),), (("urged", "yes"),),
    (("due_before", "+1"),), (("outlet", "00000000-0000-0000-0000-000000000001"),),
    (("customer", "00000000-0000-0000-0000-000000000001"),),
]


OPEN_ALONE = ({"clock", "stage", "state", "due_before", "urged"}, ("standing", "open"))
BY_CLOCK = [(filters, (("clock", False),)) for filters in USUAL
            if OPEN_ALONE[1] in filters or OPEN_ALONE[0] & {name for name, _value in filters}]


@pytest.mark.parametrize(("filters", "sort"), [*((filters, ()) for filters in USUAL), *BY_CLOCK], ids=str)
def test_no_usual_list_reads_the_table_of_orders_from_end_to_end(stocked, filters, sort):
    steps = plan(stocked.desk, Wanted(filters, sort), stocked.zone)
    whole = [step for step in steps if step.startswith("SCAN order_view") and "COVERING" not in step]
    assert whole == [] or "ix_order_view_stage" in whole[0], steps


def test_every_filter_is_tried_here():
    assert set(VALUES) | {"outlet", "own_outlet", "customer", "behind"} == set(FIELDS)
    assert set(SORTS) >= order_filters.LATEST_FIRST
