"""What may happen at one step of a history, besides an exchange: work, time, accidents, administrators."""

import json
import sqlite3

from tests.faults.sim.acting import drop
from tests.faults.sim.desk import DAY
from tests.faults.sim.doing import random_act
from tests.faults.sim.judging import PERSONAL
from tests.faults.sim.leases import Claiming
from tests.faults.sim.parts import Attaching
from tests.faults.sim.posts import MINUTE, Snapshot, Violated
from tests.faults.sim.refusals import Refusal
from tests.faults.sim.server import Poisoned


class Steps(Claiming, Attaching):
    """The part of `Run` that does one step; each answers what there is to say of it."""

    def act(self, post):
        person = self.rnd.choice(post.people)
        now = self.server.now + post.skew
        act = random_act(self.rnd, post.desk, self.members[person], self.members, now, self.outlets)
        if act is None or not act.changes:
            return ""
        self.versions |= {pk: json.loads(fields)["body"][1] for _, entity, pk, kind, _, fields in act.changes
                          if (entity, kind) == ("profile_version", "create")}  # fmt: skip
        post.should_hold.update(act.save())
        return f"{self.names[person]} {[(c[3], c[1], c[5][:60]) for c in act.changes]} cmd {act.cmd[:8]}"

    def forge(self, post):
        """Somebody sends a command in the name of a colleague, under an id that the colleague's own act has."""
        found = post.desk.all("select change, cmd, actor from outbox where state='new'")
        if not found:
            return ""
        change, cmd, actor = self.rnd.choice(found)
        login = self.rnd.choice([person for person in self.members if person != actor])
        if self.members[login]["locked"]:
            return ""
        fields = {"name": [None, "forged", None]}
        forged = {"change": change, "entity": "customer", "pk": change, "kind": "create", "fields": fields}
        command = {"cmd": cmd, "actor": actor, "needs": [], "behalf": False, "witness": None, "changes": [forged]}
        (result,) = self.server.call("push", {"device": "", "commands": [command]}, login)["results"]
        if result["result"] != "refused" and not result["duplicate"]:
            raise Violated("3.8.4 somebody else's name was believed")
        return f"{self.names[login]} as {self.names[actor]}"

    def tick(self, post):
        days = self.rnd.choices((0, 1, 3, self.long_while), (77, 12, 6, 5))[0]
        self.server.now += days * DAY + self.rnd.randrange(90 * MINUTE)
        return f"{days} days"

    def late_copy(self, post):
        """A push that hung somewhere arrives long after."""
        if not self.late:
            return ""
        body, login = self.late.pop(self.rnd.randrange(len(self.late)))
        try:
            self.server.call("push", body, login)
        except (Refusal, Poisoned):
            return ""
        return f"of {self.names[login]}"

    def snapshot(self, post):
        state = self.server.state
        applied = {change: answer["at"] for change, answer in state.applied.items()}
        self.snapshots.append(Snapshot(self.server.now, self.server.snapshot(), applied))
        return f"number {len(self.snapshots)}"

    def verify(self, post):
        """A backup was tried and found good; what it covers is told to the server."""
        if not self.snapshots:
            return ""
        self.verified = self.snapshots[-1]
        self.verified.verified = True
        self.server.backup_verified(self.verified.state)
        return f"number {len(self.snapshots)}"

    def restore(self, post):
        """Back to a backup: the last one that was verified, a later one, or any of the last thirty days."""
        usable = [
            number for number, snapshot in enumerate(self.snapshots)
            if self.verified is None or snapshot.at >= self.verified.at or snapshot.at > self.server.now - 30 * DAY
        ]  # fmt: skip
        if not usable:
            return ""
        number = self.rnd.choice(usable)
        snapshot = self.snapshots[number]
        del self.snapshots[number + 1 :]
        self.server.restore(snapshot.state)
        for other in self.posts:
            other.should_tell |= set(other.desk.journal()) - self.server.state.applied.keys()
        self.verified = next((old for old in reversed(self.snapshots) if old.verified), None)
        self.late.clear()
        return f"to number {number + 1}"

    def copy_file(self, post):
        """Somebody copies the data folder to another machine, and both go on working."""
        if len(self.posts) > 4:
            return ""
        other = self.clone_post(post, sqlite3.connect(":memory:", isolation_level=None), post.desk.db)
        other.program = post.program
        self.posts.append(other)
        return f"to desk {len(self.posts) - 1}"

    def clone_post(self, post, db, source):
        source.backup(db)
        other = self.post([self.names[person] for person in post.people], db=db)
        other.should_hold, other.should_tell = set(post.should_hold), set(post.should_tell)
        return other

    def lose_desk(self, post):
        """A machine burns down."""
        if len(self.posts) < 3:
            return ""
        self.posts.remove(post)
        return "gone"

    def back_up_desk(self, post):
        db = sqlite3.connect(":memory:", isolation_level=None)
        post.desk.db.backup(db)
        post.backup = (db, set(post.should_hold))
        return "backed up"

    def restore_desk(self, post):
        """A workstation's file is put back to an earlier one of its own."""
        if post.backup is None:
            return ""
        self.end_talk(post)
        db, held = post.backup
        db.backup(post.desk.db)
        post.should_hold, post.should_tell = held - self.freed, set()
        return "restored"

    def change_rights(self, post):
        person = self.rnd.choice([self.person("bo"), self.person("cai"), self.person("anna")])
        member = self.members[person]
        if self.rnd.random() < 0.5:
            member["locked"] = not member["locked"]
            return f"{self.names[person]} locked {member['locked']}"
        member["site"] = "S2" if member["site"] == "S1" else "S1"
        return f"{self.names[person]} to {member['site']}"

    def prune(self, post):
        feed = self.rnd.choice(sorted(self.server.state.feeds) or ["company"])
        self.server.prune(feed, self.rnd.randrange(12))
        return feed

    def upgrade(self, post):
        if self.rnd.random() < 0.4:
            self.server.state.schema = 2
            return "server"
        post.program = 2
        return "desk"

    def erase(self, post):
        rows = [pk for (entity, pk), row in self.server.state.rows.items()
                if entity == "customer" and row["feed"] == "site:S1" and not row.get("erased")]  # fmt: skip
        if len(rows) < 2:
            return ""
        pk = self.rnd.choice(rows)
        told = [entry for entries in self.server.state.feeds.values() for entry in entries if entry["pk"] == pk]
        personal = [value for entry in told for name, value in entry["fields"].items() if name in PERSONAL]
        words = {word for value in personal for word in _words(value)}
        self.words[pk] = self.words.get(pk, set()) | words
        self.server.call("erase", {"pk": pk, "change": self.new_id()}, self.person("sun"))
        return f"customer {pk[:8]}"

    def give_up(self, post):
        """Somebody drops what was refused, or what waits behind it."""
        stuck = post.desk.all("select distinct cmd from outbox where state='parked' or "
                              "(state='waits' and reason in ('needs.unknown','server.failed'))")  # fmt: skip
        if not stuck:
            return ""
        cmd = self.rnd.choice(stuck)[0]
        drop(post.desk, cmd)
        return f"cmd {cmd[:8]}"

    def decide(self, post):
        return self.decide_held(lambda cmd: self.rnd.random() < 0.7)

    def decide_held(self, accepts):
        """A supervisor looks through what has been held for a day."""
        done = []
        for cmd, (command, since) in list(self.server.state.held.items()):
            if since <= self.server.now - DAY and cmd in self.server.state.held:
                site = self.members[command["actor"]]["site"]
                login = self.person("sun" if site == "S1" else "mei")
                accept = bool(command.get("witness")) or accepts(cmd)
                self.server.call("decide", {"cmd": cmd, "accept": accept}, login)
                done.append(f"{cmd[:8]} {accept}")
        if done and not self.crashing:
            self.say(f"decided {done}")
        return " ".join(done)

    def behalf(self, post):
        """The supervisor of the desk sends what a colleague without sign-in has waiting."""
        names = [self.names[person] for person in post.people]
        if "sun" in names:
            sun = self.person("sun")
            others = [person for person in post.people if person != sun]
            post.desk.set(f"behalf:{sun}", json.dumps(others))
            return "sun for the others"
        return ""


def _words(value):
    """What of a field could give a person away."""
    values = value if isinstance(value, list) else [value]
    return {text for text in values if isinstance(text, str) and len(text) > 8}
