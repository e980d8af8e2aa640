"""The way of one order of the demo year, act by act, until it has ended or the present is reached."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from callcentre.acts import callbacks, orders, visits
from callcentre.acts.callbacks import Answer
from callcentre.acts.calls import record_call
from callcentre.acts.orders import NewOrder
from callcentre.demo.catalogue import part_code
from callcentre.demo.disputes import play_complaint
from callcentre.demo.names import GRUMBLES, SAYINGS, THANKS, URGES
from callcentre.demo.setting import Setting, next_work_time
from callcentre.demo.shares import Fate
from callcentre.demo.staff import acting
from callcentre.demo.world import Household, Machine, Site
from callcentre.domain.event import Actor
from callcentre.domain.instants import DAY, HOUR, MINUTE, Instant
from callcentre.domain.story import Story


class Present(Exception):
    """The present is reached, or the order lies where it is: nothing more has happened."""


@dataclass(slots=True)
class Journey:
    """One order on its way. `time` moves on from act to act."""

    on: Setting
    household: Household
    machine: Machine | None
    fate: Fate
    time: Instant
    site: Site
    group_no: str = ""
    repeat_of: UUID | None = None
    channel: str = "phone"
    story: Story | None = None
    steps: int = 0
    window: tuple[Instant, Instant] | None = None

    def play(self) -> None:
        """Everything that happens to the order up to the present."""
        taker = self.on.rng.choice(self.on.world.staff.agents)
        with acting(self.on.unit, taker), suppress(Present):
            self._open(taker)
            self._go_on(taker)

    def _go_on(self, taker: Actor) -> None:
        match self.fate.way:
            case "phone":
                self._solve(taker)
            case "cancelled":
                self.wait(30, 600)
                self.act(taker, orders.cancel, reason=self.on.rng.choice(("works_again", "duplicate")))
            case "cancelled_on_word":
                self._cancel_on_word(taker)
            case _:
                self._serve(taker)
                self._call_back()

    def act(self, actor: Actor, act: Callable[..., Any], *given: Any, **named: Any) -> None:
        """Runs an act of this order as `actor` now, unless now lies ahead of the present."""
        unit = self.on.unit
        if self.time > unit.now or (self.fate.stops_after and self.steps >= self.fate.stops_after):
            raise Present
        self.steps += 1
        unit.actor = actor
        act(unit, self.story, *given, **named, at=self.time)

    def wait(self, least: int, most: int, *, any_hour: bool = False) -> None:
        """Lets minutes pass; what falls into the night goes on in the morning."""
        minutes = self.on.rng.randint(least, most)
        self.time = self.time + minutes * MINUTE if any_hour else next_work_time(self.on, self.time, minutes)

    @property
    def dispatcher(self) -> Actor:
        """Who acts for the outlet that has the order."""
        return self.on.world.staff.dispatchers[self.site.id]

    def _open(self, taker: Actor) -> None:
        rng, unit, fate = self.on.rng, self.on.unit, self.fate
        machine = self.machine
        self.story = orders.open_order(unit, NewOrder(
            customer=self.household.id, kind=fate.kind, asset=machine.id if machine else None,
            category=machine.line.group if machine else "", fault=fate.fault,
            words=rng.choice(SAYINGS).format(fault=fate.saying) if fate.saying else "",
            urgency="danger" if fate.hazard else "urgent" if fate.urgent else "normal", channel=self.channel,
            repeat_of=self.repeat_of, group_no=self.group_no,
        ), at=self.time)
        if self.channel == "phone":
            record_call(
                unit, began_at=self.time - rng.randint(1, 4) * MINUTE, ended_at=self.time + rng.randint(10, 90) * 1_000_000,
                number=self.household.phone.replace(" ", ""), agent=taker.id, disposition="order_opened",
                customer=self.household.id, order=self.story.id,
            )

    def _solve(self, taker: Actor) -> None:
        self.time += self.on.rng.randint(2, 9) * MINUTE
        sure = self.on.rng.random() < 0.85
        self.act(taker, orders.solve_by_phone, satisfied=True if sure else None)
        if not sure:
            satisfied = self.on.rng.random() < 0.9
            self._ask(satisfied=satisfied)
            if not satisfied:
                self._set_right()

    def _cancel_on_word(self, taker: Actor) -> None:
        self.wait(5, 60)
        self.act(taker, visits.relay, self.site.id)
        self.wait(10, 110)
        self.act(self.dispatcher, visits.accept)
        self.wait(60, 900)
        self.act(self.dispatcher, orders.ask_cancel, reason=self.on.rng.choice(("customer_wish", "works_again")))
        self.wait(20, 300)
        self.act(taker, visits.contact, by="centre", outcome="reached")
        self.act(taker, orders.cancel, reason=self.on.rng.choice(("works_again", "repaired_elsewhere", "customer_wish")))

    def _serve(self, taker: Actor) -> None:
        """From the relay to the outlet's word that it is done."""
        rng, fate = self.on.rng, self.fate
        self.wait(1, 4 if fate.hazard else 40, any_hour=bool(fate.hazard))
        self._agree(taker, by="customer")
        if fate.declined:
            self.act(taker, visits.relay, self.site.id)
            self.wait(15, 180)
            self.act(self.dispatcher, visits.decline, reason=rng.choice(("no_capacity", "too_far", "no_skill", "no_parts")))
            self.wait(10, 240)
            self._change_outlet()
        self._hand_over(taker)
        if fate.returned:
            self.wait(60, 600)
            self.act(self.dispatcher, visits.give_back, reason=rng.choice(("wrong_address", "no_parts", "site_not_ready")))
            self.wait(10, 300)
            self._change_outlet()
            self._agree(taker, by="centre")
            self._hand_over(taker)
        self._before_the_visit()
        self._visit_until_fixed()
        self.wait(5, 200)
        self.act(self.dispatcher, visits.feed_back, outcome="done")

    def _hand_over(self, taker: Actor) -> None:
        self.act(taker, visits.relay, self.site.id)
        self.wait(2 if self.fate.hazard else 5, 13 if self.fate.hazard else 110, any_hour=bool(self.fate.hazard))
        self.act(self.dispatcher, visits.accept)

    def _before_the_visit(self) -> None:
        rng, fate = self.on.rng, self.fate
        for _ in range(fate.urges):
            self.wait(30, 300)
            self.act(rng.choice(self.on.world.staff.agents), orders.urge, rng.choice(URGES))
        if fate.moved:
            self.wait(20, 200)
            self._agree(self.dispatcher, by="outlet", reason=rng.choice(("outlet_busy", "traffic", "weather")))
        if rng.random() < 0.5:
            self.wait(5, 90)
            self.act(self.dispatcher, visits.contact, by="outlet", outcome="reached" if rng.random() < 0.9 else "no_answer")

    def _agree(self, actor: Actor, *, by: str, reason: str = "") -> None:
        """A window of the profile on one of the next days; a danger has none but now."""
        if self.fate.hazard:
            return
        rng = self.on.rng
        begin, end = rng.choice(self.on.unit.profile.windows)
        midnight = self.on.midnight(self.time)
        start = midnight + begin * HOUR
        while start < self.time + 4 * HOUR:
            start += DAY
        start += rng.choices((0, 1, 2), (70, 22, 8))[0] * DAY
        self.window = (start, start + (end - begin) * HOUR)
        self.act(actor, orders.agree_window, *self.window, by=by, reason=reason)

    def _arrive(self) -> None:
        """Time passes until the technician is there: mostly inside the window."""
        rng = self.on.rng
        if self.fate.hazard:
            self.time += rng.randint(25, 110) * MINUTE
        elif self.window is None or self.window[1] <= self.time:
            self.wait(90, 600)
        else:
            start, end = self.window
            late = rng.random() < 0.1
            self.time = max(self.time, (end if late else start) + rng.randint(0, int((end - start) / MINUTE) - 1) * MINUTE)

    def _visit(self, outcome: str, **more: Any) -> None:
        self._arrive()
        arrived = self.time
        self.time += self.on.rng.randint(20, 120) * MINUTE
        self.window = None
        self.act(
            self.dispatcher, visits.visit, outcome=outcome, technician=self.on.rng.choice(self.site.technicians),
            arrived_at=arrived, left_at=self.time, **more,
        )

    def _visit_until_fixed(self) -> None:
        rng = self.on.rng
        if self.fate.parts and self.machine is not None:
            self._wait_for_part(part_code(self.machine.line, rng.randrange(len(self.machine.line.parts))))
            return
        if rng.random() < 0.04:
            self._visit("no_access")
            self.wait(60, 900)
        if rng.random() < 0.05 * self.site.worse:
            self._visit(rng.choice(("not_fixed", "temporary")))
            self.wait(600, 2400)
        charged = rng.random() < 0.15
        self._visit("fixed" if rng.random() < 0.96 else "no_fault_found",
                    charge_fen=rng.choice((5000, 8000, 12_000, 18_000)) if charged else None)

    def _wait_for_part(self, part: str) -> None:
        rng = self.on.rng
        self._visit("parts_needed")
        self.act(self.dispatcher, visits.request_parts, [(part, 1)])
        days = int(rng.triangular(1, 24, 4))
        self.act(self.dispatcher, visits.hold, reason="part", until=self.time + days * DAY)
        self.wait(300, 1500)
        self.act(rng.choice(self.on.world.staff.agents), visits.send_parts, [(part, 1)])
        self.wait((days - 1) * 1440 + 60, days * 1440 + 600)
        self.act(self.dispatcher, visits.receive_parts, [(part, 1)])
        self.act(self.dispatcher, visits.resume)
        self.wait(60, 1200)
        self._visit("fixed", parts=[(part, 1)])

    def _change_outlet(self) -> None:
        """Another outlet of the city, where there is one."""
        others = [site for site in self.on.world.sites[self.site.city] if site.id != self.site.id]
        self.site = self.on.rng.choice(others) if others else self.site

    def _call_back(self) -> None:
        """Callbacks until the order has ended, and what follows from the answer."""
        rng, fate = self.on.rng, self.fate
        if fate.ending == "unreachable":
            self._stay_unreached()
            return
        self._ask(satisfied=fate.ending == "satisfied")
        if fate.complaint and self.story is not None:
            play_complaint(self, self.story)
        if fate.ending == "dissatisfied":
            self._set_right()
        if rng.random() < 0.01 and self.story is not None and self.story.now.state == "closed":
            self.wait(1440, 4000)
            checker = rng.choice([agent for agent in self.on.world.staff.agents if agent.id != self.story.now.last_voice])
            self.act(checker, callbacks.second_check, Answer(satisfied=True, fixed=True))

    def _ask(self, *, satisfied: bool) -> None:
        rng, staff = self.on.rng, self.on.world.staff
        self.wait(60, 1500)
        caller = rng.choice(staff.agents)
        while rng.random() < 0.12:
            self.act(caller, callbacks.attempt, outcome=rng.choice(("no_answer", "no_answer", "busy")))
            self.wait(240, 700)
        self.act(caller, callbacks.answer, self._happy() if satisfied else self._unhappy(),
                 words=rng.choice(THANKS if satisfied else GRUMBLES))

    def _happy(self) -> Answer:
        rng = self.on.rng
        return Answer(
            satisfied=True, fixed=True, on_time=rng.random() < 0.95, attitude_ok=True, came=True,
            score=rng.choices((10, 9, 8, 7), (55, 25, 14, 6))[0] if rng.random() < 0.7 else None,
        )

    def _unhappy(self) -> Answer:
        rng = self.on.rng
        about = rng.choices(
            ("outlet", "technician", "product", "price_policy", "parts_supply", "hotline", ""), (32, 25, 12, 12, 7, 3, 9)
        )[0]
        fixed = rng.random() < 0.55 or about in ("price_policy", "hotline")
        return Answer(
            satisfied=False, fixed=fixed, on_time=rng.random() < 0.75, attitude_ok=rng.random() < 0.86,
            came=None if fixed else rng.random() < 0.96, about=about, score=rng.randint(0, 6),
        )

    def _set_right(self, *, last_time: bool = False) -> None:
        """After a dissatisfied answer: explained, or served again, if need be twice."""
        rng, staff = self.on.rng, self.on.world.staff
        assert self.story is not None
        last = next(event.data for event in reversed(self.story.events) if event.kind == "callback_answer")
        supervisor = rng.choice(staff.supervisors)
        if last.get("about") in ("price_policy", "product", "hotline") and last.get("fixed"):
            self.wait(200, 2000)
            self.act(supervisor, callbacks.close_unverified, reason="explained_unfounded", words="已书面解释，客户无其他诉求")
            return
        self.wait(20, 300)
        if rng.random() < 0.4:
            self._change_outlet()
        self._agree(supervisor, by="customer")
        self._hand_over(supervisor)
        self._visit("fixed")
        self.wait(5, 120)
        self.act(self.dispatcher, visits.feed_back, outcome="done")
        satisfied = last_time or rng.random() < 0.93
        self._ask(satisfied=satisfied)
        if not satisfied:
            self._set_right(last_time=True)

    def _stay_unreached(self) -> None:
        """Five attempts on three days at different hours; then the rule closes it."""
        midnight = self.on.midnight(self.time)
        for day, hour in ((1, 10), (1, 18), (2, 12), (2, 16), (3, 9)):
            self.time = midnight + day * DAY + hour * HOUR + self.on.rng.randint(0, 50) * MINUTE
            self.act(self.on.rng.choice(self.on.world.staff.agents), callbacks.attempt,
                     outcome=self.on.rng.choice(("no_answer", "no_answer", "busy")))
        self.time += self.on.rng.randint(1, 9) * HOUR
        self.act(self.on.world.rule, callbacks.close_unverified, reason="unreachable")
