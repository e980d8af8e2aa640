"""What people do at a desk of the simulation: whole commands, each one local transaction."""

import json
from uuid import UUID

from tests.faults.sim.judging import NEW_IN_2, actor_of, unwired, wire

from callcentre.domain.event import Effect
from callcentre.domain.lifecycle import EFFECTIVE_OUTCOMES, ORDERS
from callcentre.domain.merging import relaid
from callcentre.domain.story import Story
from callcentre.domain.table import Granted, Wanted

STANDING = ("new", "waits")


def story_of(desk, order, members):
    """The order as this desk shows it: confirmed events by place, then the waiting ones."""
    found = [
        (own, unwired(pk, json.loads(body)))
        for pk, own, body in desk.all("select id, own, body from event where order_id=?", order)
    ]
    confirmed = sorted((event for own, event in found if not own), key=lambda event: event.pos)
    mine = {str(event.id): event for own, event in found if own}
    waiting = [
        mine[change]
        for (change,) in desk.all(
            "select change from outbox where pk=? and kind='event' and state in ('new','waits') order by n", order)
        if change in mine
    ]  # fmt: skip
    story = Story.of(UUID(order), "", confirmed)
    for event in relaid(UUID(order), "", confirmed, waiting, lambda actor: actor_of(members[str(actor)])):
        story.append(event)
    return story


class Act:
    """One command being written at a desk: gathered, then kept in one transaction."""

    def __init__(self, desk, member, now):
        self.desk, self.member, self.now = desk, member, now
        self.cmd = desk.new_id()
        self.changes, self.writes = [], []

    def create(self, entity, fields):
        pk = self.desk.new_id()
        feed = "company" if entity == "article" else f"site:{self.member['site']}"
        body = json.dumps({"fields": fields, "by": {}, "beside": {}})
        self.writes.append(("insert into row(entity, pk, feed, version, body) values (?,?,?,0,?)",
                            (entity, pk, feed, body)))  # fmt: skip
        self.add(entity, pk, "create", {name: [None, value, None] for name, value in fields.items()})
        return pk

    def patch(self, entity, pk, values):
        body = self.desk.body(entity, pk)
        own = self.desk.own(entity, pk)
        trios = {}
        for name, value in values.items():
            # What is shown is an own waiting value where the server's stands beside it, else what was pulled.
            own_shown = own.get(name) and name in body["beside"]
            seen = own[name][-1] if own_shown else body["by"].get(name, pk)
            if self.desk.all("select 1 from outbox where change=? and kind='create'", seen):
                seen = pk
            trios[name] = [body["fields"].get(name), value, seen]
            body["beside"].setdefault(name, [body["fields"].get(name), body["by"].get(name)])
            body["fields"][name] = value
        self.writes.append(("update row set body=? where entity=? and pk=?", (json.dumps(body), entity, pk)))
        self.add(entity, pk, "patch", trios)

    def event(self, order, event, after):
        feed = self.desk.all("select feed from row where pk=?", order)
        row = wire(event)
        self.writes.append(("insert into event values (?,?,?,?,1,0,?)",
                            (str(event.id), order, feed[0][0] if feed else f"site:{self.member['site']}",
                             event.pos, json.dumps(row))))  # fmt: skip
        fields = {name: [None, row[name], None] for name in ("kind", "data", "outlet_id")}
        self.add("order_event", order, "event", fields, change=str(event.id), after=after)

    def add(self, entity, pk, kind, fields, *, change=None, after=None):
        self.changes.append((change or self.desk.new_id(), entity, pk, kind, after, json.dumps(fields)))

    def save(self):
        """Keeps the command; answers the ids of its changes."""
        desk, schema = self.desk, self.desk.schema
        with desk.transaction():
            needs = json.dumps(sorted(self.needs()))
            for sql, values in self.writes:
                desk.db.execute(sql, values)
            for change, entity, pk, kind, after, fields in self.changes:
                desk.db.execute(
                    "insert into outbox(change, cmd, needs, entity, pk, kind, after, fields, schema, actor, "
                    "stated_at, state, reason) values (?,?,?,?,?,?,?,?,?,?,?,'new','')",
                    (change, self.cmd, needs, entity, pk, kind, after, fields, schema, self.member["person"], self.now),
                )  # fmt: skip
        return [change[0] for change in self.changes]

    def needs(self):
        """Earlier commands on the same rows, or on rows these refer to, that are not confirmed."""
        touched = {pk for _, _, pk, *_ in self.changes}
        for *_, fields in self.changes:
            touched.update(trio[1] for trio in json.loads(fields).values() if isinstance(trio[1], str))
        marks = ",".join("?" * len(touched))
        found = self.desk.all(
            f"select distinct cmd from outbox where pk in ({marks}) and state not in ('acked','dropped')", *touched
        )
        return {cmd for (cmd,) in found}


def drop(desk, cmd):
    """A person gives a refused or waiting command up: what the server has shows again."""
    with desk.transaction():
        rows = desk.all("select change, pk, kind, fields from outbox where cmd=?", cmd)
        desk.db.execute("update outbox set state='dropped' where cmd=? and state!='acked'", (cmd,))
        for change, pk, kind, fields in rows:
            if kind == "event":
                desk.db.execute("delete from event where id=? and own=1", (change,))
            else:
                for name, trio in json.loads(fields).items():
                    _relink(desk, change, pk, name, trio)
                desk.reshow(change)
        for pk in {row[1] for row in rows}:
            desk.let_go(pk)


def _relink(desk, change, pk, name, trio):
    """Who wrote on top of a value that was given up had seen what was under it."""
    for n, text in desk.all("select n, fields from outbox where pk=? and state in ('new','waits','parked')", pk):
        fields = json.loads(text)
        if name in fields and fields[name][2] == change:
            fields[name] = [trio[0], fields[name][1], trio[2]]
            desk.db.execute("update outbox set fields=? where n=?", (json.dumps(fields), n))


def random_act(rnd, desk, member, members, now, outlets):
    """Something a person of this membership might do now with what they see; None where there is nothing."""
    act = Act(desk, member, now)
    rows = desk.all("select entity, pk from row")
    orders = [pk for entity, pk in rows if entity == "service_order"]
    customers = [pk for entity, pk in rows if entity == "customer"]
    dispatcher = "dispatcher" in member["roles"]
    chance = rnd.random()
    if (dispatcher or chance < 0.45) and orders:
        return act if _event(rnd, act, rnd.choice(orders), members, outlets) else None
    if dispatcher:
        return None
    if chance < 0.65 and customers:
        _open(rnd, act, rnd.choice(customers), outlets)
    elif chance < 0.72:
        _article(rnd, act, [pk for entity, pk in rows if entity == "article"])
    elif chance < 0.95 and customers:
        names = ["name", "phone", "notes"] + [NEW_IN_2] * (desk.schema > 1)
        pk = rnd.choice(customers)
        act.patch("customer", pk, {name: f"{name} {act.cmd[:8]}" for name in rnd.sample(names, rnd.choice((1, 1, 2)))})
        if rnd.random() < 0.04:
            act.add("customer", desk.new_id(), "patch", {"poison": [None, 1, None]})
    elif len(customers) < 3:
        fields = {"name": f"n {act.cmd[:8]}", "phone": "1", "notes": f"secret {act.cmd[:8]}"}
        act.create("customer", fields)
    else:
        return None
    return act


def _article(rnd, act, articles):
    value = f"t {act.cmd[:8]}"
    if articles and rnd.random() < 0.7:
        act.patch("article", rnd.choice(articles), {"title": value})
    elif len(articles) < 2 and "supervisor" in act.member["roles"]:
        act.create("article", {"title": value})
    else:
        act.create("article", {"title": value}) if rnd.random() < 0.1 else None
    if not act.changes:
        act.create("customer", {"name": value, "phone": "2", "notes": ""})


def _open(rnd, act, customer, outlets):
    order = act.create("service_order", {"customer": customer})
    story = Story(UUID(order), "")
    data = {"customer": customer, "kind": "repair", "urgency": rnd.choice(("normal", "danger"))}
    _write(act, story, "opened", data, None)
    if rnd.random() < 0.6:
        _write(act, story, "relayed", {}, UUID(rnd.choice(outlets)))


def _event(rnd, act, order, members, outlets):
    story = story_of(act.desk, order, members)
    kinds = ORDERS.possible(story.now.state, actor_of(act.member).roles)
    kinds = [kind for kind in kinds if kind not in ("corrected", "opened")]
    if not kinds:
        return False
    kind = rnd.choice(kinds)
    if kind == "relayed":
        outlet = UUID(rnd.choice(outlets))
    elif kind in ("accepted", "declined", "returned", "planned", "visit", "feedback"):
        outlet = story.now.outlet
    else:
        outlet = None
    data = _data(rnd, kind, story)
    return data is not None and _write(act, story, kind, data, outlet)


def _data(rnd, kind, story):
    match kind:
        case "undone":
            return {"event": str(story.now.last_change)} if story.now.last_change else None
        case "visit":
            return {"outcome": rnd.choice(sorted(EFFECTIVE_OUTCOMES))}
        case "feedback":
            return {"outcome": rnd.choice(("done", "done", "unable"))}
        case "contacted":
            return {"by": "centre", "outcome": "reached"}
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


def _write(act, story, kind, data, outlet):
    """The event behind the story, where the desk finds it legal."""
    actor = actor_of(act.member)
    verdict = ORDERS.judge(story.now, story.now.state, Wanted(kind, data, actor, outlet))
    if not isinstance(verdict, Granted) or verdict.effect is not Effect.APPLIED:
        return False
    after = next((str(event.id) for event in reversed(story.events) if event.changes_state), None)
    state_after = verdict.state_after
    if kind == "undone":
        state_after = next(event.state_before for event in story.events if str(event.id) == data["event"])
    event = unwired(act.desk.new_id(), {
        "order_id": str(story.id), "pos": len(story.events) + 1, "kind": kind, "at": act.now, "data": data,
        "actor_id": act.member["person"], "outlet_id": str(outlet) if outlet else None, "stated_at": act.now,
        "effect": "applied", "state_before": story.now.state, "state_after": state_after,
    })  # fmt: skip
    act.event(str(story.id), event, after)
    story.append(event)
    return True
