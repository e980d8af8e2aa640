"""Who works on what: leases of the model server, and claims at a desk, also those made while alone."""

from tests.faults.sim.posts import Violated
from tests.faults.sim.refusals import Refusal

LEASE = 900_000_000
THINGS = ("one callback", "another callback")


class Leases:
    """The part of `Server` that lends."""

    def claim(self, body, member):
        """A lease by the server's clock; whoever has it gets it longer while it runs, and anew after that."""
        lease = self.state.leases.get(body["pk"])
        held = self.is_held(lease, body)
        own = held and (lease["person"], lease["device"]) == (member["person"], body["device"])
        if not own and (held or self.is_quiet(body)):
            return {"granted": False, "fence": 0, "until": 0, "by": lease["person"] if held else ""}
        self.state.fence = max(self.state.fence + 1, self.now)
        fence = lease["fence"] if own else self.state.fence
        lease = {"person": member["person"], "device": body["device"], "fence": fence, "until": self.now + LEASE}
        self.state.leases[body["pk"]] = lease
        return {"granted": True, "by": member["person"]} | lease

    def is_held(self, lease, body):
        return lease is not None and lease["until"] > self.now

    def is_quiet(self, body):
        """For one term after a restore only who shows a fence that still runs."""
        return self.now < self.quiet_until and not body["fence"]

    def forget_leases(self):
        self.quiet_until = self.now + LEASE


class Claiming:
    """The part of `Run` in which people take work."""

    def claim(self, post):
        """Somebody takes a thing; without a line they mark that they would like to."""
        person, thing = self.rnd.choice(post.people), self.rnd.choice(THINGS)
        if "dispatcher" in self.members[person]["roles"] or self.members[person]["locked"]:
            return ""
        if self.rnd.random() < 0.3:
            self.claim_alone(post, person, thing)
            return f"{self.names[person]} takes {thing} alone"
        granted = self.ask_for(post, person, thing)
        return f"{self.names[person]} takes {thing}: {granted}"

    def claim_alone(self, post, person, thing):
        """Tentative, and shown so, until the server was asked."""
        self.keep_claim(post, thing, person, 0, 0, "tentative", "")

    def keep_claim(self, post, *claim):
        with post.desk.transaction():
            post.desk.db.execute("insert or replace into claim values (?,?,?,?,?,?)", claim)

    def ask_for(self, post, person, thing):
        if post.desk.copied():
            post.desk.new_device()
        held = post.desk.all("select fence, until, state from claim where pk=? and person=?", thing, person)
        fence, until, state = held[0] if held else (0, 0, "")
        body = {
            "pk": thing, "device": post.desk.get("device"), "fence": fence if until > self.server.now else 0,
            "desk_now": self.server.now + post.skew,
        }  # fmt: skip
        try:
            got = self.server.call("claim", body, person)
        except Refusal:
            # Of another site by now: the thing is nobody's here any more, and is not shown as taken.
            if state == "tentative":
                self.tell_second(post, person, thing, "")
            return False
        if got["granted"]:
            self.check_alone(person, thing, got)
            self.keep_claim(post, thing, person, got["fence"], got["until"], "held", "")
        elif state == "tentative" and got["by"]:
            self.tell_second(post, person, thing, got["by"])
            self.check_told(post, thing, got["by"])
        return got["granted"]

    def tell_second(self, post, person, thing, by):
        self.keep_claim(post, thing, person, 0, 0, "lost", by)

    def check_told(self, post, thing, by):
        """Who was second hears at once who was first."""
        if post.desk.all("select state, by from claim where pk=?", thing) != [("lost", by)]:
            raise Violated(f"I8 who took {thing} alone was not told that {self.names[by]} has it")

    def check_alone(self, person, thing, got):
        other, lease = self.leases.get(thing, (person, got))
        if other != person and lease["until"] > self.server.now:
            raise Violated(f"I8 {self.names[person]} and {self.names[other]} both have {thing}")
        if other != person and lease["fence"] >= got["fence"]:
            raise Violated("I8 a fence does not rise")
        self.leases[thing] = person, got
        self.fences.add(got["fence"])

    def confirm_claims(self, post, person):
        """What was taken while alone is asked for as soon as there is a line."""
        if self.members[person]["locked"]:
            return
        for (thing,) in post.desk.all("select pk from claim where person=? and state='tentative' order by pk", person):
            self.ask_for(post, person, thing)
