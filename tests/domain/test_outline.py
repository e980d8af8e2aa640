"""What the lists show of an order: the projection's fold."""

import pytest
from tests.factories.stories import SUPERVISOR, W1, W2, Writer, an_id

from callcentre.domain.instants import DAY, HOUR, MINUTE, local_instant
from callcentre.domain.outline import outline
from callcentre.domain.stages import due_at, out_of_quiet, stage_clock
from callcentre.profiles.load import load_profile

PROFILE = load_profile("after_sales")
ZONE = PROFILE.zone


def seen(order):
    return outline(order.story.events)


def test_the_header_is_what_was_opened_changed_by_what_was_amended():
    asset = an_id()
    order = Writer(fault="leaks", asset=str(asset))
    order.write("amended", fields={"fault": "not cooling", "urgency": "urgent", "asset": None})
    now = seen(order)
    assert (now.fault, now.urgency, now.asset, now.kind) == ("not cooling", "urgent", None, "repair")


def test_an_ending_is_shown_with_its_reason_and_forgotten_by_reopening():
    order = Writer().to("awaiting_callback")
    closing = order.write("closed_unverified", who=SUPERVISOR, reason="refused_callback")
    now = seen(order)
    assert (now.state, now.ended_at, now.ended_by, now.end_reason) == (
        "closed", closing.at, "closed_unverified", "refused_callback",
    )  # fmt: skip
    order.write("reopened", reason="called_in")
    assert (seen(order).ended_at, seen(order).ended_by, seen(order).end_reason) == (None, "", "")


def test_taking_a_closing_back_shows_the_order_as_before_it():
    order = Writer().to("awaiting_callback")
    before = seen(order)
    event = order.write("callback_answer", satisfied=True)
    order.write("undone", event=str(event.id))
    assert seen(order) == before


def test_what_was_set_aside_shows_nowhere():
    order = Writer().to("closed")
    before = seen(order)
    order.write("urged")
    order.write("visit", outlet=W2, outcome="fixed")
    assert seen(order) == before


def test_the_serving_outlet_is_the_one_of_the_last_effective_visit_or_done():
    order = Writer().to("accepted")
    assert seen(order).served_by is None
    order.write("visit", outlet=W1, outcome="no_access")
    assert seen(order).served_by is None
    order.write("visit", outlet=W1, outcome="not_fixed")
    assert seen(order).served_by == W1
    order.write("relayed", outlet=W2)
    assert (seen(order).outlet, seen(order).served_by) == (W2, W1)
    order.write("accepted", outlet=W2)
    order.write("feedback", outlet=W2, outcome="done")
    assert seen(order).served_by == W2


def test_a_hold_is_shown_until_what_it_waited_for_is_there():
    order = Writer().to("accepted")
    until = order.now + 10 * DAY
    order.write("on_hold", reason="part", until=until)
    assert (seen(order).held_reason, due_at(seen(order), PROFILE)) == ("part", until)
    order.write("resumed")
    assert (seen(order).held_reason, seen(order).held_until) == ("", None)


class TestDue:
    def test_an_open_order_is_due_for_its_relay(self):
        order = Writer()
        assert due_at(seen(order), PROFILE) == order.now + PROFILE.limits.relay_minutes * MINUTE

    @pytest.mark.parametrize(("urgency", "minutes"), [("normal", PROFILE.limits.accept_minutes), ("danger", 15)])
    def test_a_relayed_order_is_due_for_its_acceptance(self, urgency, minutes):
        order = Writer(urgency).to("relayed")
        assert due_at(seen(order), PROFILE) == order.now + minutes * MINUTE

    def test_an_accepted_order_is_due_for_its_contact_then_by_its_window_then_for_its_feedback(self):
        order = Writer().to("accepted")
        assert due_at(seen(order), PROFILE) == order.now + PROFILE.limits.contact_minutes * MINUTE
        order.write("contacted", by="outlet", outcome="reached")
        start = order.now + DAY
        order.write("window_agreed", start=start, end=start + 2 * HOUR, by="customer")
        assert due_at(seen(order), PROFILE) == start + 2 * HOUR
        visit = order.write("visit", outlet=W1, outcome="no_access")
        assert due_at(seen(order), PROFILE) == visit.at + PROFILE.limits.feedback_minutes * MINUTE

    def test_a_hold_without_a_date_is_due_for_a_call_to_the_customer(self):
        order = Writer().to("accepted")
        held = order.write("on_hold", reason="part")
        days = PROFILE.limits.hold_call_days * DAY
        assert due_at(seen(order), PROFILE) == held.at + days
        reached = order.write("contacted", by="centre", outcome="reached")
        assert due_at(seen(order), PROFILE) == reached.at + days

    def test_a_danger_is_relayed_as_fast_as_it_is_accepted(self):
        order = Writer("danger")
        assert due_at(seen(order), PROFILE) == order.now + 15 * MINUTE

    def test_every_open_state_has_a_stage_and_an_ended_one_has_none(self):
        assert stage_clock(seen(Writer()), PROFILE).stage == "unrelayed"
        stages = {"relayed": "unaccepted", "accepted": "uncontacted",
                  "awaiting_callback": "callback"}  # fmt: skip
        for state, stage in stages.items():
            assert stage_clock(seen(Writer().to(state)), PROFILE).stage == stage
        assert stage_clock(seen(Writer().to("closed")), PROFILE) is None

    def test_a_callback_is_due_after_its_delay_and_then_when_it_was_promised(self):
        order = Writer().to("awaiting_callback")
        assert due_at(seen(order), PROFILE) == order.now + PROFILE.callbacks.delay_minutes * MINUTE
        promised = order.now + 5 * DAY
        order.write("callback_attempt", outcome="later", next_at=promised)
        assert due_at(seen(order), PROFILE) == promised
        assert seen(order).attempts == 1

    def test_an_ended_order_is_due_for_nothing(self):
        assert due_at(seen(Writer().to("closed")), PROFILE) is None


@pytest.mark.parametrize(
    ("hour", "day", "moved"),
    [(20, 14, (15, 9)), (23, 14, (15, 9)), (3, 15, (15, 9)), (9, 15, (15, 9)), (19, 14, (14, 19)), (12, 14, (14, 12))],
)
def test_nobody_is_called_in_the_quiet_hours(hour, day, moved):
    assert out_of_quiet(local_instant(2026, 7, day, ZONE, hour), PROFILE) == local_instant(2026, 7, moved[0], ZONE, moved[1])
