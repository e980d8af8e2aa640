"""Claims: one at a time, by the server's clock."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sync.hotline import Hotline
from tests.sync.server.seat import Seat, an_id, change


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


def test_a_supervisor_takes_it_over_in_one_moment_and_the_other_hears_from_whom(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    theirs = claim(hotline.li, order)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"act\.no_right"):
        claim(hotline.zhao, order, "break_claim", take=True)
    mine = claim(hotline.sun, order, "break_claim", take=True)
    assert mine["granted"] and mine["released"] and mine["fence"] > theirs["fence"]
    told = claim(hotline.li, order, "renew", fence=theirs["fence"])
    assert not told["granted"] and told["by"]["name"] == "sun"
    again = claim(hotline.sun, order, "break_claim", take=True)
    assert again["granted"] and again["fence"] == mine["fence"] and not again["released"]


def test_next_gives_the_first_free_one_in_the_order_of_the_desk(hotline: Hotline) -> None:
    first, second, third = waiting(hotline, 3)
    claim(hotline.zhao, third)

    def following(seat: Seat, *among: object) -> object:
        body = {"queue": "callbacks", "seconds": 900, "device": str(seat.device), "among": [str(one) for one in among]}
        answer = seat.call("next", body)
        return answer.get("pk") if answer["granted"] else None

    assert following(hotline.li, third, second, first) == str(second)
    assert following(hotline.li, third, second) == str(second), "what is one's own already is given again"
    assert following(hotline.sun, third, second, first) == str(first)
    assert following(hotline.sun, third, second) is None and following(hotline.sun) is None


def answered(seat: Seat, order: object, fence: object, **said: object) -> dict[str, object]:
    event = seat.event(order, "callback_answer", {"satisfied": True} | said)  # type: ignore[arg-type]
    event["fields"]["fence"] = [None, fence, None]
    answer = dict(seat.push(event))
    return answer | dict(answer["changes"][event["change"]]) if answer["result"] == "applied" else answer


def test_what_is_written_late_under_an_ended_claim_is_kept_aside_for_a_person(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    old = claim(hotline.li, order)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second'")
    new = claim(hotline.zhao, order)
    hotline.zhao.call("release", {"entity": "order", "pk": str(order), "fence": new["fence"]})
    assert answered(hotline.li, order, old["fence"])["effect"] == "set_aside"
    assert hotline.owner("SELECT kind, actor_id FROM sync.conflict") == [("set_aside", hotline.li.person)]
    assert answered(hotline.zhao, order, new["fence"])["effect"] == "applied"


def test_a_lease_that_ended_without_anybody_coming_after_loses_nothing(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    mine = claim(hotline.zhao, order)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second'")
    assert answered(hotline.zhao, order, mine["fence"])["effect"] == "applied"


def test_what_was_taken_alone_gives_way_to_whoever_has_it_now_and_to_nobody_else(hotline: Hotline) -> None:
    first, second, third = waiting(hotline, 3)
    theirs = claim(hotline.zhao, first), claim(hotline.zhao, second)
    hotline.zhao.call("release", {"entity": "order", "pk": str(second), "fence": theirs[1]["fence"]})
    assert answered(hotline.li, first, 0)["effect"] == "set_aside"
    assert answered(hotline.li, second, 0)["effect"] == "applied"
    assert answered(hotline.li, third, "no number")["effect"] == "applied"


def test_a_decision_under_an_ended_claim_is_refused_and_says_why(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    old = claim(hotline.sun, order)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second'")
    claim(hotline.zhao, order)
    event = hotline.sun.event(order, "closed_unverified", {"reason": "other"})
    event["fields"]["fence"] = [None, old["fence"], None]
    answer = hotline.sun.push(event)
    assert answer["result"] == "refused" and answer["data"]["objection"] == "claim"


SEATS = ("li", "zhao", "sun")
STEPS = st.tuples(
    st.sampled_from(["claim", "renew", "release", "break", "take", "expire", "next", "attempt"]), st.sampled_from(SEATS),
    st.integers(0, 2),
)


@dataclass
class Book:
    """What must be so, as simply as it can be said."""

    holder: dict[object, str]
    fence: dict[object, int]
    """The highest of each item."""
    last: dict[object, str]
    had: dict[tuple[str, object], int]
    """The last fence of a person on an item."""


@given(st.lists(STEPS, min_size=1, max_size=30))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_nobody_has_what_another_has(hotline: Hotline, steps: list[tuple[str, str, int]]) -> None:
    items = waiting(hotline, 3)
    book = Book({}, {}, {}, {})
    for step, who, at in steps:
        seat, item = getattr(hotline, who), items[at]
        had, mine = book.had.get((who, item)), book.holder.get(item) == who
        valid = mine and had == book.fence.get(item)
        if step == "claim":
            taken(book, who, item, claim(seat, item), free=mine or item not in book.holder)
        elif step == "next":
            answer = seat.call("next", {"queue": "callbacks", "device": str(seat.device), "among": [str(one) for one in items]})
            free = [one for one in items if book.holder.get(one) in (None, who)]
            assert (answer.get("pk") if answer["granted"] else None) == (str(free[0]) if free else None)
            if free:
                taken(book, who, free[0], answer, free=True)
        elif step == "renew" and had is not None:
            assert claim(seat, item, "renew", fence=had)["granted"] == valid
        elif step == "release" and had is not None:
            assert claim(seat, item, "release", fence=had)["released"] == valid
            if valid:
                del book.holder[item]
        elif step == "expire":
            hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 ms' WHERE pk = :pk", pk=item)
            book.holder.pop(item, None)
        elif step == "attempt" and had is not None:
            event = seat.event(item, "callback_attempt", {"outcome": "busy", "next_at": None})
            event["fields"]["fence"] = [None, had, None]
            late = book.last[item] != who and book.fence[item] > had
            effect = seat.push(event)["changes"][event["change"]]["effect"]
            assert effect == ("set_aside" if late else "applied")
        elif step == "break" and who == "sun":
            assert claim(seat, item, "break_claim")["released"] == (book.holder.pop(item, None) is not None)
        elif step == "take" and who == "sun":
            if not mine:
                book.holder.pop(item, None)
            taken(book, who, item, claim(seat, item, "break_claim", take=True), free=True)
        seen = {(row["pk"], row["by"]["name"]) for row in seat.call("claims", {})["claims"] if row["pk"] in set(map(str, items))}
        assert seen == {(str(item), name) for item, name in book.holder.items()}


def taken(book: Book, who: str, item: object, answer: dict[str, object], *, free: bool) -> None:
    assert answer["granted"] == free
    if not free:
        assert answer["by"]["name"] == book.holder[item] and answer["fence"] is None  # type: ignore[index]
        return
    fence = int(answer["fence"])  # type: ignore[call-overload]
    assert fence == book.fence[item] if book.holder.get(item) == who else fence > book.fence.get(item, 0)
    book.holder[item] = book.last[item] = who
    book.fence[item] = book.had[who, item] = fence


def test_a_complaint_is_claimed_and_fenced_as_a_callback_is(hotline: Hotline) -> None:
    case, li, sun = an_id(), hotline.li, hotline.sun
    received = li.event(case, "received", {"category": "attitude", "severity": "normal", "channel": "phone"}, entity="complaint_event")
    assert li.push(change("complaint", case, "create", {"no": f"CO-{case}"}), received)["result"] == "applied"

    def take(seat: Seat) -> dict[str, object]:
        return claim(seat, case, entity="complaint")

    old = take(sun)
    assert old["granted"] and take(hotline.zhao)["by"]["name"] == "sun"  # type: ignore[index]
    for seat in (hotline.wu, hotline.d1):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"row\.unknown"):
            take(seat)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second'")
    assert take(li)["granted"]
    late = sun.event(case, "escalated", {"to": "supervisor"}, entity="complaint_event")
    noted = sun.event(case, "noted", {}, entity="complaint_event", texts={"words": "晚了"})
    for event in (late, noted):
        event["fields"]["fence"] = [None, old["fence"], None]
    refused, kept = sun.push(late), sun.push(noted)
    assert refused["result"] == "refused" and refused["data"]["objection"] == "claim"
    assert kept["changes"][noted["change"]]["effect"] == "set_aside"


def test_an_earlier_fence_of_ones_own_renews_nothing_and_fences_nothing_off(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    first = claim(hotline.li, order)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second'")
    second = claim(hotline.li, order)
    assert second["fence"] > first["fence"]  # type: ignore[operator]
    assert not claim(hotline.li, order, "renew", fence=first["fence"])["granted"]
    assert not claim(hotline.li, order, "release", fence=first["fence"])["released"]
    assert answered(hotline.li, order, first["fence"])["effect"] == "applied", "what one wrote before, one wrote oneself"


def test_a_clock_that_went_back_gives_no_fence_twice(hotline: Hotline) -> None:
    (order,) = waiting(hotline, 1)
    far = 9_000_000_000_000_000
    claim(hotline.li, order)
    hotline.owner("UPDATE sync.lease SET until = clock_timestamp() - interval '1 second', fence = :far", far=far)
    assert claim(hotline.zhao, order)["fence"] == far + 1
