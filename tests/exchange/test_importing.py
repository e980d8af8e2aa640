"""Files come in whole or not at all, twice is once, and every refusal names line, field and value."""

from pathlib import Path

import pytest
from tests.exchange.conftest import Brings, Sends, says
from tests.exchange.files import FILES

from callcentre.app import Desk
from callcentre.domain.errors import BadValue
from callcentre.exchange.importing import Wish, import_file
from callcentre.exchange.kinds import KINDS
from callcentre.exchange.rows import Cancelled
from callcentre.store.keys import all_rows
from callcentre.store.stories import stories_of
from callcentre.store.tables import Address, Customer, FieldChange, Order, OrderEvent, Outlet, Phone


def _count(desk: Desk, entity: type) -> int:
    return desk.read(lambda session: len(list(all_rows(session, entity, ("id",), "id"))))


def _bring_all(bring: Brings) -> None:
    for kind, text in FILES.items():
        done = bring(kind, text)
        assert says(done) == [], kind
        assert done.written


def test_every_kind_comes_in_and_goes_out_the_same_twice(bring: Brings, send: Sends) -> None:
    _bring_all(bring)
    first = {kind: send(kind) for kind in KINDS}
    for kind, text in FILES.items():
        again = bring(kind, text)
        assert (again.counts.created, again.counts.changed, says(again)) == (0, 0, []), kind
        back = bring(kind, first[kind])
        assert (back.counts.created, back.counts.changed, says(back)) == (0, 0, []), kind
    assert {kind: send(kind) for kind in KINDS} == first


def test_what_came_in_is_what_the_file_said(bring: Brings, send: Sends, desk: Desk) -> None:
    _bring_all(bring)
    assert "O1,2026-07-02T11:00:00+08:00,visit,W1,李师傅,,fixed,home,阀坏,换阀" in send("events")
    assert "P2*1;P1*2,5000" in send("events")
    assert "'=2+3" in send("customers")
    outlet = desk.read(lambda session: list(all_rows(session, Outlet, ("code", "lng", "lat", "parent_id", "id"), "code")))
    assert outlet[1].parent_id == outlet[0].id
    assert outlet[1].lng == pytest.approx(117.1945, abs=0.001)
    story = desk.read(lambda session: next(s for s in stories_of(session, [row.id for row in all_rows(session, Order, ("id",), "no")]) if s.no == "O1"))
    assert story.now.state == "closed"
    assert [event.kind for event in story.events if event.kind == "urged"] == ["urged", "urged"]


def test_any_refused_row_and_nothing_is_written(bring: Brings, desk: Desk) -> None:
    done = bring("customers", "customer_no,name,phones\nC1,张伟,138\nC2,,\nC3,李娜,call me\n")
    assert says(done) == [(3, "name", "value.empty"), (4, "phones", "phone.letters")]
    assert not done.written
    assert _count(desk, Customer) == 0


def test_keep_good_writes_the_rest_and_says_why_not_the_others(bring: Brings, desk: Desk, tmp_path: Path) -> None:
    text = "customer_no,name,phones\nC1,张伟,13800138000\nC2,,\nC3,=李娜,call me\n"
    done = bring("customers", text, keep_good=True)
    assert done.written
    assert _count(desk, Customer) == 1
    assert _count(desk, Phone) == 1
    refused = (tmp_path / "customers.csv.refused.csv").read_text(encoding="utf-8").splitlines()
    assert refused[0] == "customer_no,name,phones,refused_line,refused_why"
    assert refused[1].startswith("C2,,,3,name: ")
    assert refused[2].startswith("C3,'=李娜,call me,4,")
    again = bring("customers", "\n".join(refused) + "\n", "corrected.csv")
    assert [line for line, _, _ in says(again)] == [2, 3]


def test_a_trial_writes_nothing(bring: Brings, desk: Desk) -> None:
    done = bring("customers", FILES["customers"], dry_run=True)
    assert (done.counts.created, done.written) == (2, False)
    assert _count(desk, Customer) == 0


def test_cancelling_leaves_everything_as_it_was(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(FILES["customers"], encoding="utf-8")

    def moved(done: int, in_all: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        import_file(desk.write, Wish("customers", file), moved)
    assert _count(desk, Customer) == 0


def test_other_values_of_a_known_key_patch_with_their_history(bring: Brings, desk: Desk, send: Sends) -> None:
    _bring_all(bring)
    done = bring("customers", "customer_no,phones,name,address\nC1,0551-62345678;13800138000,张伟伟,新路1号\nC2,,王芳,\n")
    assert (done.counts.changed, done.counts.same) == (1, 1)
    assert "C1,张伟伟,0551-62345678;13800138000,安徽,合肥,蜀山区,新路1号,117.21,31.81" in send("customers")
    assert _count(desk, Address) == 1
    assert _count(desk, FieldChange) > 0
    done = bring("outlets", "code,name,parent\nW1,合肥总站新,\nW2,合肥二站,\n")
    assert done.counts.changed == 2


def test_a_known_open_order_is_amended_and_an_ended_one_is_refused(bring: Brings, send: Sends) -> None:
    _bring_all(bring)
    head = "order_no,customer_no,kind,opened_at,fault,words\n"
    done = bring("orders", head + "O2,C1,repair,2026-07-10 09:00,leaks,漏水\n")
    assert (done.counts.changed, says(done)) == (1, [])
    assert "repair,ac,leaks,漏水,urgent" in send("orders")
    assert bring("orders", head + "O2,C1,repair,2026-07-10 09:00,leaks,只改描述\n").counts.changed == 1
    assert "leaks,只改描述" in send("orders")
    assert says(bring("orders", head + "O1,C1,repair,2026-07-01 08:00,leaks,不制冷\n")) == [(2, "", "order.illegal")]
    done = bring("orders", head + "O2,C1,repair,2026-07-10 09:01,leaks,只改描述\n")
    assert says(done) == [(2, "opened_at", "order.opened_stays")]


def test_a_key_twice_with_other_values_is_refused_at_its_second_row(bring: Brings) -> None:
    done = bring("products", "model,name\nA,一\nB,二\nA,一\nA,三\n")
    assert says(done) == [(5, "model", "row.key_twice")]
    assert done.flaws[0].problem.data["first"] == 2


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("technicians", "outlet_code,name\nW9,甲\n", (2, "outlet_code", "reference.outlet_code")),
        ("outlets", "code,name,parent\nA,a,Z\n", (2, "parent", "reference.parent")),
        ("outlets", "code,name,parent\nA,a,B\nB,b,A\n", (2, "parent", "outlet.cycle")),
        ("outlets", "code,name,lng\nA,a,117\n", (2, "lat", "place.half")),
        ("outlets", "code,name,lng,lat\nA,a,117,95\n", (2, "lat", "geo.out_of_range")),
        ("outlets", "code,name,datum\nA,a,gps\n", (2, "datum", "value.not_among")),
        ("parts", "code,price_fen\nP,1.5\n", (2, "price_fen", "value.no_number")),
        ("parts", "code,price_fen,model\nP,1,ZZ\n", (2, "model", "reference.model")),
        ("assets", "serial,customer_no\nS,C9\n", (2, "customer_no", "reference.customer_no")),
        ("assets", "serial,customer_no,purchased_on\nS,C1,31.12.2025\n", (2, "purchased_on", "value.no_day")),
        ("covers", "cover_no,serial,from,until\nV,S1,2026-02-01,2026-01-01\n", (2, "until", "value.ends_before")),
        ("orders", "order_no,customer_no,kind,opened_at\nO,C1,dance,2026-07-01\n", (2, "kind", "order.unknown_kind")),
        ("orders", "order_no,customer_no,kind,opened_at,repeat_of\nO,C1,repair,2026-07-01,N\n",
         (2, "repeat_of", "reference.repeat_of")),
        ("events", "order_no,at,event\nO9,2026-07-01,noted\n", (2, "order_no", "reference.order_no")),
        ("events", "order_no,at,event\nO2,2026-07-12 12:00,amended\n", (2, "event", "event.not_in_file")),
        ("events", "order_no,at,event\nO2,2026-07-12 12:00,danced\n", (2, "event", "event.unknown_kind")),
        ("events", "order_no,at,event,outlet_code\nO2,2026-07-12 12:00,relayed,W9\n",
         (2, "outlet_code", "reference.outlet_code")),
        ("events", "order_no,at,event\nO3,2026-07-12 12:00,relayed\n", (2, "outlet_code", "event.missing")),
        ("events", "order_no,at,event,outcome,parts\nO2,2026-07-12 12:00,visit,fixed,ZZ*1\n",
         (2, "parts", "part.unknown")),
        ("events", "order_no,at,event,window_start,window_end\nO3,2026-07-12,window_agreed,2026-07-13,2026-07-12\n",
         (2, "window_end", "event.ends_before")),
        ("events", "order_no,at,event,score\nO3,2026-07-12,urged,3\n", (2, "score", "event.unknown_field")),
        ("events", "order_no,at,event\nO2,2026-07-11 08:00,withdrawn\n", (2, "event", "order.before_last_change")),
        ("events", "order_no,at,event\nO3,2026-07-12,callback_attempt\n", (2, "outcome", "event.missing")),
        ("events", "order_no,at,event,outcome\nO3,2026-07-12,callback_attempt,busy\n", (2, "event", "order.illegal")),
        ("events", "order_no,at,event,satisfied\nO2,2026-07-12 12:00,solved_by_phone,vielleicht\n",
         (2, "satisfied", "value.no_flag")),
        ("complaints", "complaint_no,received_at,category\nK,2026-07-01,weather\n",
         (2, "category", "complaint.unknown_category")),
        ("complaints", "complaint_no,received_at,category,severity\nK,2026-07-01,other,dire\n",
         (2, "severity", "complaint.unknown_severity")),
        ("complaints", "complaint_no,received_at,category,ended_at\nK,2026-07-01,other,2026-07-02\n",
         (2, "ended_as", "complaint.half_ended")),
        ("complaints", "complaint_no,received_at,category,order_no\nK,2026-06-01,other,O1\n",
         (2, "received_at", "complaint.before_order")),
        ("calls", "call_no,began_at,disposition\nL,2026-07-01,dance\n", (2, "disposition", "call.unknown_disposition")),
        ("calls", "call_no,began_at,direction\nL1,2026-07-01 07:58,out\n", (2, "", "call.stays")),
    ],
)
def test_a_refused_row_names_its_line_field_and_reason(
    bring: Brings, send: Sends, kind: str, text: str, wanted: tuple[int, str, str]
) -> None:
    _bring_all(bring)
    before = send(kind)
    assert says(bring(kind, text))[0] == wanted
    assert send(kind) == before


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("customer_no,name,colour\n", "colour", "file.unknown_column"),
        ("customer_no,姓名,name\n", "name", "file.column_twice"),
        ("customer_no,phones\n", "name", "file.lacks_column"),
        ("customer_no,,name\n", "#2", "file.unknown_column"),
    ],
)
def test_a_wrong_header_is_refused_by_the_name_of_the_column(bring: Brings, text: str, field: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        bring("customers", text)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_chinese_headers_in_any_encoding_and_delimiter(bring: Brings, send: Sends) -> None:
    text = "客户编号;姓名;电话\nC1;张伟;13800138000\n"
    for encoding in ("gbk", "gb18030", "utf-8-sig"):
        assert says(bring("customers", text.encode(encoding))) == []
    assert "C1,张伟,13800138000" in send("customers")


def test_events_stored_already_are_skipped_before_the_rest_is_judged(bring: Brings, desk: Desk) -> None:
    _bring_all(bring)
    stored = _count(desk, OrderEvent)
    more = "O1,2026-07-02 11:30,noted,,,,,,,,,,,,,,,,,,,,,,,,,补记\n"
    done = bring("events", FILES["events"] + more)
    assert (done.counts.created, says(done)) == (1, [])
    assert _count(desk, OrderEvent) == stored + 1


def test_a_third_identical_row_is_a_third_occurrence(bring: Brings, desk: Desk) -> None:
    _bring_all(bring)
    line = "O2,2026-07-12 12:00,urged\n"
    assert bring("events", "order_no,at,event\n" + line * 2).counts.created == 2
    done = bring("events", "order_no,at,event\n" + line * 3)
    assert (done.counts.same, done.counts.created) == (2, 1)


def test_padded_codes_are_the_codes(bring: Brings) -> None:
    assert bring("outlets", "code,name\nA1 ,a\n\u3000A1,a\n").counts.created == 1


def test_an_import_acts_as_the_import(bring: Brings, desk: Desk) -> None:
    from callcentre.store.first import IMPORT_PERSON

    _bring_all(bring)
    events = desk.read(lambda session: list(all_rows(session, OrderEvent, ("actor_id", "id"), "id")))
    assert {event.actor_id for event in events} == {IMPORT_PERSON}


def test_the_datum_of_the_whole_file_holds_where_a_row_names_none(bring: Brings, desk: Desk) -> None:
    bring("outlets", "code,name,lng,lat,datum\nA,a,117.2,31.8,\nB,b,117.2,31.8,wgs84\nC,c,117.2,31.8,bd09\n", datum="bd09")
    rows = desk.read(lambda session: list(all_rows(session, Outlet, ("code", "lng"), "code")))
    assert rows[1].lng == 117.2
    assert rows[0].lng == rows[2].lng == pytest.approx(117.188, abs=0.002)
