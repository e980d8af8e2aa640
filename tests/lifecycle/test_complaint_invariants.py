"""What must hold for a complaint whatever people propose: random sequences, the real judge."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from tests.lifecycle.complaint_table import ANY, DECIDING, FACTS, OWNERS_ALONE, TABLE, legal_from
from tests.lifecycle.complaint_walks import LIMITS, turns
from tests.lifecycle.walks import BEGIN, chance, lengths
from tests.strategies.proposals import any_id, people

from callcentre.domain.complaint_story import ComplaintStory, judged
from callcentre.domain.errors import Refused
from callcentre.domain.event import Actor, Effect, Event, Role
from callcentre.domain.proposal import Proposal


def _roles(actor: Actor) -> set[str]:
    return {role.value for role in actor.roles}


@given(chance(), lengths)
def test_there_is_no_moment_without_an_owner(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if not turn.story.events:
            continue
        assert turn.story.now.owner is not None
        if turn.standing.owner != turn.story.now.owner and turn.before:
            assert turn.event is not None
            assert turn.event.kind == "owner_accepted"
            assert turn.story.now.owner == turn.actor.id == turn.standing.offered_to


@given(chance(), lengths)
def test_who_takes_it_owns_it_unless_it_is_about_them(rng: Random, length: int) -> None:
    for turn in turns(rng, min(length, 5)):
        if turn.event is not None and turn.event.kind == "received":
            about_taker = turn.event.data.get("person") == str(turn.actor.id)
            assert (turn.story.now.owner == turn.actor.id) != about_taker


@given(chance(), lengths)
def test_nobody_owns_decides_or_calls_back_a_case_about_themselves(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        assert turn.story.now.owner is None or turn.story.now.owner != turn.story.now.concerned
        if turn.event is not None and (turn.event.kind in DECIDING or turn.event.kind == "contacted"):
            assert turn.actor.id != turn.standing.concerned


@given(chance(), lengths)
def test_the_owners_part_is_done_by_the_owner(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is None or turn.event.effect is Effect.SET_ASIDE:
            continue
        if turn.event.kind in OWNERS_ALONE or turn.event.data.get("ended_as") in ("upheld", "partly"):
            assert turn.actor.id == turn.standing.owner
        # A supervisor may hand on what an absent owner cannot.
        if turn.event.kind in ("escalated", "owner_offered"):
            assert turn.actor.id == turn.standing.owner or "supervisor" in _roles(turn.actor)
        if turn.event.kind in ("owner_accepted", "owner_returned"):
            assert turn.actor.id == turn.standing.offered_to


@given(chance(), lengths)
def test_it_ends_upheld_only_after_remedy_and_closing_call_and_unfounded_only_explained(
    rng: Random, length: int
) -> None:
    for turn in turns(rng, length):
        if turn.event is None or turn.event.kind != "ended":
            continue
        if turn.event.data["ended_as"] == "unfounded":
            assert turn.event.texts["explanation"]
            assert "supervisor" in _roles(turn.actor)
        else:
            since = [one for one in turn.before if one.effect is Effect.APPLIED]
            given_at = max(number for number, one in enumerate(since) if one.kind == "remedy_given")
            called = [one for one in since[given_at:] if one.kind == "contacted" and one.data["outcome"] == "reached"]
            assert turn.standing.state == "remedy_done"
            assert called


@given(chance(), lengths)
def test_compensation_stays_within_what_the_role_may_approve(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is not None and turn.event.kind == "remedy_offered":
            assert turn.event.data["compensation_fen"] <= max(LIMITS.get(role, 0) for role in _roles(turn.actor))  # type: ignore[operator]


@given(chance(), lengths)
def test_events_are_only_added_and_their_time_never_falls(rng: Random, length: int) -> None:
    last = None
    for turn in turns(rng, length):
        after = tuple(turn.story.events)
        if turn.event is None:
            assert after == turn.before
            assert turn.story.now == turn.standing
            continue
        assert after == (*turn.before, turn.event)
        assert turn.event.pos == len(after)
        assert turn.event.at <= turn.now
        moves = any(row[0] == turn.event.kind and row[4] is not None for row in TABLE)
        if moves and turn.event.effect is Effect.APPLIED:
            assert last is None or turn.event.at >= last
            last = turn.event.at


@given(chance(), lengths)
def test_the_standing_kept_along_the_way_is_the_fold_of_the_events(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        folded = ComplaintStory.of(turn.story.id, turn.story.no, turn.story.events)
        assert folded.now == turn.story.now
        assert folded.last_change_at == turn.story.last_change_at


@given(chance(), lengths)
def test_events_that_lost_their_neighbours_still_fold(rng: Random, length: int) -> None:
    events: list[Event] = []
    for turn in turns(rng, length):
        events = turn.story.events
    some = [event for event in events if event.kind == "received" or rng.random() < 0.7]

    assert ComplaintStory.of(any_id(rng), "CO-1", some).now.state in (*ANY, "none")


@given(chance(), lengths)
def test_an_event_is_applied_only_where_the_table_has_its_row(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        if turn.event is None:
            continue
        if turn.event.effect is Effect.APPLIED:
            assert turn.standing.state in legal_from(turn.event.kind, turn.event.data.get("ended_as"))
        else:
            assert turn.event.kind in FACTS
            assert turn.story.now == turn.standing


@given(chance(), lengths)
def test_a_refusal_names_the_stage_and_what_is_possible_and_never_refuses_a_fact_for_the_stage(
    rng: Random, length: int
) -> None:
    for turn in turns(rng, length):
        problem = turn.problem
        if not isinstance(problem, Refused) or problem.code != "complaint.illegal":
            continue
        wanted = {row[0] for row in TABLE if turn.standing.state in row[3] and set(row[5]) & _roles(turn.actor)}
        assert problem.data["state"] == turn.standing.state
        assert set(problem.data["possible"]) == wanted  # type: ignore[call-overload]
        assert problem.data["objection"]
        assert turn.wanted.kind not in FACTS or problem.data["objection"] != "state"


@given(chance(), lengths)
def test_withdrawn_and_ended_complaints_stay_closed_until_reopened(rng: Random, length: int) -> None:
    for turn in turns(rng, length):
        now = turn.story.now
        assert (now.state == "closed") == (now.ended_at is not None) == bool(now.ended_as)
        if turn.standing.state == "closed" and now.state != "closed":
            assert turn.event is not None
            assert turn.event.kind == "reopened"
            assert now.state == "investigating"


@pytest.mark.parametrize("ended_as", ["upheld", "partly", "unfounded", "withdrawn"])
@given(chance(), lengths)
def test_an_import_ends_a_complaint_from_whatever_stage(ended_as: str, rng: Random, length: int) -> None:
    story = ComplaintStory(any_id(rng), "CO-1")
    for turn in turns(rng, length):
        story = turn.story
    if not story.is_open:
        return
    importer = replace(people(rng)[-1], roles=frozenset(Role), is_import=True)
    end = Proposal("ended", {"ended_as": ended_as})
    event = judged(
        story, end, actor=importer, event_id=any_id(rng), stated_at=BEGIN, now=BEGIN * 2, approval_fen=LIMITS
    )
    story.append(event)

    assert story.now.state == "closed"
    assert story.now.ended_as == ended_as
