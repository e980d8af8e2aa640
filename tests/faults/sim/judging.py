"""How the model server judges one command: whole or not at all, by the tables of the domain."""

from tests.faults.sim.machines import EVENTS, MACHINES
from tests.faults.sim.refusals import Refusal, Waits
from tests.faults.sim.telling import Telling

NEW_IN_2 = "needs"
"""A field of customers that came with the second schema."""
PERSONAL = frozenset({"name", "initials", "phone", "notes", NEW_IN_2})
"""What of a customer is blanked by an erasure."""
TOGETHER = (frozenset({"name", "initials"}), frozenset({"state", "merged_into"}))
"""Fields that land together or not at all."""
OF_COMPANY = frozenset({"article", "profile_version"})
CREATES = {"article": "supervisor", "profile_version": "administrator"}
"""Rows that only people of this role may make."""


class Judging(Telling):
    """The part of `Server` that takes commands."""

    def begin(self, command, device, *, decided=False):
        """From here on everything written belongs to this command, and can be taken back."""
        self.undo = []
        self.writing = {
            "cmd": command["cmd"], "actor": command["actor"], "device": device, "decided": decided,
            "witness": bool(command.get("witness")),
            "mark": f"{self.rnd.getrandbits(64):016x}", "at": self.now,
        }  # fmt: skip

    def put(self, container, key, value):
        old = container.get(key)
        self.undo.append(lambda: container.pop(key) if old is None else container.__setitem__(key, old))
        container[key] = value

    def append(self, feeds, change, entry):
        """One entry in each of these feeds; answers their places."""
        places = {}
        for feed in sorted(feeds):
            entries = self.state.feeds.setdefault(feed, [])
            places[feed] = len(entries) + 1
            entries.append({**entry, **self.writing, "feed": feed, "seq": len(entries) + 1, "change": change})
            self.undo.append(entries.pop)
        return places

    def command(self, command, member, device):
        """The answer to one command of a push."""
        code = self.objection_to(command, member)
        if code:
            # Not stored: else whoever guesses an id could spoil another's act.
            return _result(command, "refused", code)
        if all(self.is_known(change["change"]) for change in command["changes"]):
            return self.stored(command, member)
        if command.get("witness"):
            self.state.held.setdefault(command["cmd"], (command, self.now))
            return _result(command, "waits", "witness.held")
        return self.settle(command, member, device)

    def is_known(self, change):
        return change in self.state.applied

    def objection_to(self, command, member):
        """Whether this login may speak for the actor."""
        if command["actor"] == member["person"] or command.get("witness"):
            return ""
        if command.get("behalf") and "supervisor" in member["roles"]:
            return ""
        return "actor.forged"

    def settle(self, command, member, device):
        """Applies, refuses or holds a command that was not answered before."""
        try:
            result = self.run(command, member, device)
        except Refusal as refusal:
            return self.refuse(command, str(refusal))
        except Waits as reason:
            if str(reason) != "needs.unknown":
                self.state.held.setdefault(command["cmd"], (command, self.now))
            return _result(command, "waits", str(reason))
        self.state.held.pop(command["cmd"], None)
        return result

    def decide(self, body, member):
        """A supervisor accepts or refuses what is held."""
        command, _ = self.state.held.pop(body["cmd"])
        if not body["accept"]:
            return {"result": self.refuse(command, "decided.refused")}
        try:
            return {"result": self.run(command, member, "", decided=True)}
        except (Refusal, Waits) as reason:
            return {"result": self.refuse(command, f"decided.{reason}")}

    def refuse(self, command, code):
        for change in command["changes"]:
            answer = {"result": "refused", "feed": None, "seq": 0, "mark": "", "at": self.now, "code": code}
            self.state.applied.setdefault(change["change"], answer)
        self.state.commands[command["cmd"]] = "refused"
        return _result(command, "refused", code)

    def stored(self, command, member):
        return self.answer(command, member, duplicate=True)

    def answer(self, command, member, *, duplicate=False):
        """What the pusher hears, with places in a feed that they may read."""
        mine = self.feeds_of(member)
        changes, code = {}, ""
        for change in command["changes"]:
            known = self.state.applied[change["change"]]
            code = code or known.get("code", "")
            changes[change["change"]] = {**known, **place_of(known, mine)}
        results = {answer["result"] for answer in changes.values()}
        result = next(result for result in ("refused", "conflict", "applied") if result in results)
        return {"cmd": command["cmd"], "result": result, "duplicate": duplicate, "code": code, "changes": changes}

    def run(self, command, member, device, *, decided=False):
        """Applies every change that is not known, or raises and leaves everything as it was."""
        state = self.state
        self.begin(command, device, decided=decided)
        try:
            if not decided:
                self.check_needs(command)
            author = self.members[command["actor"]]
            for change in command["changes"]:
                if not self.is_known(change["change"]):
                    answer = self.change(change, author, member, decided=decided)
                    feed, seq = next(iter(sorted(answer["places"].items(), reverse=True)))
                    self.put(state.applied, change["change"], {
                        **answer, "feed": feed, "seq": seq, "mark": self.writing["mark"], "at": self.now,
                    })  # fmt: skip
                elif state.applied[change["change"]]["result"] == "refused":
                    raise Refusal(state.applied[change["change"]]["code"])
        except (Refusal, Waits):
            for undo in reversed(self.undo):
                undo()
            raise
        state.marks.add(self.writing["mark"])
        state.commands[command["cmd"]] = "applied"
        state.needs[command["cmd"]] = [] if decided else command["needs"]
        return self.answer(command, member)

    def check_needs(self, command):
        if any(self.state.commands.get(need) != "applied" for need in command["needs"]):
            raise Waits("needs.unknown")

    def change(self, change, author, member, *, decided):
        if change["kind"] == "event":
            return self.event(change, author, member, decided=decided)
        if change["kind"] == "erased":
            return self.erased(change, member)
        if change["entity"] in CREATES and CREATES[change["entity"]] not in author["roles"]:
            raise Refusal("actor.no_right")
        if NEW_IN_2 in change["fields"] and self.state.schema < 2:
            raise Refusal("schema.unknown")
        if change["kind"] == "create" and (change["entity"], change["pk"]) not in self.state.rows:
            return self.create(change, author, member)
        self.check_patch(change)
        return self.patch(change, member)

    def check_patch(self, change):
        """Versions of the profile are laid down once and for all."""
        if change["entity"] == "profile_version":
            raise Refusal("actor.no_right")

    def row(self, entity, pk, member):
        row = self.state.rows.get((entity, pk))
        if row is None or (row["feed"] not in self.feeds_of(member) and not self.is_handed(entity, pk, member)):
            raise Waits("row.unknown")
        if row.get("erased"):
            raise Refusal("row.erased")
        return row

    def is_handed(self, entity, pk, member):
        """Whether this outlet has the order in its hands."""
        return entity == "service_order" and self.state.holder.get(pk) in self.feeds_of(member)

    def create(self, change, author, member):
        entity, pk = change["entity"], change["pk"]
        fields = {name: trio[1] for name, trio in change["fields"].items()}
        if "customer" in fields and ("customer", fields["customer"]) not in self.state.rows:
            raise Waits("row.unknown")
        if entity == "attachment":
            self.row("service_order", fields["order"], member)
        feed = "company" if entity in OF_COMPANY else f"site:{author['site']}"
        clash = self.clash(feed, fields)
        if clash:
            fields["no"] = f"{fields['no']}~{pk[-6:]}"
        self.put(self.state.rows, (entity, pk), {"feed": feed, "version": 1, "fields": fields, "by": {}})
        if entity in EVENTS:
            self.put(self.state.events, pk, [])
            self.put(self.state.standing, pk, MACHINES[EVENTS[entity]].standing())
        entry = {"entity": entity, "pk": pk, "kind": "create", "version": 1, "fields": fields}
        places = self.append({feed, *self.handed(entity, fields)}, change["change"], entry)
        if clash:
            said = {"field": "no", "mine": clash, "theirs": clash}
            places = self.conflict(change, "maybe_same", feed, **said) | places
        return {
            "result": "conflict" if clash else "applied", "version": 1, "conflicts": ["no"] if clash else [], "places": places,
        }  # fmt: skip

    def clash(self, feed, fields):
        """The number of a new row where another has it: both stay, and a person is asked whether they are the same."""
        taken = (row["fields"].get("no") for row in self.state.rows.values() if row["feed"] == feed)
        return fields.get("no") if fields.get("no") in taken and "no" in fields else None

    def handed(self, entity, fields):
        """Feeds of outlets that see a new row besides its own."""
        holder = self.state.holder.get(fields.get("order")) if entity == "attachment" else None
        return {holder} if holder else set()

    def patch(self, change, member):
        """Each field lands where the writer had seen the change that last wrote it, or means the same."""
        key = change["entity"], change["pk"]
        row = self.row(*key, member)
        landed, lost = {}, {}
        stale = self.stale(row, change)
        for name, (old, new, _) in change["fields"].items():
            standing = row["fields"].get(name)
            if name not in stale:
                landed[name] = [standing, new]
                if None not in (old, standing, new) and standing not in (old, new):
                    self.blind.append((change["change"], name, standing, new))
            else:
                lost[name] = (new, standing)
        places, version = {}, row["version"]
        if landed:
            version += 1
            self.put(self.state.rows, key, {
                **row, "version": version,
                "fields": row["fields"] | {name: new for name, (_, new) in landed.items()},
                "by": row["by"] | dict.fromkeys(landed, change["change"]),
            })  # fmt: skip
            places = self.tell_patch(change, row, version, landed)
        for name, (mine, theirs) in lost.items():
            places = self.conflict(change, "field", row["feed"], field=name, mine=mine, theirs=theirs) | places
        result = "conflict" if lost else "applied"
        return {"result": result, "version": version, "conflicts": list(lost), "places": places}

    def stale(self, row, change):
        """Fields whose writer had not seen what stands there, and those that go with them."""
        found = {
            name for name, (_, new, seen) in change["fields"].items()
            if row["fields"].get(name) != new and not self.has_seen(row, change["pk"], name, seen)
        }  # fmt: skip
        return found.union(*(group for group in self.together(change) if group & found))

    def together(self, change):
        return TOGETHER if change["entity"] == "customer" else ()

    def has_seen(self, row, pk, name, seen):
        return row["by"].get(name, pk) == seen

    def tell_patch(self, change, row, version, landed):
        entry = {"entity": change["entity"], "pk": change["pk"], "kind": "patch", "version": version}
        places = self.append({row["feed"]}, change["change"], entry | {"fields": landed})
        if change["entity"] == "customer":
            cut = {name: pair for name, pair in landed.items() if name in self.VISIBLE}
            places |= self.append(self.told(change["pk"], cut), change["change"], entry | {"fields": cut})
        return places

    def told(self, customer, cut):
        """Who hears of a patch: also where nothing of it is for them, for the row's version has moved."""
        return self.audience_of_customer(customer)

    def conflict(self, change, kind, feed, *, field="", mine=None, theirs=None):
        key = f"{change['change']}:{field}"
        found = {
            "id": key, "kind": kind, "feed": feed, "entity": change["entity"], "pk": change["pk"], "field": field,
            "mine": mine, "theirs": theirs, "change_id": change["change"],
        }  # fmt: skip
        self.put(self.state.conflicts, key, found)
        entry = {"entity": "conflict", "pk": key, "kind": "conflict", "version": 1, "fields": found}
        return self.append({feed}, change["change"], entry)


def place_of(answer, mine):
    """Where a change stands for somebody who reads these feeds."""
    feed = next((feed for feed in mine if feed in answer.get("places", {})), "")
    return {"feed": feed, "seq": answer["places"][feed] if feed else answer["at"], "mark": answer["mark"]}


def blank(fields):
    for name in PERSONAL & fields.keys():
        fields[name] = None


def blank_trios(fields):
    for name in PERSONAL & fields.keys():
        fields[name] = [None, None, None]


def _result(command, result, code=""):
    return {"cmd": command["cmd"], "result": result, "duplicate": False, "code": code, "changes": {}}
