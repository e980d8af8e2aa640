"""Complaints at the stage a test wants."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from callcentre.acts import complaints
from callcentre.app import Desk

STEPS: tuple[tuple[str, Callable[[Any, UUID], object]], ...] = (
    ("acknowledged", lambda unit, case: complaints.acknowledge(unit, case, channel="phone")),
    ("assessed", lambda unit, case: complaints.assess(unit, case, severity="high")),
    ("investigating", lambda unit, case: complaints.investigate(unit, case, "收据与付款不符")),
    ("remedy_offered", lambda unit, case: complaints.offer_remedy(unit, case, kind="refund", compensation_fen=20_000)),
    ("remedy_due", complaints.customer_accepts),
    ("remedy_done", lambda unit, case: complaints.give_remedy(unit, case, "退款 200 元")),
    ("called", lambda unit, case: complaints.contact(unit, case, outcome="reached")),
    ("closed", lambda unit, case: complaints.end(unit, case, ended_as="upheld", cause="多收费")),
)
"""What leads to each stage, one after the other."""


def a_complaint(desk: Desk, *, stage: str = "received", actor: UUID | None = None, **fields: Any) -> UUID:
    """A complaint about charges, taken by `actor` (the person at the desk) and brought to `stage`."""
    given = {"category": "charge", "words": "多收了钱", **fields}
    made = desk.write(lambda unit: complaints.receive(unit, complaints.NewComplaint(**given)).id, actor=actor).result
    for reached, step in STEPS:
        if stage == "received":
            break
        desk.write(lambda unit, step=step: step(unit, made), actor=actor)
        if reached == stage:
            break
    return made
