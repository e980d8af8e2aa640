"""What people at a hotline do again and again, in the keys it takes them."""

from uuid import UUID

from tests.stories.driver import Seat
from tests.stories.hotline import CUSTOMER, MENG, Owner


def answer_the_phone(me: Seat, who: Owner = MENG) -> None:
    """The number comes up, and with it the card; with one machine the talk begins at what is wrong."""
    me.phone_rings(who.number)
    me.sees(who.name, who.serial, "Suggested outlets")
    me.is_at("Fault" if len(who.serials) == 1 else "Machine")


def take_down(me: Seat, fault: str, words: str, window: str, *, outlet: str = "城东服务网点") -> UUID:
    """Fault by a part of its name, her own words, the window; saved and relayed. Answers the order."""
    me.write(fault)
    me.press("Return")
    me.tab_to("Words")
    me.commit(words)
    me.press("Tab", "Tab")
    me.is_at("Window")
    me.write(window)
    me.act(f"Save, relay to {outlet}")
    no = me.read_off(r"Order (SO-\S+) is saved")
    me.sees("will come on")
    return me.order(no)


def find_order(me: Seat, order: UUID) -> None:
    """F3 and the end of the number, as people read it out."""
    tail = "".join(me.card(order).header.no.rsplit("-", 2)[1:])
    me.press("F3")
    me.write(tail.lower())
    me.press("Return")
    # The order before stands there until this one is opened: its acts would hear the next key.
    me.opens(order)
    me.sees("Story of the order")


def outlet_accepts(me: Seat, order: UUID) -> None:
    """The outlet says so on the phone."""
    me.act("Outlet accepts")
    me.stands(order, "accepted")


def outlet_reports_visit(me: Seat, order: UUID, arrived: str, left: str, *, outcome: str = "fixed") -> None:
    """Somebody was there and fixed it; the order is done as far as the outlet is concerned."""
    outlet_was_there(me, arrived, left, outcome=outcome)
    outlet_is_done(me, order)


def outlet_was_there(me: Seat, arrived: str, left: str, *, outcome: str = "fixed", more: dict[str, str] | None = None) -> None:
    """A visit with its outcome and times; `more` is what else was written down, by the name of the field.

    Names of fields that take characters are committed as by an input method, all others typed.
    """
    me.act("Visit")
    me.is_at("Outcome")
    me.write(outcome)
    me.press("Return")
    me.tab_to("Arrived")
    me.write(arrived)
    me.press("Tab")
    me.write(left)
    for name, text in (more or {}).items():
        me.tab_to(name)
        if text.isascii():
            me.write(text)
        else:
            me.commit(text)
        if name == "Parts":
            me.press("Return")
    save(me, "Visit")
    me.sees(f"there {arrived}–{left}")


def outlet_is_done(me: Seat, order: UUID) -> None:
    """Feedback: done."""
    me.act("Feedback")
    me.is_at("Outcome")
    save(me, "Feedback")
    me.stands(order, "awaiting_callback")


def save(me: Seat, title: str) -> None:
    """Saves the open form of an act, and sees it go."""
    me.act(f"Save {title}")
    me.sees_no(f"Save {title}")
    me.sees(f"{title}: saved")


def call_back(me: Seat, customer: str = CUSTOMER) -> None:
    """F5: the next one who waits for a call."""
    me.press("F5")
    me.sees(f"Good day {customer}")
    me.is_at("Did the technician come?")


def relay_again(me: Seat, order: UUID, outlet: str, window: str) -> None:
    """Another outlet gets the order, and another window is agreed with the customer."""
    me.sees("More")
    me.press("Alt+R")
    me.is_at("Outlet")
    me.commit(outlet)
    me.press("Return")
    save(me, "Relay")
    me.stands(order, "relayed")
    me.sees("Outlet accepts")
    me.press("Alt+M")
    me.is_at("Window")
    me.write(window)
    save(me, "Agree a window")
