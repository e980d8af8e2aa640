"""The other six of the twelve cases."""

from callcentre.acts import callbacks, complaints, orders, visits
from callcentre.acts.callbacks import Answer
from callcentre.acts.complaints import NewComplaint
from callcentre.demo.cases import (
    SATISFIED,
    accept,
    answered,
    case_1,
    case_2,
    case_3,
    case_4,
    case_5,
    case_6,
    done,
    visit,
)
from callcentre.demo.stage import Card, Line, Stage
from callcentre.domain.story import Story
from callcentre.words import N_, _


def _window(stage: Stage, order: Story, day: int, hour: int) -> None:
    """The centre agrees two hours with the customer."""
    stage.do("agent", orders.agree_window, order, stage.at(day, hour), stage.at(day, hour + 2))


def case_7(stage: Stage) -> None:
    """The outlet writes a visit; the customer says nobody came."""
    stage.outlet("W1")
    stage.outlet("W2")
    customer = stage.customer("龙小燕")
    asset = stage.machine(customer, "KF2507007")
    stage.go(16, 9)
    order = stage.open("A", customer, asset)
    stage.do("agent", visits.relay, order, stage.cast.outlets["W1"])
    _window(stage, order, 16, 15)
    stage.do("W1", visits.accept, order)
    stage.go(16, 15, 30)
    visit(stage, order, "W1")
    done(stage, order, "W1")
    stage.go(17, 9)
    stage.tell(_("W1 writes a visit inside the window. Called back, she says that nobody came."))
    answered(stage, order, Answer(satisfied=False, fixed=False, came=False), "根本没人来过")
    stage.do("agent", visits.relay, order, stage.cast.outlets["W2"])
    _window(stage, order, 17, 15)
    stage.do("W2", visits.accept, order)
    stage.go(17, 15, 30)
    visit(stage, order, "W2")
    done(stage, order, "W2")
    stage.go(18, 10)
    answered(stage, order, SATISFIED)
    stage.tell(_("Relayed to W2, fixed inside the new window, satisfied."))
    stage.figures(
        Card("W1", (Line("A", "complaint", 0),), on_time=(0, 1)),
        Card("W2", (Line("A", "satisfied", 6000),), on_time=(1, 1)),
    )


def case_8(stage: Stage) -> None:
    """Paid 380 yuan, the sheet says 180."""
    stage.outlet("W1")
    customer = stage.customer("潘永福")
    asset = stage.machine(customer, "KF2507008")
    stage.go(17, 9)
    order = stage.open("A", customer, asset)
    accept(stage, order, "W1")
    stage.go(17, 15)
    visit(stage, order, "W1", charge_fen=18_000)
    done(stage, order, "W1")
    stage.go(18, 10)
    stage.tell(_("The sheet says 180 yuan, he paid 380: a complaint about charges is raised."))
    answered(stage, order, Answer(satisfied=True, fixed=True, paid_fen=38_000))
    case = stage.do("colleague", complaints.receive, NewComplaint(
        "charge", order=order, outlet=stage.cast.outlets["W1"], against="outlet", words="单子上写 180，师傅收了 380",
    ))
    stage.figures(Card("W1", held=1))
    stage.go(18, 14)
    stage.do("colleague", complaints.acknowledge, case, channel="phone")
    stage.do("colleague", complaints.assess, case, severity="high")
    stage.go(20, 10)
    stage.do("colleague", complaints.investigate, case, "收据与客户付款记录不符")
    stage.do("colleague", complaints.offer_remedy, case, kind="refund", compensation_fen=20_000)
    stage.do("colleague", complaints.customer_accepts, case)
    stage.go(21, 10)
    stage.do("colleague", complaints.give_remedy, case, "网点退还 200 元")
    stage.do("colleague", complaints.contact, case, outcome="reached")
    stage.do("colleague", complaints.end, case, ended_as="upheld", cause="多收费")
    stage.tell(_("Held while it runs; it is upheld."))
    stage.figures(Card("W1", (Line("A", "complaint", 0),)))


def case_9(stage: Stage) -> None:
    """A complaint about the agent who took the call."""
    stage.outlet("W1")
    customer = stage.customer("贺慧敏")
    asset = stage.machine(customer, "KF2507009")
    stage.go(20, 9)
    order = stage.open("A", customer, asset)
    accept(stage, order, "W1")
    stage.go(20, 15)
    visit(stage, order, "W1")
    done(stage, order, "W1")
    stage.go(21, 10)
    answered(stage, order, SATISFIED)
    stage.tell(_("The repair was good, but the agent on the phone was rude: a complaint against the hotline."))
    agent = order.events[0].actor
    case = stage.do("colleague", complaints.receive, NewComplaint(
        "attitude", order=order, person=agent, against="hotline", words="接电话的客服很不耐烦",
    ))
    stage.refused("colleague", complaints.offer_owner, case, agent)
    stage.refused("agent", complaints.assess, case, severity="low")
    stage.refused("agent", complaints.contact, case, outcome="reached")
    stage.tell(_("That agent can neither own, decide nor call back the complaint."))
    stage.do("colleague", complaints.assess, case, severity="normal")
    stage.figures(Card("W1", (Line("A", "satisfied", 6000),)))


def case_10(stage: Stage) -> None:
    """Dissatisfied with the price list only."""
    stage.outlet("W1")
    customer = stage.customer("康玉珍")
    asset = stage.machine(customer, "KF2507010")
    stage.go(21, 9)
    order = stage.open("A", customer, asset)
    accept(stage, order, "W1")
    stage.go(21, 15)
    visit(stage, order, "W1")
    done(stage, order, "W1")
    stage.go(22, 10)
    stage.tell(_("Fixed, but she finds the price list too dear."))
    answered(stage, order, Answer(satisfied=False, fixed=True, about="price_policy"), "收费标准太高")
    stage.go(22, 15)
    stage.do("supervisor", callbacks.close_unverified, order, reason="explained_unfounded",
             words="已书面说明收费标准为公示价，客户无其他诉求")
    stage.tell(_("Explained in writing and closed; that costs the outlet nothing."))
    stage.figures(Card("W1", (Line("A", "explained", 6000),)))


def case_11(stage: Stage) -> None:
    """Unreachable, closed by the rule, then the customer rings in."""
    stage.outlet("W1")
    customer = stage.customer("易国强")
    asset = stage.machine(customer, "KF2507011")
    stage.go(21, 8)
    order = stage.open("A", customer, asset)
    accept(stage, order, "W1")
    stage.go(21, 15)
    visit(stage, order, "W1")
    done(stage, order, "W1")
    for day, hour in ((22, 10), (22, 19), (23, 13), (23, 16)):
        stage.go(day, hour)
        stage.do("colleague", callbacks.attempt, order, outcome="no_answer")
    stage.go(24, 10)
    stage.refused("rule", callbacks.close_unverified, order, reason="unreachable")
    stage.do("colleague", callbacks.attempt, order, outcome="no_answer")
    stage.go(24, 21)
    stage.do("rule", callbacks.close_unverified, order, reason="unreachable")
    stage.tell(_("Called five times on three days at different hours; the rule closes the order unverified."))
    stage.figures(Card("W1", (Line("A", "unverified", 5400),)))
    stage.go(26, 9)
    stage.do("agent", orders.reopen, order, reason="called_in")
    stage.do("agent", orders.solve_by_phone, order, satisfied=True, words="客户来电确认已修好")
    stage.tell(_("Two days later he rings in: it works, he is satisfied."))
    stage.figures(Card("W1", (Line("A", "satisfied", 6000),)))


def case_12(stage: Stage) -> None:
    """The outlet wants to cancel, the customer does not."""
    stage.outlet("W1")
    stage.outlet("W2")
    customer = stage.customer("武雪梅")
    asset = stage.machine(customer, "KF2507012")
    stage.go(23, 9)
    order = stage.open("A", customer, asset)
    accept(stage, order, "W1")
    stage.go(23, 11)
    stage.do("W1", orders.ask_cancel, order, reason="customer_wish")
    stage.refused("agent", orders.cancel, order, reason="customer_wish")
    stage.tell(_("W1 asks to cancel on the customer's wish. Nothing is cancelled before she is asked."))
    stage.go(23, 11, 30)
    stage.do("agent", visits.contact, order, by="centre", outcome="reached", words="客户表示没有要取消")
    stage.tell(_("She says no. Relayed to W2, fixed inside the window, satisfied."))
    stage.do("agent", visits.relay, order, stage.cast.outlets["W2"])
    _window(stage, order, 23, 17)
    stage.do("W2", visits.accept, order)
    stage.go(23, 17, 30)
    visit(stage, order, "W2")
    done(stage, order, "W2")
    stage.go(24, 10)
    answered(stage, order, SATISFIED)
    stage.figures(Card("W1", dropped=1), Card("W2", (Line("A", "satisfied", 6000),), on_time=(1, 1)))


CASES = (
    case_1, case_2, case_3, case_4, case_5, case_6, case_7, case_8, case_9, case_10, case_11, case_12,
)
"""The twelve cases by number, from 1."""

TITLES = (
    N_("A known caller"), N_("Gas smell at 23:40"), N_("Waiting for a compressor"), N_("Three machines, one case"),
    N_("A hotel, 120 installations"), N_("Dealer-installed, not covered"), N_("Nobody came"),
    N_("Paid 380, the sheet says 180"), N_("A complaint about the agent"), N_("Dissatisfied with the price list"),
    N_("Unreachable, then the customer rings in"), N_("The outlet asks to cancel"),
)
"""What each case is about, for the contents of the tour."""
