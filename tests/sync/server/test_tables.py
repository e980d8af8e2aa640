"""The server judges by the very tables of the program, row by row and in what comes of them."""

import random
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from tests.sync.hotline import Hotline
from tests.sync.server.seat import NOON

from callcentre.domain import complaints, lifecycle
from callcentre.domain.errors import Problem
from callcentre.domain.event import REENTERING, Actor, Role
from callcentre.domain.event_data import NEEDS_OUTLET
from callcentre.domain.ids import new_id
from callcentre.domain.instants import MINUTE
from callcentre.domain.proposal import Proposal, judged
from callcentre.domain.story import Story
from callcentre.sync.audiences import AUDIENCES, columns_of

TABLES = {"order": lifecycle.ORDERS, "complaint": complaints.COMPLAINTS, "complaint_import": complaints.COMPLAINT_IMPORTS}


def codes(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def test_the_lifecycles_of_the_server_are_those_of_the_program(hotline: Hotline) -> None:
    stored = hotline.owner(
        "SELECT machine, n, kind, source, to_state, nature, roles, when_field, when_value, guards FROM sync.lifecycle"
    )
    wanted = [
        (machine, n, rule.kind, source, rule.to, rule.nature.value, codes(rule.roles), rule.when[0] if rule.when else None,
         rule.when[1] if rule.when else None, list(rule.guards))
        for machine, table in TABLES.items() for n, rule in enumerate(table.rules, 1) for source in rule.sources
    ]  # fmt: skip
    assert sorted(map(str, stored)) == sorted(map(str, wanted))


def test_the_kinds_of_events_are_those_of_the_program(hotline: Hotline) -> None:
    stored = hotline.owner("SELECT machine, kind, nature, roles, moves, reenters, needs_outlet FROM sync.event_kind")
    wanted = [
        (machine, kind, table.nature(kind).value, codes(table.roles(kind)),
         kind == "undone" or any(rule.to is not None for rule in table.by_kind[kind]), kind in REENTERING,
         machine == "order" and kind in NEEDS_OUTLET)
        for machine, table in TABLES.items() for kind in table.kinds
    ]  # fmt: skip
    assert sorted(stored) == sorted(wanted)


def test_every_guard_is_known_on_the_server(hotline: Hotline) -> None:
    for machine, table in TABLES.items():
        of = machine.split("_")[0]
        for guard in table.guards:
            (answer,) = hotline.owner(
                f"SELECT position(quote_literal(CAST(:guard AS text)) IN prosrc) > 0 FROM pg_proc WHERE proname = '{of}_guard'", guard=guard
            )[0]
            assert answer, guard
    stored = hotline.owner("SELECT machine, name, about_person FROM sync.guard")
    assert sorted(stored) == sorted((m, g, g in t.person_guards) for m, t in TABLES.items() for g in t.guards)


def test_the_audiences_of_the_server_are_those_of_the_program(hotline: Hotline) -> None:
    stored = hotline.owner(
        "SELECT entity, n, feed, creates, patches, parent_column, parent_entity, links, key, together, outlet_sees FROM sync.audience"
    )
    wanted = [
        (a.entity, n, a.feed, codes(a.creates), codes(a.patches), *(a.parent or (None, None)), dict(a.links), list(a.key),
         {name: group[0] for group in a.together for name in group}, list(a.outlet_sees))
        for n, a in enumerate(AUDIENCES, 1)
    ]  # fmt: skip
    assert sorted(stored, key=lambda row: row[1]) == wanted
    fields = hotline.owner("SELECT thing, name, type, required, outlet_sees, outlet_writes FROM sync.field WHERE thing NOT LIKE '%:%'")
    assert sorted(fields) == sorted(
        (a.entity, c.name, c.kind, c.required, c.name in a.outlet_sees, c.name in a.outlet_writes)
        for a in AUDIENCES for c in columns_of(a.entity)
    )


def said(rng: random.Random, kind: str, story: Story, w1: UUID, w2: UUID) -> Proposal:
    """Some event of this kind with data that is well formed."""
    data: dict[str, object] = {}
    outlet = None
    match kind:
        case "solved_by_phone":
            data = rng.choice([{}, {"satisfied": True}, {"satisfied": False}])
        case "window_agreed":
            data = {"start": NOON, "end": NOON + MINUTE, "by": "customer"}
        case "contacted":
            data = {"by": rng.choice(["centre", "outlet"]), "outcome": rng.choice(["reached", "no_answer"])}
        case "on_hold":
            data = {"reason": "part"}
        case "quote_answered":
            data = {"outcome": "agreed"}
        case "visit":
            data = {"outcome": rng.choice(sorted(lifecycle.VISIT_OUTCOMES))}
        case "feedback":
            data = {"outcome": rng.choice(["done", "done", "unable"])}
        case "callback_attempt":
            data = {"outcome": "busy"}
        case "callback_answer" | "second_check":
            data = {"satisfied": rng.choice([True, False])}
        case "closed_unverified":
            data = {"reason": rng.choice(["unreachable", "other"])}
        case "reopened":
            data = {"reason": "not_fixed"}
        case "complaint_raised" | "complaint_ended":
            data = {"complaint": str(w1)}
        case "message_sent":
            data = {"kind": "x"}
        case "amended":
            data = {"fields": {"urgency": rng.choice(["normal", "danger"])}, "reason": rng.choice(["", "x"])}
        case "undone":
            data = {"event": str(rng.choice([story.now.last_change or story.id, rng.choice(story.events[-3:]).id]))}
        case _:
            pass
    if kind in NEEDS_OUTLET:
        outlet = rng.choice([w1, w1, story.now.outlet or w1, w2])
    return Proposal(kind, data, {}, outlet)


def test_the_server_and_the_program_come_to_the_same_verdicts(hotline: Hotline) -> None:
    rng = random.Random(7)
    kinds = [kind for kind in lifecycle.KINDS if kind not in ("opened", "corrected")]
    likely = ["relayed", "accepted", "visit", "feedback", "callback_answer", "contacted", "undone", "undone", "undone",
              "cancel_asked", "cancelled", "amended", "reopened", "solved_by_phone"]
    seats = {hotline.li: {Role.AGENT}, hotline.zhao: {Role.AGENT}, hotline.sun: {Role.SUPERVISOR}}
    customer = hotline.li.customer()
    compared = refused = 0
    for _ in range(6):
        now, order = NOON, hotline.li.order(customer)
        opener = Actor(hotline.li.person, "li", frozenset({Role.AGENT}), "7QK2")
        rows = hotline.owner("SELECT id FROM order_event WHERE order_id = :order", order=order)
        story = Story(order, "x")
        header = {"customer": str(customer), "kind": "repair", "urgency": "normal"}
        story.append(judged(story, Proposal("opened", header), actor=opener, event_id=UUID(str(rows[0][0])), stated_at=now, now=now))
        for _ in range(40):
            seat = rng.choice(list(seats))
            actor = Actor(seat.person, seat.login, frozenset(seats[seat]), "7QK2")
            wanted = said(rng, rng.choice(kinds + likely * 3), story, hotline.w1, hotline.w2)
            now += MINUTE
            stated = now - rng.choice([0, 0, 5]) * MINUTE
            event_id = new_id(now)
            try:
                event = judged(story, wanted, actor=actor, event_id=event_id, stated_at=stated, now=now)
                expected = ("applied", event.effect.value, event.state_before, event.state_after, event.pos, event.at)
            except Problem as problem:
                event = None
                expected = ("refused", problem.code, str(problem.data.get("objection", "")), list(problem.data.get("possible", ())))
            sent = seat.event(order, wanted.kind, wanted.data, outlet=wanted.outlet, at=stated, change=str(event_id))
            sent["fields"]["data"][1] = {name: value for name, value in wanted.data.items() if value != ""}
            answer = seat.push(sent)
            compared += 1
            if answer["result"] == "refused":
                refused += 1
                objection = answer["data"].get("objection", "")
                got = ("refused", answer["code"], objection if answer["code"] == "order.illegal" else "", answer["data"].get("possible", []))
            else:
                one = answer["changes"][str(event_id)]
                got = ("applied", one["effect"], one["state_before"], one["state_after"], one["pos"], one["at"])
            assert got == expected, (wanted, story.now)
            if event is not None:
                story.append(event)
    assert refused > compared / 10 and compared == 240
    with hotline.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM order_event WHERE kind = 'undone' AND effect = 'applied'"))
