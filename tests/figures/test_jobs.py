"""Jobs and result classes: each rule of design section 6 as a claim."""

import pytest
from tests.figures.teller import ASSET, COLLEAGUE, CUSTOMER, W1, W2, Teller, july

from callcentre.domain.event import Effect
from callcentre.domain.instants import MINUTE
from callcentre.domain.jobs import LinkedComplaint


def complaint(outlet=None, *, against="", category="quality", at=None, ended_as="upheld", is_open=False):
    return LinkedComplaint(outlet, against, category, july(20) if at is None else at, is_open, ended_as)


def test_a_fixed_repair_with_a_satisfied_customer_is_satisfied():
    told = Teller().served().answer()
    assert told.result() == "satisfied"
    assert told.job().customer_id == CUSTOMER
    assert told.job().period_at == told.story.events[-1].at


def test_an_outlet_that_only_accepted_has_no_job():
    told = Teller().sent()
    assert told.jobs() == {}


def test_feedback_done_alone_makes_a_job():
    told = Teller().sent().done().answer()
    assert told.result() == "satisfied"
    assert not told.job().fix_n


@pytest.mark.parametrize("outcome", ["no_access", "refused_visit", "refused_fee"])
def test_an_ineffective_visit_makes_no_job(outcome):
    told = Teller().sent()
    told.visit(outcome)
    told.add("cancelled", reason="refuses_fee")
    assert told.jobs() == {}


def test_a_visit_that_was_set_aside_counts():
    told = Teller()
    told.add("relayed", outlet=W1)
    assert told.visit().effect is Effect.SET_ASIDE
    told.add("solved_by_phone", satisfied=True)
    assert told.result() == "satisfied"


def test_feedback_that_was_set_aside_does_not_count():
    told = Teller()
    told.add("relayed", outlet=W1)
    assert told.add("feedback", outlet=W1, outcome="done").effect is Effect.SET_ASIDE
    told.add("solved_by_phone", satisfied=True)
    assert told.jobs() == {}


def test_an_answer_that_was_set_aside_does_not_count():
    told = Teller().served().answer()
    assert told.add("callback_answer", satisfied=False, fixed=False).effect is Effect.SET_ASIDE
    assert told.result() == "satisfied"


def test_feedback_taken_back_does_not_count():
    told = Teller().sent()
    said = told.add("feedback", outlet=W1, outcome="done")
    told.add("undone", event=str(said.id))
    assert told.jobs() == {}


def test_an_answer_taken_back_opens_the_job_again_and_says_nothing():
    told = Teller().served()
    told.add("callback_answer", satisfied=False, fixed=False)
    told.add("undone", event=str(told.story.events[-1].id))
    assert told.job().state == "open"
    assert told.answer().result() == "satisfied"


def test_a_closing_taken_back_after_a_note_leaves_the_job_open():
    told = Teller().served().answer()
    closing = told.story.events[-1]
    told.add("noted")
    told.add("undone", event=str(closing.id))
    assert told.job().state == "open"
    assert told.job().period_at is None


@pytest.mark.parametrize(("times", "result"), [(1, "first_unfixed"), (2, "repeat_unfixed"), (3, "repeat_unfixed")])
def test_visits_that_did_not_fix_count(times, result):
    told = Teller().sent()
    for _ in range(times):
        told.visit("not_fixed")
    told.visit()
    assert told.done().answer().result() == result


def test_an_answer_of_not_fixed_counts_against_the_outlet_serving_then():
    told = Teller().served().answer(satisfied=False, fixed=False, about="product")
    told.served(W2).answer()
    assert told.result(W1) == "first_unfixed"
    assert told.result(W2) == "satisfied"


def test_a_second_check_counts_like_an_answer():
    told = Teller().served().answer()
    told.add("second_check", actor=COLLEAGUE, satisfied=True, fixed=False)
    assert told.result() == "first_unfixed"


@pytest.mark.parametrize(
    ("reason", "result"),
    [("not_fixed", "first_unfixed"), ("recurred", "first_unfixed"), ("called_in", "satisfied"), ("other", "satisfied")],
)
def test_reopening_counts_where_it_was_not_fixed_or_came_back(reason, result):
    told = Teller().served().answer()
    told.add("reopened", reason=reason)
    assert told.sent().done().answer().result() == result


@pytest.mark.parametrize("outcome", ["temporary", "parts_needed", "taken_to_workshop", "unrepairable", "unsafe"])
def test_work_left_undone_counts_once_another_outlet_came(outcome):
    told = Teller().sent()
    told.visit(outcome)
    told.add("returned", outlet=W1)
    told.served(W2).answer()
    assert told.result(W1) == "first_unfixed"
    assert told.result(W2) == "satisfied"


def test_work_left_undone_and_finished_by_the_same_outlet_does_not_count():
    told = Teller().sent()
    told.visit("parts_needed")
    told.visit("fixed")
    assert told.done().answer().result() == "satisfied"
    assert not told.job().fix_x


def test_repeats_count_against_the_last_visitor_only():
    told = Teller().sent()
    told.visit("fixed", W1)
    told.add("returned", outlet=W1)
    told.served(W2).answer()
    assert told.job(W1, repeats=1).unfixed == 0
    assert told.result(W2, repeats=2) == "repeat_unfixed"


@pytest.mark.parametrize(
    ("about", "result"),
    [(None, "dissatisfied"), ("outlet", "dissatisfied"), ("technician", "dissatisfied"), ("product", "unverified"),
     ("price_policy", "unverified"), ("hotline", "unverified")],
)
def test_dissatisfaction_counts_by_what_it_is_about(about, result):
    told = Teller().served().answer(satisfied=False, about=about)
    told.add("closed_unverified", reason="other")
    assert told.result() == result


def test_attitude_goes_before_everything():
    told = Teller().served().answer(satisfied=False, attitude_ok=False, came=False, fixed=False)
    told.add("closed_unverified", reason="other")
    assert told.result() == "attitude"


def test_nobody_came_is_a_complaint():
    told = Teller().served().answer(satisfied=False, came=False, fixed=False)
    assert told.sent(W2).served(W2).answer().result(W1) == "complaint"
    assert told.result(W2) == "satisfied"


def test_corrected_answers_count_as_corrected():
    told = Teller().served().answer(attitude_ok=False)
    told.add("corrected", event=str(told.story.events[-1].id), fields={"attitude_ok": True})
    assert told.result() == "satisfied"


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (complaint(W1), "complaint"),
        (complaint(), "complaint"),
        (complaint(against="technician", ended_as="partly"), "complaint"),
        (complaint(category="attitude"), "attitude"),
        (complaint(against="hotline"), "satisfied"),
        (complaint(ended_as="unfounded"), "satisfied"),
        (complaint(ended_as="withdrawn"), "satisfied"),
        (complaint(at=july(1)), "satisfied"),
        (complaint(W2), "satisfied"),
        (complaint(is_open=True, ended_as=""), "held"),
        (complaint(W2, is_open=True, ended_as=""), "satisfied"),
        (complaint(is_open=True, ended_as="", against="dealer"), "satisfied"),
    ],
    ids=["named", "serving", "partly", "attitude", "hotline", "unfounded", "withdrawn", "before it served", "other outlet",
         "open", "open against another", "open against the dealer"],
)  # fmt: skip
def test_complaints_count_by_whom_they_concern_and_how_they_ended(said, result):
    told = Teller().served().answer()
    assert told.result(complaints=[said]) == result
    assert W2 not in told.jobs(complaints=[said])


def test_a_complaint_that_names_nobody_concerns_who_served_when_it_was_received():
    told = Teller().served().answer(satisfied=False, fixed=True, about="product")
    between = told.at
    told.served(W2).answer()
    said = complaint(at=between)
    assert told.result(W1, complaints=[said]) == "complaint"
    assert told.result(W2, complaints=[said]) == "satisfied"


def test_before_an_authority_the_job_is_held():
    told = Teller().served().answer(satisfied=False, attitude_ok=False)
    told.add("closed_unverified", reason="before_authority")
    assert told.result() == "held"


@pytest.mark.parametrize("reason", ["unreachable", "refused_callback", "withdrawn", "other"])
def test_other_endings_without_a_word_are_unverified(reason):
    told = Teller().served()
    told.add("closed_unverified", reason=reason)
    assert told.result() == "unverified"


def test_a_cancelled_order_with_a_job_is_unverified_and_has_no_time_to_close():
    told = Teller().sent()
    told.visit("parts_needed")
    told.add("cancelled", reason="customer_wish")
    assert told.result() == "unverified"
    assert told.job().open_to_close is None


def test_an_explained_reproach_counts_nowhere():
    told = Teller()
    told.add("window_agreed", by="customer", start=july(2, 9), end=july(2, 12))
    told.sent()
    told.visit(at=july(2, 10), arrived_at=july(2, 10))
    told.done().answer(satisfied=False, fixed=False, attitude_ok=False, came=False, on_time=False)
    told.add("closed_unverified", reason="explained_unfounded")
    assert told.result() == "explained"
    assert (told.job().time_n, told.job().time_x) == (True, True)


def test_only_the_latest_reproach_is_explained_away():
    told = Teller().served().answer(satisfied=False, fixed=False)
    told.served().answer(satisfied=False, fixed=False)
    told.add("closed_unverified", reason="explained_unfounded")
    assert told.job().unfixed == 1
    assert told.result() == "dissatisfied"


def test_an_explanation_that_was_not_the_last_ending_explains_nothing():
    told = Teller().served().answer(satisfied=False, fixed=False)
    told.add("closed_unverified", reason="explained_unfounded")
    told.add("reopened", reason="called_in")
    told.served().answer()
    assert told.result() == "dissatisfied"


def test_an_accepted_order_that_went_to_another_outlet_is_dropped_when_it_went():
    told = Teller().sent(W1)
    told.add("relayed", outlet=W2)
    gone = told.at
    told.add("accepted", outlet=W2)
    told.visit("fixed", W2)
    told.done(W2).answer()
    assert (told.job(W1).state, told.job(W1).period_at) == ("dropped", gone)
    assert told.result(W2) == "satisfied"


def test_an_order_never_accepted_or_relayed_to_nobody_else_is_not_dropped():
    told = Teller()
    told.add("relayed", outlet=W1)
    told.add("relayed", outlet=W2)
    told.add("accepted", outlet=W2)
    told.add("returned", outlet=W2)
    told.add("relayed", outlet=W2)
    assert told.jobs() == {}


def test_an_acceptance_taken_back_drops_nothing():
    told = Teller()
    told.add("relayed", outlet=W1)
    accepted = told.add("accepted", outlet=W1)
    told.add("undone", event=str(accepted.id))
    told.add("relayed", outlet=W2)
    assert told.jobs() == {}


@pytest.mark.parametrize(
    ("kind", "visits", "expected"),
    [
        ("repair", ["fixed"], (True, True)),
        ("repair", ["no_fault_found"], (True, True)),
        ("repair", ["no_access", "fixed"], (True, True)),
        ("repair", ["fixed", "fixed"], (True, False)),
        ("repair", ["not_fixed", "fixed"], (True, False)),
        ("installation", ["fixed"], (False, False)),
    ],
)
def test_first_time_fix(kind, visits, expected):
    told = Teller(kind=kind).sent()
    for outcome in visits:
        told.visit(outcome)
    row = told.done().answer().job()
    assert (row.fix_n, row.fix_x) == expected


def test_the_trip_is_the_first_effective_visit_away_from_the_workshop():
    told = Teller().sent()
    told.visit("no_access", arrived_at=july(2))
    told.visit("temporary", place="workshop", arrived_at=july(3))
    told.visit("temporary", place="home", arrived_at=july(4))
    told.visit("fixed", arrived_at=july(5))
    assert told.job().trip_at == july(4)


def test_a_trip_without_arrival_is_dated_by_its_event():
    told = Teller().sent()
    visit = told.visit()
    assert told.job().trip_at == visit.at


def test_parts_of_every_visit_of_the_outlet_count_as_corrected():
    told = Teller().sent()
    told.visit("no_access", parts=[["p", 2, 100]])
    visit = told.visit("fixed", parts=[["q", 1, 7]])
    told.add("corrected", event=str(visit.id), fields={"parts": [["q", 3, 7]]})
    assert told.job().parts_fen == 221


def test_times_run_from_the_last_relay_before_the_first_visit():
    told = Teller()
    told.add("relayed", outlet=W1)
    told.add("relayed", outlet=W1)
    told.add("accepted", outlet=W1)
    told.visit("no_access", arrived_at=told.at + 30 * MINUTE)
    told.add("relayed", outlet=W1)
    told.add("accepted", outlet=W1)
    told.visit()
    row = told.done().answer().job()
    assert row.relay_to_visit == 90 * MINUTE
    assert row.open_to_close == told.at - july(1)


def test_amended_header_counts():
    told = Teller()
    told.add("amended", fields={"kind": "installation", "category": "washer", "asset": str(ASSET)})
    row = told.served().answer().job()
    assert (row.kind, row.category) == ("installation", "washer")
