"""What the intake field finds, why, and that it never reads a table from end to end."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from tests.factories.assets import an_asset
from tests.factories.customers import HOME, a_customer
from tests.factories.orders import an_order, bring_to
from tests.factories.outlets import an_outlet

from callcentre.acts import customers, orders
from callcentre.app import Desk
from callcentre.store.initials import initials_of
from callcentre.store.search import LAST, WAYS, WORDS, Found, find
from callcentre.store.search_index import match_of, terms_of
from callcentre.store.tables import Asset
from callcentre.store.unit import Unit


def found(desk: Desk, typed: str, limit: int = 20) -> list[Found]:
    return desk.read(lambda session: find(session, typed, limit=limit))


def reasons(desk: Desk, typed: str, pk: UUID) -> list[str]:
    return [hit.why.code for hit in found(desk, typed) if hit.id == pk]


@pytest.fixture
def caller(desk: Desk) -> UUID:
    """A customer with a polyphonic surname, a mobile and a fixed line, and neighbours who are like them."""
    pk = a_customer(desk, name="曾小贤", phones=["138-0013-8000", "0551-62345678"])
    a_customer(desk, name="曹小勇")
    a_customer(desk, name="李四", phones=["12345"])
    return pk


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("13800138000", "phone"),
        ("138 0013", "phone"),
        ("+86138", "phone"),
        ("8000", "phone"),
        ("0551-6234", "phone"),
        ("5678", "phone"),
        ("曾小贤", "name"),
        ("曾", "name"),
        ("贤", "name"),
        ("小贤", "name"),
        ("zxx", "initials"),
        ("ZX", "initials"),
        ("z", "initials"),
        ("长江西路", "address"),
        ("西路100", "address"),
        ("江", "address"),
        ("曾 长江", "name"),
    ],
)
def test_a_caller_is_found_and_the_reason_is_told(desk: Desk, caller: UUID, typed: str, why: str) -> None:
    assert reasons(desk, typed, caller) == [why]


@pytest.mark.parametrize("typed", ["", "  ", "。，", "u l", "13999", "贤曾", '"', "u*", "NEAR(", "曾 OR 王", "%", "'"])
def test_what_does_not_fit_finds_nobody_and_no_sign_breaks_it(desk: Desk, caller: UUID, typed: str) -> None:
    # Numbers begin anywhere with any letter but I, L, O and U, and they are searched too.
    assert caller not in {hit.id for hit in found(desk, typed)}


def test_a_short_code_is_found_as_it_is_dialled(desk: Desk, caller: UUID) -> None:
    (hit,) = [hit for hit in found(desk, "1234") if hit.why.code == "phone"]
    assert (hit.title, hit.why.part) == ("李四", "12345")


def test_an_order_is_found_by_its_number_its_tail_and_the_words(desk: Desk) -> None:
    order = an_order(desk, words="外机漏水，人民路128号门口", external_ref="JD-7788")
    (hit,) = found(desk, "漏水")
    assert (hit.kind, hit.id, hit.why.code) == ("order", order, "words")
    assert "漏水" in hit.why.part
    for typed in (hit.no, hit.no.lower(), hit.no[:9], hit.no[-5:], hit.no[-5:].replace("-", "")):
        assert reasons(desk, typed, order) == ["number"], typed
    assert reasons(desk, "人民路12", order) == ["words"]
    assert reasons(desk, "7788", order) == ["reference"]


def test_an_amended_and_a_closed_order_are_still_found(desk: Desk) -> None:
    order = an_order(desk, stage="closed", words="噪音")
    assert reasons(desk, "噪音", order) == ["words"]


def test_of_orders_that_end_alike_the_open_ones_come_first_the_newest_before_the_others(desk: Desk) -> None:
    caller, outlet = a_customer(desk), an_outlet(desk)
    placed = []
    for day, stage in (("01", "open"), ("02", "open"), ("03", "closed")):

        def act(unit: Unit, no: str = f"SO-2607{day}-TEST-777-K", stage: str = stage) -> UUID:
            story = orders.open_order(unit, orders.NewOrder(customer=caller, kind="repair"), no=no)
            bring_to(unit, story, stage, outlet)
            return story.id

        placed.append(desk.write(act).result)
    assert [hit.id for hit in found(desk, "777-K")] == [placed[1], placed[0], placed[2]]


def test_machines_and_outlets_are_found(desk: Desk) -> None:
    outlet = an_outlet(desk)
    hits = {hit.id: hit for hit in found(desk, "网点")}
    assert hits[outlet].why.code == "name"
    assert reasons(desk, hits[outlet].no.lower(), outlet) == ["code"]
    asset = an_asset(desk, a_customer(desk))
    serial = desk.read(lambda session: session.scalar(select(Asset.serial)))
    assert reasons(desk, str(serial), asset) == ["serial"]


def test_a_renamed_customer_is_found_by_the_new_name_alone(desk: Desk, caller: UUID) -> None:
    desk.write(lambda unit: customers.change(unit, caller, name="欧阳娜娜"))
    assert reasons(desk, "娜娜", caller) == ["name"]
    assert reasons(desk, "oynn", caller) == ["initials"]
    assert reasons(desk, "小贤", caller) == []


def test_a_merged_customer_leads_to_the_one_who_stands_for_them(desk: Desk, caller: UUID) -> None:
    other = a_customer(desk, name="曾晓贤")
    desk.write(lambda unit: customers.merge(unit, caller, other))
    assert {hit.id for hit in found(desk, "13800138000")} == {other}


def test_the_surest_reason_comes_first_and_none_crowds_out_the_rest(desk: Desk) -> None:
    for number in range(30):
        a_customer(desk, name=f"张{number:02d}", places=[HOME])
    order = an_order(desk, words="张先生的邻居")
    hits = found(desk, "张", limit=10)
    assert len(hits) == 10
    assert hits[0].why.code == "name"
    assert order in {hit.id for hit in hits}


def test_what_is_typed_in_full_width_or_capitals_finds_as_well(desk: Desk, caller: UUID) -> None:
    assert reasons(desk, "西路１００", caller) == ["address"]


def test_no_way_of_finding_reads_a_whole_table(desk: Desk) -> None:
    with desk.store.reading() as session:
        for statement in [*(way.statement for way in WAYS), WORDS]:
            values = ("空调", 20) if statement == WORDS else ("a", "a" + LAST, 20)
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            for *_numbers, step in plan:
                assert "VIRTUAL TABLE INDEX" in step or not step.startswith("SCAN"), (statement, step)
                assert "TEMP B-TREE" not in step, (statement, step)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("曾小贤", "zxx"), ("单田芳", "stf"), ("解晓东", "xxd"), ("尉迟恭", "ycg"), ("王芳", "wf"), ("安", "a"),
     ("仇英", "qy"), ("Anna 李", "annal"), ("长孙无忌", "zswj"), ("", "")],
)  # fmt: skip
def test_initials_follow_how_a_name_is_said(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@given(words=st.text("空调不制冷水ab12 ，", min_size=1, max_size=12), data=st.data())
def test_every_fragment_of_cjk_is_a_phrase_of_the_terms(words: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(begin + 1, len(words)))
    fragment = words[begin:end]
    match = match_of(fragment)
    for phrase in filter(None, match.split(" AND ")):
        body = phrase.rstrip("*").strip('"')
        # A fragment may begin inside a run of letters or digits, which are found from their beginning.
        if begin and words[begin - 1].isascii() and words[begin].isascii():
            continue
        assert f" {body}" in f" {terms_of(words)}", (fragment, terms_of(words))


def test_an_amendment_is_found_by_its_own_number_only_once(desk: Desk) -> None:
    order = an_order(desk, words="漏水")
    desk.write(lambda unit: orders.amend(unit, order, {"fault": "leak"}))
    assert reasons(desk, "漏水", order) == ["words"]


def test_people_with_one_name_are_told_apart_by_where_they_live(desk: Desk) -> None:
    there = HOME.__class__(province="天津市", city="天津市", district="和平区", line="工农路247号")
    for place in (HOME, there):
        a_customer(desk, name="刘天芳", places=[place])
    assert sorted(hit.beside for hit in found(desk, "刘天芳")) == sorted(
        ["天津市和平区工农路247号", f"{HOME.province}{HOME.city}{HOME.district}{HOME.line}"]
    )
