"""What somebody might do next at a desk of the simulation, drawn by chance from what they see and may."""

from uuid import UUID

from tests.faults.sim.acting import Act, story_of
from tests.faults.sim.judging import NEW_IN_2
from tests.faults.sim.machines import EXPLAINED, MACHINES, actor_of, unwired
from tests.faults.sim.parts import name_of

from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.event import Effect
from callcentre.domain.lifecycle import EFFECTIVE_OUTCOMES
from callcentre.domain.story import Story
from callcentre.domain.table import Granted, Wanted

HOUR = 3_600_000_000
STAGES = ("accepted", "visit", "feedback", "callback_answer", "closed_unverified", "reopened")
"""Kinds that bring an order on: drawn more often than remarks, else none ever comes to its end."""
OF_OUTLET = ("accepted", "declined", "returned", "planned", "visit", "feedback")
LINKING = ("corrected", "opened", "received", "complaint_raised", "complaint_ended", "evidence", "task_answered")
"""Kinds that name something else: not drawn alone."""


def random_act(rnd, desk, member, members, now, outlets):
    """Something a person of this membership might do now with what they see; None where there is nothing."""
    act = Act(desk, member, now)
    rows = {}
    for entity, pk in desk.all("select entity, pk from row"):
        rows.setdefault(entity, []).append(pk)
    orders, customers, complaints = (rows.get(of, []) for of in ("service_order", "customer", "complaint"))
    chance = rnd.random()
    if "administrator" in member["roles"] and rnd.random() < 0.2:
        return act if _profile(rnd, act, rows.get("profile_version", [])) else None
    if orders and rnd.random() < 0.12:
        _attach(rnd, act, rnd.choice(orders))
    elif ("dispatcher" in member["roles"] or chance < 0.40) and orders:
        return act if _event(rnd, act, rnd.choice(orders), members, outlets) else None
    elif "dispatcher" in member["roles"]:
        return None
    elif chance < 0.52 and complaints:
        return act if _answer(rnd, act, rnd.choice(complaints), members) else None
    elif chance < 0.56 and orders and len(complaints) < 2:
        _complain(rnd, act, rnd.choice(orders), members)
    elif chance < (0.74 if len(orders) < 3 else 0.58) and customers:
        _open(rnd, act, rnd.choice(customers), outlets)
    elif chance < (0.78 if len(orders) < 3 else 0.64):
        _article(rnd, act, rows.get("article", []))
    elif chance < 0.95 and customers:
        _change(rnd, act, rnd.choice(customers), customers)
    elif len(customers) < 4:
        _customer(rnd, act)
    else:
        return None
    return act


def _customer(rnd, act):
    """Some are made at two desks at the same time, under one number."""
    no = f"C{rnd.choice('123')}" if rnd.random() < 0.3 else f"C{act.cmd[:6]}"
    value = act.cmd[:8]
    act.create("customer", {
        "no": no, "name": f"n {value}", "initials": f"i {value}", "phone": "1", "notes": f"secret {value}", "state": "active",
        "merged_into": None,
    })  # fmt: skip


def _change(rnd, act, pk, customers):
    """Fields that belong together are changed together; now and then two customers are found to be one."""
    if rnd.random() < 0.06 and len(customers) > 1:
        other = rnd.choice([customer for customer in customers if customer != pk])
        act.patch("customer", pk, {"state": "merged", "merged_into": other})
        return
    names = ["name", "phone", "notes"] + [NEW_IN_2] * (act.desk.schema > 1)
    values = {name: f"{name} {act.cmd[:8]}" for name in rnd.sample(names, rnd.choice((1, 1, 2)))}
    if "name" in values:
        values["initials"] = f"i {act.cmd[:8]}"
        if act.cmd[0] in "012":
            # Somebody mends the initials alone.
            del values["name"]
    act.patch("customer", pk, values)
    if rnd.random() < 0.04:
        act.add("customer", act.desk.new_id(), "patch", {"poison": [None, 1, None]})


def _article(rnd, act, articles):
    value = f"t {act.cmd[:8]}"
    if articles and rnd.random() < 0.7:
        act.patch("article", rnd.choice(articles), {"title": value})
    elif (len(articles) < 2 and "supervisor" in act.member["roles"]) or rnd.random() < 0.1:
        act.create("article", {"title": value})
    else:
        _customer(rnd, act)


def _profile(rnd, act, versions):
    """A new version; now and then somebody tries to change one."""
    if versions and rnd.random() < 0.3:
        act.patch("profile_version", rnd.choice(versions), {"body": f"other {act.cmd[:8]}"})
    elif len(versions) < 4:
        act.create("profile_version", {"body": f"p {act.cmd[:8]}"})
    return act.changes


def _attach(rnd, act, order):
    """The row goes with its act, the bytes later."""
    content = f"bytes of {act.cmd}"[: rnd.choice((10, 20, 30))] + act.cmd[:4]
    name = name_of(content)
    act.create("attachment", {"order": order, "sha": name})
    act.writes.append(("insert or ignore into blob values (?,?,0)", (name, content)))


def _open(rnd, act, customer, outlets):
    order = act.create("service_order", {"customer": customer})
    story = Story(UUID(order), "")
    data = {"customer": customer, "kind": "repair", "urgency": rnd.choice(("normal", "danger"))}
    _write(act, story, "opened", data)
    if rnd.random() < 0.6:
        _write(act, story, "relayed", {}, UUID(rnd.choice(outlets)))


def _complain(rnd, act, order, members):
    """One command: the complaint, its first event, and that the order has one."""
    complaint = act.create("complaint", {"about": order})
    data = {"category": "attitude", "order": order}
    others = [person for person in members if person != act.member["person"]]
    if rnd.random() < 0.3:
        data["person"] = rnd.choice(others)
    _write(act, ComplaintStory(UUID(complaint), ""), "received", data, entity="complaint_event")
    _write(act, story_of(act.desk, order, members), "complaint_raised", {"complaint": complaint})


def _answer(rnd, act, complaint, members):
    story = story_of(act.desk, complaint, members, "complaint_event")
    kinds = MACHINES["complaint_event"].table.possible(story.now.state, actor_of(act.member).roles)
    kinds = [kind for kind in kinds if kind not in LINKING]
    if not kinds:
        return False
    # The stages more often than remarks: else no complaint ever comes to its end.
    kind = rnd.choice(kinds[: max(3, len(kinds) // 2)] if rnd.random() < 0.6 else kinds)
    return _write(act, story, kind, _said_of_complaint(rnd, kind, act, members), entity="complaint_event")


def _said_of_complaint(rnd, kind, act, members):
    match kind:
        case "acknowledged":
            return {"channel": "phone"}
        case "remedy_offered":
            return {"kind": "repair"}
        case "ended":
            return {"ended_as": rnd.choice(("upheld", "partly", "unfounded"))}
        case "owner_offered":
            return {"person": rnd.choice(sorted(members))}
        case "reopened":
            return {"reason": "other"}
        case "contacted":
            return {"outcome": "reached"}
        case "promised":
            return {"until": act.now + HOUR}
        case _:
            return {}


def _event(rnd, act, order, members, outlets):
    story = story_of(act.desk, order, members)
    kinds = MACHINES["order_event"].table.possible(story.now.state, actor_of(act.member).roles)
    kinds = [kind for kind in kinds if kind not in LINKING]
    if not kinds:
        return False
    kind = rnd.choice([kind for kind in kinds if kind in STAGES] or kinds if rnd.random() < 0.6 else kinds)
    outlet = UUID(rnd.choice(outlets)) if kind == "relayed" else story.now.outlet if kind in OF_OUTLET else None
    data = _data(rnd, kind, story, act.now)
    return data is not None and _write(act, story, kind, data, outlet)


def _data(rnd, kind, story, now):
    match kind:
        case "undone":
            return {"event": str(story.now.last_change)} if story.now.last_change else None
        case "visit":
            return {"outcome": rnd.choice(sorted(EFFECTIVE_OUTCOMES))}
        case "feedback":
            return {"outcome": rnd.choice(("done", "done", "unable"))}
        case "window_agreed":
            return {"start": now + HOUR, "end": now + 2 * HOUR, "by": "customer"}
        case "contacted":
            return {"by": "centre", "outcome": "reached"}
        case "on_hold":
            return {"reason": "part"}
        case "quote_answered":
            return {"outcome": "agreed"}
        case "callback_attempt":
            return {"outcome": "no_answer"}
        case "message_sent":
            return {"kind": "visit"}
        case "solved_by_phone" | "callback_answer" | "second_check":
            return {"satisfied": rnd.random() < 0.5}
        case "closed_unverified":
            return {"reason": "other"}
        case "amended":
            return {"fields": {"urgency": "danger"}}
        case "reopened":
            return {"reason": "called_in"}
        case _:
            return {}


def _write(act, story, kind, data, outlet=None, entity="order_event"):
    """The event behind the story, where the desk finds it legal."""
    table, actor = MACHINES[entity].table, actor_of(act.member)
    verdict = table.judge(story.now, story.now.state, Wanted(kind, data, actor, outlet, EXPLAINED))
    if not isinstance(verdict, Granted) or verdict.effect is not Effect.APPLIED:
        return False
    after = next((str(event.id) for event in reversed(story.events) if event.changes_state), None)
    state_after = verdict.state_after
    if kind == "undone":
        state_after = next(event.state_before for event in story.events if str(event.id) == data["event"])
    event = unwired(act.desk.new_id(), {
        "subject": str(story.id), "pos": len(story.events) + 1, "kind": kind, "at": act.now, "data": data,
        "actor_id": act.member["person"], "outlet_id": str(outlet) if outlet else None, "stated_at": act.now,
        "effect": "applied", "state_before": story.now.state, "state_after": state_after,
    })  # fmt: skip
    act.event(str(story.id), event, after, entity)
    story.append(event)
    return True
