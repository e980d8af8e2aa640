"""What a workstation sends: stored once, judged once, answered again when it is sent again."""

from tests.sync.hotline import Hotline
from tests.sync.server.seat import NOON, a_customer, a_phone, an_asset, an_id, change

from callcentre.domain.instants import DAY, HOUR, MINUTE
from callcentre.store.first import RULE_PERSON


def patch(customer, **fields):
    return change("customer", customer, "patch", fields)


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


def test_the_same_command_again_hears_the_same_answer_and_has_no_second_effect(hotline: Hotline) -> None:
    command = hotline.li.command(a_customer(an_id()))
    first, again = hotline.li.send(command)[0], hotline.li.send(command)[0]
    assert again == first | {"duplicate": True}
    assert len(hotline.li.pull("site:HF")) == 1


def test_a_change_that_two_desks_bring_under_different_commands_is_stored_once(hotline: Hotline) -> None:
    order = hotline.li.order(hotline.li.customer())
    told = {"change": str(an_id()), "actor": RULE_PERSON}
    for seat in (hotline.li, hotline.zhao):
        event = seat.event(order, "message_sent", {"kind": "declined_twice", "outcome": "queued"}) | {"change": told["change"]}
        event["fields"]["actor_id"][1] = str(RULE_PERSON)
        answer = seat.push(event, actor=str(RULE_PERSON))
        assert answer["result"] == "applied" and answer["duplicate"] is (seat is hotline.zhao)
        assert answer["changes"][told["change"]]["pos"] == 2


def test_nobody_speaks_in_the_name_of_another_but_a_supervisor_who_says_so(hotline: Hotline) -> None:
    other = hotline.zhao.person
    for more in ({"actor": str(other)}, {"actor": str(other), "behalf": True}):
        command = hotline.li.command(a_customer(an_id()), **more)
        answer = hotline.li.send(command)[0]
        assert (answer["result"], answer["code"]) == ("refused", "actor.forged")
    # Nor is the real author's command spoiled by who had no right to send it.
    assert hotline.zhao.send(command | {"behalf": False})[0]["result"] == "applied"
    answer = hotline.sun.push(a_customer(an_id()), actor=str(other), behalf=True)
    assert answer["result"] == "applied"
    assert hotline.li.pull("site:HF")[-1]["actor"] == str(other)


def test_an_event_names_its_author_truly(hotline: Hotline) -> None:
    order = hotline.li.order(hotline.li.customer())
    event = hotline.li.event(order, "noted", texts={"words": "x"})
    event["fields"]["actor_id"][1] = str(hotline.zhao.person)
    assert hotline.li.push(event)["code"] == "actor.forged"


def test_two_who_change_different_fields_both_land_and_the_same_field_is_kept_twice(hotline: Hotline) -> None:
    li, zhao = hotline.li, hotline.zhao
    customer = li.customer()
    pk = str(customer)
    first = patch(customer, tier=("gold", "silver", pk))
    assert li.push(first)["result"] == "applied"
    assert zhao.push(patch(customer, needs=("听力不好", "轮椅", pk)))["result"] == "applied"
    answer = zhao.push(patch(customer, tier=("gold", "black", pk), notes=("难缠", "和气", pk)))
    assert answer["result"] == "conflict"
    (said,) = answer["changes"].values()
    assert (said["conflicts"], said["theirs"]) == (["tier"], {"tier": "silver"})
    assert hotline.owner("SELECT tier, needs, notes FROM customer") == [("silver", "轮椅", "和气")]
    conflict = li.pull("site:HF")[-1]
    assert (conflict["entity"], conflict["kind"]) == ("conflict", "conflict")
    fields = conflict["fields"]
    assert (fields["field"], fields["mine"], fields["theirs"], fields["their_change"]) == ("tier", "black", "silver", first["change"])
    # Whoever has seen the other's change may replace it.
    assert zhao.push(patch(customer, tier=("silver", "black", first["change"])))["result"] == "applied"
    # And a person settles the conflict.
    settled = change("conflict", fields["id"] if "id" in fields else conflict["pk"], "patch", {"state": ("open", "mine", conflict["pk"])})
    assert zhao.push(settled)["result"] == "applied"


def test_fields_that_belong_together_land_together(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    assert li.push(patch(customer, state=("active", "paused", str(customer))))["result"] == "applied"
    answer = hotline.zhao.push(patch(customer, state=("active", "merged", str(customer)), merged_into=(None, str(an_id()), str(customer))))
    (said,) = answer["changes"].values()
    assert said["conflicts"] == ["merged_into", "state"]


def test_the_same_value_from_two_sides_is_no_conflict(hotline: Hotline) -> None:
    customer = hotline.li.customer()
    for seat in (hotline.li, hotline.zhao):
        assert seat.push(patch(customer, tier=("gold", "black", str(customer))))["result"] == "applied"


def test_changes_of_one_row_in_one_batch_follow_one_another(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    first = patch(customer, tier=("gold", "1", str(customer)))
    second = patch(customer, tier=("1", "2", first["change"]))
    third = patch(customer, tier=("2", "3", second["change"]))
    answers = li.send(li.command(first, second), li.command(third))
    assert [answer["result"] for answer in answers] == ["applied", "applied"]
    versions = [line["version"] for line in li.pull("site:HF") if line["entity"] == "customer"]
    assert versions == [1, 2, 3, 4]
    history = hotline.owner("SELECT old, new FROM field_change ORDER BY new")
    assert history == [("gold", "1"), ("1", "2"), ("2", "3")]


def test_the_same_machine_registered_twice_is_kept_twice_and_held_up_to_a_person(hotline: Hotline) -> None:
    ours, theirs = hotline.li.customer(), hotline.zhao.customer()
    assert hotline.li.push(an_asset(ours, serial="KFR-1"))["result"] == "applied"
    answer = hotline.zhao.push(an_asset(theirs, serial="KFR-1"))
    assert answer["result"] == "conflict"
    (said,) = answer["changes"].values()
    assert said["fields"]["serial"].startswith("KFR-1~")
    assert [row[0][:5] for row in hotline.owner("SELECT serial FROM asset")] == ["KFR-1", "KFR-1"]
    conflict = hotline.li.pull("site:HF")[-1]["fields"]
    assert (conflict["kind"], conflict["field"], conflict["mine"]) == ("maybe_same", "serial", "KFR-1")
    # Another site is not told of it.
    assert hotline.wu.push(an_asset(hotline.wu.customer(), serial="KFR-1"))["result"] == "applied"


def test_an_order_number_that_meets_another_stays_as_an_alias(hotline: Hotline) -> None:
    customer = hotline.li.customer()
    for seat, result in ((hotline.li, "applied"), (hotline.zhao, "conflict")):
        order = an_id()
        answer = seat.push(change("service_order", order, "create", {"no": "SO-1"}),
                           seat.event(order, "opened", {"customer": str(customer), "kind": "repair", "urgency": "normal"}))  # fmt: skip
        assert answer["result"] == result
    (alias,) = [line["fields"] for line in hotline.li.pull("site:HF") if line["entity"] == "order_alias"]
    assert alias["no"] == "SO-1"
    assert hotline.owner("SELECT a.no, o.no LIKE 'SO-1~%' FROM order_alias a JOIN service_order o ON o.id = a.order_id") == [("SO-1", True)]


def test_a_decision_that_is_no_longer_legal_is_refused_whole_and_says_what_is_possible(hotline: Hotline) -> None:
    li, zhao = hotline.li, hotline.zhao
    order = li.order(li.customer(), outlet=hotline.w1)
    assert li.push(li.event(order, "cancelled", {"reason": "x"}))["result"] == "applied"
    answer = zhao.push(zhao.event(order, "withdrawn", {"reason": "y"}), a_customer(an_id()))
    assert (answer["result"], answer["code"]) == ("refused", "order.illegal")
    assert answer["data"]["state"] == "cancelled" and answer["data"]["objection"] == "state"
    assert answer["data"]["possible"] == ["reopened", "complaint_raised", "complaint_ended", "message_sent", "undone", "noted"]
    assert hotline.owner("SELECT count(*) FROM customer") == [(1,)]


def test_a_fact_that_is_not_legal_is_set_aside_and_asked_about(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer(), outlet=hotline.w1)
    answer = li.push(li.event(order, "visit", {"outcome": "fixed"}, outlet=hotline.w1))
    (said,) = answer["changes"].values()
    assert (answer["result"], said["effect"], said["state_after"]) == ("applied", "set_aside", "relayed")
    assert [line["fields"]["kind"] for line in li.pull("site:HF") if line["entity"] == "conflict"] == ["set_aside"]


def test_commands_after_a_refused_one_are_judged_without_it(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer(), outlet=hotline.w1)
    answers = li.send(
        li.command(li.event(order, "accepted", outlet=hotline.w1)),
        li.command(li.event(order, "accepted", outlet=hotline.w1)),
        li.command(li.event(order, "feedback", {"outcome": "done"}, outlet=hotline.w1)),
        li.command(li.event(order, "callback_answer", {"satisfied": True})),
    )
    assert [answer["result"] for answer in answers] == ["applied", "refused", "applied", "applied"]
    assert hotline.owner("SELECT state, last_pos FROM sync.order_standing") == [("closed", 5)]


def test_what_builds_on_something_unknown_waits(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer())
    unseen = li.push(li.event(order, "relayed", outlet=hotline.w1, after=str(an_id())))
    assert (unseen["result"], unseen["code"]) == ("waits", "after.unknown")
    parentless = li.push(a_phone(an_id()))
    assert (parentless["result"], parentless["code"]) == ("waits", "row.unknown")
    lonely = li.push(li.event(an_id(), "noted"))
    assert (lonely["result"], lonely["code"]) == ("waits", "row.unknown")
    first, second = li.command(a_phone(an_id())), None
    second = li.command(a_customer(an_id()), needs=[first["cmd"]])
    assert [answer["code"] for answer in li.send(first, second)] == ["row.unknown", "command.needs"]
    # In one batch what is needed goes before.
    customer = an_id()
    first = li.command(a_customer(customer))
    assert [a["result"] for a in li.send(first, li.command(a_phone(customer), needs=[first["cmd"]]))] == ["applied", "applied"]


def test_a_refusal_stays_a_refusal(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer(), outlet=hotline.w1)
    late = li.command(li.event(order, "returned", {"reason": "x"}, outlet=hotline.w1))
    refused = li.send(late)[0]
    assert refused["result"] == "refused"
    assert li.push(li.event(order, "accepted", outlet=hotline.w1))["result"] == "applied"
    assert li.send(late)[0] == refused | {"duplicate": True}


def test_the_server_gives_place_and_time(hotline: Hotline) -> None:
    li = hotline.li
    order = li.order(li.customer())
    (said,) = li.push(li.event(order, "relayed", outlet=hotline.w1, at=NOON - DAY))["changes"].values()
    assert (said["pos"], said["at"]) == (2, NOON)
    (told,) = li.push(li.event(order, "noted", at=NOON - DAY))["changes"].values()
    assert told["at"] == NOON - DAY
    before = li.hello()["now"]
    (early,) = li.push(li.event(order, "noted", at=before + 400 * DAY))["changes"].values()
    assert before <= early["at"] <= before + MINUTE
    stated = hotline.owner("SELECT (extract(epoch FROM stated_at) * 1000000)::bigint FROM order_event WHERE pos = 2")
    assert stated == [(NOON - DAY,)]


def test_what_was_taken_back_leaves_the_order_as_it_stood(hotline: Hotline) -> None:
    li, sun = hotline.li, hotline.sun
    order = li.order(li.customer(), outlet=hotline.w1)
    accepted = li.event(order, "accepted", outlet=hotline.w1)
    asked = li.event(order, "cancel_asked", {"reason": "x"})
    taken_back = sun.event(order, "undone", {"event": accepted["change"]})
    answers = li.send(li.command(accepted), li.command(asked))
    assert [answer["result"] for answer in answers] == ["applied", "applied"]
    (said,) = sun.push(taken_back)["changes"].values()
    assert (said["state_before"], said["state_after"]) == ("accepted", "relayed")
    assert hotline.owner("SELECT state, cancel_unanswered FROM sync.order_standing") == [("relayed", True)]
    # Within one batch as well, and only by its author within the time.
    again = li.event(order, "accepted", outlet=hotline.w1)
    undo = li.event(order, "undone", {"event": again["change"]}, at=NOON + MINUTE)
    assert [a["result"] for a in li.send(li.command(again), li.command(undo))] == ["applied", "applied"]
    again = li.event(order, "accepted", outlet=hotline.w1)
    late = li.event(order, "undone", {"event": again["change"]}, at=NOON + HOUR)
    zhao = hotline.zhao
    assert [a["code"] for a in li.send(li.command(again), li.command(late))] == [None, "order.undo_too_late"]
    assert zhao.push(zhao.event(order, "undone", {"event": again["change"]}))["code"] == "order.undo_not_yours"


def test_rights_are_those_of_the_login(hotline: Hotline) -> None:
    part = change("part", an_id(), "create", {"code": "P1", "name": "压缩机", "model": "", "price_fen": 100})
    answer = hotline.li.push(part)
    assert (answer["code"], answer["data"]["roles"]) == ("act.no_right", ["administrator", "supervisor"])
    assert hotline.sun.push(part | {"change": str(an_id())})["result"] == "applied"
    assert hotline.li.pull("company")[-1]["pk"] == part["pk"]
