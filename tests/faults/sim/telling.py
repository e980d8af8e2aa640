"""How the model server takes an event: judges it, moves its order or complaint on, and tells whoever may see it."""

from copy import copy
from uuid import UUID

from tests.faults.sim.machines import EXPLAINED, MACHINES, actor_of, holder_of, wire
from tests.faults.sim.refusals import Refusal, Waits

from callcentre.domain.event import Effect, Event, Nature
from callcentre.domain.proposal import placed_at
from callcentre.domain.table import Objection, Wanted


class Telling:
    """The part of `Server` that takes events."""

    def event(self, change, author, member, *, decided):
        subject, machine = change["pk"], MACHINES[change["entity"]]
        said = {name: trio[1] for name, trio in change["fields"].items()}
        row = self.state.rows.get((machine.of, subject))
        self.check_sight(row, subject, member)
        if not decided and not self.knows_after(machine, subject, said["kind"], change["after"]):
            raise Waits("after.unknown")
        event = self.judged(change, said, author)
        events = self.state.events[subject]
        events.append(event)
        self.undo.append(events.pop)
        self.move(machine, subject, event)
        places = self.tell_event(change, row, event)
        if event.effect is Effect.SET_ASIDE:
            self.conflict(change, "set_aside", row["feed"], mine=event.kind)
        return {
            "result": "conflict" if event.effect is Effect.SET_ASIDE else "applied", "places": places,
            "pos": event.pos, "event": wire(event), "after": None if decided else change["after"],
        }  # fmt: skip

    def check_sight(self, row, subject, member):
        if row is None:
            raise Waits("row.unknown")
        if "dispatcher" in member["roles"]:
            outlet = UUID(member["outlet"])
            if not any(event.kind == "relayed" and event.outlet == outlet for event in self.state.events[subject]):
                raise Refusal("order.other_outlet")
        elif row["feed"] not in self.feeds_of(member):
            raise Waits("row.unknown")

    def knows_after(self, machine, subject, kind, after):
        if after is None or machine.table.nature(kind) is Nature.FACT:
            return True
        return any(str(event.id) == after for event in self.state.events[subject])

    def judged(self, change, said, author):
        subject, machine, state = change["pk"], MACHINES[change["entity"]], self.state
        now, last_at = state.standing[subject], state.last_at.get(subject)
        actor, table = actor_of(author), machine.table
        outlet = UUID(said["outlet_id"]) if said["outlet_id"] else None
        wanted = Wanted(said["kind"], said["data"], actor, outlet, EXPLAINED if machine.code == "complaint" else {})
        verdict = table.judge(now, now.state, wanted)
        if isinstance(verdict, Objection):
            rights = verdict.name == "role" or verdict.name in table.person_guards
            raise Refusal(f"{machine.code}.no_right" if rights else f"{machine.code}.illegal")
        changing = verdict.effect is Effect.APPLIED and machine.moves(wanted.kind, wanted.data)
        events = state.events[subject]
        after = verdict.state_after
        if wanted.kind == "undone":
            after = next(e.state_before for e in events if str(e.id) == wanted.data["event"])
        return Event(
            id=UUID(change["change"]), subject=UUID(subject), pos=len(events) + 1, kind=wanted.kind,
            at=placed_at(change["stated_at"], self.now, last_at if changing else None), actor=actor.id,
            outlet=outlet, data=said["data"], texts={}, stated_at=change["stated_at"], effect=verdict.effect,
            state_before=now.state, state_after=after,
        )  # fmt: skip

    def move(self, machine, subject, event):
        """Where the order or complaint stands after this event."""
        state = self.state
        if event.effect is not Effect.APPLIED:
            return
        if event.kind == "undone":
            now = machine.stand(state.events[subject])
        else:
            now = copy(state.standing[subject])
            machine.advance(now, event)
        self.put(state.standing, subject, now)
        if event.changes_state:
            self.put(state.last_at, subject, event.at)

    def tell_event(self, change, row, event):
        subject, state = change["pk"], self.state
        entry = {
            "entity": change["entity"], "pk": subject, "kind": "event", "version": event.pos, "fields": wire(event),
        }  # fmt: skip
        if change["entity"] == "complaint_event":
            return self.append({row["feed"]}, change["change"], entry)
        before, after = state.holder.get(subject), holder_of(state.events[subject])
        feeds = {row["feed"], before} if before and before == after else {row["feed"]}
        places = self.append(feeds, change["change"], entry)
        if before != after:
            customer = row["fields"]["customer"]
            self.put(state.holder, subject, after)
            if before:
                self.leave(change, before, subject, customer)
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
            if row["pk"] in ids or row["pk"] in (order, customer) or row["fields"].get("order") == order:
                places = self.append({feed}, change["change"], row | {"kind": "enter"})
        return places
