"""Scorecards and settlement of a month out of a real folder, and the commands that print them."""

import json
from datetime import date

import pytest
from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.desks import ZONE, a_desk, clock_of
from tests.factories.orders import an_order, bring_to
from tests.factories.outlets import an_outlet
from tests.factories.products import a_product

from callcentre.acts import complaints, customers, orders, visits
from callcentre.acts.places import Place
from callcentre.cli import main
from callcentre.domain.errors import BadValue
from callcentre.domain.instants import HOUR, month_bounds
from callcentre.store.figures import jobs_behind, scorecards, settlement

JULY, AUGUST = month_bounds(2026, 7, ZONE)
CLASSES = {
    "attitude", "complaint", "repeat_unfixed", "dissatisfied", "first_unfixed", "explained", "unverified", "satisfied",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    opened = a_desk(tmp_path / "desk")
    yield opened
    opened.close()


def card(desk, code, period="2026-07"):
    figures = desk.read(lambda session: scorecards(session, period))
    return next(outlet for outlet in figures["outlets"] if outlet["code"] == code)


def account(desk, code, period="2026-07"):
    figures = desk.read(lambda session: settlement(session, period))
    return next(outlet for outlet in figures["outlets"] if outlet["code"] == code)


def close(desk, order, outlet, at):
    clock_of(desk).set(at)
    desk.write(lambda unit: bring_to(unit, orders.story(unit, order), "closed", outlet))


def test_the_card_has_the_fields_of_the_contract(desk):
    outlet = an_outlet(desk, code="W")
    an_order(desk, outlet=outlet, stage="closed")
    figures = desk.read(lambda session: scorecards(session, "2026-07"))
    assert {"period", "zone", "profile", "outlets", "between"} <= set(figures)
    assert (figures["period"], figures["zone"], figures["profile"]) == ("2026-07", "Asia/Shanghai", "after_sales")
    (only,) = figures["outlets"]
    assert set(only) == {
        "code", "name", "n", "open", "dropped", "held", "counts", "rates", "first_time_fix", "on_time",
        "median_minutes", "raw_score", "score", "score_low", "score_high", "grade", "fee_grade", "provisional",
    }  # fmt: skip
    assert set(only["counts"]) == set(only["rates"]) == CLASSES
    assert only["rates"]["satisfied"]["raw"] == 1
    assert set(figures["between"]) == {"mean", "variance", "pooled"}
    assert json.loads(json.dumps(figures)) == figures


def test_every_outlet_is_listed_by_code_also_without_work(desk):
    for code in ("B", "A", "C"):
        an_outlet(desk, code=code)
    figures = desk.read(lambda session: scorecards(session, "2026-07"))
    assert [outlet["code"] for outlet in figures["outlets"]] == ["A", "B", "C"]
    assert figures["between"] is None
    first = figures["outlets"][0]
    assert (first["n"], first["grade"], first["provisional"]) == (0, None, True)
    assert first["rates"]["satisfied"] == {"raw": None, "low": None, "high": None}
    assert first["first_time_fix"] == {"x": 0, "n": 0, "low": None, "high": None}
    assert account(desk, "A")["grade_permille"] == 1000


@pytest.mark.parametrize(("at", "july", "august"), [(AUGUST - 1, 1, 0), (AUGUST, 0, 1)])
def test_a_job_belongs_to_the_local_month_of_its_last_closing(desk, at, july, august):
    outlet = an_outlet(desk, code="W")
    close(desk, an_order(desk), outlet, at)
    assert (card(desk, "W")["n"], card(desk, "W", "2026-08")["n"]) == (july, august)
    assert card(desk, "W")["open"] == 1 - july


def test_open_counts_what_had_not_ended_by_the_end_of_the_month(desk):
    outlet = an_outlet(desk, code="W")
    an_order(desk, outlet=outlet, stage="awaiting_callback")
    ended_later = an_order(desk)
    close(desk, ended_later, outlet, AUGUST + HOUR)
    an_order(desk, outlet=outlet, stage="awaiting_callback")
    assert [card(desk, "W", period)["open"] for period in ("2026-06", "2026-07", "2026-08")] == [0, 2, 2]


def test_dropped_orders_count_in_the_month_they_went(desk):
    first, second = an_outlet(desk, code="W1"), an_outlet(desk, code="W2")
    order = an_order(desk, outlet=first, stage="accepted")
    clock_of(desk).set(AUGUST)
    desk.write(lambda unit: visits.relay(unit, order, second))
    assert (card(desk, "W1")["dropped"], card(desk, "W1", "2026-08")["dropped"]) == (0, 1)
    assert card(desk, "W2", "2026-08")["dropped"] == 0
    assert card(desk, "W1")["open"] == 0, "what was dropped later was no job before"


def test_held_orders_are_named_and_not_paid(desk):
    outlet = an_outlet(desk, code="W")
    order = an_order(desk, outlet=outlet, stage="closed")
    desk.write(lambda unit: complaints.receive(unit, complaints.NewComplaint(category="charge", order=order)).id)
    assert (card(desk, "W")["n"], card(desk, "W")["held"]) == (0, 1)
    found = account(desk, "W")
    assert len(found["held"]) == 1
    assert (found["lines"], found["total_fen"]) == ([], 0)


def test_the_settlement_adds_up_line_by_line(desk):
    outlet = an_outlet(desk, code="W", place=Place(lng=117.0, lat=31.0))
    customer = a_customer(desk, places=[Place(lng=117.0, lat=31.2)])
    other = a_customer(desk, places=[Place(lng=117.0, lat=31.2)])
    model = a_product(desk)
    for owner in (customer, other):
        asset = an_asset(desk, owner, product=model, purchased_on=date(2026, 1, 1))
        for fault in ("leaks", "smells"):
            an_order(desk, customer=owner, asset=asset, fault=fault, outlet=outlet, stage="closed")
    found = account(desk, "W")
    assert [line["distance_fen"] > 0 for line in found["lines"]] == [True, False, True, False]
    assert [line["order_no"] for line in found["lines"]] == sorted(line["order_no"] for line in found["lines"])
    assert found["service_fen"] == sum(line["service_fen"] for line in found["lines"])
    assert found["total_fen"] == found["service_fen"]
    desk.write(lambda unit: customers.merge(unit, other, customer))
    assert [line["distance_fen"] > 0 for line in account(desk, "W")["lines"]] == [True, False, False, False]


def test_every_number_leads_to_its_orders(desk):
    outlet = an_outlet(desk, code="W")
    an_order(desk, outlet=outlet, stage="closed")
    lines = account(desk, "W")["lines"]
    behind = {
        name: desk.read(lambda session, name=name: jobs_behind(session, "2026-07", "W", name))
        for name in (*CLASSES, "unknown")
    }
    assert behind.pop("satisfied") == [line["order_no"] for line in lines]
    assert set(map(tuple, behind.values())) == {()}


@pytest.mark.parametrize("name", ["2026-13", "2026-7", "2026", "", "26-07", "2026-07-01", "０２０２６-07"])
def test_what_is_no_month_is_refused_by_name(desk, name):
    with pytest.raises(BadValue) as refused:
        desk.read(lambda session: scorecards(session, name))
    assert (refused.value.code, refused.value.value) == ("period.malformed", name)


@pytest.fixture
def call(desk, tmp_path):
    outlet = an_outlet(desk, code="W")
    an_order(desk, outlet=outlet, stage="closed")
    desk.close()
    key = tmp_path / "desk.key"

    def run(*arguments):
        return main(["--lang", "en", "--data", str(desk.folder), "--key-file", str(key), *map(str, arguments)])

    return run


@pytest.mark.parametrize("command", ["scorecards", "settle"])
def test_json_goes_to_standard_output_or_a_file(call, command, capsys, tmp_path):
    assert call(command, "--period", "2026-07") == 0
    printed = capsys.readouterr().out
    assert call(command, "--period", "2026-07", "--json", "-") == 0
    assert capsys.readouterr().out == printed
    assert call(command, "--period", "2026-07", "--json", tmp_path / "out.json") == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == printed
    assert json.loads(printed)["outlets"][0]["code"] == "W"


def test_pages_are_written_for_the_outlets_asked_for(call, capsys, tmp_path):
    assert call("scorecards", "--period", "2026-07", "--out", tmp_path / "pages", "--outlet", "W") == 0
    assert [file.suffix for file in (tmp_path / "pages").iterdir()] == [".pdf"]
    assert "1 scorecard was written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scorecards", "--period", "2026-07", "--outlet", "X"], "There is no outlet X."),
        (["settle", "--period", "2026-07", "--freeze"], "shared server"),
    ],
)
def test_refusals_are_words_and_exit_1(call, capsys, arguments, said):
    assert call(*arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_month_of_another_name_is_wrong_usage(call, capsys):
    assert call("scorecards", "--period", "July") == 2
    assert "July is no period" in capsys.readouterr().err


def test_a_month_without_a_name_is_wrong_usage(call):
    with pytest.raises(SystemExit) as ended:
        call("scorecards")
    assert ended.value.code == 2
