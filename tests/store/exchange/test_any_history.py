"""Whatever people do at three desks, in whatever order the desks exchange and are cut off: in the end all files are equal."""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from tests.factories.customers import HOME
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_cut_off import killed
from tests.store.exchange.test_two_desks import drop_refused
from tests.sync.hotline import Hotline

from callcentre.acts import assets, callbacks, complaints, customers, orders, phones, visits
from callcentre.domain.errors import Problem

STEPS = 100


class History:
    """One run of chance at some desks."""

    def __init__(self, seed: int, stations: list[Station], hotline: Hotline) -> None:
        self.chance = random.Random(seed)
        self.stations, self.hotline = stations, hotline
        self.did = 0
        self.said: list[str] = []
        """What was done, for whoever has to look into it."""

    def run(self) -> None:
        first = self.stations[0]
        for _ in range(2):
            self.make_customer(first)
            self.open(first)
        settle(*self.stations)
        for _ in range(STEPS):
            station = self.chance.choice(self.stations)
            station.page = self.chance.choice((1, 3, 500))
            what = self.chance.choices((self.act, self.exchange, self.kill), (6, 2, 1))[0]
            what(station)

    def exchange(self, station: Station) -> None:
        self.said.append(f"{station.seat.login} exchanges")
        station.exchange()

    def kill(self, station: Station) -> None:
        at, after = self.chance.randint(1, 8), self.chance.random() < 0.5
        self.said.append(f"{station.seat.login} is killed at {at} {after}")
        killed(station, at, after=after)

    def act(self, station: Station) -> None:
        name, act = self.chance.choice(ACTS)
        try:
            act(self, station)
            self.did += 1
            self.said.append(f"{station.seat.login} {name}")
        except Problem as problem:
            self.said.append(f"{station.seat.login} may not {name}: {problem.code}")

    def one(self, station: Station, query: str) -> UUID:
        """The id of something this desk knows. Raises Problem where it knows none."""
        found = station.sql(query)
        if not found:
            raise Problem("nothing.known")
        return UUID(bytes=self.chance.choice(found)[0])

    def customer(self, station: Station) -> UUID:
        return self.one(station, "SELECT id FROM customer ORDER BY id")

    def order(self, station: Station) -> UUID:
        return self.one(station, "SELECT order_id FROM order_view ORDER BY order_id")

    def change_customer(self, station: Station) -> None:
        values: dict[str, Any] = {"tier": ("gold", "silver", ""), "needs": ("轮椅", "听力不好"), "notes": ("一", "二", "三"), "name": ("王芳", "李强")}
        names = self.chance.sample(sorted(values), self.chance.randint(1, 3))
        station.act(customers.change, self.customer(station), **{name: self.chance.choice(values[name]) for name in names})

    def relay(self, station: Station) -> None:
        station.act(visits.relay, self.order(station), self.chance.choice((self.hotline.w1, self.hotline.w2)))

    def make_customer(self, station: Station) -> None:
        number = f"139{self.chance.randint(0, 10**8 - 1):08d}"
        station.act(customers.create, name="王芳", phones=[number], places=[HOME])

    def open(self, station: Station) -> None:
        station.act(orders.open_order, orders.NewOrder(customer=self.customer(station), kind="repair", fault=self.chance.choice(("漏水", "不制冷"))))

    def complain(self, station: Station) -> None:
        about = complaints.NewComplaint(category="attitude", order=self.order(station), words="态度差")
        station.act(complaints.receive, about)


def of_order(act: Callable[..., Any], **given: Any) -> Callable[[History, Station], None]:
    return lambda history, station: station.act(act, history.order(station), **given)


def of_complaint(act: Callable[..., Any], *given: Any, **named: Any) -> Callable[[History, Station], None]:
    query = "SELECT complaint_id FROM complaint_view ORDER BY complaint_id"
    return lambda history, station: station.act(act, history.one(station, query), *given, **named)


ACTS: tuple[tuple[str, Callable[[History, Station], None]], ...] = (
    ("makes a customer", History.make_customer),
    ("changes a customer", History.change_customer),
    ("changes a customer", History.change_customer),
    ("adds a phone", lambda h, s: s.act(phones.add_phone, h.customer(s), f"138{h.chance.randint(0, 99):08d}")),
    ("adds a machine", lambda h, s: s.act(assets.create, customer=h.customer(s), serial=f"SN-{h.chance.randint(1, 4)}")),
    ("opens an order", History.open),
    ("opens an order", History.open),
    ("relays", History.relay),
    ("relays", History.relay),
    ("accepts", of_order(visits.accept)),
    ("visits", of_order(visits.visit, outcome="fixed")),
    ("feeds back", of_order(visits.feed_back, outcome="done")),
    ("withdraws", of_order(visits.withdraw)),
    ("hears an answer", of_order(callbacks.answer, said=callbacks.Answer(satisfied=True))),
    ("solves by phone", of_order(orders.solve_by_phone, satisfied=True)),
    ("urges", of_order(orders.urge, words="快点")),
    ("notes", of_order(orders.note, words="记")),
    ("cancels", of_order(orders.cancel, reason="customer")),
    ("amends", lambda h, s: s.act(orders.amend, h.order(s), {"urgency": h.chance.choice(("urgent", "normal"))}, reason="")),
    ("takes back", of_order(orders.undo)),
    ("complains", History.complain),
    ("acknowledges", of_complaint(complaints.acknowledge, channel="phone")),
    ("notes on a complaint", of_complaint(complaints.note, "记")),
)


def come_to_rest(*stations: Station) -> None:
    """Everybody exchanges and gives up what was refused, until nothing is left to say."""
    for _ in range(5):
        settle(*stations)
        for one in stations:
            drop_refused(one)
            # What an outlet says of something that has left its sight is for a supervisor to decide.
            drop_refused(one, "waits")
    settle(*stations)
    for one in stations:
        assert one.failures == []
        assert one.sql("SELECT reason, told FROM outbox WHERE state NOT IN ('acked','dropped')") == []
        assert one.sql("SELECT count(*) FROM shadow") == [(0,)]


@pytest.mark.parametrize("seed", range(6))
def test_any_history_ends_equal(seed: int, a: Station, b: Station, station: Callable[[str, str], Station], hotline: Hotline) -> None:
    c = station("c", "sun").met()
    history = History(seed, [a, b, c], hotline)
    history.run()
    come_to_rest(a, b, c)
    assert history.did > STEPS / 5
    for other in (b, c):
        assert other.sql("SELECT * FROM conflict ORDER BY id") == a.sql("SELECT * FROM conflict ORDER BY id")
    try:
        assert_equal(a, b, c)
    except AssertionError as error:
        error.add_note("\n".join(history.said))
        raise


SEEN = "SELECT order_id FROM sync.order_standing WHERE seen_by = ANY (:mine) ORDER BY order_id"


@pytest.mark.parametrize("seed", range(6))
def test_any_history_leaves_an_outlet_with_what_is_theirs(
    seed: int, a: Station, b: Station, station: Callable[[str, str], Station], hotline: Hotline
) -> None:
    d1 = station("d1", "d1").met()
    history = History(seed, [a, b, d1], hotline)
    history.run()
    come_to_rest(a, b, d1)
    assert_equal(a, b)
    d1.check()
    seen = [row[0].bytes for row in hotline.owner(SEEN, mine=[hotline.w1, hotline.w11])]
    assert d1.sql("SELECT order_id FROM order_view ORDER BY order_id") == [(pk,) for pk in seen]
    told = "SELECT id, pos, kind, effect, state_after FROM order_event ORDER BY id"
    assert d1.sql(told) == [row for row in a.sql(told) if row in d1.sql(told)]
    theirs = "SELECT customer_id FROM order_view UNION SELECT pk FROM outbox WHERE entity='customer' AND kind='create'"
    assert d1.sql(f"SELECT id FROM customer WHERE id NOT IN ({theirs}) AND no NOT LIKE '~%'") == []
