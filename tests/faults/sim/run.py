"""One history: a seed decides who does what, what breaks and when; then everything must settle.

Every step draws from a generator of its own, so that a history stays what it is when steps are
taken out of it: that is how a failing one is made short.
"""

import copy
import json
from collections import Counter
from random import Random
from uuid import UUID

from tests.faults.sim.acting import drop
from tests.faults.sim.desk import DAY, Desk
from tests.faults.sim.posts import Crash, Post, Violated
from tests.faults.sim.refusals import Refusal
from tests.faults.sim.server import Poisoned, Server
from tests.faults.sim.steps import Steps

from callcentre.sync.exchange import exchange
from callcentre.sync.ports import BrokenFeed, Failed, Lost

TEN_YEARS = 3_650 * DAY
STEPS = 110
PAGE = 5


STEPS_BY_WEIGHT = {
    "act": 340, "talk": 400, "tick": 70, "late_copy": 25, "claim": 40, "snapshot": 22, "verify": 14, "restore": 14,
    "copy_file": 6, "lose_desk": 5, "back_up_desk": 14, "restore_desk": 16, "change_rights": 8, "prune": 8,
    "upgrade": 12, "erase": 6, "give_up": 10, "decide": 12, "behalf": 4, "forge": 8, "send_bytes": 60, "fetch_bytes": 40,
}  # fmt: skip
KINDS, WEIGHTS = list(STEPS_BY_WEIGHT), list(STEPS_BY_WEIGHT.values())


class Run(Steps):
    """A history as far as it got. `kinds` names the steps; `log` says what happened, for people to read."""

    server_class, desk_class, exchange = Server, Desk, staticmethod(exchange)

    weights = WEIGHTS
    at_once = (1, 2, 4, 20, 20)
    """Requests that go over the line before something else happens."""
    long_while = 20
    """Days."""
    moved_in_clones = 0.0
    """How often an administrator moves somebody to another site in the middle of their clone."""

    def __init__(self, seed):
        self.seed = seed
        self.rnd = self.ids = Random(seed)
        self.count = Counter()
        self.log = []
        self.crashing = True
        self.outlets = [self.new_id(), self.new_id()]
        self.members = self.staff()
        self.server = self.server_class(self.members, self.ids)
        self.snapshots, self.verified, self.late = [], None, []
        self.freed, self.words = set(), {}
        self.leases, self.fences, self.versions = {}, set(), {}
        self.posts = [self.post(people) for people in self.seats()]

    def new_id(self):
        return str(UUID(int=self.ids.getrandbits(128)))

    def staff(self):
        def person(roles, *, site="S1", outlet=None):
            return {"person": self.new_id(), "roles": roles, "site": site, "outlet": outlet, "locked": False}

        people = {
            "anna": person(["agent"]), "bo": person(["agent"]), "cai": person(["agent"]),
            "sun": person(["supervisor", "agent"]), "dao": person(["dispatcher"], outlet=self.outlets[0]),
            "mei": person(["supervisor", "agent"], site="S2"), "qi": person(["administrator", "agent"]),
        }  # fmt: skip
        self.names = {member["person"]: name for name, member in people.items()}
        return {member["person"]: member for member in people.values()}

    def person(self, name):
        return next(person for person, known in self.names.items() if known == name)

    def seats(self):
        third = ["dao"] if self.seed % 3 else ["cai"]
        return [["anna", "sun"], ["bo", "qi"], third]

    def post(self, people, *, db=None):
        machine = self.new_id()
        post = Post(self.desk_class(machine, self.new_id, db=db), [self.person(name) for name in people], 0)
        self.watch(post)
        return post

    def watch(self, post):
        post.skew = self.rnd.choice((0, self.rnd.randrange(-TEN_YEARS, TEN_YEARS)))
        post.desk.moment = lambda where: self.moment(post, where)
        post.desk.watch = lambda what, ids: getattr(self, what)(post, ids)

    def moment(self, post, where):
        """Between any two things a machine does it may stop."""
        if self.crashing and self.rnd.random() < 0.012:
            raise Crash

    def say(self, text):
        self.log.append(text)

    # -- the history

    def play(self, steps=range(STEPS)):
        for number in steps:
            self.rnd = self.ids = self.server.rnd = Random(self.seed * 100_003 + number)
            self.step(number)
        return self

    def step(self, number):
        kind = self.rnd.choices(KINDS, self.weights)[0]
        post = self.rnd.choice(self.posts)
        try:
            said = getattr(self, kind)(post)
        except Crash:
            self.count["crash"] += 1
            self.end_talk(post)
            said = "crashed"
        if said:
            self.count[kind] += 1
            self.say(f"{number:4} desk {self.posts.index(post) if post in self.posts else '-'} {kind}: {said}")

    def talk(self, post):
        """Goes on with an exchange for a few requests, or begins one."""
        if post.talk is None and not self.begin(post, self.rnd.choice(post.people)):
            return ""
        names = []
        for _ in range(self.rnd.choice(self.at_once)):
            names.append(post.request.name)
            try:
                done = self.deliver(post)
                if done:
                    self.confirm_claims(post, post.login)
            except (Lost, BrokenFeed):
                done = True
            if done:
                self.end_talk(post)
                break
        return " ".join(names)

    def begin(self, post, person):
        if post.program != post.desk.schema:
            post.desk.set("schema", str(post.program))
        post.talk = self.exchange(post.desk, person=UUID(person), page=PAGE)
        post.login, post.generation = person, self.server.generation
        self.count["exchange"] += 1
        try:
            post.request = next(post.talk)
        except StopIteration:
            self.end_talk(post)
        return post.talk is not None

    def end_talk(self, post):
        if post.talk is not None:
            post.talk.close()
        post.talk = post.request = None

    def deliver(self, post, *, faults=True):
        """One request there and its answer back; answers whether the exchange is over."""
        try:
            answer = self.over_the_line(post, post.request, faults=faults)
        except (Lost, Failed) as raised:
            error = raised
            return self.go_on(post, lambda: post.talk.throw(error))
        return self.go_on(post, lambda: post.talk.send(answer))

    def go_on(self, post, resume):
        try:
            post.request = resume()
        except StopIteration as end:
            post.summary = end.value
            return True
        return False

    def over_the_line(self, post, request, *, faults):
        chance = self.rnd.random() if faults else 1.0
        if post.generation != self.server.generation or chance < 0.04:
            raise Lost
        if request.name == "push" and chance < 0.10:
            self.late.append((copy.deepcopy(request.body), post.login))
        if faults and self.moved_in_clones and request.name == "clone" and self.rnd.random() < self.moved_in_clones:
            member = self.members[post.login]
            member["site"] = "S2" if member["site"] == "S1" else "S1"
        self.server.busy = 0.10 <= chance < 0.12
        try:
            answer = self.server.call(request.name, request.body, post.login)
        except Refusal as refusal:
            raise Lost from refusal
        except Poisoned as error:
            self.count["poison"] += 1
            raise Failed from error
        finally:
            self.server.busy = False
        if 0.12 <= chance < 0.16:
            self.count["cut"] += 1
            raise Lost
        if request.name == "pull" and 0.16 <= chance < 0.20 and len(answer["rows"]) > 1:
            self.count["gap"] += 1
            answer = answer | {"rows": answer["rows"][:-2] + answer["rows"][-1:]}
        return answer

    # -- the end

    def left(self, post, feed):
        """Who may no longer read a feed may no longer tell of it either."""
        post.should_tell = set()

    def refused_meanwhile(self, post, ids):
        """Its author has heard why; nobody has to tell it any more."""
        post.should_tell -= set(ids)

    def covered(self, post, ids):
        """A verified backup holds what others wrote: the journal need not."""
        lost = [change for change in ids if self.verified is None or change not in self.verified.applied]
        own = {change for (change,) in post.desk.all("select change from outbox")}
        if set(lost) & post.should_tell - own:
            raise Violated(f"I15 the journal forgot {lost[0][:8]}")
        post.should_tell -= set(ids)

    def check_freed(self, post, ids):
        """Nothing is freed that a restore might still take away."""
        for change in ids:
            safe = self.verified is not None and change in self.verified.applied
            answer = self.server.state.applied.get(change)
            if not safe or answer is None or answer["at"] > self.server.now - 30 * DAY:
                raise Violated(f"I15 {change[:8]} was freed")
        post.should_hold -= set(ids)
        self.freed |= set(ids)

    def settle(self):
        """The faults end, everybody comes to work, supervisors decide, and nothing may be left open."""
        self.rnd = self.ids = self.server.rnd = Random(self.seed * 100_003 + 99_991)
        self.crashing = False
        self.say("---- the faults end")
        for member in self.members.values():
            member["locked"] = False
        if any(post.program > self.server.state.schema for post in self.posts):
            self.server.state.schema = 2
        for post in self.posts:
            post.program = self.server.state.schema
            self.end_talk(post)
        still = 0
        for _ in range(20):
            before = self.signature()
            for post in self.posts:
                self.work_through(post)
            self.server.now += 13 * 3_600_000_000
            self.decide_held(lambda cmd: int(cmd[:2], 16) % 2)
            still = still + 1 if self.signature() == before else 0
            if still == 4:
                return self
        raise Violated("I2 it never comes to rest")

    def work_through(self, post):
        for person in post.people:
            if self.begin(post, person):
                try:
                    while not self.deliver(post, faults=False):
                        pass
                except BrokenFeed as error:
                    raise Violated("I4 a feed has a gap") from error
            self.end_talk(post)
            self.confirm_claims(post, person)
            self.send_bytes(post, person, faults=False)
        self.tidy(post)

    def tidy(self, post):
        """People give up what was refused and what can never go any more."""
        parked = {cmd for (cmd,) in post.desk.all("select cmd from outbox where state in ('parked','dropped')")}
        for cmd, needs, state, reason in post.desk.all(
            "select cmd, needs, state, reason from outbox where state in ('parked','waits','new') group by cmd"
        ):
            behind = state == "waits" and reason == "needs.unknown" and parked & set(json.loads(needs))
            if state == "parked" or reason == "server.failed" or behind:
                drop(post.desk, cmd)

    def signature(self):
        state = self.server.state
        own = [post.desk.all("select change, state from outbox order by n") for post in self.posts]
        seen = [post.desk.all("select feed, seq, begin from cursor order by feed") for post in self.posts]
        left = [post.desk.all("select count(*) from witness") for post in self.posts]
        return {f: len(e) for f, e in state.feeds.items()}, own, seen, left, sorted(state.held)
