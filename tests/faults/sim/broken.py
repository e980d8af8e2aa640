"""The methods of mutants: each is the right one with one rule left out."""

import json
import pickle
from dataclasses import replace

from tests.faults.sim.desk import Desk
from tests.faults.sim.judging import NEW_IN_2, Judging
from tests.faults.sim.machines import MACHINES, unwired, wire
from tests.faults.sim.refusals import Refusal, Waits
from tests.faults.sim.server import Poisoned, Server

from callcentre.domain.event import Effect
from callcentre.domain.merging import Merged

# -- the thirteen of the first sketch


def cursor_first(self, page):
    with self.transaction():
        for row in page["rows"]:
            self.move_cursor(row["feed"], row["seq"], row["mark"])
    with self.transaction():
        for row in page["rows"]:
            self.take(row)


def delete_on_ack(self, results):
    Desk.answered(self, results)
    self.db.execute("delete from outbox where state='acked'")


def never_restored(self, body, member):
    """An epoch row in the database is put back with everything else, and notices nothing."""
    return Server.hello(self, body, member) | {"restored": []}


def swapped(self, body, member):
    """Numbers drawn in another order than the rows were written."""
    page = Server.pull(self, body, member)
    rows = list(page["rows"])
    for number in range(len(rows) - 1):
        one, two = rows[number], rows[number + 1]
        if one["kind"] == two["kind"] == "patch" and one["pk"] == two["pk"] and one["feed"] == two["feed"]:
            rows[number] = two | {"seq": one["seq"], "mark": one["mark"]}
            rows[number + 1] = one | {"seq": two["seq"], "mark": two["mark"]}
    return page | {"rows": rows}


def blind_merge(self, version, own, row, fields, created):
    return Merged(row["version"], fields, {}, {} if created else dict.fromkeys(fields, row["change"]))


def acked_when_sent(self, person, *, commands):
    batch = Desk.batch(self, person, commands=commands)
    for command in batch:
        self.db.execute("update outbox set state='acked' where cmd=?", (command["cmd"],))
    return batch


def kept_by_number(self, answer):
    told = getattr(self, "heads_told", {})
    return 0 < answer["seq"] <= told.get(answer["feed"], 0) and answer["at"] <= self.now - 30 * 86_400_000_000


def tell_number(self, snapshot):
    heads = {feed: len(entries) for feed, entries in pickle.loads(snapshot).feeds.items()}
    self.heads_told = {feed: max(head, getattr(self, "heads_told", {}).get(feed, 0)) for feed, head in heads.items()}
    Server.backup_verified(self, snapshot)


def seen_by_number(self, row, pk, name, seen):
    """Numbers of versions instead of ids: after a restore they are used again."""
    numbers = self.__dict__.setdefault("numbers", {})
    return numbers.get(seen, 1 if seen == pk else 0) >= numbers.get(row["by"].get(name, pk), 1)


def number_patch(self, change, row, version, landed):
    self.__dict__.setdefault("numbers", {})[change["change"]] = version
    return Server.tell_patch(self, change, row, version, landed)


# -- marks, acknowledgements, places


def change_as_mark(self, feeds, change, entry):
    self.writing = self.writing | {"mark": change}
    return Server.append(self, feeds, change, entry)


def answer_change_as_mark(self, command, member, *, duplicate=False):
    result = Server.answer(self, command, member, duplicate=duplicate)
    for change, answer in result["changes"].items():
        answer["mark"] = change
    return result


def version_by_answer(self, result):
    Desk.answer_applied(self, result)
    for change, answer in result["changes"].items():
        self.db.execute("update row set version=max(version, ?) where pk=(select pk from outbox where change=?)",
                        (answer.get("version", 0), change))  # fmt: skip


def acks_of_own_feeds(self, body, member):
    mine = self.feeds_of(member)
    acks = {feed: at for feed, at in body["acks"].items() if feed in mine or not feed}
    return Server.hello(self, body | {"acks": acks}, member)


def places_forgotten(self, feeds, known, now):
    Desk.lost(self, feeds, known._replace(places={}), now)
    self.db.execute("update outbox set feed=null, seq=null, mark=null where state='acked'")


def returned_forgotten(self, known):
    with self.transaction():
        self.db.executemany("delete from witness where change=?", [(c,) for c in [*known.places, *known.refused]])


def clone_of_nothing(self, body, member):
    if body["feed"] not in self.feeds_of(member):
        return {"head": [0, ""], "rows": [], "next": None}
    return Server.clone(self, body, member)


def hello_without_loose(self):
    hello = Desk.hello(self)
    return hello | {"acks": {feed: at for feed, at in hello["acks"].items() if feed}}


def pruned_unsaid(self, body, member):
    return Server.hello(self, body, member) | {"pruned": []}


def clone_drops_outbox(self, feed):
    Desk.start_clone(self, feed)
    self.db.execute("delete from outbox where state='new'")


def kept_young(self, answer):
    seq, _ = self.state.backup.get(answer["feed"], (0, ""))
    return 0 < answer["seq"] <= seq


def kept_by_age(self, answer):
    return answer["feed"] is not None and answer["at"] <= self.now - 30 * 86_400_000_000


def missing_knows_refused(self, body, member):
    return Server.missing(self, body, member) | {"refused": []}


# -- decisions and facts


def own_copy_ignored(self, feed, change, row):
    if not self.all("select 1 from event where id=? and own=1", change):
        Desk.take_event(self, feed, change, row)


def answer_without_place(self, result):
    changes = {change: {name: value for name, value in answer.items() if name != "event"}
               for change, answer in result["changes"].items()}  # fmt: skip
    Desk.answer_applied(self, result | {"changes": changes})


def illegal_decision_stands(self, change, said, author):
    try:
        return Server.judged(self, change, said, author)
    except Refusal:
        events = self.state.events[change["pk"]]
        state = self.state.standing[change["pk"]].state
        fields = {"subject": change["pk"], "pos": len(events) + 1, "at": self.now, "actor_id": author["person"],
                  "stated_at": change["stated_at"], "effect": "applied", "state_before": state, "state_after": state}  # fmt: skip
        return unwired(change["change"], fields | said)


def fact_refused(self, change, said, author):
    event = Server.judged(self, change, said, author)
    if event.effect is Effect.SET_ASIDE:
        raise Refusal(f"{MACHINES[change['entity']].code}.illegal")
    return event


def fact_lost(self, change, kind, feed, **more):
    """A fact that is set aside and of which nobody is told."""
    return {} if kind == "set_aside" else Server.conflict(self, change, kind, feed, **more)


def at_as_stated(self, change, said, author):
    return replace(Server.judged(self, change, said, author), at=change["stated_at"])


def waits_are_refused(self, row, order, member):
    try:
        Server.check_sight(self, row, order, member)
    except Waits as reason:
        raise Refusal(str(reason)) from reason


# -- audiences, logins, needs


def seen_in_full(self, feed, entity, pk, row):
    names = Server.seen_of(self, feed, entity, pk, row)
    return None if names is None else list(row["fields"])


def forgery_stored(self, command, member, device):
    if self.objection_to(command, member):
        return self.refuse(command, "actor.forged")
    return Server.command(self, command, member, device)


def refusal_forgotten(self, command, code):
    return Judging.refuse(type("Nowhere", (), {"state": type("S", (), {"applied": {}, "commands": {}}), "now": 0}),
                          command, code)  # fmt: skip


def batch_without_needs(self, person, *, commands):
    actors = self.sends_for(person)
    marks = ",".join("?" * len(actors))
    rows = self.all(f"select cmd, needs, actor from outbox where state='new' and actor in ({marks}) "
                    "group by cmd order by min(n) desc", *actors)  # fmt: skip
    return [self.command(cmd, json.loads(needs), actor) | {"behalf": actor != str(person)}
            for cmd, needs, actor in rows[:commands]]  # fmt: skip


def no_halving(self, body, member):
    try:
        return Server.push(self, body, member)
    except Poisoned:
        return {"results": [{"cmd": command["cmd"], "result": "failed", "code": "server.failed", "changes": {}}
                            for command in body["commands"]]}  # fmt: skip


# -- witnesses, erasure, schemas


def witness_believed(self, command, member, device):
    if command.get("witness") and not all(self.is_known(change["change"]) for change in command["changes"]):
        return self.settle(command, member, device)
    return Server.command(self, command, member, device)


def file_purged(self, feeds, known, now):
    for change in known.missing:
        self.db.execute("delete from journal where change=?", (change,))
    Desk.lost(self, feeds, known, now)


def erased_row_only(self, row):
    kept = self.all("select n, fields from outbox")
    Desk.take_erased(self, row)
    self.db.executemany("update outbox set fields=? where n=?", [(fields, n) for n, fields in kept])


def erased_in_own_feed(self, feeds, change, entry):
    return Server.append(self, feeds - {"company"} if entry["kind"] == "erased" else feeds, change, entry)


def unknown_field_dropped(self, feed, entity, pk, body, taken, by):
    if self.schema < 2:
        values = {name: value for name, value in taken.values.items() if name != NEW_IN_2}
        taken = replace(taken, values=values)
    Desk.store(self, feed, entity, pk, body, taken, by)


def renewed_late(self, body, member):
    lease = self.state.leases.get(body["pk"])
    if lease is not None and (lease["person"], lease["device"]) == (member["person"], body["device"]):
        self.state.leases[body["pk"]] = lease = lease | {"until": self.now + 900_000_000}
        return {"granted": True, "by": member["person"]} | lease
    return Server.claim(self, body, member)


def leases_forgotten(self, snapshot):
    Server.restore(self, snapshot)
    self.quiet_until = 0


# -- complaints, claims made alone, bytes


def complaint_told(self, change, row, event):
    places = Server.tell_event(self, change, row, event)
    holder = self.state.holder.get(row["fields"].get("about"))
    if change["entity"] == "complaint_event" and holder:
        entry = {"entity": "complaint_event", "pk": change["pk"], "kind": "event", "version": event.pos, "fields": wire(event)}
        self.append({holder}, change["change"], entry)
    return places


def taken_when_alone(self, post, person, thing):
    self.keep_claim(post, thing, person, 0, self.server.now + 900_000_000, "held", "")
