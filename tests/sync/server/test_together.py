"""Many at once: nothing doubled, nothing lost, no gap, whoever is faster; and a word to those who listen."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
from tests.sync.hotline import Hotline
from tests.sync.server.seat import Seat, a_customer, a_phone, an_id, change

BUSY = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected, psycopg.errors.UniqueViolation, psycopg.errors.LockNotAvailable)


def test_writers_of_the_same_rows_leave_feeds_without_a_gap_in_the_order_of_the_rows(hotline: Hotline) -> None:
    customers = [hotline.li.customer() for _ in range(3)]
    orders = [hotline.li.order(customer, outlet=hotline.w1) for customer in customers]
    seats = [Seat(hotline.url, login, getattr(hotline, login).person) for login in ("li", "zhao", "sun", "li")]

    def work(place: int) -> int:
        seat, busy = seats[place], 0
        for turn in range(25):
            customer, order = customers[(turn + place) % 3], orders[(turn * place) % 3]
            command = seat.command(
                a_phone(customer), seat.event(order, "noted", texts={"words": str(turn)}),
                change("customer", customer, "patch", {"tier": (None, f"{place}-{turn}", "")}),
            )
            while True:
                try:
                    seat.send(command)
                    break
                except BUSY:
                    busy += 1
        return busy

    with ThreadPoolExecutor(len(seats)) as pool:
        list(pool.map(work, range(len(seats))))
    for seat in seats:
        seat.close()
    for feed, head in hotline.owner("SELECT feed, seq FROM sync.head WHERE feed <> 'company'"):
        rows = hotline.owner("SELECT seq FROM sync.feed WHERE feed = :feed ORDER BY seq", feed=feed)
        assert [row[0] for row in rows] == list(range(1, int(str(head)) + 1))
        wrong = hotline.owner(
            "SELECT count(*) FROM (SELECT version, lag(version) OVER (PARTITION BY entity, pk ORDER BY seq) AS before FROM sync.feed "
            "WHERE feed = :feed AND kind IN ('create', 'patch', 'event') AND entity <> 'conflict') f WHERE version <= before", feed=feed,
        )
        assert wrong == [(0,)]
    assert hotline.owner("SELECT count(*), max(pos) FROM order_event")[0][0] == 6 + 100
    assert hotline.owner("SELECT count(*) FROM phone") == [(103,)]


def test_the_same_command_from_two_lines_at_once_has_one_effect(hotline: Hotline) -> None:
    seats = [Seat(hotline.url, "li", hotline.li.person) for _ in range(4)]
    commands = [hotline.li.command(a_customer(an_id())) for _ in range(20)]

    def work(seat: Seat) -> None:
        for command in commands:
            while True:
                try:
                    assert seat.send(command)[0]["result"] == "applied"
                    break
                except BUSY:
                    continue

    with ThreadPoolExecutor(len(seats)) as pool:
        list(pool.map(work, seats))
    for seat in seats:
        seat.close()
    assert hotline.owner("SELECT count(*) FROM customer") == [(20,)]
    assert len(hotline.li.pull("site:HF")) == 20


def test_listeners_hear_at_most_four_words_a_second(hotline: Hotline) -> None:
    hotline.zhao.sql("LISTEN callcentre")
    began = time.monotonic()
    for _ in range(30):
        hotline.li.push(a_customer(an_id()))
    took = time.monotonic() - began
    heard = [notice.payload for notice in hotline.zhao.connection.notifies(timeout=0.2)]
    assert heard and set(heard) == {""}
    assert len(heard) <= took / 0.25 + 2
