"""Claims over the open line of a window: asked from any thread, between the requests of an exchange, never waited for."""

from time import monotonic

from hypothesis import given
from hypothesis import strategies as st
from tests.sync.hotline import Hotline
from tests.sync.line.file import DeskFile
from tests.sync.line.proxy import proxy_to
from tests.sync.line.test_line import NOW, on_line
from tests.sync.server.seat import an_id

from callcentre.domain.claims import Item
from callcentre.sync.claims import claim_of, claiming, claims_of_site
from callcentre.sync.ports import Request


def test_a_question_does_not_make_an_exchange_and_does_not_wait_for_the_next(hotline: Hotline) -> None:
    with on_line(hotline.li, DeskFile(), hotline.url) as here:
        last = here.until(lambda state: state.connected and state.last_exchange is not None).last_exchange
        began = monotonic()
        assert here.line.asks.ask(claims_of_site()).result(5) is not None
        assert monotonic() - began < 1 and here.line.state.last_exchange == last


def test_a_question_comes_between_the_requests_of_an_exchange(hotline: Hotline) -> None:
    file, answers = DeskFile(), []
    with on_line(hotline.li, file, hotline.url) as here:
        here.until(lambda state: state.connected)
        whole = file.batch

        def asking(person: object, *, commands: int) -> object:
            if not answers:
                answers.append(here.line.asks.ask(claims_of_site()))
            return whole(person, commands=commands)  # type: ignore[arg-type]

        file.batch = asking  # type: ignore[method-assign, assignment]
        file.act(hotline.li.person)
        here.line.saved()
        here.until(lambda state: bool(answers) and answers[0].done())
        assert answers[0].result() is not None


def test_alone_the_answer_is_none_at_once(hotline: Hotline) -> None:
    with proxy_to(hotline.url) as proxy, on_line(hotline.li, DeskFile(), proxy.named()) as here:
        here.until(lambda state: state.connected)
        proxy.weather.cut = {0: 0, 1: 0}
        here.line.saved()
        here.until(lambda state: not state.connected)
        assert here.line.asks.ask(claims_of_site()).done()
        proxy.clear()
        here.until(lambda state: state.connected)
        assert here.line.asks.ask(claims_of_site()).result(5) is not None
    assert here.line.asks.ask(claims_of_site()).result(0) is None


def test_what_waits_when_the_line_breaks_is_answered_none(hotline: Hotline) -> None:
    with proxy_to(hotline.url) as proxy, on_line(hotline.li, DeskFile(), proxy.named()) as here:
        here.until(lambda state: state.connected)
        proxy.weather.silent = True
        asked = [here.line.asks.ask(claims_of_site()) for _ in range(3)]
        dropped = asked[1].cancel()
        here.until(lambda state: not state.connected, 16)
        assert dropped and asked[0].result(1) is None and asked[2].result(1) is None


def test_what_the_server_refuses_ends_no_exchange(hotline: Hotline) -> None:
    unknown = Item("order", hotline.w1)
    with on_line(hotline.li, DeskFile(), hotline.url) as here:
        here.until(lambda state: state.connected)
        for wrong in (claiming("claim", unknown, hotline.li.device), Request("next", {"queue": "no such"})):
            assert here.line.asks.ask(wrong).result(5) is None
        assert here.line.asks.ask(claims_of_site()).result(5) is not None
        assert here.line.state.connected


@given(st.integers(-10**15, 10**15), st.integers(0, 10**10), st.integers(0, 10**9))
def test_what_is_told_goes_by_the_servers_clock_and_is_shown_by_the_desks(off: int, for_so_long: int, still: int) -> None:
    there, here = NOW(), NOW() + off
    said = {"entity": "complaint", "pk": str(an_id()), "granted": False, "fence": None, "until": there + still,
            "by": {"person": str(an_id()), "name": "li", "since": there - for_so_long}}  # fmt: skip
    claim = claim_of(said, there, here)
    assert claim is not None and not claim.granted and not claim.tentative
    assert (here - claim.since, claim.until - here, claim.name) == (for_so_long, still, "li")
    assert claim_of(said | {"by": None}, there, here) is None


def test_giving_back_does_not_overtake_what_was_saved_before(hotline: Hotline) -> None:
    file, states = DeskFile(), []
    with on_line(hotline.li, file, hotline.url) as here:
        here.until(lambda state: state.connected)
        customer = str(file.act(hotline.li.person))
        here.line.asks.ask(claims_of_site(), behind=True).add_done_callback(
            lambda _asked: states.append(hotline.owner("SELECT count(*) FROM customer WHERE id = :pk", pk=customer))
        )
        here.until(lambda state: bool(states))
    assert states == [[(1,)]]
