"""Keys for ten tasks at the hotline, counted at the real window: what was typed as words apart from all other keys.

    python -m pytest tests/benchmarks/test_keys.py -s    prints the table

Every task begins where the person is when the customer or the outlet is heard, and ends when it is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.stories.driver import Seat
from tests.stories.hotline import CUSTOMER
from tests.stories.steps import answer_the_phone, call_back

from callcentre.acts import orders, visits
from callcentre.store.tables import Asset, Customer, OrderView, Outlet


@dataclass(frozen=True)
class Counted:
    """Keys of one task: those that wrote words, and all others."""

    task: str
    words: int
    others: int


def same_fault_again(me: Seat) -> None:
    """A known caller, the same fault within the month: link it, her words, the window, save."""
    answer_the_phone(me)
    me.sees("A repair closed")
    begin(me)
    me.press("Alt+R")
    me.is_at("Words")
    me.commit("又不凉了")
    me.press("Tab", "Tab")
    me.write("14-16")
    me.press("F8")
    finish(me)


def newcomer(me: Seat) -> None:
    """An unknown number: name, district, street, a new machine, fault, words, window, save."""
    me.phone_rings("13900000777")
    me.is_at("Name")
    begin(me)
    me.commit("贺春生")
    me.tab_to("District")
    me.write("hpq")
    me.press("Return")
    me.commit("西藏中路9号")
    me.tab_to("Machine")
    me.write("new")
    me.press("Return")
    me.write("KF9")
    me.press("Tab")
    me.write("26")
    me.press("Return")
    me.tab_to("Fault")
    me.write("cool")
    me.press("Return")
    me.commit("不凉")
    me.press("Tab", "Tab")
    me.write("14-16")
    me.press("F8")
    finish(me)


def solved_by_answer(me: Seat) -> None:
    """The answer helps on the phone; the customer says so."""
    answer_the_phone(me)
    begin(me)
    me.write("cool")
    me.press("Return", "Alt+S")
    me.sees("Yes, solved: close")
    me.press("F8")
    finish(me)


def status(me: Seat) -> None:
    """How does my order stand? By the end of its number."""
    order = an_open_order(me)
    me.press("F2")
    begin(me)
    me.press("F3")
    me.write("".join(me.card(order).header.no.rsplit("-", 2)[1:]).lower())
    me.press("Return")
    me.sees("Story of the order", "relayed")


def urge(me: Seat) -> None:
    """When will somebody come? The caller's open order is urged."""
    order = an_open_order(me)
    answer_again(me)
    begin(me)
    me.press("F9")
    me.is_at("Words")
    me.commit("还要等多久")
    me.press("F8")
    me.sees("Urge: saved")
    assert me.card(order).header.urges == 1


def move(me: Seat) -> None:
    """The appointment does not suit any more."""
    order = an_open_order(me)
    answer_again(me)
    begin(me)
    me.press("Alt+M")
    me.is_at("Window")
    me.write("30 9-11")
    me.press("F8")
    me.sees("Agree a window: saved")
    assert me.card(order).header.window_start == me.at(30, 9)


def satisfied(me: Seat) -> None:
    """The next callback: came, fixed, satisfied."""
    order = a_done_order(me)
    begin(me)
    call_back(me)
    me.press("1", "1", "F8")
    me.stands(order, "closed")


def rework(me: Seat) -> None:
    """The next callback: not fixed; the same outlet goes again."""
    order = a_done_order(me)
    begin(me)
    call_back(me)
    me.press("1", "2", "Alt+D")
    me.stands(order, "reopened")
    me.sees("What is done about it?")
    me.press("Alt+R")
    me.is_at("Outlet")
    me.press("F8")
    me.stands(order, "relayed")


def complain(me: Seat) -> None:
    """A complaint about an order that was closed."""
    order = me.read(lambda session: session.query(OrderView).filter_by(state="closed").first().order_id)
    no = me.card(order).header.no
    begin(me)
    me.press("F3")
    me.write("".join(no.rsplit("-", 2)[1:]).lower())
    me.press("Return")
    me.sees("Story of the order", "Raise a complaint")
    me.press("Alt+K")
    me.is_at("Category")
    me.write("charge")
    me.press("Return")
    me.tab_to("Words")
    me.commit("多收了钱")
    me.press("F8")
    me.sees("Complaint")


def second_best(me: Seat) -> None:
    """The order goes to the outlet that is suggested second."""
    answer_the_phone(me)
    begin(me)
    me.write("cool")
    me.press("Return", "Ctrl+2")
    me.sees("Save, relay to 城西服务网点")
    me.press("F8")
    finish(me)


TASKS: tuple[tuple[str, Callable[[Seat], None]], ...] = (
    ("known caller, same fault again", same_fault_again),
    ("new customer with a new machine, and the order", newcomer),
    ("solved by the answer on the phone", solved_by_answer),
    ("status of an open order by its number", status),
    ("urge an open order", urge),
    ("move an appointment", move),
    ("next callback, satisfied", satisfied),
    ("callback, not satisfied, to rework", rework),
    ("complaint about an order that was closed", complain),
    ("relay to the second suggested outlet", second_best),
)


def counted(me: Seat, task: str, do: Callable[[Seat], None]) -> Counted:
    """Does a task and says what it cost."""
    do(me)
    cost = Counted(task, me.typed, me.keys - me.typed)
    put_away(me)
    return cost


def begin(me: Seat) -> None:
    """From here on keys are counted."""
    me.keys = me.typed = 0


def finish(me: Seat) -> None:
    """The order is saved."""
    me.sees("is saved")


def put_away(me: Seat) -> None:
    """Whoever is on the line hangs up, and what is open is done by the acts, so that the next task begins alike."""
    me.press("F2")
    me.sees("Who is calling?")
    for order in me.read(lambda session: [row.order_id for row in session.query(OrderView) if row.state not in ("closed", "cancelled")]):
        me.by_acts(lambda unit, order=order: orders.solve_by_phone(unit, order, satisfied=True))
    for tab in [*me.window.shell.strip.tabs()]:
        me.window.shell.drop_tab(tab.key)


def her(me: Seat) -> tuple[object, object]:
    """孟桂英 and her machine, by id."""
    def ask(session):
        owner = session.query(Customer).filter_by(name=CUSTOMER).one()
        return owner.id, session.query(Asset).filter_by(customer_id=owner.id).first().id

    return me.read(ask)


def an_open_order(me: Seat):
    """Relayed to W1, by the acts."""
    customer, asset = her(me)
    outlet = me.read(lambda session: session.query(Outlet).filter_by(code="W1").one().id)

    def act(unit):
        story = orders.open_order(unit, orders.NewOrder(
            customer=customer, asset=asset, kind="repair", category="air_conditioner", fault="not_cooling", words="不制冷",
        ))
        visits.relay(unit, story, outlet)
        return story.id

    return me.by_acts(act)


def a_done_order(me: Seat):
    """Accepted, visited and reported done, by the acts; its callback is due."""
    order = an_open_order(me)

    def act(unit):
        visits.accept(unit, order)
        visits.visit(unit, order, outcome="fixed")
        visits.feed_back(unit, order, outcome="done")

    me.by_acts(act)
    me.clock.pass_time(26 * 3_600_000_000)
    return order


def answer_again(me: Seat) -> None:
    """She rings while an order of hers is open."""
    answer_the_phone(me)
    me.sees("Probably calling about this", "Urge")
