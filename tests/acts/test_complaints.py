"""Complaints: who owns them, who may decide, and what their order is told."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.orders import an_order
from tests.factories.people import a_person

from callcentre.acts import complaints
from callcentre.acts.complaints import NewComplaint
from callcentre.app import Desk
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Role
from callcentre.store.complaint_stories import complaint_of
from callcentre.store.customer_card import card_of
from callcentre.store.first import IMPORT_PERSON
from callcentre.store.search import find
from callcentre.store.stories import story_of
from callcentre.store.tables import ComplaintView


def receive(desk: Desk, *, actor: UUID | None = None, **fields: Any) -> UUID:
    new = NewComplaint(**({"category": "charge"} | fields))
    return desk.write(lambda unit: complaints.receive(unit, new), actor=actor).result.id


def standing(desk: Desk, complaint: UUID) -> Any:
    return desk.read(lambda session: complaint_of(session, complaint)).now


def test_who_takes_it_owns_it_until_another_accepts(desk: Desk) -> None:
    complaint, other = receive(desk), a_person(desk)
    assert standing(desk, complaint).owner == desk.person
    desk.write(lambda unit: complaints.offer_owner(unit, complaint, other))
    assert standing(desk, complaint).owner == desk.person
    desk.write(lambda unit: complaints.accept_owner(unit, complaint), actor=other)
    assert standing(desk, complaint).owner == other


def test_an_order_is_told_of_its_complaint_and_of_its_end(desk: Desk) -> None:
    order = an_order(desk)
    complaint = receive(desk, order=order)
    desk.write(lambda unit: complaints.customer_withdraws(unit, complaint))
    events = desk.read(lambda session: story_of(session, order)).events
    assert [(event.kind, event.data.get("ended_as")) for event in events[1:]] == [
        ("complaint_raised", None), ("complaint_ended", "withdrawn"),
    ]
    assert {event.data["complaint"] for event in events[1:]} == {str(complaint)}


def test_the_customer_of_its_order_sees_it_on_their_card(desk: Desk) -> None:
    customer = a_customer(desk)
    complaint = receive(desk, order=an_order(desk, customer=customer))
    shown = desk.read(lambda session: card_of(session, customer, now=MORNING, profile=desk.profile()))
    assert [line.id for line in shown.complaints] == [complaint]


def test_nobody_owns_decides_or_calls_back_a_case_about_themselves(desk: Desk) -> None:
    concerned = a_person(desk, Role.AGENT, Role.SUPERVISOR)
    complaint = receive(desk, category="attitude", against="hotline", person=concerned)
    for act in (
        lambda unit: complaints.escalate(unit, complaint),
        lambda unit: complaints.end(unit, complaint, ended_as="unfounded", explanation="not so"),
        lambda unit: complaints.contact(unit, complaint, outcome="reached"),
    ):
        with pytest.raises(Refused, match=r"complaint\.illegal"):
            desk.write(act, actor=concerned)
    with pytest.raises(Refused, match=r"complaint\.illegal"):
        desk.write(lambda unit: complaints.offer_owner(unit, complaint, concerned))
    with pytest.raises(Refused, match=r"complaint\.illegal"):
        receive(desk, actor=concerned, person=concerned)


def test_an_agent_offers_within_their_limit_only(desk: Desk) -> None:
    agent = a_person(desk, Role.AGENT)
    limit = desk.profile().approval_fen["agent"]
    complaint = receive(desk, actor=agent)
    desk.write(lambda unit: complaints.assess(unit, complaint, severity="high"), actor=agent)
    with pytest.raises(Refused) as refused:
        desk.write(
            lambda unit: complaints.offer_remedy(unit, complaint, kind="refund", compensation_fen=limit + 1), actor=agent
        )
    assert refused.value.data["objection"] == "within_limit"
    desk.write(
        lambda unit: complaints.offer_remedy(unit, complaint, kind="refund", compensation_fen=limit), actor=agent
    )


def test_upheld_takes_a_closing_call_and_unfounded_an_explanation(desk: Desk) -> None:
    order = an_order(desk)
    complaint = receive(desk, order=order)

    def steps(unit: Any) -> None:
        story = complaint_of(unit.session, complaint)
        complaints.assess(unit, story, severity="high")
        complaints.offer_remedy(unit, story, kind="apology")
        complaints.customer_accepts(unit, story)
        complaints.give_remedy(unit, story, "an apology in writing")

    desk.write(steps)
    with pytest.raises(Refused) as refused:
        desk.write(lambda unit: complaints.end(unit, complaint, ended_as="upheld"))
    assert refused.value.data["objection"] == "customer_called"
    desk.write(lambda unit: complaints.contact(unit, complaint, outcome="reached"))
    desk.write(lambda unit: complaints.end(unit, complaint, ended_as="upheld"))
    told = desk.read(lambda session: story_of(session, order)).events[-1]
    assert (told.kind, told.data["ended_as"]) == ("complaint_ended", "upheld")
    other = receive(desk)
    desk.write(lambda unit: complaints.assess(unit, other, severity="low"))
    with pytest.raises(Refused) as refused:
        desk.write(lambda unit: complaints.end(unit, other, ended_as="unfounded", explanation=" "))
    assert refused.value.data["objection"] == "explained"


@pytest.mark.parametrize(("field", "code"), [("category", "complaint.unknown_category"), ("severity", "complaint.unknown_severity")])
def test_codes_the_profile_does_not_have_are_refused_by_name(desk: Desk, field: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        receive(desk, **{field: "nonsense"})
    assert (refused.value.code, refused.value.value) == (code, "nonsense")


def test_an_import_writes_received_and_ended_from_one_file(desk: Desk) -> None:
    order = an_order(desk)

    def act(unit: Any) -> UUID:
        new = NewComplaint(category="charge", order=story_of(unit.session, order), channel="12315", external_ref="E7")
        story = complaints.receive(unit, new, at=MORNING - 1, no="C-1")
        complaints.end(unit, story, ended_as="upheld", at=MORNING)
        return story.id

    complaint = desk.write(act, bulk=True, actor=IMPORT_PERSON).result
    row = desk.read(
        lambda session: session.execute(
            select(ComplaintView.state, ComplaintView.ended_as, ComplaintView.received_at, ComplaintView.ended_at)
            .where(ComplaintView.complaint_id == complaint)
        ).one()
    )
    assert tuple(row) == ("closed", "upheld", MORNING - 1, MORNING)
    assert [one.id for one in desk.read(lambda session: find(session, "E7"))] == [complaint]
