"""The lifecycle of complaints: its table against the design's, and its guards as small stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.stories import (
    AGENT,
    BEGIN,
    IMPORT,
    OTHER_AGENT,
    RULE,
    SUPERVISOR,
    ComplaintWriter,
    an_actor,
    an_id,
)

from callcentre.domain.complaint_data import FIELDS
from callcentre.domain.complaint_story import ComplaintStory, stand
from callcentre.domain.complaints import CLOSED, COMPLAINTS, KINDS, NONE, OPEN_STATES, RULES, STATES
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Effect, Nature, Role
from callcentre.domain.instants import HOUR

OPEN = "received acknowledged assessed investigating remedy_offered rejected remedy_due remedy_done escalated"
WORK = "assessed investigating rejected escalated"

# kind | condition | nature | from | to
DESIGN = f"""
received              |                    | D | none                                         | received
acknowledged          |                    | F | received                                     | acknowledged
assessed              |                    | D | received acknowledged assessed investigating | assessed
investigated          |                    | F | {WORK}                                       | investigating
remedy_offered        |                    | D | {WORK}                                       | remedy_offered
accepted_by_customer  |                    | F | remedy_offered                               | remedy_due
rejected_by_customer  |                    | F | remedy_offered                               | rejected
remedy_given          |                    | F | remedy_due                                   | remedy_done
escalated             |                    | D | {OPEN}                                       | escalated
ended                 | ended_as=upheld    | D | remedy_done                                  | closed
ended                 | ended_as=partly    | D | remedy_done                                  | closed
ended                 | ended_as=unfounded | D | {WORK}                                       | closed
withdrawn_by_customer |                    | F | {OPEN}                                       | closed
owner_offered         |                    | D | {OPEN}                                       | same
owner_accepted        |                    | D | {OPEN}                                       | same
owner_returned        |                    | D | {OPEN}                                       | same
reopened              |                    | D | closed                                       | investigating
contacted             |                    | F | {OPEN} closed                                | same
promised              |                    | F | {OPEN} closed                                | same
task_asked            |                    | F | {OPEN} closed                                | same
task_answered         |                    | F | {OPEN} closed                                | same
evidence              |                    | F | {OPEN} closed                                | same
noted                 |                    | F | {OPEN} closed                                | same
"""


def rows_of_the_design():
    for line in DESIGN.strip().splitlines():
        kind, condition, nature, sources, to = (cell.strip() for cell in line.split("|"))
        name, _, value = condition.partition("=")
        yield kind, {name: value} if name else {}, Nature.DECISION if nature == "D" else Nature.FACT, set(sources.split()), to


ROWS = list(rows_of_the_design())


def refusal(complaint, kind, /, **given):
    with pytest.raises(Refused) as refused:
        complaint.write(kind, **given)
    return refused.value


def objection(complaint, kind, /, **given):
    return refusal(complaint, kind, **given).data["objection"]


def test_the_kinds_are_those_of_the_design_and_each_says_what_it_holds():
    assert set(KINDS) == {kind for kind, *_ in ROWS} == set(FIELDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}{row[1] or ''}")
@pytest.mark.parametrize("state", sorted({NONE} | STATES))
def test_every_kind_is_legal_where_the_design_says_and_leads_where_it_says(state, row):
    kind, data, nature, sources, to = row
    found = COMPLAINTS.row(state, kind, data)
    assert (found is not None) is (state in sources)
    if found is not None:
        assert (found.to or "same", found.nature) == (to, nature)


def test_every_guard_of_a_row_exists_and_every_guard_is_used():
    assert {guard for rule in RULES for guard in rule.guards} == set(COMPLAINTS.guards)


def test_a_refusal_names_the_state_and_what_is_possible():
    problem = refusal(ComplaintWriter(), "remedy_offered", kind="refund")
    assert (problem.code, problem.data["state"], problem.data["objection"]) == ("complaint.illegal", "received", "state")
    assert "assessed" in problem.data["possible"]


class TestOwner:
    def test_who_takes_it_owns_it(self):
        complaint = ComplaintWriter(who=OTHER_AGENT)
        assert complaint.story.now.owner == OTHER_AGENT.id
        assert objection(complaint, "assessed", severity="high") == "by_owner"
        complaint.write("assessed", who=OTHER_AGENT, severity="high")
        assert complaint.story.now.severity == "high"

    def test_it_stays_with_the_owner_until_another_accepts(self):
        complaint = ComplaintWriter()
        complaint.write("owner_offered", person=str(OTHER_AGENT.id))
        assert (complaint.story.now.owner, complaint.story.now.offered_to) == (AGENT.id, OTHER_AGENT.id)
        complaint.write("assessed", severity="low")
        complaint.write("owner_accepted", who=OTHER_AGENT)
        assert (complaint.story.now.owner, complaint.story.now.offered_to) == (OTHER_AGENT.id, None)

    def test_what_is_turned_down_stays_where_it_was(self):
        complaint = ComplaintWriter()
        complaint.write("owner_offered", person=str(OTHER_AGENT.id))
        complaint.write("owner_returned", who=OTHER_AGENT, reason="on leave")
        assert (complaint.story.now.owner, complaint.story.now.offered_to) == (AGENT.id, None)
        assert objection(complaint, "owner_accepted", who=OTHER_AGENT) == "by_the_offered"

    def test_nobody_takes_what_was_not_offered_to_them(self):
        complaint = ComplaintWriter()
        assert objection(complaint, "owner_accepted", who=SUPERVISOR) == "by_the_offered"
        complaint.write("owner_offered", person=str(OTHER_AGENT.id))
        assert objection(complaint, "owner_accepted", who=SUPERVISOR) == "by_the_offered"
        assert objection(complaint, "owner_returned", who=SUPERVISOR) == "by_the_offered"

    def test_only_the_owner_or_a_supervisor_offers_it(self):
        complaint = ComplaintWriter()
        assert objection(complaint, "owner_offered", who=OTHER_AGENT, person=str(an_id())) == "by_owner_or_above"
        complaint.write("owner_offered", who=SUPERVISOR, person=str(OTHER_AGENT.id))

    def test_a_fact_by_another_than_the_owner_is_refused_not_set_aside(self):
        complaint = ComplaintWriter()
        assert objection(complaint, "acknowledged", who=OTHER_AGENT, channel="phone") == "by_owner"

    def test_a_fact_of_the_owner_that_does_not_fit_is_set_aside(self):
        complaint = ComplaintWriter()
        assert complaint.write("remedy_given").effect is Effect.SET_ASIDE
        assert complaint.state == "received"


class TestConcerned:
    def test_the_person_it_is_about_neither_owns_decides_nor_calls_back(self):
        complaint = ComplaintWriter(against="hotline", person=str(SUPERVISOR.id))
        assert objection(complaint, "owner_offered", person=str(SUPERVISOR.id)) == "offered_not_concerned"
        assert objection(complaint, "contacted", who=SUPERVISOR, outcome="reached") == "not_concerned"
        assert objection(complaint, "escalated", who=SUPERVISOR) == "not_concerned"
        assert objection(complaint, "owner_offered", who=SUPERVISOR, person=str(OTHER_AGENT.id)) == "not_concerned"
        complaint.write("assessed")
        ending = {"ended_as": "unfounded", "texts": {"explanation": "as agreed"}}
        assert objection(complaint, "ended", who=SUPERVISOR, **ending) == "not_concerned"
        complaint.write("ended", who=an_actor(Role.SUPERVISOR), **ending)
        assert objection(complaint, "reopened", who=SUPERVISOR, reason="new facts") == "not_concerned"

    def test_whoever_hears_a_complaint_about_themselves_names_another_owner(self):
        complaint = ComplaintWriter()
        complaint.story = ComplaintStory(an_id(), "CP-2")
        about_me = {"category": "attitude", "against": "hotline", "person": str(AGENT.id)}
        assert objection(complaint, "received", **about_me) == "owner_not_concerned"
        assert objection(complaint, "received", owner=str(AGENT.id), **about_me) == "owner_not_concerned"
        complaint.write("received", owner=str(SUPERVISOR.id), **about_me)
        assert complaint.story.now.owner == SUPERVISOR.id

    def test_nobody_else_puts_a_complaint_on_a_colleague(self):
        with pytest.raises(Refused) as refused:
            ComplaintWriter(owner=str(SUPERVISOR.id))
        assert refused.value.data["objection"] == "taker_owns"

    def test_an_owner_found_to_be_concerned_has_to_hand_over_first(self):
        complaint = ComplaintWriter()
        assert objection(complaint, "assessed", person=str(AGENT.id)) == "owner_not_concerned"
        complaint.write("owner_offered", person=str(OTHER_AGENT.id))
        complaint.write("owner_accepted", who=OTHER_AGENT)
        complaint.write("assessed", who=OTHER_AGENT, person=str(AGENT.id))
        assert complaint.story.now.concerned == AGENT.id

    def test_one_who_turns_out_to_be_concerned_no_longer_accepts_what_was_offered(self):
        complaint = ComplaintWriter()
        complaint.write("owner_offered", person=str(OTHER_AGENT.id))
        complaint.write("assessed", person=str(OTHER_AGENT.id))
        assert objection(complaint, "owner_accepted", who=OTHER_AGENT) == "not_concerned"
        complaint.write("owner_returned", who=OTHER_AGENT)

    def test_they_may_still_say_what_happened(self):
        complaint = ComplaintWriter(person=str(OTHER_AGENT.id))
        assert complaint.write("noted", who=OTHER_AGENT, texts={"words": "it was loud"}).effect is Effect.APPLIED


class TestRemedy:
    def test_a_compensation_stays_within_the_limit_of_the_role(self):
        complaint = ComplaintWriter(who=SUPERVISOR)
        complaint.write("owner_offered", who=SUPERVISOR, person=str(AGENT.id))
        complaint.write("owner_accepted")
        complaint.write("assessed")
        assert objection(complaint, "remedy_offered", kind="refund", compensation_fen=20_001) == "within_limit"
        complaint.write("remedy_offered", kind="refund", compensation_fen=20_000)

    def test_a_supervisor_may_offer_more_but_not_everything(self):
        complaint = ComplaintWriter(who=SUPERVISOR)
        complaint.write("assessed", who=SUPERVISOR)
        given = {"who": SUPERVISOR, "kind": "refund"}
        assert objection(complaint, "remedy_offered", compensation_fen=200_001, **given) == "within_limit"
        complaint.write("remedy_offered", compensation_fen=200_000, **given)

    def test_a_remedy_without_money_needs_no_limit(self):
        complaint = ComplaintWriter()
        complaint.write("assessed")
        complaint.write("remedy_offered", kind="apology")
        assert complaint.state == "remedy_offered"

    def test_a_rejected_remedy_goes_back_to_work(self):
        complaint = ComplaintWriter()
        complaint.write("assessed")
        complaint.write("remedy_offered", kind="apology")
        complaint.write("rejected_by_customer")
        complaint.write("remedy_offered", kind="refund", compensation_fen=1)
        complaint.write("accepted_by_customer")
        assert complaint.state == "remedy_due"


class TestEnd:
    @pytest.mark.parametrize("ended_as", ["upheld", "partly"])
    def test_an_upheld_complaint_ends_after_a_closing_call_that_reached_the_customer(self, ended_as):
        complaint = ComplaintWriter()
        complaint.write("contacted", outcome="reached")
        complaint.to_remedy_done()
        assert objection(complaint, "ended", ended_as=ended_as) == "customer_called"
        complaint.write("contacted", outcome="no_answer")
        assert objection(complaint, "ended", ended_as=ended_as) == "customer_called"
        complaint.write("contacted", who=OTHER_AGENT, outcome="reached")
        complaint.write("ended", ended_as=ended_as, cause="wrong price")
        now = complaint.story.now
        assert (now.state, now.ended_as, now.ended_at) == (CLOSED, ended_as, complaint.now)

    def test_only_the_owner_ends_it_upheld(self):
        complaint = ComplaintWriter().to_remedy_done()
        complaint.write("contacted", outcome="reached")
        assert objection(complaint, "ended", who=SUPERVISOR, ended_as="upheld") == "by_owner"

    def test_unfounded_takes_a_supervisor_and_an_explanation_in_writing(self):
        complaint = ComplaintWriter()
        complaint.write("assessed")
        explained = {"explanation": "the price list was shown"}
        assert objection(complaint, "ended", ended_as="unfounded", texts=explained) == "role"
        assert objection(complaint, "ended", who=SUPERVISOR, ended_as="unfounded") == "explained"
        blank = {"explanation": "  "}
        assert objection(complaint, "ended", who=SUPERVISOR, ended_as="unfounded", texts=blank) == "explained"
        complaint.write("ended", who=SUPERVISOR, ended_as="unfounded", texts=explained)
        assert complaint.story.now.ended_as == "unfounded"

    def test_what_was_not_assessed_cannot_be_unfounded(self):
        texts = {"explanation": "x"}
        assert objection(ComplaintWriter(), "ended", who=SUPERVISOR, ended_as="unfounded", texts=texts) == "state"

    def test_the_customer_may_withdraw_at_any_open_stage(self):
        complaint = ComplaintWriter()
        complaint.write("withdrawn_by_customer")
        assert (complaint.state, complaint.story.now.ended_as) == (CLOSED, "withdrawn")

    def test_withdrawn_is_the_customers_word_and_no_decision_of_staff(self):
        complaint = ComplaintWriter().to_remedy_done()
        with pytest.raises(BadValue) as refused:
            complaint.write("ended", ended_as="withdrawn")
        assert refused.value.field == "ended_as"

    def test_a_reopened_complaint_keeps_its_owner_and_needs_a_new_closing_call(self):
        complaint = ComplaintWriter().to_remedy_done()
        complaint.write("contacted", outcome="reached")
        complaint.write("ended", ended_as="upheld")
        complaint.write("reopened", who=OTHER_AGENT, reason="money never came")
        now = complaint.story.now
        assert (now.state, now.owner, now.ended_as, now.ended_at) == ("investigating", AGENT.id, "", None)
        complaint.write("remedy_offered", kind="refund", compensation_fen=1)
        complaint.write("accepted_by_customer")
        complaint.write("remedy_given")
        assert objection(complaint, "ended", ended_as="upheld") == "customer_called"

    def test_a_rule_escalates_and_does_nothing_else_to_it(self):
        complaint = ComplaintWriter()
        complaint.write("escalated", who=RULE, to="supervisor")
        assert complaint.state == "escalated"
        assert refusal(complaint, "withdrawn_by_customer", who=RULE).code == "complaint.no_right"


class TestImport:
    @pytest.mark.parametrize("ended_as", ["upheld", "partly", "unfounded", "withdrawn"])
    def test_a_file_ends_a_complaint_from_whatever_stage_without_the_stages_between(self, ended_as):
        complaint = ComplaintWriter(who=IMPORT)
        complaint.write("ended", who=IMPORT, ended_as=ended_as)
        assert (complaint.state, complaint.story.now.ended_as) == (CLOSED, ended_as)

    def test_a_file_does_not_end_what_has_ended(self):
        complaint = ComplaintWriter(who=IMPORT)
        complaint.write("ended", who=IMPORT, ended_as="upheld")
        assert objection(complaint, "ended", who=IMPORT, ended_as="partly") == "state"

    def test_an_imported_complaint_has_an_owner_and_a_supervisor_hands_it_out(self):
        complaint = ComplaintWriter(who=IMPORT)
        assert complaint.story.now.owner == IMPORT.id
        complaint.write("owner_offered", who=SUPERVISOR, person=str(AGENT.id))
        complaint.write("owner_accepted")
        complaint.write("assessed")

    def test_receipt_keeps_the_time_of_the_file(self):
        complaint = ComplaintWriter(who=IMPORT, at=BEGIN - 48 * HOUR)
        assert complaint.story.now.received_at == BEGIN - 48 * HOUR


def test_a_change_of_state_never_lies_before_the_last_one():
    complaint = ComplaintWriter()
    event = complaint.write("assessed", at=BEGIN - HOUR)
    assert (event.at, event.stated_at) == (complaint.story.last_change_at, BEGIN - HOUR)
    assert event.at > BEGIN - HOUR


@pytest.mark.parametrize(
    ("data", "field"),
    [({"category": ""}, "category"), ({"against": "the weather"}, "against"), ({"order": "A"}, "order"), ({"colour": "x"}, "colour")],
)
def test_what_is_received_is_checked_by_field(data, field):
    with pytest.raises(BadValue) as refused:
        ComplaintWriter(**data)
    assert refused.value.field == field


PEOPLE = (AGENT, OTHER_AGENT, SUPERVISOR, an_actor(Role.SUPERVISOR), RULE, IMPORT)
people = st.sampled_from(PEOPLE)
SAID = {
    "acknowledged": {"channel": "phone"},
    "assessed": {"severity": "high"},
    "remedy_offered": {"kind": "refund", "compensation_fen": 10_000},
    "reopened": {"reason": "x"},
    "contacted": {"outcome": "reached"},
    "promised": {"until": BEGIN},
    "task_answered": {"task": str(an_id())},
    "evidence": {"attachment": str(an_id())},
}
steps = st.lists(
    st.tuples(st.sampled_from([kind for kind in KINDS if kind != "received"]), people, people,
              st.sampled_from(["upheld", "partly", "unfounded"]), st.integers(-HOUR, HOUR), st.booleans()),
    max_size=40,
)  # fmt: skip


def play(complaint, plan, look):
    """Tries each step; what is refused leaves nothing behind."""
    for kind, who, other, ended_as, shift, named in plan:
        data = dict(SAID.get(kind, {}))
        if kind == "ended":
            data["ended_as"] = ended_as
        if kind == "owner_offered" or (kind == "assessed" and named):
            data["person"] = str(other.id)
        before = (complaint.state, len(complaint.story.events))
        problem = None
        try:
            complaint.write(kind, who=who, at=complaint.now + shift, texts={"explanation": "x"}, **data)
        except Refused as refused:
            problem = refused
        if problem is not None:
            assert problem.data["state"] == complaint.state
            assert "possible" in problem.data
            assert before == (complaint.state, len(complaint.story.events))
        look(complaint)


@given(people.filter(lambda one: one.roles & {Role.AGENT, Role.SUPERVISOR}), steps)
def test_at_no_moment_a_complaint_is_without_an_owner_or_owned_by_the_one_it_is_about(taker, plan):
    def look(complaint):
        now = complaint.story.now
        assert now.owner is not None
        assert now.owner != now.concerned

    play(ComplaintWriter(who=taker), plan, look)


@given(people.filter(lambda one: one.roles & {Role.AGENT, Role.SUPERVISOR}), steps)
def test_stored_events_always_fold_to_where_the_complaint_stood_and_changes_never_go_back(taker, plan):
    def look(complaint):
        story = complaint.story
        again = ComplaintStory.of(story.id, story.no, story.events)
        assert (again.now, again.last_change_at) == (story.now, story.last_change_at)
        changes = [event.at for event in story.events if event.changes_state]
        assert changes == sorted(changes)
        assert (story.now.ended_as != "") == (story.now.state == CLOSED)

    play(ComplaintWriter(who=taker), plan, look)


@given(steps, st.integers(0, 40), st.integers(0, 40))
def test_a_fold_of_any_piece_of_a_story_never_raises(plan, first, last):
    complaint = ComplaintWriter()
    play(complaint, plan, lambda _: None)
    assert stand(complaint.story.events[first:last]).state in {NONE, CLOSED} | OPEN_STATES
