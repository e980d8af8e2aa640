"""The real functions on PostgreSQL in the place of the model: asked the same, judged by the same checks.

One database is set up once. Putting the server back is putting its rows back, table by table.
Its clock is a setting of the session: every function reads that one.
"""

import json
from uuid import uuid4

import psycopg
from tests.faults.sim.dressing import Dressing, joined, part_out
from tests.faults.sim.leases import LEASE, THINGS
from tests.faults.sim.real_state import RealState
from tests.faults.sim.refusals import Refusal
from tests.faults.sim.server import Poisoned

CLOCK = """
CREATE FUNCTION sync.clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT sync.moment(current_setting('sim.now')::bigint) $$
"""
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'sync') AND c.relkind = 'r' AND c.relname NOT LIKE '%version' ORDER BY 1
"""
KEPT = frozenset({"sync.field", "sync.audience", "sync.lifecycle", "sync.event_kind", "sync.guard", "sync.server"})
"""Tables of the program itself: they do not change in a history."""


def set_clock(connection):
    """Every function asks the session's setting what time it is."""
    connection.execute(CLOCK)
    for name in ("clock_timestamp()", "statement_timestamp()"):
        for (written,) in connection.execute(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = 'sync' AND p.prosrc LIKE %s AND p.proname <> 'clock'", [f"%{name}%"],
        ).fetchall():  # fmt: skip
            connection.execute(written.replace(name, "sync.clock()"))


class Rows(dict):
    """The rows of every table, and when they stood so."""

    def __init__(self, at):
        super().__init__()
        self.at = at


class RealServer:
    """`call` is the line, as the model's."""

    def __init__(self, connection, logins, members, things):
        """`connection` is the owner's, `logins` has one for each person: plans are kept by session, and policies ask the login."""
        self.connection, self.logins, self.members = connection, logins, members
        self.things = dict(zip(THINGS, things, strict=True))
        self.now, self.generation, self.quiet_until = 1_790_000_000_000_000, 0, 0
        self.busy, self.blind, self.rnd = False, [], None
        self.dressing = Dressing()
        self.known_members, self._state = None, None
        self.said = {}
        """cmd -> the command as it was sent by its author or for them."""
        self.accepted, self.witnessed = set(), set()

    # -- rows of all tables

    def tables(self):
        names = [name for (name,) in self.connection.execute(TABLES)]
        return [name for name in names if name not in KEPT]

    def snapshot(self):
        found = Rows(self.now)
        for table in self.tables():
            with self.connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                found[table] = b"".join(copy)
        return found

    def put_back(self, snapshot):
        with self.connection.transaction():
            self.connection.execute("SET LOCAL session_replication_role = replica")
            for table in self.tables():
                self.connection.execute(f"DELETE FROM {table}")
            for table, rows in snapshot.items():
                if rows:
                    with self.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(rows)
        self._state = self.known_members = None

    def restore(self, snapshot):
        """As whoever puts a server back does it: the rows, then a new epoch."""
        self.put_back(snapshot)
        self.generation += 1
        self.set_now()
        self.connection.execute("SELECT sync.raise_epoch('put back')")

    def backup_verified(self, snapshot):
        self.set_now()
        for line in snapshot["sync.head"].decode().splitlines():
            feed, seq = line.split("\t")[:2]
            marks = [row.split("\t")[2] for row in snapshot["sync.feed"].decode().splitlines() if row.split("\t")[:2] == [feed, seq]]
            for mark in marks:
                places = json.dumps({feed: [int(seq), mark]})
                self.connection.execute("SELECT sync.record_backup(%s::jsonb, sync.moment(%s))", [places, snapshot.at])
        self._state = None

    def prune(self, feed, keep):
        self.connection.execute("UPDATE sync.head SET pruned_to = greatest(pruned_to, seq - %s) WHERE feed=%s AND seq > %s", [keep, feed, keep])
        self.connection.execute("DELETE FROM sync.feed f USING sync.head h WHERE h.feed = f.feed AND f.seq <= h.pruned_to")
        self._state = None

    # -- asking

    def set_now(self):
        self.connection.execute("SELECT set_config('sim.now', %s, false)", [str(self.now)])

    def call(self, name, body, login):
        self.now += 1_000
        self.set_members()
        self._state = None
        if self.busy and name == "push":
            return {"results": [{"cmd": command["cmd"], "result": "retry"} for command in body["commands"]], "now": self.now}
        return getattr(self, name)(body, login)

    def ask(self, name, body, login):
        """As this login, in a transaction of its own."""
        line = self.logins[login]
        line.execute("SELECT set_config('sim.now', %s, false)", [str(self.now)])
        try:
            return line.execute(f"SELECT sync.{name}(%s::jsonb)", [json.dumps(body)]).fetchone()[0]
        except psycopg.errors.Error as error:
            if error.sqlstate.startswith(("28", "42501")):
                raise Refusal(f"{name}: {error}") from None
            raise

    def set_members(self):
        if self.known_members != (now := json.dumps(self.members, sort_keys=True)):
            for person, member in self.members.items():
                self.connection.execute("UPDATE sync.member SET site=%s, locked=%s WHERE person_id=%s", [member["site"], member["locked"], person])
                self.connection.execute("UPDATE public.person SET site=%s WHERE id=%s", [member["site"], person])
            self.known_members = now

    def hello(self, body, login):
        return self.ask("hello", body | {"incarnation": body["device"]}, login)

    def missing(self, body, login):
        return self.ask("missing", body, login)

    def pull(self, body, login):
        answer = self.ask("pull", body, login)
        return answer | {"rows": [self.dressing.line(line) | self.told(line) for line in answer["rows"]]}

    def told(self, line):
        return {"witness": line["cmd"] in self.witnessed, "decided": line["cmd"] in self.accepted}

    def clone(self, body, login):
        answer = self.ask("clone", body, login)
        rows = [self.dressing.cloned(row) for row in answer["rows"]]
        return answer | {"rows": [row for row in rows if row is not None]}

    def push(self, body, login):
        if any("poison" in change["fields"] for command in body["commands"] for change in command["changes"]):
            raise Poisoned
        commands = body["commands"]
        answer = self.ask("push", body | {"device": body["device"] or str(uuid4()), "commands": list(map(self.dressing.command, commands))}, login)
        return answer | {"results": [self.heard(command, result) for command, result in zip(commands, answer["results"], strict=True)]}

    def heard(self, command, result):
        """Remembers what the tables do not say of a command, and undresses its answer."""
        if result["code"] != "actor.forged":
            if command.get("witness"):
                self.witnessed |= {command["cmd"]} - self.said.keys()
            else:
                self.said[command["cmd"]] = command
                self.witnessed.discard(command["cmd"])
        return self.dressing.result(result, command)

    def decide(self, body, login):
        command = self.state.held[body["cmd"]][0]
        answer = self.ask("decide", body, login)
        if any(result["result"] == "waits" for result in answer["results"]):
            # What still cannot be is not accepted: whoever decides sees that, and says no.
            answer = self.ask("decide", body | {"accept": False}, login)
        elif body["accept"]:
            self.accepted.add(body["cmd"])
            self.said[body["cmd"]] = command | {"needs": []}
        return answer

    def erase(self, body, login):
        return self.ask("erase", {"entity": "customer", "pk": body["pk"], "device": str(uuid4())}, login)

    def claim(self, body, login):
        asked = {"entity": "order", "pk": self.things[body["pk"]], "device": body["device"], "seconds": LEASE // 1_000_000}
        answer = self.ask("claim", asked | {"fence": body["fence"] or None}, login)
        by = (answer["by"] or {}).get("person") or ""
        return {"granted": answer["granted"], "fence": answer["fence"] or 0, "until": answer["until"] or 0, "by": by}

    def blob_put(self, body, login):
        answer = self.ask("blob_put", part_out(body), login)
        return {"parts": [part - 1 for part in answer["parts"]], "whole": answer["whole"]}

    def blob_get(self, body, login):
        parts, number, of = [], 1, 1
        while number <= of:
            answer = self.ask("blob_get", {"sha256": body["sha"], "part": number}, login)
            if answer["bytes"] is None:
                return {"bytes": None}
            parts.append(answer["bytes"])
            number, of = number + 1, answer["of"]
        return {"bytes": joined(parts)}

    # -- what stands there

    @property
    def state(self):
        if self._state is None:
            self._state = RealState(self)
        return self._state

    def feeds_of(self, member):
        own = f"outlet:{member['outlet']}" if "dispatcher" in member["roles"] else f"site:{member['site']}"
        return ["company", own]

    def visible(self, feed):
        """What a reader of this feed would clone."""
        login = next(person for person, member in self.members.items() if feed in self.feeds_of(member) and not member["locked"])
        rows, begin = [], []
        while begin is not None:
            page = self.call("clone", {"feed": feed, "from": begin, "limit": 5000}, login)
            rows += page["rows"]
            begin = page["next"]
        return rows

    def places(self, feed):
        """The first place that was not pruned, and the head."""
        return self.connection.execute("SELECT pruned_to + 1, seq FROM sync.head WHERE feed=%s", [feed]).fetchone()

    def content(self, name):
        rows = self.connection.execute("SELECT string_agg(bytes, '' ORDER BY part) FROM sync.blob WHERE sha256=%s AND whole", [name])
        return (rows.fetchone()[0] or b"").decode()
