"""A model of the shared server: the same questions and answers as the real functions, in plain Python.

Its state is a few dictionaries that can be put away and put back whole, which is what a restore
is. Events are judged by the very tables the program uses (`judging.py`). Rules that a mutant
breaks are methods of their own, so that a mutant is one method written differently.
"""

import pickle

from tests.faults.sim.judging import PERSONAL, Judging, blank, blank_trios, place_of
from tests.faults.sim.leases import Leases
from tests.faults.sim.machines import EVENTS, wire
from tests.faults.sim.parts import Parts
from tests.faults.sim.refusals import Refusal

DAY = 86_400_000_000
KEPT_FOR = 30 * DAY
ENTITIES = (
    "article", "profile_version", "customer", "service_order", "order_event", "complaint", "complaint_event", "attachment",
    "conflict", "erased",
)  # fmt: skip
"""Parents before children: the order of a clone."""


class Poisoned(Exception):
    """The error nobody foresaw."""


class State:
    """What stands in the database: everything a restore takes back."""

    def __init__(self):
        self.schema = 1
        self.rows, self.events, self.standing, self.last_at, self.holder = {}, {}, {}, {}, {}
        self.applied, self.commands, self.needs, self.held = {}, {}, {}, {}
        self.feeds, self.floor, self.backup = {}, {}, {}
        self.conflicts, self.erasures, self.leases, self.fence = {}, {}, {}, 0
        self.parts, self.devices = {}, {}
        self.marks = set()


class Server(Judging, Leases, Parts):
    """`call(name, body, login)` is the line; the other methods are what happens to a server."""

    VISIBLE = frozenset({"no", "name", "initials", "phone", "state"})
    """Of a customer, what a visit needs."""

    def __init__(self, members, rnd):
        self.members, self.rnd = members, rnd
        self.state = State()
        self.now = 1_790_000_000_000_000
        self.generation = 0
        """Connections of an earlier one are dead: a restore ends them all."""
        self.quiet_until = 0
        self.busy = False
        self.blind = []
        """Writes over a value that the writer had not seen."""

    def snapshot(self):
        return pickle.dumps(self.state, -1)

    def restore(self, snapshot):
        self.state = pickle.loads(snapshot)
        self.generation += 1
        self.forget_leases()

    def backup_verified(self, snapshot):
        """The backup job says what a tried backup holds, if the present lineage goes through there."""
        for feed, entries in pickle.loads(snapshot).feeds.items():
            if entries and self.is_same(self.state.feeds.get(feed, []), len(entries), entries[-1]["mark"]):
                self.state.backup[feed] = [len(entries), entries[-1]["mark"]]

    def prune(self, feed, keep):
        self.state.floor[feed] = max(self.state.floor.get(feed, 0), len(self.state.feeds.get(feed, [])) - keep)

    def places(self, feed):
        """The first and the last place of a feed."""
        return 1, len(self.state.feeds[feed])

    def call(self, name, body, login):
        member = self.members[login]
        self.now += 1_000
        if member["locked"]:
            raise Refusal("actor.locked")
        return getattr(self, name)(body, member) | {"now": self.now}

    def feeds_of(self, member):
        own = f"outlet:{member['outlet']}" if "dispatcher" in member["roles"] else f"site:{member['site']}"
        return ["company", own]

    def hello(self, body, member):
        feeds, state = self.feeds_of(member), self.state
        restored, pruned = set(), set()
        for feed, (seq, mark) in body["cursors"].items():
            if feed in feeds and seq < state.floor.get(feed, 0):
                pruned.add(feed)
            elif feed in feeds and seq and not self.is_same(state.feeds.get(feed, []), seq, mark):
                restored.add(feed)
        for feed, (seq, mark) in body["acks"].items():
            # Also of feeds they may no longer read: what was acknowledged there must not be lost either.
            known = mark in state.marks if not feed else self.is_same(state.feeds.get(feed, []), seq, mark)
            if not known:
                restored.add(feed)
        return {
            "status": "ok" if body["schema"] >= state.schema - 1 else "upgrade_required", "schema": state.schema,
            "feeds": {feed: len(state.feeds.get(feed, [])) for feed in feeds}, "epoch": self.generation,
            "restored": sorted(restored), "pruned": sorted(pruned - restored), "server": "model",
            "backup": {feed: at for feed, at in state.backup.items() if feed in feeds}, "copied": self.is_copy(body),
        }  # fmt: skip

    def is_copy(self, body):
        """Whether this device had come further than the file says: an earlier state of it was put back."""
        steps, answered_at = self.state.devices.get(body["device"], (0, 0))
        if steps > body["steps"] or answered_at > body["answered_at"]:
            return True
        self.state.devices[body["device"]] = body["steps"], body["answered_at"]
        return False

    def is_same(self, entries, seq, mark):
        """Whether this mark stands at this place: marks outlive the pruning of what they stand on."""
        return seq <= len(entries) and entries[seq - 1]["mark"] == mark

    def missing(self, body, member):
        known, mine = self.state.applied, self.feeds_of(member)
        places = {
            change: place_of(known[change], mine)
            for change in body["ids"]
            if change in known and known[change]["result"] != "refused"
        }
        return {
            "places": places,
            "missing": [change for change in body["ids"] if change not in known],
            "refused": [change for change in body["ids"] if known.get(change, {}).get("result") == "refused"],
            "kept": [change for change in body["ids"] if change in known and self.is_kept(known[change])],
        }

    def is_kept(self, answer):
        seq, _ = self.state.backup.get(answer["feed"], (0, ""))
        return answer["feed"] and 0 < answer["seq"] <= seq and answer["at"] <= self.now - KEPT_FOR

    def pull(self, body, member):
        rows, heads, mine = [], {}, self.feeds_of(member)
        for feed in sorted(body["cursors"]):
            entries = self.state.feeds.get(feed, [])
            heads[feed] = len(entries)
            if feed in mine:
                begin = max(body["cursors"][feed], self.state.floor.get(feed, 0))
                rows += entries[begin : begin + body["limit"] - len(rows)]
        return {"heads": heads, "rows": rows}

    def clone(self, body, member):
        feed = body["feed"]
        if feed not in self.feeds_of(member):
            # Not an empty clone: the file would take away all it has.
            raise Refusal("actor.no_right")
        entries = self.state.feeds.get(feed, [])
        rows = self.visible(feed)
        if body["from"]:
            entity, pk = body["from"]
            behind = (ENTITIES.index(entity), pk)
            rows = [row for row in rows if (ENTITIES.index(row["entity"]), row["pk"]) > behind]
        page = rows[: body["limit"]]
        following = [page[-1]["entity"], page[-1]["pk"]] if len(rows) > len(page) else None
        return {"head": [len(entries), entries[-1]["mark"] if entries else ""], "rows": page, "next": following}

    def visible(self, feed):
        """What a reader of this feed sees, as rows of a clone, in the order of a clone."""
        found = []
        for (entity, pk), row in self.state.rows.items():
            names = self.seen_of(feed, entity, pk, row)
            if names is not None:
                found.append(_row(entity, pk, row, names))
        for row in [row for row in found if row["entity"] in EVENTS]:
            for event in self.state.events[row["pk"]]:
                plain = {"version": event.pos, "fields": wire(event), "by": {}}
                found.append(_row(EVENTS[row["entity"]], str(event.id), plain, plain["fields"]))
        if feed == "company":
            found += self.state.erasures.values()
        for key, conflict in self.state.conflicts.items():
            if conflict["feed"] == feed:
                found.append(_row("conflict", key, {"version": 1, "fields": conflict, "by": {}}, conflict))
        return sorted(found, key=lambda row: (ENTITIES.index(row["entity"]), row["pk"]))

    def seen_of(self, feed, entity, pk, row):
        """The names of a row's fields that belong to this feed; None where the row does not."""
        if row["feed"] == feed:
            return list(row["fields"])
        if feed.startswith("outlet:"):
            if (entity == "service_order" and self.state.holder.get(pk) == feed) or feed in self.handed(entity, row["fields"]):
                return list(row["fields"])
            if entity == "customer" and feed in self.audience_of_customer(pk):
                return [name for name in row["fields"] if name in self.VISIBLE]
        return None

    def audience_of_customer(self, pk):
        """The outlets that hold an order of this customer."""
        rows = self.state.rows
        return {
            feed for order, feed in self.state.holder.items()
            if feed and rows["service_order", order]["fields"]["customer"] == pk
        }  # fmt: skip

    def push(self, body, member):
        commands = body["commands"]
        if any("poison" in change["fields"] for command in commands for change in command["changes"]):
            raise Poisoned
        if self.busy:
            return {"results": [{"cmd": command["cmd"], "result": "retry"} for command in commands]}
        return {"results": [self.command(command, member, body["device"]) for command in commands]}

    def erase(self, body, member):
        """The one way in which personal data goes: told to the feeds as a change of its own."""
        change = {"change": body["change"], "entity": "customer", "pk": body["pk"], "kind": "erased", "fields": {}}
        return self.run({"cmd": body["change"], "actor": member["person"], "needs": [], "changes": [change]}, member, "")

    def erased(self, change, member):
        """Blanks a customer wherever the server keeps something of them."""
        pk, state = change["pk"], self.state
        row = self.row("customer", pk, member)
        blank(row["fields"])
        row["erased"] = True
        row["version"] += 1
        for entry in (entry for entries in state.feeds.values() for entry in entries):
            if entry["pk"] == pk and entry["entity"] == "customer":
                self.blank_entry(entry)
            elif entry["kind"] == "conflict" and entry["fields"]["pk"] == pk:
                entry["fields"] = {**entry["fields"], "mine": None, "theirs": None}
        for conflict in state.conflicts.values():
            if conflict["pk"] == pk:
                conflict["mine"] = conflict["theirs"] = None
        for command, _ in state.held.values():
            for held in command["changes"]:
                if held["pk"] == pk:
                    blank_trios(held["fields"])
        state.erasures[pk] = _erasure(change["change"], pk, row["version"])
        # Told to everybody, and no more than the id: who once had the row may no longer read its feed.
        # In its own feed as well: a file that cloned the blank row must notice when that is put back.
        feeds = {"company", row["feed"], *self.audience_of_customer(pk)}
        places = self.append(feeds, change["change"], state.erasures[pk] | {"kind": "erased"})
        return {"result": "applied", "places": places}

    def blank_entry(self, entry):
        entry["fields"] = entry["fields"] | {
            name: [None, None] if entry["kind"] == "patch" else None for name in entry["fields"].keys() & PERSONAL
        }  # fmt: skip


def _erasure(change, pk, version):
    return {"change": change, "entity": "erased", "pk": pk, "version": version, "fields": {}, "by": {}}


def _row(entity, pk, row, names):
    return {
        "entity": entity, "pk": pk, "version": row["version"],
        "fields": {name: row["fields"][name] for name in names},
        "by": {name: change for name, change in row["by"].items() if name in names},
    }  # fmt: skip
