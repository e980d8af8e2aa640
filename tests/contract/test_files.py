"""Section 7 line by line, as somebody outside would try it with files of their own."""

import csv
import gzip
import io
import re

import openpyxl
import pytest
from tests.contract.company import EVERYTHING, events
from tests.contract.driving import COLUMNS, IN_ORDER, REQUIRED, Folder, table

# FILE:LINE: FIELD: what is wrong
FORM = re.compile(r"^(?P<file>.+):(?P<line>\d+): (?P<field>[\w-]+): (?P<wrong>.+)$")


def refused(folder: Folder, kind: str, text: str | bytes, *options: str) -> list[tuple[int, str, str]]:
    """(line, field, words) of every error of a file that must be refused; nothing of it may be written."""
    before = folder.export(kind)
    said = folder.bring(kind, text, *options)
    assert said.code == 1
    found = [FORM.match(line) for line in said.err.splitlines()]
    errors = [one for one in found if one and one["file"] == str(folder.home / f"{kind}.csv")]
    assert folder.export(kind) == before
    return [(int(one["line"]), one["field"], one["wrong"]) for one in errors]


@pytest.mark.parametrize("kind", IN_ORDER)
def test_every_column_is_taken_and_comes_out_by_the_same_name(filled: Folder, kind: str) -> None:
    rows = filled.rows(kind)
    assert tuple(rows[0]) == COLUMNS[kind]
    given = list(csv.DictReader(io.StringIO(EVERYTHING[kind], newline="")))
    assert len(rows) == len(given)
    filled_in = {name for row in given for name, cell in row.items() if cell}
    assert filled_in <= {name for row in rows for name, cell in row.items() if cell}


@pytest.mark.parametrize("kind", IN_ORDER)
def test_the_same_file_twice_changes_nothing_nor_does_an_export_in_another_order(filled: Folder, kind: str) -> None:
    before = filled.export_all()
    count = len(filled.rows(kind))
    assert f"0 new, 0 changed, {count} unchanged, 0 refused" in filled.take(kind, EVERYTHING[kind]).err
    rows = filled.rows(kind)
    turned = table(kind, *(rows if kind == "events" else rows[::-1]), columns=COLUMNS[kind][::-1])
    assert f"0 new, 0 changed, {count} unchanged, 0 refused" in filled.take(kind, turned).err
    assert filled.export_all() == before


@pytest.mark.parametrize("kind", IN_ORDER)
def test_a_workbook_goes_out_and_comes_back(filled: Folder, kind: str) -> None:
    before = filled.export_all()
    book = filled.export(kind, "xlsx")
    header = next(iter(openpyxl.load_workbook(io.BytesIO(book)).active.values))
    assert header == COLUMNS[kind]
    assert " 0 changed, " in filled.take(kind, book, name=f"{kind}.xlsx").err
    assert filled.export_all() == before


@pytest.mark.parametrize("kind", IN_ORDER)
def test_only_the_bold_columns_are_required(folder: Folder, kind: str) -> None:
    for lacking in REQUIRED[kind]:
        header = ",".join(name for name in COLUMNS[kind] if name != lacking)
        assert [error[:2] for error in refused(folder, kind, header + "\n")] == [(1, lacking)]
    folder.take(kind, ",".join(reversed(REQUIRED[kind])) + "\n")


@pytest.mark.parametrize("kind", IN_ORDER)
def test_an_unknown_column_is_refused_by_name(folder: Folder, kind: str) -> None:
    ((line, field, _wrong),) = refused(folder, kind, ",".join((*REQUIRED[kind], "colour")) + "\n")
    assert (line, field) == (1, "colour")


CATEGORIES = ("attitude", "quality", "charge", "false_report", "delay", "safety", "policy", "other")
PRODUCTS = "型号,名称\nA1,空调挂机\nA2,洗衣机\n"
TRADITIONAL = "型號,名稱\nA1,空調掛機\nA2,洗衣機\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "big5"])
@pytest.mark.parametrize("short", [False, True])
def test_encodings_are_told_apart(folder: Folder, encoding: str, short: bool) -> None:
    text = TRADITIONAL if encoding == "big5" else PRODUCTS
    name = text.splitlines()[2].split(",")[1]
    if short:
        text = f"model,name\nA2,{name}\n"
    folder.take("products", text.encode(encoding))
    assert folder.rows("products")[-1]["name"] == name


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_told_apart(folder: Folder, delimiter: str) -> None:
    folder.take("customers", f'name{delimiter}customer_no{delimiter}address\n甲,公司{delimiter}C1{delimiter}"路, 2;3号"\n'.replace(
        "甲,公司", '"甲,公司"'
    ))
    assert folder.rows("customers")[0]["name"] == "甲,公司"
    assert folder.rows("customers")[0]["address"] == "路, 2;3号"


def test_a_packed_file_and_chinese_headers(folder: Folder) -> None:
    folder.take("customers", gzip.compress("客户编号,姓名,电话\nC1,张伟,13800138000\n".encode()), name="客户.csv.gz")
    assert folder.rows("customers")[0]["phones"] == "13800138000"


def test_times_with_and_without_an_offset_are_the_same_moment(filled: Folder) -> None:
    times = ("2026-07-05T08:00:00+08:00", "2026-07-05 08:00", "2026-07-05T00:00Z", "2026-07-04T20:00:00-04:00")
    for at in times:
        said = filled.take("orders", f"order_no,customer_no,kind,opened_at\nO3,C2,maintenance,{at}\n")
        assert "1 unchanged" in said.err


def test_booleans_are_written_in_many_ways(filled: Folder) -> None:
    words = ("true", "false", "1", "0", "yes", "no", "是", "否", "")
    filled.take("events", events(*(
        f"O2 | 07-06 12:{number:02} | second_check | satisfied=true, fixed={word}" for number, word in enumerate(words)
    )))
    fixed = [row["fixed"] for row in filled.rows("events") if row["event"] == "second_check" and row["order_no"] == "O2"]
    assert fixed == ["true", "false"] * 4 + [""]
    assert refused(filled, "events", events("O2 | 07-06 12:30 | second_check | satisfied=perhaps"))[0][:2] == (2, "satisfied")


def test_lines_are_physical_also_behind_records_of_several_lines(folder: Folder) -> None:
    text = 'customer_no,name,notes,phones\nC1,a,"one\ntwo\n\nfour",138\nC2,b,"1\n2",letters\n\nC3,c,,12x\n'
    assert [error[:2] for error in refused(folder, "customers", text)] == [(6, "phones"), (9, "phones")]


def test_errors_name_what_was_seen(filled: Folder) -> None:
    ((line, field, wrong),) = refused(filled, "products", "model,warranty_months\nX,3\nY,three\n")
    assert (line, field) == (3, "warranty_months")
    assert wrong.endswith("(three)")
    ((_line, field, wrong),) = refused(filled, "events", events(
        "O3 | 07-06 10:00 | window_agreed | window_start=2026-07-07 09:00, window_end=2026-07-07 08:00"
    ))
    assert field == "window_end"
    assert wrong.endswith("(2026-07-07T08:00:00+08:00)")


def test_a_key_that_comes_twice_is_refused_at_its_second_row(folder: Folder) -> None:
    text = "model,name\nX,a\nY,b\nX,a\nX,c\n"
    ((line, field, _wrong),) = refused(folder, "products", text)
    assert (line, field) == (5, "model")


def test_a_known_key_with_other_values_patches_what_the_file_has_columns_for(filled: Folder) -> None:
    filled.take("customers", "customer_no,name\nC1,张伟伟\n")
    row = filled.rows("customers")[0]
    assert (row["name"], row["phones"], row["tier"]) == ("张伟伟", "13800138000;0551-62345678", "VIP")
    filled.take("orders", "order_no,customer_no,kind,opened_at,fault\nO3,C2,repair,2026-07-05 08:00,leaking\n")
    row = filled.rows("orders")[-1]
    assert (row["kind"], row["fault"], row["urgency"]) == ("repair", "leaking", "danger")
    filled.take("complaints", "complaint_no,received_at,category,ended_at,ended_as\nK2,2026-07-04 09:00,delay,2026-07-09,partly\n")
    assert filled.rows("complaints")[-1]["ended_as"] == "partly"


MIXED = 'model,warranty_months\nX,3\nY,three\nZ,"four\nmonths"\n'


def test_keep_good_writes_the_rest_and_keeps_the_refused_rows(folder: Folder) -> None:
    said = folder.bring("products", MIXED, "--keep-good")
    assert said.code == 1
    assert [row["model"] for row in folder.rows("products")] == ["X"]
    kept = list(csv.DictReader(io.StringIO((folder.home / "products.csv.refused.csv").read_text(), newline="")))
    assert [(row["model"], row["warranty_months"]) for row in kept] == [("Y", "three"), ("Z", "four\nmonths")]
    assert all("warranty_months" in ",".join(map(str, row.values())) for row in kept)


def test_a_trial_writes_nothing_and_says_the_same(folder: Folder) -> None:
    before = folder.export_all()
    assert folder.bring("products", "model\nX\n", "--dry-run").code == 0
    assert folder.bring("products", MIXED, "--dry-run", "--keep-good").code == 1
    assert folder.export_all() == before
    assert not list(folder.home.glob("*.refused.csv"))


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        ("outlets", "code,name,parent\nX,a,W9\n", "parent"),
        ("outlets", "code,name,lng,lat\nX,a,200,1\n", "lng"),
        ("outlets", "code,name,lng,lat,datum\nX,a,117,31,mars\n", "datum"),
        ("technicians", "outlet_code,name\nW9,a\n", "outlet_code"),
        ("parts", "code,price_fen\nX,1.5\n", "price_fen"),
        ("assets", "serial,customer_no\nX,C9\n", "customer_no"),
        ("assets", "serial,customer_no,model\nX,C1,M9\n", "model"),
        ("assets", "serial,customer_no,purchased_on\nX,C1,2025-02-30\n", "purchased_on"),
        ("covers", "cover_no,serial,from,until\nX,S9,2026-01-01,2026-01-02\n", "serial"),
        ("covers", "cover_no,serial,from,until,scope\nX,S1,2026-01-01,2026-01-02,some\n", "scope"),
        ("covers", "cover_no,serial,from,until,kind\nX,S1,2026-01-01,2026-01-02,free\n", "kind"),
        ("orders", "order_no,customer_no,kind,opened_at\nX,C9,repair,2026-07-01\n", "customer_no"),
        ("orders", "order_no,customer_no,kind,opened_at\nX,C1,dance,2026-07-01\n", "kind"),
        ("orders", "order_no,customer_no,kind,opened_at,serial\nX,C1,repair,2026-07-01,S9\n", "serial"),
        ("orders", "order_no,customer_no,kind,opened_at,urgency\nX,C1,repair,2026-07-01,high\n", "urgency"),
        ("orders", "order_no,customer_no,kind,opened_at,repeat_of\nX,C1,repair,2026-07-01,O9\n", "repeat_of"),
        ("complaints", "complaint_no,received_at,category\nX,2026-07-10,strange\n", "category"),
        ("complaints", "complaint_no,received_at,category,severity\nX,2026-07-10,other,huge\n", "severity"),
        ("complaints", "complaint_no,received_at,category,against\nX,2026-07-10,other,me\n", "against"),
        ("complaints", "complaint_no,received_at,category,ended_at\nX,2026-07-10,other,2026-07-11\n", "ended_as"),
        ("complaints", "complaint_no,received_at,category,ended_as\nX,2026-07-10,other,upheld\n", "ended_at"),
        ("calls", "call_no,began_at,disposition\nX,2026-07-10,strange\n", "disposition"),
        ("calls", "call_no,began_at,direction\nX,2026-07-10,up\n", "direction"),
        ("events", events("O9 | 07-06 10:00 | urged"), "order_no"),
        ("events", events("O3 | 07-06 10:00 | relayed | outlet_code=W9"), "outlet_code"),
        ("events", events("O3 | 07-06 10:00 | part_sent | parts=P9*1"), "parts"),
        ("events", events("O3 | 07-06 10:00 | contacted | by=me, outcome=reached"), "by"),
        ("events", events("O3 | 07-06 10:00 | contacted | by=outlet, outcome=maybe"), "outcome"),
        ("events", events("O1 | 07-06 10:00 | reopened | reason=felt_like_it"), "reason"),
        ("events", events("O3 | 13-06 10:00 | urged"), "at"),
    ],
)
def test_unknown_codes_are_refused_by_name(filled: Folder, kind: str, text: str, field: str) -> None:
    ((line, named, _wrong),) = refused(filled, kind, text)
    assert (line, named) == (2, field)


@pytest.mark.parametrize(
    "event",
    ["opened", "amended", "corrected", "undone", "message_sent", "complaint_raised", "complaint_ended", "danced"],
)
def test_events_that_do_not_come_in_files(filled: Folder, event: str) -> None:
    assert refused(filled, "events", events(f"O3 | 07-06 10:00 | {event}"))[0][:2] == (2, "event")


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("severity", ["low", "normal", "high", "safety"])
def test_complaint_codes_that_every_company_knows(folder: Folder, category: str, severity: str) -> None:
    folder.take("complaints", f"complaint_no,received_at,category,severity\nK1,2026-07-10,{category},{severity}\n")


def test_an_illegal_event_names_the_state_and_what_is_possible(filled: Folder) -> None:
    ((_line, field, wrong),) = refused(filled, "events", events("O3 | 07-06 10:00 | accepted | outlet_code=W1"))
    assert field == "event"
    assert "open" in wrong
    assert "Relayed" in wrong


def test_rows_of_an_order_are_sorted_by_time_and_ties_by_line(folder: Folder) -> None:
    for kind in IN_ORDER[:IN_ORDER.index("events")]:
        folder.take(kind, EVERYTHING[kind])
    folder.take("events", events(
        "O3 | 07-06 10:00 | accepted | outlet_code=W2",
        "O3 | 07-05 10:00 | relayed | outlet_code=W1",
        "O3 | 07-06 09:00 | relayed | outlet_code=W2",
        "O3 | 07-06 10:00 | visit | outlet_code=W2, outcome=fixed",
        "O3 | 07-06 10:00 | feedback | outlet_code=W2, outcome=done",
    ))
    told = [row["event"] for row in folder.rows("events")]
    assert told == ["relayed", "relayed", "accepted", "visit", "feedback"]


def test_the_kth_identical_row_is_the_kth_occurrence(filled: Folder) -> None:
    urge = "O3 | 07-06 10:00 | urged | words={}"
    assert "2 new" in filled.take("events", events(urge.format("a"), urge.format("b"))).err
    said = filled.take("events", events(urge.format("a"), urge.format("b"), urge.format("c")))
    assert "1 new, 0 changed, 2 unchanged" in said.err
    assert sum(1 for row in filled.rows("events") if row["order_no"] == "O3") == 3


def test_what_moves_an_order_does_not_come_before_its_last_change(filled: Folder) -> None:
    filled.take("events", events("O3 | 07-06 10:00 | relayed | outlet_code=W1"))
    late = refused(filled, "events", events("O3 | 07-06 09:59 | relayed | outlet_code=W2"))
    assert late[0][:2] == (2, "event")
    before_opened = refused(filled, "events", events("O3 | 07-05 07:59 | urged"))
    assert before_opened[0][0] == 2
    filled.take("events", events("O3 | 07-06 09:00 | urged"))


def test_a_new_row_that_changes_no_state_is_judged_in_the_state_at_its_time(filled: Folder) -> None:
    filled.take("events", events("O1 | 07-02 09:30 | visit | outlet_code=W1, outcome=no_access"))
    assert refused(filled, "events", events("O1 | 07-03 09:30 | visit | outlet_code=W1, outcome=no_access")) != []
    assert refused(filled, "events", events("O1 | 07-02 09:31 | second_check | satisfied=true")) != []


def test_solved_by_phone_without_a_word_is_not_confirmed(filled: Folder) -> None:
    filled.take("orders", "order_no,customer_no,kind,opened_at\nO4,C2,repair,2026-07-08\n")
    filled.take("events", events("O4 | 07-08 10:00 | solved_by_phone"))
    filled.take("events", events("O4 | 07-08 11:00 | callback_answer | satisfied=false"))


def test_an_order_may_name_one_further_down_the_file(folder: Folder) -> None:
    folder.take("customers", "customer_no,name\nC1,a\n")
    text = "order_no,customer_no,kind,opened_at,repeat_of,follows\nB,C1,repair,2026-07-02,A,A\nA,C1,repair,2026-07-01,,\n"
    folder.take("orders", text)
    assert [row["repeat_of"] for row in folder.rows("orders")] == ["", "A"]
