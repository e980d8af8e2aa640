"""What must hold once everything has settled."""

import json

from tests.faults.sim.machines import EXPLAINED, MACHINES, actor_of
from tests.faults.sim.parts import name_of
from tests.faults.sim.posts import Violated

from callcentre.domain.event import Effect, Nature
from callcentre.domain.instants import Instant
from callcentre.domain.table import Granted, Wanted

SETTLED = {"acked", "dropped"}
ILLEGAL = {f"{machine.code}.illegal": machine.table for machine in MACHINES.values()}


def check(run):
    """Raises Violated, naming the invariant."""
    _nothing_lost(run)
    _once(run)
    _feeds(run)
    _stories(run)
    _commands(run)
    for post in run.posts:
        _outbox(run, post)
        _cut_down(run, post)
        _same_as_server(run, post)
        _claims(run, post)
        _bytes(run, post)
    _blanked(run)
    _kept(run)
    devices = [post.desk.get("device") for post in run.posts]
    if len(devices) != len(set(devices)):
        raise Violated("I3 two machines are one device")
    if run.server.blind:
        raise Violated(f"I6 written over unseen: {run.server.blind[0]}")


def _nothing_lost(run):
    """I1, I2, I7: what was said to be saved is on the server, or given up by a person who saw why."""
    applied = run.server.state.applied
    for change in run.freed - applied.keys():
        raise Violated(f"I7 {change[:8]} was freed and is nowhere")
    for number, post in enumerate(run.posts):
        states = dict(post.desk.all("select change, state from outbox"))
        for change in post.should_hold:
            if change not in states:
                raise Violated(f"I1 {change[:8]} is not in the file of desk {number}")
            if states[change] == "acked" and change not in applied:
                raise Violated(f"I7 {change[:8]} of desk {number} is nowhere")
        told = post.desk.all("select change from journal where body is not null")
        for (change,) in told:
            if change not in applied:
                raise Violated(f"I7 {change[:8]}, seen at desk {number}, was not brought back")
        for change in post.should_tell - applied.keys():
            raise Violated(f"I7 {change[:8]}, once seen at desk {number}, was not brought back")
        if post.desk.all("select 1 from witness"):
            raise Violated("I7 a witness was not heard")


def _outbox(run, post):
    """I2, I10: everything is settled, and a refusal or a conflict can be seen."""
    state = run.server.state
    failing = {change for (change,) in post.desk.all(
        "select change from outbox where cmd in (select cmd from outbox where fields like '%poison%')")}  # fmt: skip
    seen = {key for (key,) in post.desk.all("select id from conflict")}
    for change, how, reason, fields in post.desk.all("select change, state, reason, fields from outbox"):
        kind = json.loads(fields).get("kind", [None, ""])[1]
        if reason == "actor.forged":
            raise Violated(f"3.8.4 {change[:8]} was spoilt by a forgery")
        if reason == "row.unknown":
            raise Violated(f"I7 {change[:8]} was refused because something was not there yet")
        if reason == "server.failed" and change not in failing:
            raise Violated(f"I10 {change[:8]} was stopped by another command")
        if reason in ILLEGAL and ILLEGAL[reason].nature(kind) is Nature.FACT:
            raise Violated(f"3.8.2 the fact {change[:8]} was refused")
        if how not in SETTLED:
            raise Violated(f"I2 {change[:8]} is still {how} ({reason})")
        answer = state.applied.get(change, {"result": "refused"})
        if how == "dropped" and answer["result"] != "refused" and answer["feed"] in post.desk.cursors():
            raise Violated(f"I2 {change[:8]} was given up and yet {answer['result']}")
        if how == "acked" and answer["result"] == "refused":
            raise Violated(f"I2 {change[:8]} counts as done and was refused")
        for key in (key for key in state.conflicts if key.startswith(change)):
            if state.conflicts[key]["feed"] in post.desk.cursors() and key not in seen:
                raise Violated(f"I2 the conflict {key[:12]} is not shown")


def _once(run):
    """I3: no change has its effect twice."""
    for feed, entries in run.server.state.feeds.items():
        told = [entry["change"] for entry in entries if entry["kind"] in ("create", "patch", "event", "erased")]
        if len(told) != len(set(told)):
            raise Violated(f"I3 a change came twice in {feed}")
    for order, events in run.server.state.events.items():
        if len({event.id for event in events}) != len(events):
            raise Violated(f"I3 an event stands twice on {order[:8]}")


def _feeds(run):
    """I4: no gap, no repeat, versions rise."""
    for feed, entries in run.server.state.feeds.items():
        first, last = run.server.places(feed)
        if [entry["seq"] for entry in entries] != list(range(first, last + 1)):
            raise Violated(f"I4 places of {feed}")
        versions = {}
        for entry in entries:
            if entry["kind"] in ("create", "patch", "erased"):
                key = entry["entity"], entry["pk"]
                if entry["version"] <= versions.get(key, 0):
                    raise Violated(f"I4 a version of {entry['pk'][:8]} does not rise in {feed}")
                versions[key] = entry["version"]


def _stories(run):
    """Order of events, their instants and their fold (I11)."""
    state = run.server.state
    for subject, events in state.events.items():
        machine = MACHINES["order_event" if ("service_order", subject) in state.rows else "complaint_event"]
        if [event.pos for event in events] != list(range(1, len(events) + 1)):
            raise Violated("I4 places of events")
        if machine.stand(events) != state.standing[subject]:
            raise Violated("I5 the standing is not the fold")
        last: Instant | None = None
        for event in events:
            if event.at > run.server.now or (event.changes_state and last is not None and event.at < last):
                raise Violated("I11 an instant lies in the future or falls")
            last = event.at if event.changes_state else last
        _judged_right(run, machine, events)


def _judged_right(run, machine, events):
    """Each event as the table judges it, at its place; a decision behind what its writer had seen (3.8.2)."""
    standing, seen, table = machine.standing(), set(), machine.table
    for event in events:
        known = run.server.state.applied[str(event.id)]
        after = known.get("after")
        if after is not None and table.nature(event.kind) is Nature.DECISION and after not in seen:
            raise Violated(f"3.8.2 {event.kind} stands before what its writer had seen")
        wanted = Wanted(event.kind, event.data, actor_of(run.members[str(event.actor)]), event.outlet, EXPLAINED)
        verdict = table.judge(standing, standing.state, wanted)
        if not isinstance(verdict, Granted) or verdict.effect is not event.effect:
            raise Violated(f"3.8.2 {event.kind} in state {standing.state} is {event.effect}")
        if event.effect is Effect.SET_ASIDE and f"{event.id}:" not in run.server.state.conflicts:
            raise Violated(f"3.8.2 nobody hears that {event.kind} was set aside")
        seen.add(str(event.id))
        standing = machine.stand([other for other in events if other.pos <= event.pos])


def _commands(run):
    """3.8.5, 3.8.6: nothing stands on what was refused; what witnesses told, a supervisor accepted."""
    state = run.server.state
    for cmd, needs in state.needs.items():
        if state.commands[cmd] == "applied" and any(state.commands.get(need) != "applied" for need in needs):
            raise Violated(f"3.8.5 {cmd[:8]} stands on what was not applied")
    for entries in state.feeds.values():
        if any(entry["witness"] and not entry["decided"] for entry in entries):
            raise Violated("3.8.6 nobody accepted what a witness told")


def _cut_down(run, post):
    """I9, 3.8.3: an outlet's file holds its orders and of their customers what a visit needs."""
    member = run.members[post.people[0]]
    if "dispatcher" not in member["roles"]:
        return
    for (body,) in post.desk.all("select body from row where entity='customer'"):
        if json.loads(body)["fields"].keys() & {"notes", "needs"}:
            raise Violated("I9 an outlet sees more of a customer than a visit needs")
    if post.desk.all("select 1 from row where entity='complaint'") or post.desk.all("select 1 from event where entity='complaint_event'"):
        raise Violated("I9 an outlet sees a complaint")
    held = {order for order, feed in run.server.state.holder.items() if feed == f"outlet:{member['outlet']}"}
    for (order,) in post.desk.all("select pk from row where entity='service_order'"):
        if order not in held:
            raise Violated("I9 an outlet sees an order that has left it")


def _same_as_server(run, post):
    """I5, I12: the file shows what the server has, for each feed it follows."""
    desk = post.desk
    member = run.members[post.people[0]]
    for feed in desk.cursors():
        if feed not in run.server.feeds_of(member):
            continue
        theirs = {(row["entity"], row["pk"]): _said(row["fields"]) for row in run.server.visible(feed) if row["entity"] != "erased"}
        mine = {(entity, pk): _said(json.loads(body)["fields"])
                for entity, pk, body in desk.all("select entity, pk, body from row where feed=?", feed)}  # fmt: skip
        for entity, pk, body in desk.all("select entity, id, body from event where feed=?", feed):
            mine[entity, pk] = _said(json.loads(body))
        for pk, body in desk.all("select id, body from conflict where feed=?", feed):
            mine["conflict", pk] = _said(json.loads(body))
        if mine != theirs:
            raise Violated(f"I5 desk {run.posts.index(post)} differs in {feed}: {_difference(mine, theirs)}")


def _said(fields):
    """A field that was never written and one that was blanked read the same."""
    return {name: value for name, value in fields.items() if value is not None}


def _difference(mine, theirs):
    for key in sorted(mine.keys() | theirs.keys()):
        if mine.get(key) != theirs.get(key):
            return f"{key[0]} {key[1][:8]}: here {mine.get(key)}, there {theirs.get(key)}"
    return ""


def _claims(run, post):
    """I8: what was taken alone was asked for; nothing counts as had that was not granted."""
    for thing, fence, state in post.desk.all("select pk, fence, state from claim"):
        if state == "tentative":
            raise Violated(f"I8 who took {thing} alone never heard whether they have it")
        if state == "held" and fence not in run.fences:
            raise Violated(f"I8 {thing} is shown as taken, and nobody granted it")


def _bytes(run, post):
    """3.8.7: what somebody has the bytes of, and sees the row of, the server has whole."""
    for (body,) in post.desk.all("select body from row where entity='attachment'"):
        name = json.loads(body)["fields"]["sha"]
        if name and post.desk.all("select 1 from blob where sha=?", name) and name_of(run.server.content(name)) != name:
            raise Violated(f"3.8.7 bytes {name[:8]} never came")


def _kept(run):
    """3.8.11 versions stay as they were laid down; two rows of a site never share a number; what belongs together is one hand's."""
    numbers = set()
    for (entity, pk), row in run.server.state.rows.items():
        if entity == "profile_version" and row["fields"]["body"] != run.versions.get(pk, row["fields"]["body"]):
            raise Violated("3.8.11 a version of the profile was changed")
        if entity != "customer":
            continue
        if (row["feed"], row["fields"]["no"]) in numbers:
            raise Violated("3.8.8 two customers have one number")
        numbers.add((row["feed"], row["fields"]["no"]))
    for entry in (entry for entries in run.server.state.feeds.values() for entry in entries if entry["kind"] == "patch"):
        lost = {name for name in ("name", "initials") if f"{entry['change']}:{name}" in run.server.state.conflicts}
        if lost and entry["fields"].keys() & {"name", "initials"}:
            raise Violated("3.2 half of what belongs together landed")


def _blanked(run):
    """Erased words are nowhere: not on the server, not in a file."""
    for (_, pk), row in run.server.state.rows.items():
        if row.get("erased"):
            for words in run.words.get(pk, ()):
                if words.encode() in run.server.snapshot():
                    raise Violated(f"erased words of {pk[:8]} are still on the server")
                for post in run.posts:
                    if any(words in line for line in post.desk.db.iterdump()):
                        raise Violated(f"erased words of {pk[:8]} are still in a file")
