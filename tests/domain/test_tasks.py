"""What an order asks of people: escalations, silent holds, who calls back, who is unreachable."""

from dataclasses import replace

import pytest
from tests.factories.stories import AGENT, BEGIN, OTHER_AGENT, SUPERVISOR, W1, W2, Writer, an_actor

from callcentre.domain.ids import rule_id
from callcentre.domain.instants import DAY, HOUR, MINUTE
from callcentre.domain.reach import callers, is_unreachable, part_of_day
from callcentre.domain.tasks import VERSION, tasks_of
from callcentre.profiles.load import load_profile

PROFILE = load_profile("after_sales")


def rules(order, *, after=0):
    return [task.rule for task in tasks_of(order.story.events, order.now + after, PROFILE)]


def test_a_fresh_order_asks_for_nothing():
    assert rules(Writer()) == []


def test_the_third_urge_goes_to_a_supervisor_once():
    order = Writer()
    order.write("urged")
    order.write("urged")
    assert rules(order) == []
    third = order.write("urged")
    order.write("urged")
    (task,) = tasks_of(order.story.events, order.now, PROFILE)
    assert (task.rule, task.occurrence, task.at, task.role.value) == ("urged_again", str(third.id), third.at, "supervisor")
    assert task.data["times"] == 4


def test_declined_twice_goes_to_a_supervisor():
    order = Writer().to("relayed")
    order.write("declined", outlet=W1)
    assert rules(order) == []
    order.write("relayed", outlet=W2)
    order.write("declined", outlet=W2)
    assert rules(order) == ["declined_again"]


def test_a_decline_taken_back_does_not_count():
    order = Writer().to("relayed")
    order.write("declined", outlet=W1)
    order.write("relayed", outlet=W2)
    event = order.write("declined", outlet=W2)
    order.write("undone", event=str(event.id))
    assert rules(order) == []


@pytest.mark.parametrize(("urgency", "minutes"), [("normal", PROFILE.limits.accept_minutes), ("danger", 15)])
def test_what_is_not_accepted_in_time_goes_to_a_supervisor(urgency, minutes):
    order = Writer(urgency).to("relayed")
    assert "not_accepted" not in rules(order, after=minutes * MINUTE - 1)
    assert "not_accepted" in rules(order, after=minutes * MINUTE)
    order.write("accepted", outlet=W1)
    assert "not_accepted" not in rules(order, after=DAY)


def test_each_relay_has_its_own_clock_and_task():
    order = Writer().to("relayed")
    first = tasks_of(order.story.events, order.now + DAY, PROFILE)
    order.write("relayed", outlet=W2)
    second = tasks_of(order.story.events, order.now + DAY, PROFILE)
    assert first[0].occurrence != second[0].occurrence


def test_a_supervisor_is_told_of_a_danger_until_it_is_lowered():
    order = Writer("danger")
    assert rules(order) == ["danger"]
    order.write("amended", who=SUPERVISOR, fields={"urgency": "normal"}, reason="false alarm")
    assert rules(order) == []
    raised = order.write("amended", fields={"urgency": "danger"})
    assert [task.occurrence for task in tasks_of(order.story.events, order.now, PROFILE)] == [str(raised.id)]


class TestHold:
    def held(self):
        order = Writer().to("accepted")
        order.write("on_hold", reason="part")
        return order

    def test_seven_days_without_a_call_ask_for_one(self):
        order = self.held()
        assert rules(order, after=7 * DAY - 1) == []
        assert rules(order, after=7 * DAY) == ["held_without_call"]

    def test_a_call_each_week_keeps_it_quiet(self):
        order = self.held()
        for _ in range(4):
            order.write("contacted", after=6 * DAY, by="centre", outcome="reached")
            assert rules(order) == []
        assert rules(order, after=7 * DAY) == ["held_without_call"]

    def test_a_call_that_reached_nobody_is_none(self):
        order = self.held()
        order.write("contacted", after=6 * DAY, by="centre", outcome="no_answer")
        assert rules(order, after=DAY) == ["held_without_call"]

    def test_a_hold_prolonged_does_not_start_the_week_again(self):
        order = self.held()
        order.write("on_hold", after=6 * DAY, reason="part")
        assert rules(order, after=DAY) == ["held_without_call"]

    @pytest.mark.parametrize("kind", ["resumed", "visit", "feedback"])
    def test_it_ends_when_the_work_goes_on(self, kind):
        order = self.held()
        given = {"visit": {"outlet": W1, "outcome": "fixed"}, "feedback": {"outlet": W1, "outcome": "done"}}
        order.write(kind, **given.get(kind, {}))
        assert rules(order, after=8 * DAY) == []


def test_a_fact_that_was_set_aside_asks_somebody_even_on_an_ended_order():
    order = Writer().to("closed")
    visit = order.write("visit", outlet=W1, outcome="fixed")
    (task,) = tasks_of(order.story.events, order.now, PROFILE)
    assert (task.rule, task.occurrence, task.data["event"]) == ("fact_set_aside", str(visit.id), "visit")


def test_an_ended_order_asks_for_nothing_else():
    order = Writer("danger")
    for _ in range(3):
        order.write("urged")
    order.to("closed")
    assert rules(order, after=30 * DAY) == []


def test_tasks_come_in_the_order_in_which_they_became_due():
    order = Writer("danger").to("relayed")
    for _ in range(3):
        order.write("urged")
    due = [task.at for task in tasks_of(order.story.events, order.now + DAY, PROFILE)]
    assert len(due) == 3
    assert due == sorted(due)


def test_two_desks_make_the_same_task():
    order = Writer("danger")
    (task,) = tasks_of(order.story.events, order.now, PROFILE)
    (again,) = tasks_of(order.story.events, order.now + DAY, PROFILE)
    made = {rule_id(one.rule, VERSION, order.story.id, one.occurrence) for one in (task, again)}
    assert len(made) == 1


class TestCallers:
    def test_neither_who_took_the_order_nor_who_served_it_calls_back(self):
        order = Writer().to("accepted")
        order.write("visit", who=OTHER_AGENT, outlet=W1, outcome="fixed")
        third = an_actor()
        free = {AGENT.id, OTHER_AGENT.id, third.id}
        assert callers(order.story.events, free) == {third.id}

    def test_where_nobody_else_is_free_anybody_calls(self):
        order = Writer().to("awaiting_callback")
        assert callers(order.story.events, {AGENT.id}) == {AGENT.id}
        assert callers(order.story.events, set()) == frozenset()


class TestUnreachable:
    MORNING, NOON, AFTERNOON, EVENING = 0, 4 * HOUR, 8 * HOUR, 11 * HOUR

    def called(self, *times, outcome="no_answer"):
        """Attempts at these times after 08:00 of the first day."""
        order = Writer().to("awaiting_callback")
        start = order.now
        for time in times:
            order.now = max(start, BEGIN + time)
            order.write("callback_attempt", outcome=outcome)
        return order

    FIVE = (1 * HOUR, NOON, DAY + AFTERNOON, DAY + EVENING, 2 * DAY + 1 * HOUR)

    def test_five_attempts_on_three_days_at_three_times_of_day_are_enough(self):
        assert is_unreachable(self.called(*self.FIVE).story.events, PROFILE)

    def test_four_attempts_two_days_or_two_times_of_day_are_not(self):
        assert not is_unreachable(self.called(*self.FIVE[:4] ).story.events, PROFILE)
        two_days = (HOUR, self.NOON, self.AFTERNOON, DAY + HOUR, DAY + self.NOON)
        assert not is_unreachable(self.called(*two_days).story.events, PROFILE)
        two_times = (HOUR, self.NOON, DAY + HOUR, DAY + self.NOON, 2 * DAY + HOUR)
        assert not is_unreachable(self.called(*two_times).story.events, PROFILE)

    @pytest.mark.parametrize("outcome", ["busy", "wrong_number"])
    def test_busy_and_wrong_numbers_reach_nobody_either(self, outcome):
        assert is_unreachable(self.called(*self.FIVE, outcome=outcome).story.events, PROFILE)

    @pytest.mark.parametrize("outcome", ["reached", "later", "refused"])
    def test_somebody_reached_in_between_begins_the_count_again(self, outcome):
        order = self.called(*self.FIVE)
        order.write("callback_attempt", outcome=outcome)
        assert not is_unreachable(order.story.events, PROFILE)

    def test_attempts_before_a_rework_do_not_count(self):
        order = self.called(*self.FIVE)
        order.write("callback_answer", satisfied=False)
        order.to("awaiting_callback")
        assert not is_unreachable(order.story.events, PROFILE)

    def test_the_numbers_are_the_profiles(self):
        order = self.called(HOUR)
        easy = replace(PROFILE.callbacks, unreachable_attempts=1, unreachable_days=1, unreachable_parts_of_day=1)
        assert is_unreachable(order.story.events, replace(PROFILE, callbacks=easy))

    @pytest.mark.parametrize(
        ("hours", "name"), [(0, "morning"), (3, "noon"), (6, "afternoon"), (10, "evening"), (15.99, "evening"), (16, "morning")]
    )
    def test_parts_of_the_day_are_of_the_profiles_zone(self, hours, name):
        assert part_of_day(BEGIN + int(hours * HOUR), PROFILE) == name
