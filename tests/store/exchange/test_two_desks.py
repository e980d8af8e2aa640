"""What one desk writes another sees, and what both write is not lost."""

from uuid import UUID

from tests.factories.customers import HOME
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.sync.hotline import Hotline

from callcentre.acts import assets, complaints, customers, orders, phones, visits
from callcentre.domain.event import Event


def a_customer(station: Station, name: str = "王芳") -> UUID:
    made: UUID = station.act(customers.create, name=name, phones=["13900000001"], places=[HOME])
    return made


def an_order(station: Station, customer: UUID, **more: str) -> UUID:
    opened: UUID = station.act(orders.open_order, orders.NewOrder(customer=customer, kind="repair", fault="漏水", **more)).id
    return opened


def shared(a: Station, b: Station) -> UUID:
    """A customer that both desks know."""
    customer = a_customer(a)
    settle(a, b)
    return customer


def names(station: Station, customer: UUID) -> tuple[str, ...]:
    found: tuple[str, ...] = station.sql("SELECT name, tier, needs FROM customer WHERE id=:id", id=customer)[0]
    return found


def test_an_order_opened_here_is_seen_there(a: Station, b: Station) -> None:
    order = an_order(a, a_customer(a))
    assert a.exchange().sent == 2
    b.exchange()
    assert b.sql("SELECT state FROM order_view WHERE order_id=:id", id=order) == [("open",)]
    assert b.sql("SELECT count(*) FROM search_doc WHERE id=:id", id=order) == [(1,)]
    assert ("order", order) in b.told
    assert a.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    settle(a, b)
    assert_equal(a, b)


def test_two_who_write_different_fields_of_a_row_both_have_written(a: Station, b: Station) -> None:
    customer = shared(a, b)
    a.act(customers.change, customer, tier="gold")
    b.act(customers.change, customer, needs="听力不好")
    settle(a, b)
    assert names(a, customer) == names(b, customer) == ("王芳", "gold", "听力不好")
    assert a.exchange().tally.conflicts == 0
    assert_equal(a, b)


def test_two_who_write_one_field_are_both_told_and_the_first_stands(a: Station, b: Station) -> None:
    customer = shared(a, b)
    a.act(customers.change, customer, tier="gold")
    b.act(customers.change, customer, tier="silver", needs="轮椅")
    settle(a, b)
    for station in (a, b):
        assert names(station, customer) == ("王芳", "gold", "轮椅")
        assert station.sql("SELECT field, mine, theirs, state FROM conflict") == [("tier", '"silver"', '"gold"', "open")]
        assert station.exchange().tally.conflicts == 1
        assert station.sql("SELECT count(*) FROM shadow") == [(0,)]
    assert b.sql("SELECT lost FROM outbox WHERE kind='patch'") == [('["tier"]',)]
    assert_equal(a, b)


def test_what_is_waiting_stays_on_the_screen_and_the_other_value_beside_it(a: Station, b: Station) -> None:
    customer = shared(a, b)
    a.act(customers.change, customer, tier="gold")
    a.exchange()
    b.act(customers.change, customer, tier="silver")
    b.file.applied(b.seat.call("pull", {"cursors": b.file.cursors(), "limit": 100}))
    assert names(b, customer)[1] == "silver"
    assert b.sql("SELECT field, value FROM shadow") == [("tier", '"gold"')]
    # What is written next was written over one's own value, as it was seen.
    (own,) = b.sql("SELECT change_id FROM outbox WHERE kind='patch'")
    b.act(customers.change, customer, tier="bronze")
    last = b.sql("SELECT json_extract(fields, '$.tier[2]') FROM outbox ORDER BY n DESC LIMIT 1")
    assert last == [(str(UUID(bytes=own[0])),)]


def test_a_decision_that_came_too_late_is_refused_and_shown_with_its_reason(a: Station, b: Station) -> None:
    order = an_order(a, shared(a, b))
    settle(a, b)
    a.act(orders.solve_by_phone, order, satisfied=False)
    b.act(orders.solve_by_phone, order, satisfied=False)
    a.exchange()
    summary = b.exchange()
    assert (summary.tally.refused, summary.tally.waiting) == (1, 0)
    assert b.sql("SELECT reason, json_extract(told, '$.state') FROM outbox WHERE state='parked'") == [("order.illegal", "awaiting_callback")]
    # The story is the server's; the refused one counts for nothing, behind it.
    kinds = b.sql("SELECT kind, effect FROM order_event WHERE order_id=:id ORDER BY pos", id=order)
    assert kinds == [("opened", "applied"), ("solved_by_phone", "applied"), ("solved_by_phone", "set_aside")]
    (cmd,) = b.sql("SELECT cmd_id FROM outbox WHERE state='parked'")
    b.file.drop(UUID(bytes=cmd[0]))
    settle(a, b)
    assert_equal(a, b)


def test_a_visit_to_an_order_that_was_cancelled_is_kept_and_set_aside(a: Station, b: Station, hotline: Hotline) -> None:
    order = an_order(a, shared(a, b))
    a.act(visits.relay, order, hotline.w1)
    settle(a, b)
    a.act(orders.cancel, order, reason="customer")
    b.act(visits.accept, order)
    b.act(visits.visit, order, outcome="fixed")
    settle(a, b)
    # The visit was written behind what was refused: it waits until somebody has looked at that.
    assert b.sql("SELECT e.kind, o.state FROM outbox o JOIN order_event e ON e.id=o.change_id WHERE o.state<>'acked' ORDER BY o.n") == [
        ("accepted", "parked"), ("visit", "new"),
    ]  # fmt: skip
    drop_refused(b)
    settle(b, a)
    for station in (a, b):
        assert station.sql("SELECT kind, effect FROM order_event ORDER BY pos")[-2:] == [("cancelled", "applied"), ("visit", "set_aside")]
        assert station.sql("SELECT kind FROM conflict") == [("set_aside",)]
    assert_equal(a, b)


def drop_refused(station: Station, state: str = "parked") -> None:
    """Somebody gives up what the server has refused."""
    for (cmd,) in station.sql("SELECT DISTINCT cmd_id FROM outbox WHERE state=:state", state=state):
        station.file.drop(UUID(bytes=cmd))


def test_taking_back_and_correcting_travel(a: Station, b: Station, station) -> None:
    sun = station("c", "sun").met()
    order = an_order(a, shared(a, b))
    solved: Event = a.act(orders.solve_by_phone, order, satisfied=False)
    a.act(orders.undo, order, solved.id)
    urged: Event = a.act(orders.urge, order, "快点")
    settle(a, sun)
    sun.act(orders.correct, order, urged.id, {"words": "请快点"}, reason="typo")
    settle(sun, a, b)
    assert b.sql("SELECT state, urges FROM order_view WHERE order_id=:id", id=order) == [("open", 1)]
    assert_equal(a, b, sun)


def test_a_complaint_is_shared_and_goes_on_at_the_other_desk(a: Station, b: Station) -> None:
    customer = shared(a, b)
    complaint = a.act(
        complaints.receive, complaints.NewComplaint(customer=customer, channel="phone", category="attitude", severity="low", words="态度差")
    ).id
    settle(a, b)
    assert a.failures == []
    assert b.sql("SELECT count(*) FROM complaint_view WHERE complaint_id=:id", id=complaint) == [(1,)]
    b.act(complaints.note, complaint, "已回电")
    a.act(complaints.acknowledge, complaint, channel="phone")
    settle(a, b)
    assert a.sql("SELECT count(*) FROM complaint_event") == [(3,)]
    assert_equal(a, b)


def test_two_new_rows_with_one_key_are_both_kept_and_held_up(a: Station, b: Station) -> None:
    customer = shared(a, b)
    first = a.act(assets.create, customer=customer, serial="SN-1")
    second = b.act(assets.create, customer=customer, serial="SN-1")
    settle(a, b)
    for station in (a, b):
        assert station.sql("SELECT serial FROM asset WHERE id=:id", id=first) == [("SN-1",)]
        assert station.sql("SELECT serial FROM asset WHERE id=:id", id=second) == [(f"SN-1~{str(second)[-6:]}",)]
        assert station.sql("SELECT kind FROM conflict") == [("maybe_same",)]
    assert_equal(a, b)


def test_an_erased_customer_is_blank_everywhere(a: Station, b: Station, hotline: Hotline) -> None:
    customer = shared(a, b)
    order = an_order(a, customer, words="水漏到楼下王芳家")
    b.act(customers.change, customer, name="王芳芳")
    settle(a, b)
    b.act(phones.add_phone, customer, "13900000077")
    hotline.sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(hotline.sun.device)})
    settle(a, b)
    for station in (a, b):
        assert names(station, customer)[0] == ""
        assert station.sql("SELECT texts FROM event_text") == []
        kept = station.sql("SELECT body FROM journal UNION ALL SELECT fields FROM outbox UNION ALL SELECT new FROM field_change")
        assert not [text for (text,) in kept if text and ("王芳" in text or "楼下" in text)]
        assert station.sql("SELECT count(*) FROM search_index WHERE search_index MATCH '王芳'") == [(0,)]
        assert station.sql("SELECT state FROM order_view WHERE order_id=:id", id=order) == [("open",)]
    assert_equal(a, b)
