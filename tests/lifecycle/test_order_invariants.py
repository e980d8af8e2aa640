"""What must hold for an order whatever people propose: random sequences, the real judge."""

from random import Random

from hypothesis import assume, given
from tests.lifecycle.table import ANY, DECISIONS, FACTS, TABLE, legal_from, may_write
from tests.lifecycle.walks import chance, lengths, turns

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Effect, Event
from callcentre.domain.lifecycle import ORDERS, REOPEN_REASONS, UNVERIFIED_REASONS, Standing
from callcentre.domain.outline import outline
from callcentre.domain.story import Story, header, stand, standing_events, undone_ids


def _walked(rng: Random, length: int, *, imported: bool = False) -> Story:
    story = None
    for turn in turns(rng, length, imported=imported):
        story = turn.story
    assert story is not None
    assume(story.events)
    return story


def _moving(event: Event) -> bool:
    """Whether the table's `to` for this event is not "same"."""
    if event.effect is not Effect.APPLIED:
        return False
    return event.kind == "undone" or any(row[0] == event.kind and row[4] is not None for row in TABLE)


@given(chance(), lengths)
def test_an_order_closes_only_by_a_satisfied_customer_or_a_recorded_reason(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        event = turn.event
        if event is None or event.state_after != "closed" or event.state_before == "closed":
            continue
        if event.kind == "undone":
            taken_back = next(one for one in turn.before if str(one.id) == event.data["event"])
            assert taken_back.state_before == "closed"
        elif event.kind == "closed_unverified":
            assert event.data["reason"] in UNVERIFIED_REASONS
        else:
            assert event.kind in ("callback_answer", "solved_by_phone")
            assert event.data["satisfied"] is True


@given(chance(), lengths)
def test_no_reading_of_stored_events_ever_raises(rng: Random, length: int) -> None:
    story = _walked(rng, length)
    for end in range(1, len(story.events) + 1):
        some = story.events[:end]
        assert Story.of(story.id, story.no, some).now.state in ANY
        standing_events(some)
        header(some)
        outline(some)


@given(chance(), lengths)
def test_events_that_lost_their_neighbours_still_fold(rng: Random, length: int) -> None:
    story = _walked(rng, length)
    some = [event for event in story.events if event.kind == "opened" or rng.random() < 0.7]

    assert stand(some).state in (*ANY, "none")
    outline(some)


@given(chance(), lengths)
def test_a_refusal_names_the_state_and_what_is_possible_in_it(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        problem = turn.problem
        if not isinstance(problem, Refused) or problem.code != "order.illegal":
            continue
        assert problem.data["state"] == turn.standing.state
        wanted = {
            row[0] for row in TABLE
            if turn.standing.state in row[3] and set(row[5]) & {role.value for role in turn.actor.roles}
        }  # fmt: skip
        assert set(problem.data["possible"]) == wanted  # type: ignore[call-overload]
        assert problem.data["objection"]


@given(chance(), lengths)
def test_what_is_refused_leaves_nothing_and_what_is_written_is_only_added(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        after = tuple(turn.story.events)
        if turn.event is None:
            assert after == turn.before
            assert turn.story.now == turn.standing
        else:
            assert after == (*turn.before, turn.event)
            assert turn.event.pos == len(after)
            assert turn.event.state_before == turn.standing.state


@given(chance(), lengths)
def test_the_time_of_state_changing_events_never_falls_and_no_event_lies_ahead(rng: Random, length: int) -> None:
    last = None
    for turn in turns(rng, length):
        event = turn.event
        if event is None:
            continue
        assert event.at <= turn.now
        assert (event.stated_at or event.at) == turn.stated_at
        if _moving(event):
            assert last is None or event.at >= last
            assert event.at == max(last or event.at, min(turn.stated_at, turn.now))
            last = event.at
        else:
            assert event.at == min(turn.stated_at, turn.now)


@given(chance(), lengths)
def test_nothing_dangerous_is_solved_by_phone(rng: Random, length: int) -> None:
    danger = False
    for turn in turns(rng, length):
        if turn.event is None:
            continue
        assert not (turn.event.kind == "solved_by_phone" and danger)
        if turn.event.kind == "opened":
            danger = turn.event.data["urgency"] == "danger"
        if turn.event.kind == "amended":
            danger = turn.event.data["fields"].get("urgency", "danger" if danger else "") == "danger"  # type: ignore[attr-defined]


@given(chance(), lengths)
def test_only_a_supervisor_lowers_danger(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.standing.danger and not turn.story.now.danger:
            assert "supervisor" in {role.value for role in turn.actor.roles}


@given(chance(), lengths)
def test_undoing_restores_exactly_the_standing_before(rng: Random, length: int) -> None:
    before: dict[str, Standing] = {}
    for turn in turns(rng, length):
        event = turn.event
        if event is None:
            continue
        if event.kind != "undone":
            before[str(event.id)] = turn.standing
            continue
        target = str(event.data["event"])
        assert turn.story.now.state == before[target].state == event.state_after
        assert turn.story.now.outlet == before[target].outlet
        if str(turn.before[-1].id) == target:
            assert turn.story.now == before[target]


@given(chance(), lengths)
def test_only_the_last_change_is_undone_by_its_author_or_a_supervisor(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is None or turn.event.kind != "undone":
            continue
        gone = undone_ids(turn.before)
        changes = [one for one in turn.before if _moving(one) and one.kind != "undone" and str(one.id) not in gone]
        assert str(changes[-1].id) == turn.event.data["event"]
        assert changes[-1].kind != "opened"
        if "supervisor" not in {role.value for role in turn.actor.roles}:
            assert changes[-1].actor == turn.actor.id
            assert turn.now - changes[-1].at <= 600_000_000


@given(chance(), lengths)
def test_the_standing_kept_along_the_way_is_the_fold_of_the_events(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is None:
            continue
        folded = Story.of(turn.story.id, turn.story.no, turn.story.events)
        assert folded.now == turn.story.now
        assert folded.last_change_at == turn.story.last_change_at
        assert turn.story.now.state == turn.event.state_after
        assert outline(turn.story.events).state == turn.story.now.state


@given(chance(), lengths)
def test_a_fact_is_never_refused_for_the_state(rng: Random, length: int) -> None:
    for turn in turns(rng, length, wild=0.8):
        if turn.wanted.kind not in FACTS:
            continue
        if not may_write(turn.wanted.kind) & {role.value for role in turn.actor.roles}:
            assert turn.problem is not None
            assert turn.problem.code == "order.no_right"
        elif turn.event is None:
            # A second check by the voice of the first is no right; anything else is stored.
            assert turn.problem is not None
            assert (turn.wanted.kind, turn.problem.data["objection"]) == ("second_check", "another_voice")


@given(chance(), lengths)
def test_an_event_is_applied_only_where_the_table_has_its_row(rng: Random, length: int) -> None:
    for turn in turns(rng, length, wild=0.8):
        if turn.event is None:
            continue
        if turn.event.effect is Effect.APPLIED:
            assert turn.standing.state in legal_from(turn.event.kind)
            assert may_write(turn.event.kind) & {role.value for role in turn.actor.roles}
        else:
            assert turn.event.kind in FACTS
            assert turn.event.state_after == turn.event.state_before
            assert turn.story.now == turn.standing


@given(chance(), lengths)
def test_a_legal_decision_of_somebody_with_the_right_is_refused_only_by_a_guard(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.wanted.kind not in DECISIONS or turn.problem is None or isinstance(turn.problem, BadValue):
            continue
        allowed = may_write(turn.wanted.kind) & {role.value for role in turn.actor.roles}
        if turn.standing.state in legal_from(turn.wanted.kind) and allowed:
            assert turn.problem.code in ("order.illegal", "order.undo_not_yours", "order.undo_too_late")
            assert turn.problem.data.get("objection") != "state"


@given(chance(), lengths)
def test_an_import_writes_what_is_legal_and_refuses_all_else(rng: Random, length: int) -> None:
    for turn in turns(rng, length, imported=True, wild=0.6):
        if turn.event is not None:
            assert turn.event.effect is Effect.APPLIED
            moved_back = turn.before and turn.stated_at < max(
                (one.at for one in turn.before if _moving(one)), default=turn.stated_at
            )
            if not moved_back:
                assert turn.standing.state in legal_from(turn.event.kind)
            else:
                assert turn.story.now.state == turn.standing.state


@given(chance(), lengths)
def test_what_names_an_outlet_moves_the_order_only_for_the_current_one(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        event = turn.event
        if event is None or event.effect is not Effect.APPLIED:
            continue
        if event.kind in ("accepted", "declined", "returned", "planned", "visit", "feedback"):
            assert event.outlet == turn.standing.outlet
        if event.kind == "relayed":
            assert turn.story.now.outlet == event.outlet


@given(chance(), lengths)
def test_work_left_undone_is_not_fed_back_as_done(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        event = turn.event
        if event is None or event.kind != "feedback" or event.data["outcome"] != "done" or event.effect is Effect.SET_ASIDE:
            continue
        since = [one for one in standing_events(turn.before) if one.effect is Effect.APPLIED]
        while since and since[-1].kind != "accepted":
            last = since.pop()
            if last.kind == "visit" and last.outlet == event.outlet and last.data["outcome"] not in (
                "no_access", "refused_visit", "refused_fee"
            ):  # fmt: skip
                assert last.data["outcome"] in ("fixed", "no_fault_found")
                break


@given(chance(), lengths)
def test_an_outlets_wish_to_cancel_waits_for_the_customers_word(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is None or turn.event.kind != "cancelled":
            continue
        asked = None
        for one in standing_events(turn.before):
            if one.kind == "cancel_asked":
                asked = one
            if one.kind == "contacted" and one.data["by"] == "centre" and one.data["outcome"] == "reached":
                asked = None
        assert asked is None


@given(chance(), lengths)
def test_danger_is_closed_unverified_by_two_persons_only(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is not None and turn.event.kind == "closed_unverified" and turn.standing.danger:
            assert turn.event.data["second"] not in (None, str(turn.actor.id))


def test_the_states_and_reasons_of_the_design_are_the_ones_in_use() -> None:
    assert sorted(REOPEN_REASONS) == ["called_in", "not_fixed", "other", "recurred", "wrongly_closed"]
    assert sorted(UNVERIFIED_REASONS) == [
        "before_authority", "explained_unfounded", "other", "refused_callback", "unreachable", "withdrawn"
    ]  # fmt: skip
    assert ORDERS.possible("closed", frozenset()) == ()
