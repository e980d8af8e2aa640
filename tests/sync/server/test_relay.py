"""What an outlet is sent: the orders in its sight, cut down to what a visit needs, and nothing after they have left."""

from tests.sync.hotline import Hotline
from tests.sync.server.seat import a_phone, an_address, an_asset, an_id, change


def lines(seat, outlet, after=0):
    return [(line["entity"], line["kind"]) for line in seat.pull(f"outlet:{outlet}", after)]


def test_a_relayed_order_enters_with_what_a_visit_needs_and_no_more(hotline: Hotline) -> None:
    li, customer, asset = hotline.li, hotline.li.customer(), an_id()
    li.push(an_asset(customer, asset), an_address(customer))
    li.order(customer, outlet=hotline.w1, asset=str(asset))
    rows = {}
    for line in hotline.d1.pull(f"outlet:{hotline.w1}"):
        rows.setdefault(line["entity"], []).append(line)
    assert {name: len(found) for name, found in rows.items()} == {
        "customer": 1, "phone": 1, "address": 1, "asset": 1, "service_order": 1, "order_event": 2,
    }  # fmt: skip
    assert rows["customer"][0]["fields"].keys() == {"no", "name", "initials", "needs", "agreed_hours", "state"}
    assert not rows["asset"][0]["fields"].keys() & {"sold_by", "invoice_no"}
    assert [line["fields"]["kind"] for line in rows["order_event"]] == ["opened", "relayed"]
    assert rows["order_event"][0]["fields"]["texts"] == {"words": "不制冷"}


def test_what_happens_while_it_is_there_reaches_the_outlet_and_what_happens_after_does_not(hotline: Hotline) -> None:
    li, d1 = hotline.li, hotline.d1
    customer = li.customer()
    order = li.order(customer, outlet=hotline.w1)
    seen = len(lines(d1, hotline.w1))
    li.push(li.event(order, "urged", texts={"words": "快点"}), a_phone(customer, digits="13800000002"))
    li.push(change("customer", customer, "patch", {"notes": ("难缠", "x", str(customer)), "needs": ("听力不好", "y", str(customer))}))
    assert lines(d1, hotline.w1, seen) == [("phone", "create"), ("order_event", "event"), ("customer", "patch")] or \
        sorted(lines(d1, hotline.w1, seen)) == [("customer", "patch"), ("order_event", "event"), ("phone", "create")]
    assert d1.pull(f"outlet:{hotline.w1}")[-1]["fields"] == {"needs": ["听力不好", "y"]}
    seen = len(lines(d1, hotline.w1))
    li.push(li.event(order, "relayed", outlet=hotline.w2))
    assert lines(d1, hotline.w1, seen) == [("service_order", "leave"), ("customer", "leave")]
    li.push(li.event(order, "urged"), a_phone(customer, digits="13800000003"))
    assert len(lines(d1, hotline.w1)) == seen + 2
    entered = hotline.d2.pull(f"outlet:{hotline.w2}")
    assert [line["fields"]["pos"] for line in entered if line["entity"] == "order_event"] == [1, 2, 3, 4, 5]
    left = next(line for line in d1.pull(f"outlet:{hotline.w1}") if line["kind"] == "leave")
    assert left["version"] < next(line for line in entered if line["entity"] == "service_order")["version"]


def test_what_is_changed_behind_a_withdrawal_of_the_same_push_does_not_reach_the_outlet(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    order = li.order(customer, outlet=hotline.w1)
    seen = len(lines(hotline.d1, hotline.w1))
    needs = change("customer", customer, "patch", {"needs": ("听力不好", "y", str(customer))})
    withdrawn, patched = li.send(li.command(li.event(order, "withdrawn", {"reason": "x"})), li.command(needs))
    assert (withdrawn["result"], patched["result"]) == ("applied", "applied")
    assert lines(hotline.d1, hotline.w1, seen) == [("service_order", "leave"), ("customer", "leave")]


def test_a_customer_stays_in_sight_while_another_order_of_theirs_is_there(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    first, _second = li.order(customer, outlet=hotline.w1), li.order(customer, outlet=hotline.w1)
    seen = len(lines(hotline.d1, hotline.w1))
    li.push(li.event(first, "withdrawn", {"reason": "x"}))
    assert lines(hotline.d1, hotline.w1, seen) == [("service_order", "leave")]


def test_what_the_customer_told_the_centre_alone_is_kept_from_the_outlet(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer(), outlet=hotline.w1)
    li.push(li.event(order, "accepted", outlet=hotline.w1), li.event(order, "feedback", {"outcome": "done"}, outlet=hotline.w1))
    li.push(li.event(order, "callback_answer", {"satisfied": False, "paid_fen": 38000, "fixed": False}, texts={"words": "他骂人"}))
    answer = hotline.d1.pull(f"outlet:{hotline.w1}")[-1]["fields"]
    assert (answer["kind"], answer["data"], answer["texts"]) == ("callback_answer", {"satisfied": False, "fixed": False}, {})


def test_a_dispatcher_opens_orders_of_their_own_and_works_on_them(hotline: Hotline) -> None:
    d1 = hotline.d1
    customer = d1.customer()
    order = d1.order(customer, origin="W1")
    assert ("service_order", "enter") in lines(d1, hotline.w1)
    assert d1.push(d1.event(order, "noted", texts={"words": "x"}))["result"] == "applied"
    assert [line["fields"]["kind"] for line in hotline.li.pull("site:HF") if line["kind"] == "event"] == ["opened", "noted"]


def test_an_outlet_above_sees_what_is_below_it(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer(), outlet=hotline.w11)
    assert f"outlet:{hotline.w11}" in hotline.d1.hello()["feeds"]
    assert hotline.d1.push(hotline.d1.event(order, "accepted", outlet=hotline.w11))["result"] == "applied"
    assert f"outlet:{hotline.w11}" not in hotline.d2.hello()["feeds"]


def test_a_visit_that_took_place_is_told_of_an_order_that_has_moved_on_and_a_decision_is_not(hotline: Hotline) -> None:
    li, d1 = hotline.li, hotline.d1
    order = li.order(li.customer(), outlet=hotline.w1)
    li.push(li.event(order, "relayed", outlet=hotline.w2))
    visit = d1.push(d1.event(order, "visit", {"outcome": "fixed"}, outlet=hotline.w1))
    (said,) = visit["changes"].values()
    assert visit["result"] == "applied" and said["effect"] == "set_aside" and "state_after" not in said
    for event in (d1.event(order, "accepted", outlet=hotline.w1), d1.event(order, "noted", texts={"words": "x"})):
        answer = d1.push(event)
        assert (answer["code"], answer["data"]) == ("order.other_outlet", {"event": event["fields"]["kind"][1]})


def test_an_amended_address_reaches_the_outlet(hotline: Hotline) -> None:
    li, customer, address = hotline.li, hotline.li.customer(), an_id()
    order = li.order(customer, outlet=hotline.w1)
    li.push(an_address(customer, address))
    seen = len(lines(hotline.d1, hotline.w1))
    li.push(li.event(order, "amended", {"fields": {"address": str(address)}}))
    assert str(address) in [line["pk"] for line in hotline.d1.pull(f"outlet:{hotline.w1}", seen) if line["kind"] == "enter"]


def test_feeds_have_no_gap_and_versions_rise(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    for outlet in (hotline.w1, hotline.w2, hotline.w1):
        order = li.order(customer, outlet=outlet)
        li.push(li.event(order, "relayed", outlet=hotline.w2))
    for feed, head in hotline.owner("SELECT feed, seq FROM sync.head"):
        rows = hotline.owner("SELECT seq FROM sync.feed WHERE feed = :feed ORDER BY seq", feed=feed)
        assert [row[0] for row in rows] == list(range(1, int(str(head)) + 1))
    falling = hotline.owner(
        "SELECT feed, seq FROM (SELECT *, lag(version) OVER (PARTITION BY feed, entity, pk ORDER BY seq) AS before FROM sync.feed "
        "WHERE entity <> 'order_event') f WHERE version < before"
    )
    assert falling == []
