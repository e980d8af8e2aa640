"""A workstation's file as small as it can be: SQLite in memory behind the protocol of the real one.

What decides, which values a row takes and which commands go next, are the functions the real file
uses. `moment` is called around every transaction: there the scheduler lets the machine crash.
"""

import json
import sqlite3
from contextlib import contextmanager

from tests.faults.sim.rows import Rows

from callcentre.domain.batching import Queued, batched
from callcentre.sync.ports import BrokenFeed, Tally

DAY = 86_400_000_000
SCHEMA = """
create table meta(name text primary key, value text);
create table row(entity text, pk text, feed text, version int, stale int default 0, body text,
    primary key (entity, pk)) without rowid;
create table event(id text primary key, subject text, entity text, feed text, pos int, own int, stale int default 0,
    body text) without rowid;
create index event_subject on event(subject);
create table outbox(n integer primary key autoincrement, change text unique, cmd text, needs text, entity text, pk text,
    kind text, after text, fields text, schema int, actor text, stated_at int, state text, reason text,
    lost text default '[]', feed text, seq int, mark text);
create index outbox_pk on outbox(pk);
create index outbox_cmd on outbox(cmd);
create table cursor(feed text primary key, seq int, mark text, begin text, far int default 0, far_mark text);
create table journal(n integer primary key, feed text, seq int, change text, mark text, body text);
create table witness(n integer primary key, change text unique, body text, since int, offered int);
create table blob(sha text primary key, bytes text, sent int) without rowid;
create table claim(pk text primary key, person text, fence int, until int, state text, by text) without rowid;
create table conflict(id text primary key, feed text, stale int default 0, body text) without rowid;
"""
NOT_ERASED = """(body is null or body not like '%"kind": "erased"%')"""
"""What was erased is never forgotten: a restored server must hear of it again, however old its backup was."""


class Desk(Rows):
    """One file on one machine. `machine` is where it lies; the id inside says where it was last."""

    def __init__(self, machine, new_id, *, db=None):
        self.machine, self.new_id = machine, new_id
        self.db = db or sqlite3.connect(":memory:", isolation_level=None)
        self.moment = lambda where: None
        self.watch = lambda what, ids: None
        if db is None:
            self.db.executescript(SCHEMA)
            self.set("machine", machine)
            self.set("device", new_id())
            self.set("schema", "1")
            self.set("now", "0")

    # -- small tools

    def all(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def get(self, name, default=None):
        found = self.all("select value from meta where name=?", name)
        return found[0][0] if found else default

    def set(self, name, value):
        self.db.execute("insert into meta values (?,?) on conflict(name) do update set value=excluded.value",
                        (name, value))  # fmt: skip

    @contextmanager
    def transaction(self):
        """All or nothing, whatever happens before its end."""
        self.moment("before")
        self.db.execute("begin")
        try:
            yield
            self.moment("inside")
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")
        self.moment("after")

    @property
    def schema(self):
        return int(self.get("schema"))

    # -- the protocol of the file

    def copied(self):
        return self.get("machine") != self.machine

    def new_device(self):
        with self.transaction():
            self.set("machine", self.machine)
            self.set("device", self.new_id())

    def hello(self):
        acks = {}
        for feed, seq, mark in self.all(
            "select feed, seq, mark from outbox where state='acked' and feed is not null order by seq"
        ):
            acks[feed] = [seq, mark]
        for feed, far, mark in self.all("select feed, far, far_mark from cursor where far>seq"):
            acks[feed] = max(acks.get(feed, [0, ""]), [far, mark])
        cursors = {feed: [seq, mark] for feed, seq, mark in self.all("select feed, seq, mark from cursor")}
        return {
            "device": self.get("device"), "incarnation": "", "app": "sim", "schema": self.schema,
            "steps": self.all("select coalesce(max(seq), 0) from sqlite_sequence where name='outbox'")[0][0],
            "answered_at": int(self.get("now")), "cursors": cursors, "acks": acks,
        }  # fmt: skip

    def met(self, reply):
        with self.transaction():
            self.set("now", str(reply["now"]))
            if str(reply["epoch"]) != self.get("epoch"):
                self.new_epoch(reply["epoch"])
            if reply["backup"] != json.loads(self.get("backup", "{}")):
                self.set("backup", json.dumps(reply["backup"]))
                self.set("backup_moved", "1")
            known = {feed for (feed,) in self.all("select feed from cursor")}
            for feed in sorted(reply["feeds"].keys() - known):
                self.db.execute("insert into cursor(feed, seq, mark, begin) values (?,0,'','[]')", (feed,))
            for feed in sorted(known - reply["feeds"].keys()):
                self.leave_feed(feed)
            for feed, (seq, mark) in reply["backup"].items():
                if self.all("select 1 from journal where feed=? and seq=? and mark=?", feed, seq, mark):
                    covered = f"from journal where feed=? and seq<=? and {NOT_ERASED}"
                    self.watch("covered", [c for (c,) in self.all(f"select change {covered}", feed, seq)])
                    self.db.execute(f"delete {covered}", (feed, seq))

    def new_epoch(self, epoch):
        """The server was put back: bytes it has taken may be gone, whether or not the rows are."""
        self.set("epoch", str(epoch))
        self.db.execute("update blob set sent=0")

    def leave_feed(self, feed):
        self.watch("left", feed)
        self.db.execute("delete from cursor where feed=?", (feed,))
        for table in ("row", "event", "conflict", "journal"):
            self.db.execute(f"delete from {table} where feed=?", (feed,))
        self.db.execute("delete from witness where body like ?", (f'%"feed": "{feed}"%',))

    def acked(self):
        answered = "select change from outbox where state in ('acked','parked','dropped') order by n"
        return [change for (change,) in self.all(answered)]

    def journal(self):
        return [c for (c,) in self.all("select distinct change from journal where body is not null order by n")]

    def lost(self, feeds, known, now):
        with self.transaction():
            for feed in feeds:
                self.db.execute("update journal set seq=null, mark=null where feed=?", (feed,))
            for change, place in known.places.items():
                at = (place["seq"], place["mark"], change, place["feed"])
                self.db.execute("update outbox set state='acked', reason='', seq=?, mark=?, feed=?4 where change=?3 "
                                "and state in ('acked','parked','dropped')", at)  # fmt: skip
                self.db.execute("update journal set seq=?, mark=? where change=? and feed=?", at)
            for change in known.missing:
                self.db.execute("insert or ignore into witness(change, body, since, offered) "
                                "select change, body, ?, 0 from journal where change=? and body is not null",
                                (now, change))  # fmt: skip
            for change in [*known.missing, *known.refused]:
                self.db.execute("update event set own=1 where id in (select change from outbox where change=?)", (change,))
                self.db.execute("update outbox set state='new', lost='[]', feed=null, seq=null, mark=null "
                                "where change=? and state='acked'", (change,))  # fmt: skip
                self.db.execute("delete from journal where change=?", (change,))
            # The cursor stays until the clone begins: should the server be put back once more
            # before that, this must be noticed as well.
            self.db.executemany("update cursor set begin='[]' where feed=?", [(feed,) for feed in feeds])
        self.watch("refused_meanwhile", known.refused)

    def start_clone(self, feed):
        self.db.execute("update row set version=0, stale=1 where feed=?", (feed,))
        self.db.execute("update event set stale=1 where feed=?", (feed,))
        self.db.execute("update conflict set stale=1 where feed=?", (feed,))

    def unfinished(self):
        return {f: json.loads(b) for f, b in self.all("select feed, begin from cursor where begin is not null")}

    def cloned(self, feed, page):
        with self.transaction():
            begin = json.loads(self.all("select begin from cursor where feed=?", feed)[0][0])
            if not begin:
                self.start_clone(feed)
                self.db.execute("update cursor set seq=?, mark=? where feed=?", (*page["head"], feed))
            self.keep_far(feed, page["head"])
            for row in page["rows"]:
                self.take_whole(feed, row)
            following = json.dumps(page["next"]) if page["next"] else None
            self.db.execute("update cursor set begin=? where feed=?", (following, feed))
            if following is None:
                self.sweep(feed)

    def keep_far(self, feed, head):
        """A later page is of a later moment than the cursor: should that be put back, it must be noticed."""
        self.db.execute("update cursor set far=?, far_mark=? where feed=?", (*head, feed))

    def sweep(self, feed):
        """Takes away what the clone did not bring, unless an own unconfirmed change stands on it."""
        standing = "select pk from outbox where state in ('new','waits','parked')"
        self.db.execute(f"delete from row where feed=? and stale=1 and pk not in ({standing})", (feed,))
        self.db.execute("delete from event where feed=? and stale=1 and id not in "
                        "(select change from outbox where state in ('new','waits','parked'))", (feed,))  # fmt: skip
        self.db.execute("delete from conflict where feed=? and stale=1", (feed,))

    def awake(self, person):
        if self.all("select 1 from outbox where state='waits'"):
            with self.transaction():
                for actor in self.sends_for(person):
                    self.db.execute("update outbox set state='new' where state='waits' and actor=?", (actor,))

    def sends_for(self, person):
        """Whose commands go over this login."""
        return [str(person), *json.loads(self.get(f"behalf:{person}", "[]"))]

    def batch(self, person, *, commands):
        queued, bodies = [], {}
        actors = self.sends_for(person)
        marks = ",".join("?" * len(actors))
        for cmd, needs, actor in self.all(
            f"select cmd, needs, actor from outbox where state='new' and actor in ({marks}) "
            "group by cmd order by min(n)", *actors,
        ):  # fmt: skip
            bodies[cmd] = self.command(cmd, json.loads(needs), actor) | {"behalf": actor != str(person)}
            size = len(json.dumps(bodies[cmd]))
            queued.append(Queued(cmd, tuple(bodies[cmd]["needs"]), len(bodies[cmd]["changes"]), size))
        unconfirmed = {c for (c,) in self.all("select cmd from outbox where state not in ('acked','dropped')")}
        return [bodies[cmd] for cmd in batched(queued, unconfirmed=unconfirmed, most=commands)]

    def command(self, cmd, needs, actor):
        changes = [
            {"change": change, "entity": entity, "pk": pk, "kind": kind, "after": after,
             "fields": json.loads(fields), "stated_at": stated_at}
            for change, entity, pk, kind, after, fields, stated_at in self.all(
                "select change, entity, pk, kind, after, fields, stated_at from outbox where cmd=? order by n", cmd)
        ]  # fmt: skip
        dropped = {c for (c,) in self.all("select cmd from outbox where state='dropped'")}
        return {
            "cmd": cmd, "actor": actor, "needs": [need for need in needs if need not in dropped], "witness": None,
            "changes": changes,
        }  # fmt: skip

    def answered(self, results):
        with self.transaction():
            for result in results:
                getattr(self, f"answer_{result['result']}")(result)

    def answer_applied(self, result):
        for change, answer in result["changes"].items():
            lost = answer.get("conflicts") or []
            self.db.execute(
                "update outbox set state='acked', reason='', lost=?, feed=?, seq=?, mark=? where change=?",
                (json.dumps(lost), answer["feed"], answer["seq"], answer["mark"], change))  # fmt: skip
            self.reshow(change)
            if not self.all("select 1 from cursor where feed=?", answer["feed"]):
                # Nothing this file follows holds it: it is done, and shown no longer.
                self.db.execute("delete from event where id=?", (change,))
                self.let_go(self.all("select pk from outbox where change=?", change)[0][0])
            elif "event" in answer:
                body = json.dumps(answer["event"])
                self.db.execute("update event set pos=?, own=0, body=? where id=?", (answer["pos"], body, change))

    answer_conflict = answer_applied

    def let_go(self, pk):
        """A row that a clone did not bring stood only because something own was waiting on it."""
        waits = "select 1 from outbox where pk=? and state in ('new','waits','parked')"
        if not self.all(waits, pk):
            self.db.execute("delete from row where pk=? and (stale=1 or version=0)", (pk,))
            self.db.execute("delete from event where subject=? and stale=1", (pk,))

    def reshow(self, change):
        """The fields of a change that was answered or given up.

        Each shows the last own value that still waits, else the server's as far as it was pulled.
        """
        ((entity, pk, fields),) = self.all("select entity, pk, fields from outbox where change=?", change)
        body = self.body(entity, pk)
        if body is not None and body["beside"]:
            self.show(entity, pk, body, json.loads(fields))
            self.keep(entity, pk, body)

    def show(self, entity, pk, body, names):
        own = self.own(entity, pk)
        for name in names:
            if name in body["beside"] and own.get(name):
                ((fields,),) = self.all("select fields from outbox where change=?", own[name][-1])
                body["fields"][name] = json.loads(fields)[name][1]
            elif name in body["beside"]:
                value, by = body["beside"].pop(name)
                body["fields"][name] = value
                body["by"] |= {name: by} if by else {}

    def answer_refused(self, result):
        self.settle(result, "parked")

    def answer_waits(self, result):
        self.settle(result, "waits")

    answer_failed = answer_waits

    def answer_retry(self, result):
        pass

    def settle(self, result, state):
        self.db.execute("update outbox set state=?, reason=? where cmd=? and state!='acked'",
                        (state, result["code"], result["cmd"]))  # fmt: skip

    def cursors(self):
        return dict(self.all("select feed, seq from cursor where begin is null"))

    def applied(self, page):
        with self.transaction():
            at = self.cursors()
            for row in page["rows"]:
                feed = row["feed"]
                self.check_place(row, at[feed])
                at[feed] = row["seq"]
                self.move_cursor(feed, row["seq"], row["mark"])
                self.take(row)

    def check_place(self, row, seq):
        if row["seq"] != seq + 1:
            raise BrokenFeed(row["feed"])

    def move_cursor(self, feed, seq, mark):
        self.db.execute("update cursor set seq=?, mark=? where feed=?", (seq, mark, feed))

    # -- witnesses

    def witnessed(self):
        return [change for (change,) in self.all("select change from witness order by n")]

    def returned(self, known):
        with self.transaction():
            for change, place in known.places.items():
                for (text,) in self.all("select body from witness where change=?", change):
                    feed = json.loads(text)["feed"]
                    at = (place["seq"], place["mark"]) if place["feed"] == feed else (None, None)
                    self.db.execute("insert into journal(feed, change, body, seq, mark) values (?,?,?,?,?)",
                                    (feed, change, text, *at))  # fmt: skip
            gone = [(change,) for change in [*known.places, *known.refused]]
            self.db.executemany("delete from witness where change=?", gone)
        self.watch("refused_meanwhile", known.refused)

    def offers(self, now):
        commands = {}
        for change, text in self.all("select change, body from witness where since<=? and offered<=? order by n",
                                     now - DAY, now - DAY):  # fmt: skip
            row = json.loads(text)
            command = commands.setdefault(row["cmd"], {
                "cmd": row["cmd"], "actor": row["actor"], "needs": [], "behalf": False, "changes": [],
                "witness": {"author": row["actor"], "device": row["device"]},
            })  # fmt: skip
            command["changes"].append(_told(change, row))
        return list(commands.values())

    def offered(self, commands, now):
        with self.transaction():
            for cmd in commands:
                self.db.execute("update witness set offered=? where body like ?", (now, f'%"cmd": "{cmd}"%'))

    def freed(self, changes):
        with self.transaction():
            own = [c for c in changes if self.all("select 1 from outbox where change=? and state='acked'", c)]
            self.db.executemany("delete from outbox where change=?", [(change,) for change in own])
            self.db.executemany(
                f"delete from journal where change=? and seq is null and {NOT_ERASED}", [(c,) for c in changes]
            )
            self.set("backup_moved", "")
            self.watch("check_freed", own)

    def backup_moved(self):
        return bool(self.get("backup_moved"))

    def tally(self):
        waiting = self.all("select count(distinct cmd) from outbox where state in ('new','waits')")[0][0]
        refused = self.all("select count(distinct cmd) from outbox where state='parked'")[0][0]
        return Tally(waiting, refused, self.all("select count(*) from conflict")[0][0])


def _told(change, row):
    """A pulled change as a witness tells it."""
    if row["kind"] == "event":
        fields = {name: [None, row["fields"][name], None] for name in ("kind", "data", "outlet_id")}
        return {"change": change, "entity": row["entity"], "pk": row["pk"], "kind": "event", "after": None,
                "fields": fields, "stated_at": row["fields"]["stated_at"]}  # fmt: skip
    fields = {
        name: [value[0], value[1], row["seen"].get(name)] if row["kind"] == "patch" else [None, value, None]
        for name, value in row["fields"].items()
    }  # fmt: skip
    return {"change": change, "entity": row["entity"], "pk": row["pk"], "kind": row["kind"], "after": None,
            "fields": fields, "stated_at": row["at"]}  # fmt: skip
