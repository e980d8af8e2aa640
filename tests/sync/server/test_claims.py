"""Claims: one at a time, by the server's clock."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tests.sync.hotline import Hotline
from tests.sync.server.seat import Seat


def claim(seat: Seat, order: object, name: str = "claim", **more: object) -> dict[str, object]:
    return dict(seat.call(name, {"entity": "order", "pk": str(order), "device": str(seat.device), "seconds": 900} | more))


def waiting(hotline: Hotline, count: int) -> list[object]:
    """Orders that wait for a callback."""
    li, customer = hotline.li, hotline.li.customer()
    orders = []
    for _ in range(count):
        order = li.order(customer)
        assert li.push(li.event(order, "solved_by_phone", {}))["result"] == "applied"
        orders.append(order)
    return orders


def test_one_has_it_and_the_other_hears_who_since_when(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    mine, theirs = claim(hotline.li, order), claim(hotline.zhao, order)
    assert mine["granted"] and not theirs["granted"] and theirs["fence"] is None
    assert theirs["by"]["person"] == str(hotline.li.person) and theirs["by"]["name"] == "li"
    assert claim(hotline.li, order)["fence"] == mine["fence"]
    assert [row["by"]["name"] for row in hotline.zhao.call("claims", {})["claims"]] == ["li"]


def test_a_lease_that_ran_out_is_free_and_its_fence_worthless(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    old = claim(hotline.li, order)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second'")
    new = claim(hotline.zhao, order)
    assert new["granted"] and new["fence"] > old["fence"]
    assert not claim(hotline.li, order, "renew", fence=old["fence"])["granted"]
    assert not hotline.li.call("release", {"entity": "order", "pk": str(order), "fence": old["fence"]})["released"]


def test_renewed_released_and_broken(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    mine = claim(hotline.li, order, seconds=60)
    assert claim(hotline.li, order, "renew", fence=mine["fence"])["until"] > mine["until"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        hotline.zhao.call("break_claim", {"entity": "order", "pk": str(order)})
    assert hotline.sun.call("break_claim", {"entity": "order", "pk": str(order)})["released"]
    assert claim(hotline.zhao, order)["granted"]


def test_who_may_not_see_it_may_not_claim_it(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    for seat in (hotline.wu, hotline.d1):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"row\.unknown"):
            claim(seat, order)
        assert seat.call("claims", {})["claims"] == []


def test_nobody_gets_the_same_callback_twice(hotline: Hotline) -> None:
    orders = waiting(hotline, 40)
    seats = [Seat(hotline.url, login, getattr(hotline, login).person) for login in ("li", "zhao", "sun", "li")]

    def take(seat: Seat) -> list[str]:
        taken = []
        while (answer := seat.call("next", {"queue": "callbacks", "seconds": 900, "device": str(seat.device)}))["granted"]:
            taken.append(answer["pk"])
        return taken

    with ThreadPoolExecutor(len(seats)) as pool:
        taken = [pk for mine in pool.map(take, seats) for pk in mine]
    assert sorted(taken) == sorted(map(str, orders))
    for seat in seats:
        seat.close()


def test_after_a_restore_claims_wait_but_for_whoever_shows_a_fence(hotline: Hotline) -> None:
    first, second = waiting(hotline, 2)
    mine = claim(hotline.li, first)
    hotline.owner("DELETE FROM sync.lease")
    epoch = hotline.li.hello()["epoch"]
    met = hotline.li.hello(cursors={"site:HF": [3, "00000000-0000-0000-0000-000000000000"]})
    assert (met["status"], met["restored"]) == ("restored", ["site:HF"]) and met["epoch"] != epoch
    assert not claim(hotline.zhao, first)["granted"] and not claim(hotline.zhao, second)["granted"]
    again = claim(hotline.li, first, "renew", fence=mine["fence"])
    assert again["granted"] and again["fence"] > mine["fence"]
    hotline.owner("UPDATE sync.epoch SET quiet_until = clock_timestamp() - interval '1 second'")
    assert claim(hotline.zhao, second)["granted"]
