"""Files as real work comes in: orders, and their events in a file of their own."""

from pathlib import Path
from random import Random

EVENTS = 5
"""Rows of the file of events for each order."""


def write_work(orders: Path, events: Path, count: int, *, customers: list[str], outlets: int) -> None:
    """`count` closed orders of these customers (by number) at outlets V0000 and on, from January to October."""
    chance = Random("files")
    with orders.open("w", encoding="utf-8") as orders_file, events.open("w", encoding="utf-8") as events_file:
        orders_file.write("order_no,customer_no,kind,category,fault,words,urgency,opened_at,channel\n")
        events_file.write("order_no,at,event,outlet_code,outcome,satisfied,fixed,arrived_at\n")
        for at in range(count):
            no, day = f"L{at:07}", f"2026-{chance.randrange(1, 11):02}-{chance.randrange(1, 29):02}"
            customer, outlet = chance.choice(customers), f"V{chance.randrange(outlets):04}"
            orders_file.write(
                f"{no},{customer},repair,ac,not cooling,空调开了半小时不制冷 请下午来,normal,{day} 08:00,phone\n"
            )
            events_file.write(
                f"{no},{day} 09:00,relayed,{outlet},,,,\n"
                f"{no},{day} 09:30,accepted,{outlet},,,,\n"
                f"{no},{day} 14:00,visit,{outlet},fixed,,,{day} 13:00\n"
                f"{no},{day} 15:00,feedback,{outlet},done,,,\n"
                f"{no},{day} 18:00,callback_answer,,,true,true,\n"
            )
