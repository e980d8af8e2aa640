"""What people do at a desk of the simulation: whole commands, each one local transaction."""

import json

from tests.faults.sim.judging import OF_COMPANY
from tests.faults.sim.machines import MACHINES, actor_of, behind, unwired, wire

STANDING = ("new", "waits")


def story_of(desk, subject, members, entity="order_event"):
    """The order or complaint as this desk shows it: confirmed events by place, then the waiting ones."""
    found = [
        (own, unwired(pk, json.loads(body)))
        for pk, own, body in desk.all("select id, own, body from event where subject=?", subject)
    ]
    confirmed = sorted((event for own, event in found if not own), key=lambda event: event.pos)
    mine = {str(event.id): event for own, event in found if own}
    waiting = [
        mine[change]
        for (change,) in desk.all(
            "select change from outbox where pk=? and kind='event' and state in ('new','waits') order by n", subject)
        if change in mine
    ]  # fmt: skip
    return behind(MACHINES[entity], subject, confirmed, waiting, lambda actor: actor_of(members[str(actor)]))


class Act:
    """One command being written at a desk: gathered, then kept in one transaction."""

    def __init__(self, desk, member, now):
        self.desk, self.member, self.now = desk, member, now
        self.cmd = desk.new_id()
        self.changes, self.writes = [], []

    def create(self, entity, fields):
        pk = self.desk.new_id()
        feed = "company" if entity in OF_COMPANY else f"site:{self.member['site']}"
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

    def event(self, subject, event, after, entity):
        feed = self.desk.all("select feed from row where pk=?", subject)
        row = wire(event)
        self.writes.append(("insert into event values (?,?,?,?,?,1,0,?)",
                            (str(event.id), subject, entity, feed[0][0] if feed else f"site:{self.member['site']}",
                             event.pos, json.dumps(row))))  # fmt: skip
        fields = {name: [None, row[name], None] for name in ("kind", "data", "outlet_id")}
        self.add(entity, subject, "event", fields, change=str(event.id), after=after)

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
