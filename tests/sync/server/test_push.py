"""What a workstation sends: stored once, judged once, answered again."""

from tests.sync.server.conftest import Hotline
from tests.sync.server.seat import a_customer, an_id


def test_what_is_sent_is_stored_and_comes_by_the_feed(hotline: Hotline) -> None:
    customer = an_id()
    sent = a_customer(customer)
    answer = hotline.li.push(sent)
    assert answer["result"] == "applied" and not answer["duplicate"]
    said = answer["changes"][sent["change"]]
    assert (said["version"], said["feed"], said["seq"]) == (1, "site:HF", 1)
    (line,) = hotline.zhao.pull("site:HF")
    assert (line["change"], line["pk"], line["kind"], line["mark"]) == (sent["change"], str(customer), "create", said["mark"])
    assert line["fields"] == {name: trio[1] for name, trio in sent["fields"].items()}


def test_an_order_is_opened_and_relayed(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    order = li.order(customer, outlet=hotline.w1)
    assert hotline.owner("SELECT state, last_pos FROM sync.order_standing") == [("relayed", 2)]
    kinds = [(line["entity"], line["kind"]) for line in hotline.d1.pull(f"outlet:{hotline.w1}")]
    assert kinds == [("customer", "enter"), ("phone", "enter"), ("address", "enter"), ("service_order", "enter"),
                     ("order_event", "event"), ("order_event", "event")]
    assert order
