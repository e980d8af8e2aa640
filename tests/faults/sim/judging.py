"""How the model server judges one command: whole or not at all, by the tables of the domain."""

from copy import copy
from uuid import UUID

from callcentre.domain.event import Actor, Effect, Event, Nature, Role
from callcentre.domain.lifecycle import ORDERS, Standing, moves
from callcentre.domain.proposal import placed_at
from callcentre.domain.story import advance, stand, undone_ids
from callcentre.domain.table import Objection, Wanted

NEW_IN_2 = "needs"
"""A field of customers that came with the second schema."""


class Refusal(Exception):
    """The command is refused, with a code."""


class Waits(Exception):
    """Something the command builds on is not here, or not yet."""


class Judging:
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
        if change["entity"] == "article" and "supervisor" not in author["roles"]:
            raise Refusal("actor.no_right")
        if NEW_IN_2 in change["fields"] and self.state.schema < 2:
            raise Refusal("schema.unknown")
        if change["kind"] == "create" and (change["entity"], change["pk"]) not in self.state.rows:
            return self.create(change, author)
        return self.patch(change, member)

    def row(self, entity, pk, member):
        row = self.state.rows.get((entity, pk))
        if row is None or row["feed"] not in self.feeds_of(member):
            raise Waits("row.unknown")
        if row.get("erased"):
            raise Refusal("row.erased")
        return row

    def create(self, change, author):
        fields = {name: trio[1] for name, trio in change["fields"].items()}
        if "customer" in fields and ("customer", fields["customer"]) not in self.state.rows:
            raise Waits("row.unknown")
        feed = "company" if change["entity"] == "article" else f"site:{author['site']}"
        key = (change["entity"], change["pk"])
        self.put(self.state.rows, key, {"feed": feed, "version": 1, "fields": fields, "by": {}})
        if change["entity"] == "service_order":
            self.put(self.state.events, change["pk"], [])
            self.put(self.state.standing, change["pk"], Standing())
        entry = {"entity": key[0], "pk": key[1], "kind": "create", "version": 1, "fields": fields}
        return {"result": "applied", "version": 1, "places": self.append({feed}, change["change"], entry)}

    def patch(self, change, member):
        """Each field lands where the writer had seen the change that last wrote it, or means the same."""
        key = change["entity"], change["pk"]
        row = self.row(*key, member)
        landed, lost = {}, {}
        for name, (old, new, seen) in change["fields"].items():
            standing = row["fields"].get(name)
            if standing == new or self.has_seen(row, key[1], name, seen):
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

    def event(self, change, author, member, *, decided):
        order = change["pk"]
        said = {name: trio[1] for name, trio in change["fields"].items()}
        row = self.state.rows.get(("service_order", order))
        self.check_sight(row, order, member)
        if not decided and not self.knows_after(order, said["kind"], change["after"]):
            raise Waits("after.unknown")
        event = self.judged(change, said, author)
        events = self.state.events[order]
        events.append(event)
        self.undo.append(events.pop)
        self.move(order, event)
        places = self.tell_event(change, row, event)
        if event.effect is Effect.SET_ASIDE:
            self.conflict(change, "set_aside", row["feed"], mine=event.kind)
        return {
            "result": "conflict" if event.effect is Effect.SET_ASIDE else "applied", "places": places,
            "pos": event.pos, "event": wire(event), "after": None if decided else change["after"],
        }  # fmt: skip

    def check_sight(self, row, order, member):
        if row is None:
            raise Waits("row.unknown")
        if "dispatcher" in member["roles"]:
            outlet = UUID(member["outlet"])
            if not any(event.kind == "relayed" and event.outlet == outlet for event in self.state.events[order]):
                raise Refusal("order.other_outlet")
        elif row["feed"] not in self.feeds_of(member):
            raise Waits("row.unknown")

    def knows_after(self, order, kind, after):
        if after is None or ORDERS.nature(kind) is Nature.FACT:
            return True
        return any(str(event.id) == after for event in self.state.events[order])

    def judged(self, change, said, author):
        order, state = change["pk"], self.state
        now, last_at = state.standing[order], state.last_at.get(order)
        actor = actor_of(author)
        outlet = UUID(said["outlet_id"]) if said["outlet_id"] else None
        wanted = Wanted(said["kind"], said["data"], actor, outlet)
        verdict = ORDERS.judge(now, now.state, wanted)
        if isinstance(verdict, Objection):
            rights = verdict.name == "role" or verdict.name in ORDERS.person_guards
            raise Refusal("order.no_right" if rights else "order.illegal")
        changing = verdict.effect is Effect.APPLIED and moves(wanted.kind, wanted.data)
        events = state.events[order]
        after = verdict.state_after
        if wanted.kind == "undone":
            after = next(e.state_before for e in events if str(e.id) == wanted.data["event"])
        return Event(
            id=UUID(change["change"]), subject=UUID(order), pos=len(events) + 1, kind=wanted.kind,
            at=placed_at(change["stated_at"], self.now, last_at if changing else None), actor=actor.id,
            outlet=outlet, data=said["data"], texts={}, stated_at=change["stated_at"], effect=verdict.effect,
            state_before=now.state, state_after=after,
        )  # fmt: skip

    def move(self, order, event):
        """Where the order stands after this event, and which outlet holds it."""
        state = self.state
        if event.effect is not Effect.APPLIED:
            return
        if event.kind == "undone":
            now = stand(state.events[order])
        else:
            now = copy(state.standing[order])
            advance(now, event)
        self.put(state.standing, order, now)
        if event.changes_state:
            self.put(state.last_at, order, event.at)

    def tell_event(self, change, row, event):
        order, state = change["pk"], self.state
        before, after = state.holder.get(order), holder_of(state.events[order])
        entry = {
            "entity": "order_event", "pk": order, "kind": "event", "version": event.pos, "fields": wire(event),
        }  # fmt: skip
        feeds = {row["feed"], before} if before and before == after else {row["feed"]}
        places = self.append(feeds, change["change"], entry)
        if before != after:
            customer = row["fields"]["customer"]
            self.put(state.holder, order, after)
            if before:
                self.leave(change, before, order, customer)
            if after:
                places |= self.enter(change, after)
        return places

    def leave(self, change, feed, order, customer):
        gone = [("service_order", order)]
        if feed not in self.audience_of_customer(customer):
            gone.append(("customer", customer))
        for entity, pk in gone:
            entry = {"entity": entity, "pk": pk, "kind": "leave", "version": self.state.rows[entity, pk]["version"]}
            self.append({feed}, change["change"], entry | {"fields": {}})

    def enter(self, change, feed):
        """The rows of the order in full, cut to what a visit needs."""
        order, places = change["pk"], {}
        customer = self.state.rows["service_order", order]["fields"]["customer"]
        ids = {str(event.id) for event in self.state.events[order]}
        for row in self.visible(feed):
            if row["pk"] in ids or row["pk"] in (order, customer):
                places = self.append({feed}, change["change"], row | {"kind": "enter"})
        return places


def place_of(answer, mine):
    """Where a change stands for somebody who reads these feeds."""
    feed = next((feed for feed in mine if feed in answer.get("places", {})), "")
    return {"feed": feed, "seq": answer["places"][feed] if feed else answer["at"], "mark": answer["mark"]}


def holder_of(events):
    """The feed of the outlet that has the order: where it was relayed last, unless it was taken back."""
    gone, feed = undone_ids(events), None
    for event in events:
        if event.effect is Effect.APPLIED and str(event.id) not in gone:
            if event.kind == "relayed":
                feed = f"outlet:{event.outlet}"
            elif event.kind == "withdrawn":
                feed = None
    return feed


def actor_of(member):
    """The person of a membership as the lifecycle asks for them."""
    return Actor(
        UUID(member["person"]), "", frozenset(map(Role, member["roles"])), "",
        UUID(member["outlet"]) if member["outlet"] else None,
    )  # fmt: skip


def wire(event):
    """An event as feeds and clones carry it."""
    return {
        "order_id": str(event.subject), "pos": event.pos, "kind": event.kind, "at": event.at,
        "actor_id": str(event.actor), "outlet_id": str(event.outlet) if event.outlet else None,
        "data": dict(event.data), "stated_at": event.stated_at, "effect": event.effect.value,
        "state_before": event.state_before, "state_after": event.state_after,
    }  # fmt: skip


def unwired(pk, row):
    """The event of such a row."""
    return Event(
        id=UUID(pk), subject=UUID(row["order_id"]), pos=row["pos"], kind=row["kind"], at=row["at"],
        actor=UUID(row["actor_id"]), outlet=UUID(row["outlet_id"]) if row["outlet_id"] else None, data=row["data"],
        texts={},        stated_at=row["stated_at"], effect=Effect(row["effect"]), state_before=row["state_before"],
        state_after=row["state_after"],
    )  # fmt: skip


def blank(fields):
    for name in fields:
        fields[name] = None


def blank_trios(fields):
    for name in fields:
        fields[name] = [None, None, None]


def _result(command, result, code=""):
    return {"cmd": command["cmd"], "result": result, "duplicate": False, "code": code, "changes": {}}
