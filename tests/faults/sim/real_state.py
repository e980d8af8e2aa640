"""The real server's tables as the checks read the model's state."""

from functools import cached_property

from tests.faults.sim.dressing import Dressing, event_in
from tests.faults.sim.machines import MACHINES, holder_of, unwired
from tests.faults.sim.posts import Violated

ROWS = ("customer", "service_order", "complaint", "attachment", "article", "profile_version")
STANDINGS = {"order_event": ("order_standing", "order_id"), "complaint_event": ("complaint_standing", "complaint_id")}


class RealState:
    """Read when it is asked for, and as it was then."""

    schema = 1

    def __init__(self, server):
        self.server, self.dressing = server, server.dressing

    def all(self, statement, *given):
        return self.server.connection.execute(statement, given or None).fetchall()

    @cached_property
    def applied(self):
        """Every change that was answered for good."""
        found = {}
        for change, at, answer in self.all(
            "SELECT p.change_id::text, sync.micros(p.at), c.answer #> ARRAY['changes', p.change_id::text] FROM sync.applied p "
            "LEFT JOIN sync.command c ON c.cmd_id = p.cmd_id"
        ):
            clashed = bool(answer and (answer.get("conflicts") or answer.get("effect") == "set_aside"))
            found[change] = {"result": "conflict" if clashed else "applied", "feed": (answer or {}).get("feed") or "", "at": at,
                             "after": self.after.get(change)}  # fmt: skip
        for (change,) in self.all("SELECT change_id::text FROM sync.refused"):
            found.setdefault(change, {"result": "refused", "feed": None, "at": self.server.now})
        return found

    @cached_property
    def after(self):
        commands = [command for cmd, command in self.server.said.items() if cmd not in self.server.accepted]
        return {change["change"]: change["after"] for command in commands for change in command["changes"]}

    @cached_property
    def commands(self):
        found = self.all("SELECT cmd_id::text, answer ->> 'result' FROM sync.command")
        return {cmd: "refused" if result == "refused" else "applied" for cmd, result in found}

    @cached_property
    def needs(self):
        return {cmd: command["needs"] for cmd, command in self.server.said.items() if self.commands.get(cmd) == "applied"}

    @cached_property
    def held(self):
        found = self.all("SELECT cmd_id::text, command, sync.micros(at) FROM sync.held WHERE state='open' ORDER BY at, cmd_id")
        return {cmd: (command, since) for cmd, command, since in found if command}

    @cached_property
    def rows(self):
        found = {}
        for entity in ROWS:
            site = "t.site" if entity in ("customer", "service_order", "complaint", "attachment") else "NULL"
            erased = "EXISTS (SELECT FROM sync.erasure e WHERE e.pk = t.id)"
            for pk, feed, version, by, fields, gone in self.all(
                f"SELECT t.id::text, {site}, t.row_version, t.field_by, sync.plain_{entity}(t), {erased} FROM public.{entity} t ORDER BY t.id"
            ):
                row = {"entity": entity, "pk": pk, "version": version, "fields": fields, "by": by}
                row = self.dressing.cloned(row)
                found[entity, pk] = row | {"feed": f"site:{feed}" if feed is not None else "company", "erased": gone}
        return found

    @cached_property
    def events(self):
        found = {}
        for entity, (standing, subject) in STANDINGS.items():
            for (pk,) in self.all(f"SELECT {subject}::text FROM sync.{standing} ORDER BY 1"):
                found[pk] = []
            for pk, fields in self.all(f"SELECT e.id::text, sync.{entity}_fields(e, '{{}}') FROM public.{entity} e ORDER BY e.{subject}, e.pos"):
                event = event_in(entity, fields)
                found[event["subject"]].append(unwired(pk, event))
        return found

    @cached_property
    def standing(self):
        """The fold, where the server says the same of it."""
        found = {}
        for entity, (table, subject) in STANDINGS.items():
            for pk, state in self.all(f"SELECT {subject}::text, state FROM sync.{table}"):
                found[pk] = MACHINES[entity].stand(self.events[pk])
                if found[pk].state != state:
                    raise Violated(f"I5 the server has {pk[:8]} {state}, its events say {found[pk].state}")
        return found

    @cached_property
    def holder(self):
        seen = dict(self.all("SELECT order_id::text, 'outlet:' || seen_by FROM sync.order_standing"))
        for pk, feed in seen.items():
            if holder_of(self.events[pk]) != feed:
                raise Violated(f"I9 {pk[:8]} is seen by {feed}")
        return seen

    @cached_property
    def conflicts(self):
        found = {}
        for site, fields in self.all("SELECT c.site, sync.plain_conflict(c) FROM sync.conflict c"):
            key = Dressing().conflict({"fields": fields})["pk"]
            found[key] = {"feed": f"site:{site}"}
        return found

    @cached_property
    def feeds(self):
        found = {feed: [] for (feed,) in self.all("SELECT feed FROM sync.head ORDER BY feed")}
        own = dict(self.all("SELECT change_id::text, cmd_id::text FROM sync.applied"))
        for feed, seq, change, cmd, entity, pk, kind, version, fields in self.all(
            "SELECT feed, seq, change_id::text, cmd_id::text, entity, pk::text, kind, version, fields FROM sync.feed ORDER BY feed, seq"
        ):
            # An older event that is told with an order that comes into sight is no news.
            again = kind == "event" and own.get(change) != cmd
            line = {"seq": seq, "change": change, "entity": entity, "pk": pk, "kind": kind, "version": version, "fields": fields}
            more = self.server.told({"cmd": cmd}) | ({"kind": "enter"} if again else {})
            found[feed].append(self.dressing.line(line) | more)
        return found
