"""The twelve cases of a July day as files somebody wrote, and what the figures must say of each."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.contract.driving import COLUMNS, Folder

EVENT = COLUMNS["events"]
GOODS = {
    "outlets": "code,name\nW1,一站\nW2,二站\n",
    "technicians": "outlet_code,name\nW1,李师傅\nW2,王师傅\n",
    "customers": "customer_no,name,phones\nC1,张伟,13800138000\nC2,王芳,0551-62345678\n",
    "products": "model,name,category,principal,warranty_months\nM1,挂机,,甲公司,72\n",
    "parts": "code,name,model,price_fen\nP1,压缩机,M1,100000\n",
    "assets": "serial,customer_no,model,purchased_on\nS1,C1,M1,2025-05-01\nS2,C1,M1,2025-05-01\nS3,C1,M1,2025-05-01\n",
}


# What names orders comes in behind them.
LATER = {"complaints", "calls"}


def events(text: str) -> str:
    """Events as lines `order | at | event | column=value ...` in the columns of the file."""
    rows = io.StringIO(newline="")
    writer = csv.DictWriter(rows, EVENT, lineterminator="\n")
    writer.writeheader()
    for line in text.strip().splitlines():
        if not line.strip():
            continue
        order, at, event, *rest = (part.strip() for part in line.split("|"))
        fields = dict(field.split("=", 1) for part in rest for field in part.split(" ") if field)
        writer.writerow({"order_no": order, "at": at, "event": event, **fields})
    return rows.getvalue()


def told(folder: Folder, orders: str, lines: str, **others: str) -> None:
    for kind, text in {**GOODS, **others}.items():
        if kind not in LATER:
            folder.take(kind, text)
    folder.take("orders", orders)
    folder.take("events", events(lines))
    for kind in sorted(others.keys() & LATER):
        folder.take(kind, others[kind])


def outlet(figures: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = (one for one in figures["outlets"] if one["code"] == code)
    return dict(found)


def fees(folder: Folder, code: str, period: str = "2026-07") -> dict[str, tuple[str, int]]:
    """Class and fee before the grade factor of each order."""
    lines = outlet(folder.figures("settle", period), code)["lines"]
    return {line["order_no"]: (line["class"], line["service_fen"]) for line in lines}


def counts(folder: Folder, code: str, period: str = "2026-07") -> dict[str, int]:
    found = outlet(folder.figures("scorecards", period), code)["counts"]
    return {class_: count for class_, count in found.items() if count}


def card(folder: Folder, code: str, period: str = "2026-07") -> dict[str, Any]:
    return outlet(folder.figures("scorecards", period), code)


ORDER = "order_no,customer_no,serial,kind,fault,opened_at\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def served(order: str, day: int, code: str = "W1") -> str:
    """An order relayed, accepted, fixed and reported on one day of July."""
    at = f"2026-07-{day:02}"
    return f"""
        {order} | {at} 09:00 | relayed | outlet_code={code}
        {order} | {at} 09:10 | accepted | outlet_code={code}
        {order} | {at} 14:30 | visit | outlet_code={code} outcome=fixed arrived_at={at}T14:00
        {order} | {at} 14:40 | feedback | outlet_code={code} outcome=done
    """


def test_case_1_a_known_callers_fault_comes_back_after_eight_days(folder: Folder) -> None:
    first = served("A", 2) + "A | 2026-07-03 10:00 | callback_answer | satisfied=true fixed=true"
    told(folder, ORDER + "A,C1,S1,repair,not cooling,2026-07-02 08:00\n", first)
    assert fees(folder, "W1") == {"A": ("satisfied", 6000)}
    folder.take("orders", ORDER + "B,C1,S1,repair,Not cooling,2026-07-11 10:00\n", name="again.csv")
    again = served("B", 12) + "B | 2026-07-13 10:00 | callback_answer | satisfied=true fixed=true"
    folder.take("events", events(again), name="again.csv")
    assert fees(folder, "W1") == {"A": ("first_unfixed", 4800), "B": ("satisfied", 6000)}
    assert counts(folder, "W1") == {"first_unfixed": 1, "satisfied": 1}


def test_case_2_gas_at_night_is_relayed_twice_and_never_solved_by_phone(folder: Folder) -> None:
    orders = "order_no,customer_no,serial,kind,fault,urgency,opened_at\nA,C1,S1,repair,gas smell,danger,2026-07-04 23:40\n"
    told(folder, orders, """
        A | 2026-07-04 23:41 | relayed | outlet_code=W1
        A | 2026-07-04 23:57 | withdrawn | reason=no_answer
        A | 2026-07-04 23:58 | relayed | outlet_code=W2
        A | 2026-07-05 00:02 | accepted | outlet_code=W2
        A | 2026-07-05 00:50 | visit | outlet_code=W2 outcome=fixed arrived_at=2026-07-05T00:40
        A | 2026-07-05 00:55 | feedback | outlet_code=W2 outcome=done
        A | 2026-07-05 09:00 | callback_answer | satisfied=true
    """, calls=(
        "call_no,began_at,ended_at,number,direction,order_no\n"
        "L1,2026-07-04 23:44,2026-07-04 23:45,13800138001,out,A\n"
    ))
    assert fees(folder, "W2") == {"A": ("satisfied", 6000)}
    assert (card(folder, "W1")["n"], card(folder, "W1")["dropped"], card(folder, "W1")["open"]) == (0, 0, 0)


BEFORE = {
    "open": "",
    "relayed": "B | 2026-07-05 00:10 | relayed | outlet_code=W1\n",
    "accepted": "B | 2026-07-05 00:10 | relayed | outlet_code=W1\nB | 2026-07-05 00:11 | accepted | outlet_code=W1\n",
}


@pytest.mark.parametrize("state", BEFORE)
def test_case_2_danger_is_never_solved_by_phone(folder: Folder, state: str) -> None:
    told(folder, "order_no,customer_no,kind,urgency,opened_at\nB,C1,repair,danger,2026-07-05 00:00\n", BEFORE[state])
    said = folder.bring("events", events("B | 2026-07-05 00:30 | solved_by_phone | satisfied=true"))
    assert said.code == 1
    assert "events.csv:2: event: " in said.err


def test_case_3_waiting_for_a_compressor_over_the_end_of_july(folder: Folder) -> None:
    told(folder, ORDER + "A,C1,S1,repair,not cooling,2026-07-06 08:00\n", """
        A | 2026-07-06 09:00 | relayed | outlet_code=W1
        A | 2026-07-06 09:20 | accepted | outlet_code=W1
        A | 2026-07-07 15:00 | visit | outlet_code=W1 outcome=parts_needed arrived_at=2026-07-07T14:00
        A | 2026-07-07 15:05 | part_requested | parts=P1*1
        A | 2026-07-07 15:10 | on_hold | reason=part until=2026-08-07
        A | 2026-07-12 10:00 | urged |
        A | 2026-07-14 10:00 | contacted | by=centre outcome=reached
        A | 2026-07-19 10:00 | urged |
        A | 2026-07-21 10:00 | contacted | by=centre outcome=reached
        A | 2026-07-26 10:00 | urged |
        A | 2026-07-28 10:00 | contacted | by=centre outcome=reached
        A | 2026-08-04 10:00 | contacted | by=centre outcome=reached
        A | 2026-08-06 10:00 | part_arrived | parts=P1*1
        A | 2026-08-07 15:10 | resumed |
        A | 2026-08-08 15:00 | visit | outlet_code=W1 outcome=fixed arrived_at=2026-08-08T14:00 parts=P1*1
        A | 2026-08-08 15:10 | feedback | outlet_code=W1 outcome=done
        A | 2026-08-09 10:00 | callback_answer | satisfied=true
    """)
    july, august = card(folder, "W1"), card(folder, "W1", "2026-08")
    assert (july["n"], july["open"], august["open"]) == (0, 1, 0)
    assert fees(folder, "W1") == {}
    assert counts(folder, "W1", "2026-08") == {"satisfied": 1}
    (line,) = outlet(folder.figures("settle", "2026-08"), "W1")["lines"]
    assert (line["service_fen"], line["parts_fen"]) == (6000, 100000)
    assert (august["first_time_fix"]["x"], august["first_time_fix"]["n"]) == (0, 1)


def test_case_4_three_machines_of_one_case(folder: Folder) -> None:
    orders = "order_no,customer_no,serial,kind,fault,opened_at,group_no\n" + "".join(
        f"{no},C1,{serial},repair,noise,2026-07-07 08:00,G1\n" for no, serial in (("A", "S1"), ("B", "S2"), ("C", "S3"))
    )
    told(folder, orders, served("A", 8) + """
        A | 2026-07-09 10:00 | callback_answer | satisfied=true
        B | 2026-07-08 09:00 | relayed | outlet_code=W1
        B | 2026-07-08 09:10 | accepted | outlet_code=W1
        B | 2026-07-08 15:00 | visit | outlet_code=W1 outcome=parts_needed arrived_at=2026-07-08T14:40
        B | 2026-07-08 15:10 | on_hold | reason=part until=2026-08-20
        C | 2026-07-08 09:00 | relayed | outlet_code=W1
        C | 2026-07-08 09:10 | accepted | outlet_code=W1
        C | 2026-07-08 15:20 | quoted | charge_fen=30000
        C | 2026-07-08 15:21 | quote_answered | outcome=refused
        C | 2026-07-08 15:25 | visit | outlet_code=W1 outcome=refused_fee arrived_at=2026-07-08T15:15
        C | 2026-07-08 15:30 | cancel_asked | reason=refuses_fee
        C | 2026-07-09 09:00 | contacted | by=centre outcome=reached
        C | 2026-07-09 09:01 | cancelled | reason=refuses_fee
    """)
    assert fees(folder, "W1") == {"A": ("satisfied", 6000)}
    assert (card(folder, "W1")["n"], card(folder, "W1")["open"], card(folder, "W1")["dropped"]) == (1, 1, 0)
    assert outlet(folder.figures("settle", "2026-07"), "W1")["held"] == []


def _hotel() -> tuple[list[tuple[str, str]], str, int]:
    """Serials and rooms, the events, and what distance is paid by hand."""
    rooms = [(f"H{number:03}", f"{number // 30 + 1}{number % 30 + 1:02}") for number in range(120)]
    lines = []
    for number in range(120):
        no, day = f"O{number:03}", 13 + number // 30
        bad = number in (5, 35, 36, 65, 95, 119)
        minute = number % 30
        lines.append(f"{no} | 2026-07-{day} 08:00 | relayed | outlet_code=W1")
        lines.append(f"{no} | 2026-07-{day} 08:05 | accepted | outlet_code=W1")
        outcome = "not_fixed" if bad else "fixed"
        arrived = f"2026-07-{day}T09:{minute:02}"
        lines.append(f"{no} | 2026-07-{day} 18:00 | visit | outlet_code=W1 outcome={outcome} arrived_at={arrived}")
        if bad:
            again = f"2026-07-{day + 1}T16:00"
            lines.append(f"{no} | 2026-07-{day + 1} 17:00 | visit | outlet_code=W1 outcome=fixed arrived_at={again}")
        lines.append(f"{no} | 2026-07-{day + 1} 19:00 | feedback | outlet_code=W1 outcome=done")
        lines.append(f"{no} | 2026-07-20 10:00 | callback_answer | satisfied=true")
    return rooms, "\n".join(lines), 4 * 1500


def _book(header: list[str], rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_case_5_a_hotel_of_120_installations(folder: Folder, form: str) -> None:
    rooms, lines, distance = _hotel()
    # 20,000 m due north of the outlet on a sphere of 6,371,008.8 m.
    north = 31.0 + 20_000 / 6_371_008.8 * 180 / 3.141592653589793
    folder.take("outlets", "code,name,lng,lat\nW1,一站,117.0,31.0\nW2,二站,,\n")
    folder.take("customers", f"customer_no,name,lng,lat\nC1,大酒店,117.0,{north!r}\n")
    folder.take("products", GOODS["products"])
    assets = [[serial, "C1", "M1", dt.date(2026, 6, 1)] for serial, _room in rooms]
    orders = [
        [f"O{number:03}", "C1", serial, "installation", dt.datetime(2026, 7, 12, 9), f"房间{room}"]  # noqa: DTZ001
        for number, (serial, room) in enumerate(rooms)
    ]
    for kind, header, rows in (
        ("assets", ["serial", "customer_no", "model", "purchased_on"], assets),
        ("orders", ["order_no", "customer_no", "serial", "kind", "opened_at", "words"], orders),
    ):
        if form == "xlsx":
            folder.take(kind, _book(header, rows), name=f"{kind}.xlsx")
        else:
            folder.take(kind, "\n".join(",".join(map(str, row)) for row in [header, *rows]) + "\n")
    folder.take("events", events(lines))
    assert counts(folder, "W1") == {"satisfied": 114, "first_unfixed": 6}
    settled = outlet(folder.figures("settle", "2026-07"), "W1")
    paid = [line for line in settled["lines"] if line["distance_fen"]]
    assert sum(line["distance_fen"] for line in paid) == distance
    assert [(line["order_no"], line["distance_fen"]) for line in paid] == [
        ("O000", 1500), ("O030", 1500), ("O060", 1500), ("O090", 1500)
    ]
    assert settled["service_fen"] == 114 * 8000 + 6 * 6400 + 4 * 1500
    assert settled["fee_grade"] == outlet(folder.figures("scorecards", "2026-07"), "W1")["fee_grade"]


def test_case_5_distance_takes_the_class_factor_of_the_days_first_order(folder: Folder) -> None:
    north = 31.0 + 20_000 / 6_371_008.8 * 180 / 3.141592653589793
    folder.take("outlets", "code,name,lng,lat\nW1,一站,117.0,31.0\nW2,二站,,\n")
    folder.take("customers", f"customer_no,name,lng,lat\nC1,大酒店,117.0,{north!r}\n")
    folder.take("orders", "order_no,customer_no,kind,opened_at\nA,C1,installation,2026-07-01\nB,C1,installation,2026-07-01\n")
    folder.take("events", events(
        served("B", 2).replace("14:00", "13:59") + served("A", 2)
        + "A | 2026-07-03 10:00 | callback_answer | satisfied=true\n"
        "B | 2026-07-03 10:00 | callback_answer | satisfied=true fixed=false\n"
    ))
    assert fees(folder, "W1") == {"A": ("satisfied", 8000), "B": ("first_unfixed", 7600)}


def test_case_6_dealer_installed_without_invoice_is_paid_by_the_customer(folder: Folder) -> None:
    told(folder, ORDER + "A,C1,S9,repair,noise,2026-07-02 08:00\n", """
        A | 2026-07-02 09:00 | relayed | outlet_code=W1
        A | 2026-07-02 09:10 | accepted | outlet_code=W1
        A | 2026-07-02 14:30 | visit | outlet_code=W1 outcome=fixed arrived_at=2026-07-02T14:00 charge_fen=28000
        A | 2026-07-02 14:35 | noted | words=serial_on_site_is_S8
        A | 2026-07-02 14:40 | feedback | outlet_code=W1 outcome=done
        A | 2026-07-03 10:00 | callback_answer | satisfied=true fixed=true paid_fen=28000
    """, assets="serial,customer_no,model,sold_by\nS9,C1,M1,经销商\n")
    assert fees(folder, "W1") == {"A": ("satisfied", 0)}


def test_case_7_nobody_came_and_the_second_outlet_did(folder: Folder) -> None:
    told(folder, ORDER + "A,C1,S1,repair,noise,2026-07-02 08:00\n", """
        A | 2026-07-02 08:50 | window_agreed | window_start=2026-07-02T13:00 window_end=2026-07-02T16:00
        A | 2026-07-02 09:00 | relayed | outlet_code=W1
        A | 2026-07-02 09:10 | accepted | outlet_code=W1
        A | 2026-07-02 14:30 | visit | outlet_code=W1 outcome=fixed arrived_at=2026-07-02T14:00
        A | 2026-07-02 14:40 | feedback | outlet_code=W1 outcome=done
        A | 2026-07-03 10:00 | callback_answer | satisfied=false fixed=false came=false
        A | 2026-07-03 10:05 | window_agreed | window_start=2026-07-04T08:00 window_end=2026-07-04T10:00
        A | 2026-07-03 10:10 | relayed | outlet_code=W2
        A | 2026-07-03 10:20 | accepted | outlet_code=W2
        A | 2026-07-04 09:30 | visit | outlet_code=W2 outcome=fixed arrived_at=2026-07-04T09:00
        A | 2026-07-04 09:40 | feedback | outlet_code=W2 outcome=done
        A | 2026-07-05 10:00 | callback_answer | satisfied=true fixed=true came=true on_time=true
    """)
    assert fees(folder, "W1") == {"A": ("complaint", 0)}
    assert fees(folder, "W2") == {"A": ("satisfied", 6000)}
    assert [(card(folder, code)["on_time"]["x"], card(folder, code)["on_time"]["n"]) for code in ("W1", "W2")] == [
        (0, 1), (1, 1)
    ]


def test_case_8_paid_more_than_the_sheet_says(folder: Folder) -> None:
    complaint = (
        "complaint_no,order_no,customer_no,outlet_code,received_at,channel,category,against{}\n"
        "K1,A,C1,W1,2026-07-03 10:01,phone,charge,outlet{}\n"
    )
    told(
        folder, ORDER + "A,C1,S1,repair,noise,2026-07-02 08:00\n",
        served("A", 2).replace("T14:00", "T14:00 charge_fen=18000")
        + "A | 2026-07-03 10:00 | callback_answer | satisfied=true fixed=true paid_fen=38000",
        complaints=complaint.format("", ""),
    )
    assert (card(folder, "W1")["held"], card(folder, "W1")["n"]) == (1, 0)
    assert outlet(folder.figures("settle", "2026-07"), "W1")["held"] == ["A"]
    folder.take("complaints", complaint.format(",ended_at,ended_as", ",2026-07-10 10:00,upheld"))
    assert fees(folder, "W1") == {"A": ("complaint", 0)}
    assert card(folder, "W1")["held"] == 0


def test_case_9_a_complaint_about_the_agent_is_not_the_outlets(folder: Folder) -> None:
    told(
        folder, ORDER + "A,C1,S1,repair,noise,2026-07-02 08:00\n",
        served("A", 2) + "A | 2026-07-03 10:00 | callback_answer | satisfied=true fixed=true",
        complaints=(
            "complaint_no,order_no,customer_no,received_at,category,against,ended_at,ended_as\n"
            "K1,A,C1,2026-07-03 10:01,attitude,hotline,2026-07-08 10:00,upheld\n"
        ),
    )
    assert fees(folder, "W1") == {"A": ("satisfied", 6000)}


def test_case_10_only_the_price_list_displeases(folder: Folder) -> None:
    told(
        folder, ORDER + "A,C1,S1,repair,noise,2026-07-02 08:00\n",
        served("A", 2) + """
        A | 2026-07-03 10:00 | callback_answer | satisfied=false fixed=true about=price_policy
        A | 2026-07-04 10:00 | closed_unverified | reason=explained_unfounded words=解释
        """,
    )
    assert fees(folder, "W1") == {"A": ("explained", 6000)}


def test_case_11_unreachable_until_the_customer_rings_in(folder: Folder) -> None:
    told(
        folder, ORDER + "A,C1,S1,repair,noise,2026-07-02 08:00\n",
        served("A", 2) + """
        A | 2026-07-03 09:00 | callback_attempt | outcome=no_answer next_at=2026-07-03T12:00
        A | 2026-07-03 12:30 | callback_attempt | outcome=busy
        A | 2026-07-04 15:00 | callback_attempt | outcome=no_answer
        A | 2026-07-04 19:00 | callback_attempt | outcome=no_answer
        A | 2026-07-05 10:00 | callback_attempt | outcome=no_answer
        A | 2026-07-05 10:01 | closed_unverified | reason=unreachable
        """,
    )
    assert fees(folder, "W1") == {"A": ("unverified", 5400)}
    folder.take("events", events("""
        A | 2026-07-07 10:00 | reopened | reason=called_in
        A | 2026-07-07 10:05 | solved_by_phone | satisfied=true
    """), name="later.csv")
    assert fees(folder, "W1") == {"A": ("satisfied", 6000)}


def test_case_12_the_outlets_customer_wish_is_not_the_customers(folder: Folder) -> None:
    told(folder, ORDER + "A,C1,S1,repair,noise,2026-07-02 08:00\n", """
        A | 2026-07-02 09:00 | relayed | outlet_code=W1
        A | 2026-07-02 09:10 | accepted | outlet_code=W1
        A | 2026-07-02 11:00 | cancel_asked | reason=customer_wish
        A | 2026-07-02 11:30 | contacted | by=centre outcome=reached
        A | 2026-07-02 11:35 | window_agreed | window_start=2026-07-03T08:00 window_end=2026-07-03T12:00
        A | 2026-07-02 11:40 | relayed | outlet_code=W2
        A | 2026-07-02 11:50 | accepted | outlet_code=W2
        A | 2026-07-03 09:30 | visit | outlet_code=W2 outcome=fixed arrived_at=2026-07-03T09:00
        A | 2026-07-03 09:40 | feedback | outlet_code=W2 outcome=done
        A | 2026-07-04 10:00 | callback_answer | satisfied=true
    """)
    first, second = card(folder, "W1"), card(folder, "W2")
    assert (first["dropped"], first["n"], fees(folder, "W1")) == (1, 0, {})
    assert fees(folder, "W2") == {"A": ("satisfied", 6000)}
    assert (second["on_time"]["x"], second["on_time"]["n"]) == (1, 1)
