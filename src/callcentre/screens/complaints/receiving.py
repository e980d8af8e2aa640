"""What is asked when a complaint is taken, and the act it comes to."""

from typing import Any
from uuid import UUID

from callcentre.acts import complaints
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.ui.acting.forms import ActForm, Ask, Values
from callcentre.words import N_, codes

OBJECTED = {"taker_owns": "owner", "owner_not_concerned": "owner"}
"""An objection to receiving it -> the field it is about."""


def receive(unit: Any, complaint: UUID, v: Values) -> ComplaintStory:
    """Writes it as `complaint`; only somebody whom it concerns names another owner."""
    return complaints.receive(
        unit,
        complaints.NewComplaint(
            category=v["category"], severity=v["severity"], order=v["order"], customer=v["customer"],
            outlet=v["outlet"], person=v["person"], owner=v["owner"], against=v["against"], channel=v["channel"],
            external_ref=v["external_ref"], words=v["words"], wish=v["wish"],
        ),
        at=v["received_at"], complaint_id=complaint,
    )


RECEIVE = ActForm("received", N_("New complaint"), (
    Ask("customer", N_("Customer"), "whose"),
    Ask("order", N_("Order"), "orders"),
    Ask("category", N_("Category"), "profile", ("complaint_categories",), required=True),
    Ask("severity", N_("Severity"), "profile", ("complaint_severities",), required=True, default="normal"),
    Ask("words", N_("Words"), "words", required=True),
    Ask("wish", N_("Wish"), "line"),
    Ask("against", N_("Against"), "code", tuple(codes.ABOUT), codes.ABOUT),
    Ask("outlet", N_("Outlet"), "pick", ("outlets",)),
    Ask("person", N_("About which colleague"), "pick", ("staff",)),
    Ask("owner", N_("Who owns it"), "pick", ("heirs",)),
    Ask("channel", N_("Came by"), "profile", ("channels",), required=True, default="phone"),
    Ask("external_ref", N_("Their number"), "line"),
    Ask("received_at", N_("Came at"), "moment"),
), receive, icon="comment_error", save=N_("Record it and stay responsible"))  # fmt: skip
