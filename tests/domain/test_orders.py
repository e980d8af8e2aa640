"""What the guards of an order's lifecycle hold, told as small stories."""

import pytest
from tests.factories.stories import (
    AGENT,
    BEGIN,
    DISPATCHER,
    IMPORT,
    OTHER_AGENT,
    RULE,
    SUPERVISOR,
    W1,
    W2,
    Writer,
    an_actor,
    an_id,
)

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Effect, Role
from callcentre.domain.ids import new_id
from callcentre.domain.instants import HOUR, MINUTE, SECOND
from callcentre.domain.proposal import Proposal, judged
from callcentre.domain.story import Story, header, standing_events


def refusal(order, kind, /, **given):
    with pytest.raises(Refused) as refused:
        order.write(kind, **given)
    return refused.value


def objection(order, kind, /, **given):
    return refusal(order, kind, **given).data["objection"]


def test_a_refusal_names_the_state_and_what_is_possible():
    problem = refusal(Writer(), "accepted", outlet=W1)
    assert (problem.code, problem.data["state"], problem.data["objection"]) == ("order.illegal", "open", "state")
    assert "relayed" in problem.data["possible"]


def test_a_missing_right_is_told_with_the_roles_it_takes():
    problem = refusal(Writer(), "relayed", outlet=W1, who=DISPATCHER)
    assert (problem.code, problem.data["roles"]) == ("order.no_right", [Role.AGENT, Role.SUPERVISOR])
    assert (problem.data["state"], "noted" in problem.data["possible"]) == ("open", True)


def test_nothing_may_be_written_before_the_order_is_opened():
    order = Writer()
    order.story = Story(an_id(), "SO-2")
    for kind in ("noted", "relayed", "cancelled"):
        if kind == "noted":
            assert order.judge(kind).effect is Effect.SET_ASIDE
        else:
            assert objection(order, kind, outlet=W1) == "state"


def test_a_dispatcher_opens_an_order_only_with_the_outlet_it_comes_from():
    order = Writer()
    given = {"customer": str(an_id()), "kind": "repair", "urgency": "normal"}
    order.story = Story(an_id(), "SO-2")
    assert objection(order, "opened", who=DISPATCHER, **given) == "origin_outlet_named"
    assert order.judge("opened", who=DISPATCHER, origin="W1", **given).effect is Effect.APPLIED


@pytest.mark.parametrize("kind", ["accepted", "declined"])
def test_only_the_outlet_it_was_relayed_to_last_answers(kind):
    order = Writer().to("relayed", W1)
    order.write("relayed", outlet=W2)
    assert objection(order, kind, outlet=W1) == "of_current_outlet"
    order.write(kind, outlet=W2)
    assert order.state == kind


def test_a_visit_of_an_outlet_that_no_longer_has_the_order_is_set_aside_and_kept():
    order = Writer().to("accepted", W1)
    order.write("relayed", outlet=W2)
    order.write("accepted", outlet=W2)
    event = order.write("visit", outlet=W1, outcome="fixed")
    assert (event.effect, event.state_before, event.state_after) == (Effect.SET_ASIDE, "accepted", "accepted")
    assert event in standing_events(order.story.events)
    assert order.story.now.last_effective is None


def test_events_of_an_outlet_must_name_it():
    order = Writer().to("accepted")
    for kind, data in (("visit", {"outcome": "fixed"}), ("feedback", {"outcome": "done"}), ("returned", {}), ("planned", {})):
        with pytest.raises(BadValue) as refused:
            order.write(kind, who=an_actor(Role.AGENT, Role.DISPATCHER), **data)
        assert (refused.value.code, refused.value.field) == ("event.missing", "outlet")


@pytest.mark.parametrize(
    ("outcome", "legal"),
    [("fixed", True), ("no_fault_found", True), ("temporary", False), ("not_fixed", False), ("parts_needed", False),
     ("taken_to_workshop", False), ("unrepairable", False), ("unsafe", False),
     ("no_access", True), ("refused_visit", True), ("refused_fee", True)],
)  # fmt: skip
def test_done_is_said_only_after_the_last_effective_visit_finished_the_work(outcome, legal):
    order = Writer().to("accepted")
    order.write("visit", outlet=W1, outcome=outcome)
    event = order.write("feedback", outlet=W1, outcome="done")
    assert (event.effect is Effect.APPLIED) is legal
    assert order.state == ("awaiting_callback" if legal else "accepted")


def test_done_without_any_visit_is_allowed():
    order = Writer().to("accepted")
    order.write("feedback", outlet=W1, outcome="done")
    assert order.state == "awaiting_callback"


def test_an_ineffective_visit_does_not_hide_the_unfinished_one_before_it():
    order = Writer().to("accepted")
    order.write("visit", outlet=W1, outcome="parts_needed")
    order.write("visit", outlet=W1, outcome="no_access")
    assert order.write("feedback", outlet=W1, outcome="done").effect is Effect.SET_ASIDE


def test_an_unfinished_visit_from_before_the_last_acceptance_does_not_count():
    order = Writer().to("accepted")
    order.write("visit", outlet=W1, outcome="not_fixed")
    order.write("returned", outlet=W1)
    order.write("relayed", outlet=W1)
    order.write("accepted", outlet=W1)
    assert order.write("feedback", outlet=W1, outcome="done").effect is Effect.APPLIED


def test_unable_gives_the_order_back():
    order = Writer().to("accepted")
    order.write("visit", outlet=W1, outcome="not_fixed")
    order.write("feedback", outlet=W1, outcome="unable", reason="no part")
    assert order.state == "returned"


@pytest.mark.parametrize("stage", ["relayed", "accepted"])
def test_the_centre_takes_an_order_back_from_an_outlet_that_has_it(stage):
    order = Writer().to(stage)
    order.write("withdrawn", reason="night number silent")
    assert order.state == "open"


def test_only_an_order_with_an_outlet_is_taken_back():
    assert objection(Writer(), "withdrawn") == "state"
    assert objection(Writer().to("awaiting_callback"), "withdrawn") == "state"


def test_a_danger_is_never_solved_on_the_phone():
    assert objection(Writer("danger"), "solved_by_phone", satisfied=True) == "not_danger"
    assert objection(Writer("danger").to("accepted"), "solved_by_phone", satisfied=False) == "not_danger"


def test_a_danger_is_lowered_by_a_supervisor_with_a_reason_and_nobody_else():
    order = Writer("danger")
    down = {"urgency": "normal"}
    assert objection(order, "amended", fields=down, reason="false alarm") == "danger_stays"
    assert objection(order, "amended", fields=down, who=SUPERVISOR) == "lowering_explained"
    order.write("amended", fields=down, reason="false alarm", who=SUPERVISOR)
    assert not order.story.now.danger


def test_a_danger_cannot_be_emptied_away():
    order = Writer("danger")
    for empty in (None, ""):
        with pytest.raises(BadValue):
            order.write("amended", fields={"urgency": empty}, who=SUPERVISOR, reason="x")
    assert order.story.now.danger


def test_an_agent_raises_the_danger_and_changes_other_fields_of_a_dangerous_order():
    order = Writer()
    order.write("amended", fields={"urgency": "danger"})
    assert order.story.now.danger
    order.write("amended", fields={"fault": "smell of gas", "urgency": "danger"})
    assert header(order.story.events)["fault"] == "smell of gas"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"colour": "red"}, "event.unknown_field"), ({"customer": "nobody"}, "event.wrong_type"),
     ({"urgency": "soon"}, "event.not_among"), ({"kind": ""}, "event.missing"), ({}, "event.wrong_type")],
)  # fmt: skip
def test_a_header_is_amended_only_with_what_it_can_hold(fields, code):
    with pytest.raises(BadValue) as refused:
        Writer().write("amended", fields=fields)
    assert refused.value.code == code


def test_closing_a_danger_unverified_takes_two_persons_and_never_a_rule():
    order = Writer("danger").to("awaiting_callback")
    second = str(an_id())
    assert objection(order, "closed_unverified", who=SUPERVISOR, reason="other") == "danger_takes_two"
    alone = {"who": SUPERVISOR, "reason": "other", "second": str(SUPERVISOR.id)}
    assert objection(order, "closed_unverified", **alone) == "danger_takes_two"
    assert objection(order, "closed_unverified", who=RULE, reason="unreachable") == "danger_takes_two"
    order.write("closed_unverified", who=SUPERVISOR, reason="other", second=second)
    assert order.state == "closed"


def test_the_rule_closes_what_is_unreachable_and_nothing_else():
    order = Writer().to("awaiting_callback")
    assert objection(order, "closed_unverified", who=RULE, reason="other") == "rule_closes_unreachable_only"
    order.write("closed_unverified", who=RULE, reason="unreachable")
    assert order.state == "closed"


@pytest.mark.parametrize("kind", ["closed_unverified", "reopened"])
def test_reasons_for_closing_and_reopening_are_of_the_list(kind):
    order = Writer().to("awaiting_callback" if kind == "closed_unverified" else "closed")
    with pytest.raises(BadValue) as refused:
        order.write(kind, who=SUPERVISOR, reason="because")
    assert refused.value.field == "reason"


def test_after_a_wish_to_cancel_the_customer_is_asked_first():
    order = Writer().to("accepted")
    order.write("cancel_asked", who=DISPATCHER, reason="customer wish")
    assert objection(order, "cancelled", reason="x") == "customer_was_asked"
    order.write("contacted", by="outlet", outcome="reached")
    order.write("contacted", by="centre", outcome="no_answer")
    assert objection(order, "cancelled", reason="x") == "customer_was_asked"
    order.write("contacted", by="centre", outcome="reached")
    order.write("cancelled", reason="customer agrees")
    assert order.state == "cancelled"


def test_a_later_wish_to_cancel_asks_again_and_no_wish_asks_nothing():
    order = Writer()
    order.write("contacted", by="centre", outcome="reached")
    order.write("cancel_asked")
    assert objection(order, "cancelled") == "customer_was_asked"
    order = Writer()
    order.write("cancelled", reason="bought a new one")
    assert order.state == "cancelled"


def test_a_second_check_is_made_by_another_voice():
    order = Writer().to("closed")
    assert objection(order, "second_check", satisfied=True) == "another_voice"
    order.write("second_check", who=OTHER_AGENT, satisfied=True)
    assert objection(order, "second_check", who=OTHER_AGENT, satisfied=True) == "another_voice"
    assert order.write("second_check", satisfied=False).state_after == "closed"


def test_a_second_check_of_an_order_solved_by_phone_is_made_by_another_than_the_solver():
    order = Writer()
    order.write("solved_by_phone", satisfied=True)
    assert objection(order, "second_check", satisfied=True) == "another_voice"


def test_facts_that_no_longer_fit_are_set_aside_and_decisions_refused():
    order = Writer().to("closed")
    assert order.write("urged").effect is Effect.SET_ASIDE
    assert objection(order, "relayed", outlet=W1) == "state"
    assert order.state == "closed"


def test_relaying_a_relayed_order_again_is_a_change_of_state():
    order = Writer().to("relayed")
    event = order.write("relayed", outlet=W2)
    assert event.changes_state
    assert order.story.now.last_change == event.id


class TestTime:
    def test_a_change_of_state_never_lies_before_the_last_one_and_what_was_said_is_kept(self):
        order = Writer().to("relayed")
        last = order.story.last_change_at
        event = order.write("accepted", outlet=W1, at=BEGIN - HOUR)
        assert (event.at, event.stated_at) == (last, BEGIN - HOUR)

    def test_a_change_told_in_time_keeps_its_time(self):
        order = Writer().to("relayed")
        event = order.write("accepted", outlet=W1, after=HOUR, at=order.now + 30 * MINUTE)
        assert (event.at, event.stated_at) == (order.now - 30 * MINUTE, None)

    def test_nothing_happens_in_the_future(self):
        order = Writer()
        for event in (order.write("noted", at=order.now + HOUR), order.write("relayed", outlet=W1, at=order.now + HOUR)):
            assert event.at <= order.now
            assert event.stated_at is not None

    def test_other_events_keep_a_time_before_the_last_change(self):
        order = Writer().to("accepted")
        event = order.write("visit", outlet=W1, outcome="fixed", at=BEGIN - HOUR)
        assert (event.at, event.stated_at) == (BEGIN - HOUR, None)

    def test_an_event_set_aside_does_not_move_the_time_of_changes(self):
        order = Writer().to("closed")
        before = order.story.last_change_at
        order.write("feedback", outlet=W1, outcome="done")
        assert order.story.last_change_at == before


class TestUndo:
    def undo(self, order, event, **given):
        return order.write("undone", event=str(event.id), **given)

    def test_taking_back_leads_to_the_state_before_with_its_outlet(self):
        order = Writer().to("relayed", W1)
        event = order.write("relayed", outlet=W2)
        undone = self.undo(order, event)
        assert (undone.state_before, undone.state_after) == ("relayed", "relayed")
        assert order.story.now.outlet == W1
        assert undone.changes_state
        assert order.story.last_change_at == undone.at

    def test_facts_between_do_not_hold_the_state_that_was_taken_back(self):
        order = Writer().to("awaiting_callback")
        event = order.write("callback_answer", satisfied=True)
        order.write("noted")
        undone = self.undo(order, event)
        assert undone.state_after == order.state == "awaiting_callback"

    def test_after_it_the_change_before_is_the_last_one(self):
        order = Writer().to("relayed")
        relayed = order.story.now.last_change
        event = order.write("accepted", outlet=W1)
        self.undo(order, event)
        assert order.story.now.last_change == relayed
        again = Story.of(order.story.id, "SO-1", order.story.events)
        assert (again.now, again.last_change_at) == (order.story.now, order.story.last_change_at)

    def test_only_the_last_change_is_taken_back(self):
        order = Writer()
        first = order.write("relayed", outlet=W1)
        order.write("accepted", outlet=W1)
        assert objection(order, "undone", event=str(first.id)) == "only_the_last"

    def test_neither_facts_nor_the_opening_nor_an_undoing_are_taken_back(self):
        order = Writer()
        note = order.write("noted")
        for event in (order.story.events[0], note):
            assert objection(order, "undone", event=str(event.id)) == "only_the_last"
        undone = self.undo(order, order.write("relayed", outlet=W1))
        assert objection(order, "undone", event=str(undone.id)) == "only_the_last"

    def test_what_was_taken_back_cannot_be_taken_back_twice(self):
        order = Writer()
        event = order.write("relayed", outlet=W1)
        self.undo(order, event)
        assert objection(order, "undone", event=str(event.id)) == "only_the_last"

    def test_only_its_author_takes_it_back_within_the_time_or_a_supervisor_at_any_time(self):
        order = Writer()
        event = order.write("relayed", outlet=W1)
        given = {"event": str(event.id)}
        assert refusal(order, "undone", who=OTHER_AGENT, **given).code == "order.undo_not_yours"
        late = refusal(order, "undone", after=600 * SECOND + 1, **given)
        assert (late.code, late.data["seconds"]) == ("order.undo_too_late", 600)
        self.undo(order, event, who=SUPERVISOR)
        assert order.state == "open"

    def test_the_time_runs_from_the_writing_of_what_was_told_late(self):
        order = Writer().to("relayed")
        order.now += HOUR
        event = judged(order.story, Proposal("accepted", outlet=W1), actor=AGENT, event_id=new_id(order.now),
                       stated_at=order.now - 50 * MINUTE, now=order.now)  # fmt: skip
        order.story.append(event)
        self.undo(order, event, after=5 * MINUTE)
        assert order.state == "relayed"

    def test_a_dispatcher_takes_nothing_back(self):
        order = Writer().to("relayed")
        event = order.write("accepted", outlet=W1, who=DISPATCHER)
        assert refusal(order, "undone", who=DISPATCHER, event=str(event.id)).code == "order.no_right"


class TestCorrection:
    def correct(self, order, event, who=SUPERVISOR, **fields):
        return order.write("corrected", who=who, event=str(event.id), fields=fields, reason="misread")

    def test_a_supervisor_corrects_the_data_of_a_fact_and_the_fold_reads_the_new_value(self):
        order = Writer().to("accepted")
        visit = order.write("visit", outlet=W1, outcome="fixed", charge_fen=100)
        technician = an_id()
        self.correct(order, visit, charge_fen=200, technician=str(technician), action="changed the valve")
        standing = next(event for event in standing_events(order.story.events) if event.id == visit.id)
        assert (standing.data["charge_fen"], standing.technician) == (200, technician)
        assert standing.texts["action"] == "changed the valve"
        assert visit.data["charge_fen"] == 100

    @pytest.mark.parametrize(
        ("kind", "given", "field", "value"),
        [("visit", {"outlet": W1, "outcome": "fixed"}, "outcome", "not_fixed"),
         ("contacted", {"by": "centre", "outcome": "reached"}, "outcome", "no_answer"),
         ("urged", {}, "at", 1)],
    )  # fmt: skip
    def test_what_decides_a_state_is_never_corrected(self, kind, given, field, value):
        order = Writer().to("accepted")
        event = order.write(kind, **given)
        with pytest.raises(BadValue) as refused:
            self.correct(order, event, **{field: value})
        assert refused.value.code == "event.not_correctable"

    @pytest.mark.parametrize("kind", ["opened", "relayed", "accepted"])
    def test_decisions_are_not_corrected(self, kind):
        order = Writer().to("accepted")
        event = next(event for event in order.story.events if event.kind == kind)
        with pytest.raises(BadValue):
            self.correct(order, event, reason="x")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("charge_fen", -1), ("charge_fen", "much"), ("technician", "Wang"), ("arrived_at", "noon"), ("parts", [["P1"]])],
    )
    def test_a_correction_holds_what_the_field_can_hold(self, field, value):
        order = Writer().to("accepted")
        visit = order.write("visit", outlet=W1, outcome="fixed")
        with pytest.raises(BadValue) as refused:
            self.correct(order, visit, **{field: value})
        assert refused.value.field == field

    def test_an_answer_keeps_its_satisfied_but_not_its_amount(self):
        order = Writer().to("awaiting_callback")
        answer = order.write("callback_answer", satisfied=True, paid_fen=100)
        with pytest.raises(BadValue):
            self.correct(order, answer, satisfied=False)
        self.correct(order, answer, paid_fen=38_000)
        assert order.state == "closed"

    def test_an_agent_corrects_nothing(self):
        order = Writer().to("accepted")
        visit = order.write("visit", outlet=W1, outcome="fixed")
        with pytest.raises(Refused):
            self.correct(order, visit, who=AGENT, charge_fen=1)


class TestImport:
    def test_an_import_needs_no_roles_and_no_second_person(self):
        order = Writer("danger").to("awaiting_callback")
        order.write("closed_unverified", who=IMPORT, reason="other")
        assert order.state == "closed"

    def test_an_illegal_fact_is_refused_in_an_import(self):
        assert objection(Writer(), "visit", who=IMPORT, outlet=W1, outcome="fixed") == "state"
        order = Writer().to("relayed", W1)
        assert objection(order, "accepted", who=IMPORT, outlet=W2) == "of_current_outlet"

    def test_a_change_before_the_last_stored_change_is_refused_in_words(self):
        order = Writer().to("accepted")
        problem = refusal(order, "withdrawn", who=IMPORT, at=BEGIN)
        assert (problem.code, problem.data["state"]) == ("order.before_last_change", "accepted")

    def test_a_late_fact_is_judged_in_the_state_at_its_time(self):
        order = Writer().to("accepted")
        accepted_at = order.now
        order.write("visit", outlet=W1, outcome="fixed")
        order.write("feedback", outlet=W1, outcome="done", after=HOUR)
        event = order.write("visit", who=IMPORT, outlet=W1, outcome="no_access", at=accepted_at + MINUTE)
        assert (event.effect, event.state_before, event.state_after) == (Effect.APPLIED, *["awaiting_callback"] * 2)
        problem = refusal(order, "visit", who=IMPORT, outlet=W1, outcome="no_access", at=BEGIN + MINUTE)
        assert (problem.code, problem.data["state"]) == ("order.illegal", "open")

    def test_what_was_taken_back_does_not_count_in_the_state_at_a_time(self):
        order = Writer().to("relayed")
        event = order.write("accepted", outlet=W1)
        at = order.now + SECOND
        order.write("undone", event=str(event.id))
        order.write("accepted", outlet=W1)
        assert objection(order, "visit", who=IMPORT, outlet=W1, outcome="fixed", at=at) == "state"

    def test_an_import_takes_any_reason_of_a_hold(self):
        order = Writer().to("accepted")
        assert order.write("on_hold", who=IMPORT, reason="waiting for the landlord").effect is Effect.APPLIED
        with pytest.raises(BadValue):
            order.write("on_hold", reason="waiting for the landlord")
