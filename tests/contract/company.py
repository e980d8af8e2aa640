"""A small company that fills every column of every kind once, and plays every event that a file may hold."""

from typing import Any

from tests.contract.driving import table

_GOODS = {
    "outlets": (
        "code,name,parent,phone,night_phone,province,city,district,address,lng,lat,datum,skills,brands,"
        "capacity_per_day,opened_on\n"
        "W1,一站,,0551-62345678,13800138001,安徽,合肥,蜀山区,路1号,117.2,31.8,gcj02,a;b,甲;乙,8,2020-01-31\n"
        "W2,二站,W1,,,,,,,117.3,31.9,bd09,,,,\n"
    ),
    "technicians": "outlet_code,name,phone,skills,certified_until\nW1,李师傅,13900139000,a;b,2027-06-30\n",
    "customers": (
        "customer_no,name,phones,province,city,district,address,lng,lat,datum,tier,notes\n"
        'C1,张伟,13800138000;0551-62345678,安徽,合肥,蜀山区,"路2号\n301",117.21,31.81,wgs84,VIP,耳背\n'
        "C2,王芳,12345,,,,,,,,,\n"
    ),
    "products": "model,name,category,principal,warranty_months\nM1,挂机,ac,甲公司,36\nM2,,,,\n",
    "parts": "code,name,model,price_fen\nP1,压缩机,M1,100000\nP2,,,250\n",
    "assets": (
        "serial,customer_no,model,purchased_on,sold_by,invoice_no,installed_on\n"
        "S1,C1,M1,2025-05-01,苏宁,F1,2025-05-03\nS2,C2,,,,,\n"
    ),
    "covers": (
        "cover_no,serial,kind,scope,from,until,payer\n"
        "V1,S1,extended,labour,2025-05-01,2030-04-30,甲\nV2,S1,maker,all,2025-05-01,2025-06-30,\n"
    ),
    "orders": (
        "order_no,customer_no,serial,kind,category,fault,words,urgency,opened_at,channel,origin,repeat_of,group_no,"
        "follows,external_ref\n"
        "O2,C1,S1,repair,ac,noise,响,urgent,2026-07-05T08:00:00Z,,,O1,G1,O1,\n"
        "O1,C1,S1,repair,ac,not cooling,不凉,normal,2026-07-01 08:00,phone,outlet,,G1,,X1\n"
        "O3,C2,,maintenance,,,,danger,2026-07-05T08:00+08:00,,,,,,\n"
    ),
    "complaints": (
        "complaint_no,order_no,customer_no,outlet_code,received_at,channel,external_ref,category,severity,against,"
        "words,ended_at,ended_as\n"
        "K1,O1,C1,W1,2026-07-04 09:00,12315,T1,charge,high,outlet,多收,2026-07-08 09:00,upheld\n"
        "K2,,,,2026-07-04 09:00,,,other,normal,,,,\n"
    ),
    "calls": (
        "call_no,began_at,ended_at,number,direction,agent,disposition,customer_no,order_no,words\n"
        "L1,2026-07-01 07:58,2026-07-01 08:03,13800138000,in,小林,,C1,O1,报修\nL2,2026-07-01 07:58,,,out,,,,,\n"
    ),
    "articles": "slug,title,product,symptom,body\nleak,漏水怎么办,M1,leaking,看排水管\n",
}
_STORY = """
O1 | 07-01 09:00 | window_agreed | by=customer, window_start=2026-07-02 08:00, window_end=2026-07-02 12:00, words=w
O1 | 07-01 09:01 | relayed | outlet_code=W1
O1 | 07-01 09:02 | declined | outlet_code=W1, reason=too_far
O1 | 07-01 09:03 | relayed | outlet_code=W1
O1 | 07-01 09:04 | withdrawn | reason=late
O1 | 07-01 09:05 | relayed | outlet_code=W1
O1 | 07-01 09:06 | accepted | outlet_code=W1
O1 | 07-01 09:07 | returned | outlet_code=W1, reason=x
O1 | 07-01 09:08 | relayed | outlet_code=W1
O1 | 07-01 09:09 | accepted | outlet_code=W1
O1 | 07-01 09:10 | planned | outlet_code=W1, technician=李师傅, window_start=2026-07-02 08:00, window_end=2026-07-02 12:00
O1 | 07-01 09:11 | contacted | by=outlet, outcome=reached
O1 | 07-01 09:12 | contacted | by=centre, outcome=no_answer
O1 | 07-01 09:13 | contacted | by=centre, outcome=wrong_number
O1 | 07-01 09:14 | on_hold | reason=weather, until=2026-07-03
O1 | 07-01 09:15 | resumed |
O1 | 07-01 09:16 | part_requested | parts=P1*1;P2*2
O1 | 07-01 09:17 | part_sent | parts=P1*1
O1 | 07-01 09:18 | part_arrived | parts=P1*1
O1 | 07-01 09:19 | quoted | charge_fen=100
O1 | 07-01 09:20 | quote_answered | outcome=agreed
O1 | 07-01 09:21 | urged | words=快点
O1 | 07-01 09:21 | urged | words=快点
O1 | 07-02 10:00 | visit | outlet_code=W1, technician=生人, outcome=fixed, place=home, cause=c, action=a,\
 arrived_at=2026-07-02 09:00, left_at=2026-07-02 09:50, parts=P1*1;P2*3, charge_fen=5000, words=z
O1 | 07-02 10:01 | feedback | outlet_code=W1, outcome=done
O1 | 07-02 12:00 | callback_attempt | outcome=later, next_at=2026-07-03 09:00
O1 | 07-03 09:00 | callback_answer | satisfied=是, fixed=yes, on_time=1, attitude_ok=true, came=是, paid_fen=5000,\
 about=other, score=9, words=好
O1 | 07-03 10:00 | second_check | satisfied=true, fixed=否, about=outlet
O1 | 07-03 11:00 | reopened | reason=called_in
O1 | 07-03 11:01 | cancel_asked | reason=x
O1 | 07-03 11:02 | contacted | by=centre, outcome=reached
O1 | 07-03 11:03 | cancelled | reason=x
O1 | 07-03 11:04 | noted | words=n
O2 | 07-06 11:04 | solved_by_phone |
O2 | 07-06 11:05 | closed_unverified | reason=withdrawn
"""


def events(*lines: str, year: str = "2026-") -> str:
    """A file of events from lines `order | at without the year | event | column=value, ...`."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        order, at, event, *rest = (part.strip() for part in line.split("|"))
        fields = dict(field.strip().split("=", 1) for part in rest for field in part.split(",") if "=" in field)
        rows.append({"order_no": order, "at": year + at, "event": event, **fields})
    return table("events", *rows)


EVERYTHING = {**_GOODS, "events": events(*_STORY.strip().splitlines())}
