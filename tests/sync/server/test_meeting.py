"""Meeting the server: where the feeds can be followed from, first copies, what was lost, what a witness brings."""

import base64
import hashlib
from uuid import uuid4

import psycopg
import pytest
from tests.sync.hotline import Hotline
from tests.sync.server.seat import NOON, Seat, a_customer, a_phone, an_id, change

NOWHERE = "00000000-0000-0000-0000-000000000000"


def cloned(seat: Seat, feed: str, limit: int) -> tuple[list[dict[str, object]], list[object]]:
    """All pages of a clone, and the head of the first."""
    rows: list[dict[str, object]] = []
    begin, head = [], None
    while True:
        page = seat.call("clone", {"feed": feed, "from": begin, "limit": limit})
        assert len(page["rows"]) <= limit
        head = head or page["head"]
        rows += page["rows"]
        if page["next"] is None:
            return rows, head
        begin = page["next"]


@pytest.mark.parametrize("limit", [1, 3, 5000])
def test_a_clone_brings_every_row_of_the_audience_once_and_parents_first(hotline: Hotline, limit: int) -> None:
    li, customer = hotline.li, hotline.li.customer()
    li.order(customer, outlet=hotline.w1)
    li.push(change("customer", customer, "patch", {"tier": ("gold", "black", str(customer))}))
    rows, head = cloned(hotline.zhao, "site:HF", limit)
    assert [row["entity"] for row in rows] == ["customer", "phone", "address", "service_order", "order_event", "order_event", "field_change"]
    (one,) = [row for row in rows if row["entity"] == "customer"]
    assert one["fields"]["tier"] == "black" and one["version"] == 4 and list(one["by"]) == ["tier"]
    last = li.pull("site:HF")[-1]
    assert head == [last["seq"], last["mark"]]
    events = [row for row in rows if row["entity"] == "order_event"]
    assert {row["version"] for row in events} == {1, 2} and events[0]["fields"].keys() > {"texts", "data", "kind", "order_id"}
    seen, _ = cloned(hotline.d1, f"outlet:{hotline.w1}", limit)
    assert [row["entity"] for row in seen] == ["customer", "phone", "address", "service_order", "order_event", "order_event"]
    assert "tier" not in seen[0]["fields"]
    assert cloned(hotline.d1, f"outlet:{hotline.w11}", limit)[0] == []


def test_a_clone_and_the_feed_say_the_same(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    li.order(customer, outlet=hotline.w1)
    for feed in ("site:HF", f"outlet:{hotline.w1}"):
        seat = hotline.d1 if feed.startswith("outlet") else li
        told = {(line["entity"], line["change"] if line["kind"] == "event" else line["pk"]): line["fields"] for line in seat.pull(feed)}
        rows = {(row["entity"], row.get("change", row["pk"])): row["fields"] for row in cloned(seat, feed, 100)[0]}
        assert told == rows


def test_a_place_that_is_not_in_this_history_is_noticed(hotline: Hotline) -> None:
    li = hotline.li
    for _ in range(3):
        li.push(a_customer(an_id()))
    first, second, third = ([line["seq"], line["mark"]] for line in li.pull("site:HF"))
    assert li.hello(cursors={"site:HF": third}, acks={"site:HF": second})["status"] == "ok"
    for cursors, acks in (
        ({"site:HF": [9, NOWHERE]}, {}), ({"site:HF": [2, first[1]]}, {}), ({"site:HF": third}, {"site:HF": [2, third[1]]}),
    ):  # fmt: skip
        met = li.hello(cursors=cursors, acks=acks)
        assert (met["status"], met["restored"]) == ("restored", ["site:HF"])
    assert li.hello(cursors={"site:NJ": [9, NOWHERE]})["restored"] == []
    # What was acknowledged counts also where it can no longer be read.
    assert li.hello(acks={"site:NJ": [9, NOWHERE], "": [NOON, NOWHERE]})["restored"] == ["", "site:NJ"]
    assert li.hello(acks={"site:NJ": [9, third[1]], "": [NOON, third[1]]})["restored"] == []


def test_the_same_change_at_the_same_place_after_a_restore_is_another_history(hotline: Hotline) -> None:
    li, zhao = hotline.li, hotline.zhao
    lost, sent_again = zhao.command(a_customer(an_id())), li.command(a_customer(an_id()))
    zhao.send(lost)
    li.send(sent_again)
    place = [li.pull("site:HF")[-1]["seq"], li.pull("site:HF")[-1]["mark"]]
    # The server forgets both; somebody else is faster, and the second change comes to stand where it stood.
    hotline.owner(
        "DELETE FROM sync.feed WHERE feed = 'site:HF'" )
    for statement in ("DELETE FROM sync.applied", "DELETE FROM sync.command", "DELETE FROM customer", "DELETE FROM sync.taken",
                      "UPDATE sync.head SET seq = 0 WHERE feed = 'site:HF'"):  # fmt: skip
        hotline.owner(statement)
    zhao.push(a_customer(an_id()))
    li.send(sent_again)
    last = li.pull("site:HF")[-1]
    assert (last["seq"], last["change"]) == (place[0], sent_again["changes"][0]["change"])
    assert zhao.hello(cursors={"site:HF": place})["status"] == "restored"
    asked = [lost["changes"][0]["change"], sent_again["changes"][0]["change"]]
    known = zhao.call("missing", {"ids": asked})
    assert (known["missing"], known["refused"]) == (asked[:1], [])
    assert known["places"] == {asked[1]: {"feed": "site:HF", "seq": last["seq"], "mark": last["mark"]}}


def test_old_rows_and_copied_files_are_told(hotline: Hotline) -> None:
    assert hotline.li.hello(schema=0)["status"] == "upgrade_required"
    assert hotline.li.hello()["copied"] is False
    assert hotline.li.hello(incarnation=str(uuid4()))["copied"] is True
    hotline.li.push(a_customer(an_id()))
    hotline.owner("UPDATE sync.head SET pruned_to = 5, seq = 9 WHERE feed = 'site:HF'")
    (place,) = [[line["seq"], line["mark"]] for line in hotline.li.pull("site:HF")]
    for cursor in (place, [0, ""]):
        met = hotline.li.hello(cursors={"site:HF": cursor})
        assert (met["status"], met["pruned"]) == ("clone_required", ["site:HF"])


def test_what_a_backup_of_this_lineage_holds_may_be_forgotten_after_thirty_days(hotline: Hotline) -> None:
    li, sent = hotline.li, a_customer(an_id())
    said = li.push(sent)["changes"][sent["change"]]
    ask = {"ids": [sent["change"]]}
    assert li.call("missing", ask)["kept"] == []
    hotline.owner("INSERT INTO sync.backup VALUES ('site:HF', :seq, CAST(:mark AS uuid), now())", seq=said["seq"], mark=NOWHERE)
    hotline.owner("UPDATE sync.applied SET at = now() - interval '31 days'")
    assert li.hello()["backup"] == {} and li.call("missing", ask)["kept"] == []
    hotline.owner("INSERT INTO sync.backup VALUES ('site:HF', :seq, CAST(:mark AS uuid), now())", seq=said["seq"], mark=said["mark"])
    assert li.hello()["backup"] == {"site:HF": [said["seq"], said["mark"]]}
    assert li.call("missing", ask)["kept"] == [sent["change"]]


def test_what_a_witness_brings_waits_for_a_supervisor(hotline: Hotline) -> None:
    li, zhao, sun = hotline.li, hotline.zhao, hotline.sun
    customer = an_id()
    command = li.command(a_customer(customer))
    brought = command | {"witness": {"author": str(li.person), "device": str(li.device)}}
    answer = zhao.send(brought)[0]
    assert (answer["result"], answer["code"]) == ("waits", "command.witnessed")
    assert zhao.call("held_commands", {})["held"] == []
    (held,) = sun.call("held_commands", {})["held"]
    assert (held["cmd"], held["witness"]) == (command["cmd"], str(zhao.person))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        zhao.call("decide", {"cmd": command["cmd"], "accept": True})
    assert sun.call("decide", {"cmd": command["cmd"], "accept": True})["results"][0]["result"] == "applied"
    (line,) = zhao.pull("site:HF")
    assert (line["actor"], line["device"]) == (str(li.person), str(li.device))
    # Its author comes back after all: nothing happens twice.
    assert li.send(command)[0]["duplicate"]
    assert sun.call("held_commands", {})["held"] == []


def test_an_author_who_comes_back_needs_no_witness(hotline: Hotline) -> None:
    command = hotline.li.command(a_customer(an_id()))
    hotline.zhao.send(command | {"witness": {"author": str(hotline.li.person), "device": str(hotline.li.device)}})
    assert hotline.li.send(command)[0]["result"] == "applied"
    assert hotline.sun.call("held_commands", {})["held"] == []


def test_bytes_come_in_parts_and_go_to_whoever_sees_the_file(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer(), outlet=hotline.w1)
    parts = [b"a" * 196608, b"b" * 10]
    name = hashlib.sha256(b"".join(parts)).hexdigest()
    row = {"subject_kind": "order", "subject_id": str(order), "sha256": name, "size": 196618, "type": "image/png", "name": "x.png",
           "actor_id": str(li.person), "at": NOON}  # fmt: skip

    def put(seat: Seat, place: int, content: bytes) -> dict[str, object]:
        return dict(seat.call("blob_put", {"sha256": name, "part": place, "of": 2, "bytes": base64.b64encode(content).decode()}))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        put(li, 1, parts[0])
    assert li.push(change("attachment", an_id(), "create", row))["result"] == "applied"
    assert [put(li, 1, parts[0])["whole"], put(li, 2, b"wrong")["parts"]] == [False, []]
    assert [put(li, place, content)["whole"] for place, content in enumerate(parts, 1)] == [False, True]
    for seat, seen in ((hotline.d1, True), (hotline.d2, False), (hotline.wu, False), (hotline.zhao, True)):
        got = [seat.call("blob_get", {"sha256": name, "part": place})["bytes"] for place in (1, 2)]
        assert got == ([base64.b64encode(part).decode() for part in parts] if seen else [None, None])


def test_what_was_erased_is_nowhere_any_more_and_every_feed_says_so(hotline: Hotline) -> None:
    li, sun, customer = hotline.li, hotline.sun, an_id()
    li.push(a_customer(customer, name="欧阳修远", notes="秘密一"), a_phone(customer, digits="13987654321"))
    order = li.order(customer, outlet=hotline.w1)
    li.push(li.event(order, "noted", texts={"words": "秘密二"}))
    for value in ("秘密三", "秘密四"):
        li.push(change("customer", customer, "patch", {"needs": ("听力不好", value, str(customer))}))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        li.call("erase", {"entity": "customer", "pk": str(customer), "device": str(li.device)})
    assert sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(sun.device)})["erased"] == 3
    tables = hotline.owner("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'sync')")
    for (table,) in tables:
        for secret in ("欧阳修远", "秘密", "13987654321"):
            found = hotline.owner(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%{secret}%'")
            assert found == [(0,)], (table, secret)
    for seat, feed in ((li, "site:HF"), (hotline.d1, f"outlet:{hotline.w1}")):
        kinds = {line["entity"] for line in seat.pull(feed) if line["kind"] == "erased"}
        assert kinds == {"customer", "phone", "order_event"}
    # Whoever moved to another site, or begins anew, hears of it by the company.
    told = {line["pk"] for line in hotline.wu.pull("company") if line["kind"] == "erased"}
    listed = {row["fields"]["pk"] for row in cloned(hotline.wu, "company", 100)[0] if row["entity"] == "erased"}
    assert str(customer) in told and told == listed
    stale = change("customer", customer, "patch", {"name": ("欧阳修远", "欧阳", str(customer))})
    assert li.push(stale)["code"] == "row.erased"


def test_what_was_refused_is_known_as_refused(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer())
    refused = li.event(order, "accepted", outlet=hotline.w1)
    assert li.push(refused)["result"] == "refused"
    known = li.call("missing", {"ids": [refused["change"], str(an_id())]})
    assert known["refused"] == [refused["change"]] and len(known["missing"]) == 1


def test_what_stands_on_something_lost_is_held_and_what_a_supervisor_drops_is_refused(hotline: Hotline) -> None:
    li, sun = hotline.li, hotline.sun
    order = li.order(li.customer())
    relayed = li.command(li.event(order, "relayed", outlet=hotline.w1, after=str(an_id())))
    orphan = li.command(li.event(order, "noted", after=str(an_id())))
    assert [answer["code"] for answer in li.send(relayed, orphan)] == ["after.unknown", "after.unknown"]
    assert {held["cmd"] for held in sun.call("held_commands", {})["held"]} == {relayed["cmd"], orphan["cmd"]}
    assert sun.call("decide", {"cmd": relayed["cmd"], "accept": True})["results"][0]["result"] == "applied"
    sun.call("decide", {"cmd": orphan["cmd"], "accept": False})
    assert [answer["code"] for answer in li.send(relayed, orphan)] == [None, "decided.dropped"]
