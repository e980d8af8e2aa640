"""The twelve cases of a July day, told event by event: class and fee before the grade factor."""

from tests.figures.teller import ASSET, COLLEAGUE, PROFILE, W1, W2, Teller, july, result_of

from callcentre.domain.fees import GradedJob, half_up, lines
from callcentre.domain.instants import DAY, HOUR, month_bounds
from callcentre.domain.jobs import LinkedComplaint

COVERED = {"labour_covered": True, "parts_covered": True}


def fees(*rows):
    """Order number -> (class, service, parts) of graded rows."""
    jobs = [
        GradedJob(
            row.customer_id, row.order_no, result_of(row), row.kind, row.category, row.labour_covered,
            row.parts_covered, row.parts_fen, row.metres, row.trip_at,
        )
        for row in rows
    ]
    return {line.order_no: (line.class_, line.service_fen, line.parts_fen) for line in lines(jobs, PROFILE)}


def fee(told, outlet=W1, **around):
    return fees(told.job(outlet, **COVERED | around))[told.story.no]


def test_1_a_repair_that_came_back():
    first = Teller("A", asset=str(ASSET)).served().answer()
    second = Teller("B", at=first.at + 8 * DAY, asset=str(ASSET)).served().answer()
    before, after = fee(first), fee(first, repeats=1)
    assert before == ("satisfied", 6000, 0)
    assert after == ("first_unfixed", 4800, 0)
    assert fee(second) == ("satisfied", 6000, 0)
    assert half_up((after[1] - before[1]) * 1050, 1000) == -1260


def test_2_gas_smell_at_night():
    told = Teller(urgency="danger", at=july(1, 23, 40))
    told.add("relayed", outlet=W1)
    told.add("withdrawn", reason="no_answer")
    told.served(W2).answer()
    assert set(told.jobs()) == {W2}
    assert fee(told, W2) == ("satisfied", 6000, 0)


def test_3_waiting_for_a_compressor():
    told = Teller().sent()
    told.visit("parts_needed", at=july(5))
    told.add("part_requested", parts=[["compressor", 1, 100_000]])
    told.add("on_hold", reason="part", until=july(36))
    assert told.job().state == "open"
    told.add("part_arrived", at=july(36), parts=[["compressor", 1, 100_000]])
    told.add("resumed")
    told.visit("fixed", parts=[["compressor", 1, 100_000]])
    told.done().answer()
    row = told.job()
    assert fee(told) == ("satisfied", 6000, 100_000)
    assert (row.fix_n, row.fix_x) == (True, False)
    assert row.period_at >= month_bounds(2026, 8, PROFILE.zone)[0]


def test_4_three_machines():
    first, second, third = (Teller(no, group_no="G") for no in "ABC")
    first.served().answer()
    second.sent().visit("parts_needed")
    third.sent()
    third.add("quoted", charge_fen=9900)
    third.visit("refused_fee")
    third.add("cancelled", reason="refuses_fee")
    assert fee(first) == ("satisfied", 6000, 0)
    assert second.job().state == "open"
    assert third.jobs() == {}


def test_5_a_hotel():
    rows = []
    for number in range(120):
        day, redone = 6 + number // 30, number >= 114
        told = Teller(f"H{number:03}", kind="installation", at=july(5)).sent()
        told.visit("not_fixed" if redone else "fixed", arrived_at=july(day, 9, number % 30), at=july(day, 10))
        if redone:
            told.visit("fixed", arrived_at=july(day + 1), at=july(day + 1))
        rows.append(told.done().answer().job(metres={W1: 20_000.0}, **COVERED))
    found = fees(*rows)
    paid = [no for no, (_class, service, _parts) in found.items() if service not in (8000, 6400)]
    assert [class_ for class_, _, _ in found.values()].count("first_unfixed") == 6
    assert paid == ["H000", "H030", "H060", "H090"]
    assert found["H000"] == ("satisfied", 9500, 0)


def test_6_not_covered():
    told = Teller().sent()
    told.visit(charge_fen=28000)
    told.done().answer(paid_fen=28000)
    assert fee(told, labour_covered=False, parts_covered=False) == ("satisfied", 0, 0)


def test_7_nobody_came():
    told = Teller()
    told.add("window_agreed", start=july(2, 9), end=july(2, 12), by="customer")
    told.sent()
    told.visit(arrived_at=july(2, 10), at=july(2, 10))
    told.done().answer(satisfied=False, fixed=False, came=False)
    told.add("relayed", outlet=W2)
    told.add("window_agreed", start=july(3, 9), end=july(3, 12), by="customer")
    told.add("accepted", outlet=W2)
    told.visit("fixed", W2, arrived_at=july(3, 10), at=july(3, 10))
    told.done(W2).answer()
    assert fee(told, W1) == ("complaint", 0, 0)
    assert fee(told, W2) == ("satisfied", 6000, 0)
    timed = {outlet: (row.time_n, row.time_x) for outlet, row in told.jobs().items()}
    assert timed == {W1: (True, False), W2: (True, True)}


def test_8_charged_too_much():
    told = Teller().sent()
    told.visit(charge_fen=18000)
    told.done().answer(fixed=True, paid_fen=38000)
    raised = {"outlet": W1, "against": "outlet", "category": "charge", "received_at": told.at + HOUR}
    running, upheld = LinkedComplaint(**raised, is_open=True, ended_as=""), LinkedComplaint(
        **raised, is_open=False, ended_as="upheld"
    )
    assert told.job(complaints=[running]).state == "held"
    assert fee(told, complaints=[upheld]) == ("complaint", 0, 0)


def test_9_a_complaint_about_the_hotline():
    told = Teller().served().answer()
    about_us = LinkedComplaint(None, "hotline", "attitude", told.at + HOUR, is_open=True, ended_as="")
    assert fee(told, complaints=[about_us]) == ("satisfied", 6000, 0)


def test_10_only_the_price_list():
    told = Teller().served().answer(satisfied=False, fixed=True, about="price_policy")
    told.add("closed_unverified", reason="explained_unfounded")
    assert fee(told) == ("explained", 6000, 0)


def test_11_unreachable_until_the_customer_rings_in():
    told = Teller().served()
    told.add("closed_unverified", reason="unreachable")
    assert fee(told) == ("unverified", 5400, 0)
    told.add("reopened", reason="called_in", actor=COLLEAGUE)
    told.add("solved_by_phone", satisfied=True)
    assert fee(told) == ("satisfied", 6000, 0)


def test_12_the_outlet_wanted_to_cancel():
    told = Teller().sent()
    told.add("cancel_asked", reason="customer_wish")
    told.add("contacted", by="centre", outcome="reached")
    told.add("relayed", outlet=W2)
    told.add("window_agreed", start=july(2, 9), end=july(2, 12), by="customer")
    told.add("accepted", outlet=W2)
    told.visit("fixed", W2, arrived_at=july(2, 10), at=july(2, 10))
    told.done(W2).answer()
    assert told.job(W1).state == "dropped"
    assert fee(told, W2) == ("satisfied", 6000, 0)
    assert (told.job(W2).time_n, told.job(W2).time_x) == (True, True)
