"""Persons, profile versions, attachments, assets and covers; and that one act is one transaction."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from tests.factories.assets import an_asset
from tests.factories.customers import HOME, a_customer
from tests.factories.desks import clock_of
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.people import a_person

from callcentre.acts import attachments, covers, customers, people, profile_versions
from callcentre.app import Desk
from callcentre.domain.errors import BadValue, Refused, StoreFault
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR
from callcentre.profiles.load import profile_body
from callcentre.store.attachments import attachments_of
from callcentre.store.blobs import FILE, Blobs
from callcentre.store.people import person_rows
from callcentre.store.tables import Base, Customer, Outbox
from callcentre.store.unit import Unit


def blobs_of(desk: Desk) -> Blobs:
    return Blobs(desk.folder, desk.key)


def attach(desk: Desk, subject: UUID, content: bytes = b"a picture") -> UUID:
    return desk.write(
        lambda unit: attachments.attach(
            unit, blobs_of(desk), subject_kind="order", subject=subject, name="sheet.jpg", media_type="image/jpeg",
            content=content,
        )
    ).result


def test_an_attached_file_is_found_again_byte_for_byte(desk: Desk) -> None:
    order, content = an_order(desk), bytes(range(256)) * 500
    attach(desk, order, content)
    (row,) = desk.read(lambda session: attachments_of(session, order))
    assert (row.name, row.size, blobs_of(desk).get(row.sha256)) == ("sheet.jpg", len(content), content)


def test_bytes_of_files_are_encrypted_too(desk: Desk) -> None:
    attach(desk, an_order(desk), b"a telling sequence of bytes" * 50)
    for suffix in ("", "-wal"):
        path = desk.folder / (FILE + suffix)
        assert not path.exists() or b"telling" not in path.read_bytes()


def test_only_bytes_no_row_speaks_of_are_swept_and_only_when_old(desk: Desk) -> None:
    order = an_order(desk)
    attach(desk, order)
    orphan = blobs_of(desk).put(b"nobody's", now=desk.clock.now())

    def sweep() -> int:
        return desk.write(lambda unit: attachments.sweep_orphans(unit, blobs_of(desk))).result

    assert sweep() == 0
    clock_of(desk).pass_time(2 * HOUR)
    assert (sweep(), sweep()) == (1, 0)
    with pytest.raises(StoreFault, match=r"attachment\.missing"):
        blobs_of(desk).get(orphan)
    (row,) = desk.read(lambda session: attachments_of(session, order))
    assert blobs_of(desk).get(row.sha256) == b"a picture"


@pytest.mark.parametrize("wrong", [{"subject_kind": "outlet"}, {"name": " "}, {"content": b""}])
def test_what_cannot_be_attached_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    fields = {"subject_kind": "order", "name": "x", "content": b"x"} | wrong
    with pytest.raises(BadValue):
        desk.write(
            lambda unit: attachments.attach(
                unit, blobs_of(desk), subject=unit.new_id(), media_type="text/plain", **fields  # type: ignore[arg-type]
            )
        )


def test_only_administrators_change_persons_and_profiles(desk: Desk) -> None:
    supervisor = a_person(desk, Role.SUPERVISOR)
    with pytest.raises(Refused, match=r"act\.no_right"):
        desk.write(lambda unit: people.create(unit, name="x", roles=[Role.AGENT]), actor=supervisor)
    with pytest.raises(Refused, match=r"act\.no_right"):
        desk.write(
            lambda unit: profile_versions.add(unit, body={}, valid_from=date(2026, 8, 1), note="n"), actor=supervisor
        )


def test_the_last_administrator_neither_leaves_nor_loses_the_role(desk: Desk) -> None:
    for act in (
        lambda unit: people.end(unit, desk.person),
        lambda unit: people.change(unit, desk.person, roles=[Role.AGENT]),
    ):
        with pytest.raises(Refused, match=r"person\.last_administrator"):
            desk.write(act)
    a_person(desk, Role.ADMINISTRATOR)
    desk.write(lambda unit: people.end(unit, desk.person))


def test_who_has_left_cannot_act_and_keeps_their_name(desk: Desk) -> None:
    person = a_person(desk, Role.AGENT, name="小李")
    desk.write(lambda unit: people.end(unit, person))
    with pytest.raises(Refused, match=r"person\.ended"):
        desk.write(lambda unit: customers.create(unit, name="x"), actor=person)
    assert "小李" in {row.name for row in desk.read(person_rows)}


@pytest.mark.parametrize("roles", [[], [Role.RULE], [Role.DISPATCHER]])
def test_roles_nobody_can_have_are_refused(desk: Desk, roles: list[Role]) -> None:
    with pytest.raises(BadValue):
        desk.write(lambda unit: people.create(unit, name="x", roles=roles))


def test_an_account_is_one_persons(desk: Desk) -> None:
    desk.write(lambda unit: people.create(unit, name="a", roles=[Role.AGENT], account="li"))
    with pytest.raises(BadValue, match=r"person\.account_taken"):
        desk.write(lambda unit: people.create(unit, name="b", roles=[Role.AGENT], account="li"))


def test_a_new_profile_version_holds_from_its_day_on(desk: Desk) -> None:
    body = profile_body("after_sales")
    body["limits"] = body["limits"] | {"undo_seconds": 1234}
    desk.write(lambda unit: profile_versions.add(unit, body=body, valid_from=date(2026, 8, 1), note="longer"))
    assert desk.profile().limits.undo_seconds != 1234
    clock_of(desk).pass_time(31 * 24 * HOUR)
    assert desk.profile().limits.undo_seconds == 1234


def test_a_profile_with_a_mistake_is_refused_by_name(desk: Desk) -> None:
    body = profile_body("after_sales") | {"zone": "Nowhere/Land"}
    with pytest.raises(BadValue):
        desk.write(lambda unit: profile_versions.add(unit, body=body, valid_from=date(2026, 8, 1), note="n"))


def test_days_turned_round_and_unknown_kinds_of_cover_are_refused(desk: Desk) -> None:
    asset = an_asset(desk, a_customer(desk))
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    for wrong in ({"from_on": last, "until_on": first}, {"kind": "gift"}, {"scope": "half"}):
        fields = {"from_on": first, "until_on": last} | wrong
        with pytest.raises(BadValue):
            desk.write(lambda unit, fields=fields: covers.create(unit, asset=asset, **fields))  # type: ignore[misc]
    cover = desk.write(lambda unit: covers.create(unit, asset=asset, from_on=first, until_on=last)).result
    with pytest.raises(BadValue):
        desk.write(lambda unit: covers.change(unit, cover, until_on=date(2025, 1, 1)))


def test_rows_of_one_act_go_out_as_one_command_or_not_at_all(desk: Desk) -> None:
    before = outgoing(desk)
    a_customer(desk, phones=["13800138000", "13800138001"], places=[HOME])
    sent = outgoing(desk)[len(before):]
    assert [entity for entity, _cmd in sent] == ["customer", "phone", "phone", "address"]
    assert len({cmd for _entity, cmd in sent}) == 1

    def fails(unit: Unit) -> None:
        customers.create(unit, name="half", phones=["13800138002"])
        raise Refused("row.unknown", entity="x")

    with pytest.raises(Refused):
        desk.write(fails)
    assert len(outgoing(desk)) == len(before) + 4
    assert not desk.read(lambda session: session.scalar(select(func.count()).where(Customer.name == "half")))


def outgoing(desk: Desk) -> list[tuple[str, UUID]]:
    return desk.read(lambda session: [tuple(row) for row in session.execute(select(Outbox.entity, Outbox.cmd_id))])


def test_bulk_rows_given_their_ids_are_the_same_rows_twice(desk: Desk) -> None:
    def act(unit: Unit) -> UUID:
        return customers.create(
            unit, name="王芳", phones=["13800138000"], places=[HOME], no="K1", customer_id=FIXED
        )

    desk.write(act, bulk=True)
    first = ids_of(desk)
    assert FIXED in first["customer"]
    assert outgoing(desk) == [], "an unconnected folder keeps no outbox of bulk work"
    outlet = an_outlet(desk)
    assert outlet in ids_of(desk)["outlet"]
    assert ids_of(desk)["phone"] == first["phone"]


FIXED = UUID("00000000-0000-5000-8000-000000000001")


def ids_of(desk: Desk) -> dict[str, set[UUID]]:
    def read(session: Any) -> dict[str, set[UUID]]:
        tables = [Base.metadata.tables[name] for name in ("customer", "phone", "address", "outlet")]
        return {table.name: set(session.scalars(select(table.c.id))) for table in tables}

    return desk.read(read)
