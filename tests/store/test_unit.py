"""The unit of work: rows, history and outbox land together or not at all."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from tests.factories.customers import a_customer
from tests.factories.orders import an_order

from callcentre.acts import customers
from callcentre.app import Desk
from callcentre.domain.errors import Refused
from callcentre.store.tables import Customer, FieldChange, Order, OrderView, Outbox, Part
from callcentre.store.unit import Unit

_HISTORY = select(FieldChange).order_by(FieldChange.change_id, FieldChange.field)


def outbox(desk: Desk) -> list[Outbox]:
    return desk.read(lambda session: list(session.scalars(select(Outbox).order_by(Outbox.n))))


def a_part(unit: Unit, code: str = "P1", price: int = 100) -> UUID:
    return unit.create(Part, code=code, name="compressor", model="", price_fen=price)


def test_a_row_goes_into_the_outbox_in_the_same_transaction(desk: Desk) -> None:
    pk = desk.write(a_part).result
    (row,) = outbox(desk)
    assert (row.entity, row.pk, row.kind, row.state, row.tries) == ("part", pk, "create", "new", 0)
    assert row.fields["price_fen"] == [None, 100, None]
    assert row.actor == desk.person
    assert row.needs == []


def test_what_raises_leaves_neither_row_nor_outbox_nor_number(desk: Desk) -> None:
    def act(unit: Unit) -> None:
        a_part(unit)
        unit.count("SO:2026-07-14")
        raise Refused("given.up")

    with pytest.raises(Refused, match=r"given\.up"):
        desk.write(act)
    assert outbox(desk) == []
    assert desk.write(lambda unit: unit.count("SO:2026-07-14")).result == 1
    assert desk.write(lambda unit: unit.count("SO:2026-07-14")).result == 2


def test_a_patch_keeps_history_and_names_the_change_it_had_seen(desk: Desk) -> None:
    pk = desk.write(a_part).result
    assert desk.write(lambda unit: unit.patch(Part, pk, price_fen=120, name="compressor")).result == {"price_fen"}
    desk.write(lambda unit: unit.patch(Part, pk, price_fen=130))
    history = desk.read(lambda session: list(session.scalars(_HISTORY)))
    assert [(change.field, change.old, change.new) for change in history] == [
        ("price_fen", 100, 120), ("price_fen", 120, 130),
    ]  # fmt: skip
    _created, first, second = outbox(desk)
    assert first.fields == {"price_fen": [100, 120, str(pk)]}
    assert second.fields == {"price_fen": [120, 130, str(first.change_id)]}
    assert {change.change_id for change in history} == {first.change_id, second.change_id}


def test_a_patch_that_changes_nothing_writes_nothing(desk: Desk) -> None:
    pk = desk.write(a_part).result
    done = desk.write(lambda unit: unit.patch(Part, pk, price_fen=100))
    assert done.result == frozenset()
    assert done.changes == frozenset()
    assert len(outbox(desk)) == 1


def test_a_row_that_is_not_there_cannot_be_patched(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"row\.unknown"):
        desk.write(lambda unit: unit.patch(Part, uuid4(), price_fen=1))


def test_a_command_names_the_earlier_ones_it_builds_on(desk: Desk) -> None:
    customer = a_customer(desk)
    made = {row.cmd_id for row in outbox(desk)}
    an_order(desk, customer=customer)
    order = outbox(desk)[-1]
    assert order.cmd_id not in made
    assert made <= {UUID(cmd) for cmd in order.needs}
    assert str(order.cmd_id) not in order.needs


def test_what_changed_is_answered(desk: Desk) -> None:
    done = desk.write(a_part)
    assert done.changes == {("part", done.result)}


def test_bulk_work_of_an_unconnected_folder_leaves_the_outbox_empty(desk: Desk) -> None:
    desk.write(a_part, bulk=True)
    assert outbox(desk) == []
    assert desk.read(lambda session: session.scalars(select(Part.code)).all()) == ["P1"]


def test_bulk_work_does_not_hold_the_file_while_it_thinks(desk: Desk) -> None:
    def act(unit: Unit) -> UUID:
        # Would wait for ever if the file were held.
        desk.write(lambda other: a_part(other, "P2"))
        return a_part(unit, "P1")

    desk.write(act, bulk=True)
    assert set(desk.read(lambda session: session.scalars(select(Part.code)).all())) == {"P1", "P2"}


def test_bulk_work_that_was_overtaken_is_done_again_on_what_is_there_now(desk: Desk) -> None:
    pk = desk.write(a_part).result
    seen: list[int] = []

    def act(unit: Unit) -> None:
        price = unit.session.scalars(select(Part.price_fen).where(Part.id == pk)).one()
        seen.append(price)
        if len(seen) == 1:
            desk.write(lambda other: other.patch(Part, pk, price_fen=500))
        unit.patch(Part, pk, price_fen=price + 1)

    desk.write(act, bulk=True)
    assert seen == [100, 500]
    assert desk.read(lambda session: session.scalars(select(Part.price_fen)).one()) == 501


def test_a_number_given_meanwhile_is_not_given_again(desk: Desk) -> None:
    tries: list[int] = []

    def act(unit: Unit) -> int:
        tries.append(1)
        if len(tries) == 1:
            assert desk.write(lambda other: other.count("SO:x")).result == 1
        return unit.count("SO:x")

    assert desk.write(act, bulk=True).result == 2


def test_bulk_patches_meet_rows_made_and_patched_before_in_the_same_act(desk: Desk) -> None:
    stored = desk.write(a_part).result

    def act(unit: Unit) -> UUID:
        made = a_part(unit, "P2", 10)
        assert unit.patch(Part, made, price_fen=11) == {"price_fen"}
        assert unit.patch(Part, made, price_fen=11) == frozenset()
        unit.patch(Part, stored, price_fen=101)
        unit.patch(Part, stored, price_fen=102, name="fan")
        return made

    made = desk.write(act, bulk=True).result
    prices = desk.read(lambda session: {part.id: part.price_fen for part in session.scalars(select(Part))})
    assert prices == {stored: 102, made: 11}
    history = desk.read(lambda session: list(session.scalars(_HISTORY)))
    assert [(change.old, change.new) for change in history] == [(10, 11), (100, 101), ("compressor", "fan"), (101, 102)]


def test_bulk_work_that_reads_what_it_wrote_works_as_well(desk: Desk) -> None:
    def act(unit: Unit) -> str:
        pk = a_part(unit)
        unit.flush()
        return unit.session.scalars(select(Part.code).where(Part.id == pk)).one()

    assert desk.write(act, bulk=True).result == "P1"


def test_bulk_and_single_work_store_the_same(desk: Desk) -> None:
    def act(unit: Unit) -> UUID:
        return customers.create(unit, name="曾小贤", phones=["13800138000"])

    first, second = desk.write(act).result, desk.write(act, bulk=True).result
    rows = desk.read(lambda session: {row.id: row for row in session.scalars(select(Customer))})
    assert rows[first].initials == rows[second].initials == "zxx"
    assert rows[first].no != rows[second].no


def test_an_order_lands_with_event_view_and_search(desk: Desk) -> None:
    order = an_order(desk)
    assert desk.read(lambda session: session.scalars(select(Order.id)).all()) == [order]
    assert desk.read(lambda session: session.scalars(select(OrderView.state)).all()) == ["open"]
