"""Every role tries, with plain SQL and hostile messages, to see and to do what is not theirs."""

import contextlib
import json
from collections.abc import Callable

import psycopg
import pytest
from tests.sync.hotline import Hotline
from tests.sync.server.seat import Seat, a_customer, a_phone, an_id, change

DENIED = psycopg.errors.InsufficientPrivilege
BOOKKEEPING = ("feed", "head", "member", "order_standing", "complaint_standing", "conflict", "applied", "command", "lease", "held",
               "device", "epoch", "backup", "blob", "taken", "lifecycle", "audience", "field", "guard", "server")  # fmt: skip
SHARED = ("customer", "phone", "address", "asset", "service_order", "order_event", "event_text", "call", "complaint_event",
          "complaint_text", "attachment", "field_change", "person", "technician")  # fmt: skip


def denied(act: Callable[[], object]) -> None:
    with pytest.raises(DENIED):
        act()


def test_a_dispatcher_reads_no_table_at_all(hotline: Hotline) -> None:
    hotline.li.order(hotline.li.customer(), outlet=hotline.w1)
    for table in SHARED:
        denied(lambda table=table: hotline.d1.sql(f"SELECT count(*) FROM public.{table}"))
    for table in BOOKKEEPING:
        denied(lambda table=table: hotline.d1.sql(f"SELECT count(*) FROM sync.{table}"))


def test_the_centre_reads_the_rows_of_its_own_site_and_no_bookkeeping(hotline: Hotline) -> None:
    hotline.li.order(hotline.li.customer(), outlet=hotline.w1)
    for table in ("customer", "phone", "address", "service_order", "order_event", "event_text"):
        (mine,), (theirs,) = hotline.zhao.sql(f"SELECT count(*) FROM public.{table}"), hotline.wu.sql(f"SELECT count(*) FROM public.{table}")
        assert mine[0] > 0 and theirs[0] == 0, table
    for table in BOOKKEEPING:
        denied(lambda table=table: hotline.li.sql(f"SELECT count(*) FROM sync.{table}"))


def test_nobody_writes_a_table_but_by_the_functions(hotline: Hotline) -> None:
    hotline.li.order(hotline.li.customer())
    for seat in (hotline.li, hotline.sun, hotline.qian, hotline.d1):
        for statement in ("UPDATE public.customer SET name = 'x'", "DELETE FROM public.order_event", "UPDATE public.order_event SET pos = 9",
                          "TRUNCATE public.order_event CASCADE", "INSERT INTO sync.member VALUES ('x', gen_random_uuid(), '{}', '')",
                          "UPDATE sync.member SET roles = '{supervisor}'", "ALTER TABLE public.customer DISABLE ROW LEVEL SECURITY",
                          "DROP POLICY audience ON public.customer", "SET ROLE callcentre_owner"):  # fmt: skip
            denied(lambda seat=seat, statement=statement: seat.sql(statement))


def test_events_are_append_only_even_for_the_functions(hotline: Hotline) -> None:
    hotline.li.order(hotline.li.customer())
    with hotline.engine.connect() as connection:
        connection.exec_driver_sql("SET ROLE callcentre_owner")
        for statement in ("UPDATE order_event SET kind = 'x'", "DELETE FROM order_event", "UPDATE complaint_event SET data = '{}'",
                          "DELETE FROM sync.feed", "DELETE FROM sync.applied"):  # fmt: skip
            with pytest.raises(Exception, match="permission denied"), connection.begin_nested():
                connection.exec_driver_sql(statement)


def test_the_policies_hold_inside_the_functions_too(hotline: Hotline) -> None:
    forced = hotline.owner(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('sync', 'public') "
        "AND c.relkind = 'r' AND c.relname <> 'server_version' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    assert forced == [(0,)]


def test_a_dispatcher_pulls_and_clones_no_feed_of_others(hotline: Hotline) -> None:
    hotline.li.order(hotline.li.customer(), outlet=hotline.w2)
    for feed in ("site:HF", f"outlet:{hotline.w2}", "site:NJ"):
        assert hotline.d1.pull(feed) == []
        assert feed not in hotline.d1.hello()["feeds"]
        denied(lambda feed=feed: hotline.d1.call("clone", {"feed": feed, "from": [], "limit": 10}))
    assert hotline.wu.pull("site:HF") == []
    assert hotline.wu.hello()["feeds"].keys() == {"company", "site:NJ"}


def test_other_rows_and_rows_that_are_nowhere_get_the_same_answer(hotline: Hotline) -> None:
    customer = hotline.li.customer()
    order = hotline.li.order(customer, outlet=hotline.w2)
    phone = a_phone(customer)
    assert hotline.li.push(phone)["result"] == "applied"
    for seat in (hotline.d1, hotline.wu):
        pairs = [
            (change("customer", pk, "patch", {"name": ("王芳", "x", str(pk))}) for pk in (customer, an_id())),
            (a_phone(pk) for pk in (customer, an_id())),
            (change("phone", pk, "patch", {"typed": ("", "1", str(pk))}) for pk in (phone["pk"], an_id())),
            (seat.event(pk, "noted", texts={"words": "x"}) for pk in (order, an_id())),
            (seat.event(pk, "accepted", outlet=hotline.w1) for pk in (order, an_id())),
        ]
        for there, nowhere in pairs:
            answers = [seat.push(one) for one in (there, nowhere)]
            assert answers[0]["result"] == "waits"
            assert [{**answer, "cmd": ""} for answer in answers] == [{**answers[0], "cmd": ""}] * 2
    # An order on another's customer would bring that customer into sight.
    opened = an_id()
    answer = hotline.d1.push(change("service_order", opened, "create", {"no": "SO-9"}),
                             hotline.d1.event(opened, "opened", {"customer": str(customer), "kind": "repair", "urgency": "normal", "origin": "W1"}))  # fmt: skip
    assert (answer["result"], answer["code"]) == ("waits", "row.unknown")
    assert hotline.d1.pull(f"outlet:{hotline.w1}") == []


def test_what_another_command_was_answered_is_not_for_others(hotline: Hotline) -> None:
    command = hotline.li.command(a_customer(an_id()))
    hotline.li.send(command)
    for seat in (hotline.d1, hotline.wu):
        stolen = seat.send(command)[0]
        assert (stolen["code"], stolen["changes"]) == ("actor.forged", {})
        changed = command | {"actor": str(seat.person), "cmd": str(an_id())}
        assert seat.send(changed)[0]["changes"] == {command["changes"][0]["change"]: {}}
    assert hotline.owner("SELECT count(*), min(site) FROM customer") == [(1, "HF")]


def test_a_dispatcher_writes_only_what_is_theirs_to_write(hotline: Hotline) -> None:
    d1, customer = hotline.d1, hotline.li.customer()
    order = hotline.li.order(customer, outlet=hotline.w1)
    refused = [
        change("customer", customer, "patch", {"notes": ("难缠", "x", str(customer))}),
        change("technician", an_id(), "create", {"outlet_id": str(hotline.w2), "name": "x", "phone": "", "skills": [], "certified_until": None, "state": "active"}),
        change("part", an_id(), "create", {"code": "x", "name": "x", "model": "", "price_fen": 1}),
        change("person", d1.person, "patch", {"roles": (["dispatcher"], ["supervisor"], str(d1.person))}),
        change("conflict", an_id(), "patch", {"state": ("open", "mine", "")}),
        d1.event(order, "accepted", outlet=hotline.w2),
        d1.event(order, "relayed", outlet=hotline.w2),
        d1.event(order, "withdrawn", {"reason": "x"}),
        d1.event(order, "callback_answer", {"satisfied": True}),
        d1.event(an_id(), "received", {"category": "x"}, entity="complaint_event"),
    ]  # fmt: skip
    assert [d1.push(one)["result"] for one in refused] == ["refused"] * len(refused)
    assert hotline.owner("SELECT roles FROM sync.member WHERE login = 'd1'") == [(["dispatcher"],)]
    allowed = change("customer", customer, "patch", {"needs": ("听力不好", "狗", str(customer))})
    assert d1.push(allowed)["result"] == "applied"


def test_technicians_of_others_come_without_their_telephone(hotline: Hotline) -> None:
    for outlet, seat in ((hotline.w1, hotline.d1), (hotline.w2, hotline.d2)):
        made = {"outlet_id": str(outlet), "name": "老周", "phone": "139", "skills": [], "certified_until": None, "state": "active"}
        assert seat.push(change("technician", an_id(), "create", made))["result"] == "applied"
    seen = [line["fields"] for line in hotline.d1.pull("company") if line["entity"] == "technician"]
    cloned = [row["fields"] for row in hotline.d1.call("clone", {"feed": "company", "from": [], "limit": 5000})["rows"] if row["entity"] == "technician"]
    for found in (seen, sorted(cloned, key=lambda row: row["outlet_id"])):
        assert [row.get("phone") for row in found] == ["139", None]


def test_conflicts_of_others_are_not_told(hotline: Hotline) -> None:
    li, customer = hotline.li, hotline.li.customer()
    li.order(customer, outlet=hotline.w1)
    for tier in ("1", "2"):
        li.push(change("customer", customer, "patch", {"notes": ("难缠", tier, str(customer))}))
    assert [line for line in hotline.d1.pull(f"outlet:{hotline.w1}") if line["entity"] == "conflict"] == []
    # The dispatcher's own conflict shows what they may see.
    hotline.li.push(change("customer", customer, "patch", {"needs": ("听力不好", "a", str(customer))}))
    assert hotline.d1.push(change("customer", customer, "patch", {"needs": ("听力不好", "b", str(customer))}))["result"] == "conflict"
    (own,) = [line["fields"] for line in hotline.d1.pull(f"outlet:{hotline.w1}") if line["entity"] == "conflict"]
    assert (own["field"], own["mine"], own["theirs"]) == ("needs", "b", "a")


@pytest.mark.parametrize("login", ["li", "d1"])
def test_no_helper_may_be_called(hotline: Hotline, login: str) -> None:
    seat: Seat = getattr(hotline, login)
    for call in ("pushed('{}', NULL, true)", "raise_epoch('x')", "placed('{}', gen_random_uuid(), now())", "create_customer('{}', NULL)",
                 "found('customer', '{}')", "order_without(NULL, NULL)", "blank_rows(NULL, NULL, NULL, NULL)"):  # fmt: skip
        denied(lambda call=call: seat.sql(f"SELECT sync.{call}"))


def test_another_search_path_changes_nothing(hotline: Hotline) -> None:
    li = hotline.li
    li.sql("SET search_path = evil, pg_temp, public")
    denied(lambda: li.sql("CREATE SCHEMA evil"))
    assert li.push(a_customer(an_id()))["result"] == "applied"
    loose = hotline.owner(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'sync' AND p.prosecdef "
        "AND NOT coalesce(p.proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false)"
    )
    assert loose == []


@pytest.mark.parametrize(
    "fields",
    [
        {"name": {"a": 1}}, {"name": None}, {"agreed_hours": "x"}, {"agreed_hours": [[1, 2]]}, {"merged_into": "x"}, {"site": "NJ"},
        {"row_version": 99}, {"field_by": {}}, {"state": 7}, {"made_for": None}, {"name": "x'); DROP TABLE customer; --", "tier": []},
    ],
)  # fmt: skip
def test_hostile_values_are_refused_by_name(hotline: Hotline, fields: dict[str, object]) -> None:
    sent = a_customer(an_id())
    sent["fields"] |= {name: [None, value, None] for name, value in fields.items()}
    answer = hotline.li.push(sent)
    assert answer["result"] == "refused" and answer["code"] in ("value.unknown_field", "event.wrong_type")
    assert hotline.owner("SELECT count(*) FROM customer") == [(0,)]


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("noted", {"x": 1}), ("contacted", {"by": "me", "outcome": "reached"}), ("on_hold", {"reason": "because"}),
        ("visit", {"outcome": "fixed", "parts": [["a", -1, 5]]}), ("window_agreed", {"start": 2, "end": 1, "by": "customer"}),
        ("window_agreed", {"start": 10**17, "end": 10**17, "by": "customer"}), ("amended", {"fields": {"urgency": "low"}}),
        ("amended", {"fields": {"state": "closed"}}), ("corrected", {"event": "x", "fields": {"a": 1}}), ("nothing", {}),
        ("quoted", {"charge_fen": 10**14}), ("complaint_raised", {"complaint": "CO-1"}), ("callback_answer", {}),
    ],
)  # fmt: skip
def test_hostile_events_are_refused_by_name(hotline: Hotline, said: str, data: dict[str, object]) -> None:
    order = hotline.li.order(hotline.li.customer())
    answer = hotline.li.push(hotline.li.event(order, said, data, outlet=hotline.w1))
    assert answer["result"] == "refused" and answer["code"].split(".")[0] in ("event", "schema", "value")
    assert hotline.owner("SELECT last_pos FROM sync.order_standing") == [(1,)]


@pytest.mark.parametrize(
    "body", ["null", "[]", '{"commands": 7}', '{"commands": [{}]}', '{"commands": [{"cmd": "x"}]}', '{"commands": [null]}', "7"]
)
def test_a_message_that_is_none_does_nothing(hotline: Hotline, body: str) -> None:
    for name in ("push", "pull", "hello", "missing", "claim", "clone", "next", "blob_put", "erase"):
        with contextlib.suppress(psycopg.Error):
            hotline.li.sql(f"SELECT sync.{name}(%s::jsonb)", body)
    assert hotline.owner("SELECT count(*) FROM sync.feed WHERE feed LIKE 'site:%'") == [(0,)]


def test_a_locked_login_and_a_stranger_get_nowhere(hotline: Hotline) -> None:
    hotline.owner("UPDATE sync.member SET locked = true WHERE login = 'li'")
    for name in ("push", "pull", "hello", "missing", "clone", "claim"):
        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match=r"login\.unknown"):
            hotline.li.call(name, {})
    assert hotline.li.sql("SELECT count(*) FROM customer") == [(0,)]


def test_deep_json_does_no_harm(hotline: Hotline) -> None:
    deep = "[" * 5000 + "]" * 5000
    sent = json.dumps({"device": str(an_id()), "commands": [hotline.li.command(a_customer(an_id()))]}).replace('"\\u738b\\u82b3"', deep)
    answer = hotline.li.sql("SELECT sync.push(%s::jsonb)", sent)[0][0]
    assert answer["results"][0]["code"] == "event.wrong_type"
