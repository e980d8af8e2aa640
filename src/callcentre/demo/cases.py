"""The first six of the twelve cases of a July day, each as it is lived through."""

import math

from callcentre.acts import callbacks, orders, visits
from callcentre.acts.callbacks import Answer
from callcentre.acts.calls import record_call
from callcentre.acts.places import Place
from callcentre.demo.stage import AUGUST, Card, Line, Stage
from callcentre.domain.geo import EARTH_RADIUS
from callcentre.domain.instants import MINUTE
from callcentre.domain.story import Story
from callcentre.domain.tasks import tasks_of
from callcentre.words import _, language

COMPRESSOR = "KF001"
"""The part of case 3, 100,000 fen by the price list."""


def accept(stage: Stage, order: Story, outlet: str) -> None:
    """The centre relays, the outlet takes it, both at the stage's time and a little after."""
    stage.do("agent", visits.relay, order, stage.cast.outlets[outlet])
    stage.time += 20 * MINUTE
    stage.do(outlet, visits.accept, order)


def visit(stage: Stage, order: Story, outlet: str, outcome: str = "fixed", **more: object) -> None:
    """The outlet's technician is there for three quarters of an hour, beginning now."""
    arrived = stage.time
    stage.time += 45 * MINUTE
    stage.do(
        outlet, visits.visit, order, outcome=outcome, technician=stage.cast.technicians[outlet], arrived_at=arrived,
        left_at=stage.time, **more,
    )


def done(stage: Stage, order: Story, outlet: str) -> None:
    """The outlet says it is done."""
    stage.time += 10 * MINUTE
    stage.do(outlet, visits.feed_back, order, outcome="done")


def answered(stage: Stage, order: Story, said: Answer, words: str = "") -> None:
    """Another agent than the one who took the order calls the customer back."""
    stage.do("colleague", callbacks.answer, order, said, words=words)


SATISFIED = Answer(satisfied=True, fixed=True, on_time=True, attitude_ok=True, came=True)


def case_1(stage: Stage) -> None:
    """A known caller whose fault comes back."""
    stage.outlet("W1")
    customer = stage.customer("孟桂英")
    asset = stage.machine(customer, "KF2507001")
    stage.tell(_("Mrs Meng calls: the air conditioner does not cool. Order A goes to W1."))
    stage.go(1, 9)
    first = stage.open("A", customer, asset, words="开了半天也不凉")
    accept(stage, first, "W1")
    stage.go(1, 15)
    visit(stage, first, "W1", cause="缺制冷剂", action="补漏加氟")
    done(stage, first, "W1")
    stage.go(2, 10)
    answered(stage, first, SATISFIED)
    stage.tell(_("Fixed; she is satisfied and A is closed."))
    stage.figures(Card("W1", (Line("A", "satisfied", 6000),)))
    stage.go(10, 9)
    stage.tell(_("Eight days later the same machine does not cool again: order B."))
    second = stage.open("B", customer, asset, words="上次修完没几天又不凉了")
    accept(stage, second, "W1")
    stage.go(10, 15)
    visit(stage, second, "W1", cause="接口渗漏", action="重新扩口并加氟")
    done(stage, second, "W1")
    stage.go(11, 10)
    answered(stage, second, SATISFIED)
    stage.tell(_("Fixed this time. A turns out to be unfixed once; the second visit counts against the first."))
    stage.figures(Card("W1", (Line("A", "first_unfixed", 4800), Line("B", "satisfied", 6000))))


def case_2(stage: Stage) -> None:
    """Gas smell at 23:40, and a night number that does not answer."""
    stage.outlet("W1")
    stage.outlet("W2")
    customer = stage.customer("石建国")
    asset = stage.machine(customer, "JS2507001", model="JS-16")
    stage.go(3, 23, 40)
    words = stage.profile.danger.read_out("gas")
    stage.tell(_("Mr Shi smells gas. Read out: {words}").format(words=words[language()]))
    order = stage.open("A", customer, asset, "gas_smell", category="water_heater", urgency="danger", words="厨房一股燃气味")
    stage.refused("agent", orders.solve_by_phone, order, satisfied=True)
    stage.do("agent", visits.relay, order, stage.cast.outlets["W1"])
    stage.go(3, 23, 43)
    stage.do(
        "agent", record_call, began_at=stage.time, ended_at=stage.time + MINUTE, number="13900000001", direction="out",
        disposition="no_answer", order=order.id, customer=customer,
    )
    stage.tell(_("Relayed to W1; its night number does not answer."))
    stage.go(3, 23, 55)
    stage.do("agent", visits.withdraw, order, reason="no_answer")
    stage.refused("agent", orders.solve_by_phone, order, satisfied=True)
    stage.tell(_("Withdrawn after fifteen minutes and relayed to W2, which comes at once."))
    accept(stage, order, "W2")
    stage.refused("agent", orders.solve_by_phone, order, satisfied=True)
    stage.go(4, 0, 40)
    visit(stage, order, "W2", cause="燃气接口漏气", action="处理燃气接口")
    done(stage, order, "W2")
    stage.go(4, 10)
    answered(stage, order, SATISFIED)
    stage.figures(Card("W1"), Card("W2", (Line("A", "satisfied", 6000),)))


def case_3(stage: Stage) -> None:
    """Waiting for a compressor into August."""
    stage.outlet("W1")
    customer = stage.customer("白秀兰")
    asset = stage.machine(customer, "KF2507003")
    stage.go(6, 9)
    stage.tell(_("No cooling; W1 finds a broken compressor and asks for the part."))
    order = stage.open("A", customer, asset, words="外机不启动")
    accept(stage, order, "W1")
    stage.go(6, 15)
    visit(stage, order, "W1", "parts_needed", cause="压缩机故障")
    stage.do("W1", visits.request_parts, order, [(COMPRESSOR, 1)])
    stage.do("agent", visits.hold, order, reason="part", until=stage.at(6, 16, month=AUGUST))
    for day in (13, 20, 27):
        stage.go(day, 10)
        stage.do("agent", visits.contact, order, by="centre", outcome="reached", words="告知配件进度")
        stage.go(day, 16)
        stage.do("agent", orders.urge, order, "天这么热，还要等多久？")
    stage.tell(_("On hold for the part, a call every week; at the third urge a supervisor is told."))
    stage.check(_("the third urge went to a supervisor"), lambda: any(
        task.rule == "urged_again" for task in tasks_of(stage.events(order), stage.time, stage.profile)
    ))
    right = stage.profile.sources["exchange_over_30_days"]
    status = _("confirmed") if right.confirmed else _("unconfirmed")
    stage.tell(_("Right to exchange ({status}): {words}").format(status=status, words=right.words[language()]))
    stage.figures(Card("W1", open=1))
    stage.go(3, 10, month=AUGUST)
    stage.do("agent", visits.contact, order, by="centre", outcome="reached", words="配件已发出")
    stage.go(6, 10, month=AUGUST)
    stage.do("W1", visits.receive_parts, order, [(COMPRESSOR, 1)])
    stage.do("agent", visits.resume, order)
    stage.go(6, 15, month=AUGUST)
    visit(stage, order, "W1", cause="压缩机故障", action="更换压缩机", parts=[(COMPRESSOR, 1)])
    done(stage, order, "W1")
    stage.go(7, 10, month=AUGUST)
    answered(stage, order, SATISFIED)
    stage.tell(_("The part comes in August, is put in, and she is satisfied."))
    stage.figures(
        Card("W1", open=1),
        Card("W1", (Line("A", "satisfied", 6000, 100_000),), month=AUGUST, first_time_fix=(0, 1)),
    )


def case_4(stage: Stage) -> None:
    """Three machines in one case."""
    stage.outlet("W1")
    customer = stage.customer("连心养老院")
    machines = [stage.machine(customer, f"KF250700{n}", place=f"{n}0{n} 室") for n in (4, 5, 6)]
    stage.go(7, 9)
    stage.tell(_("A care home calls about three machines: one case, three orders."))
    group = stage.code("GROUP")
    first, second, third = (
        stage.open(name, customer, asset, group_no=group) for name, asset in zip("ABC", machines, strict=True)
    )
    for order in (first, second, third):
        accept(stage, order, "W1")
    stage.go(8, 9)
    visit(stage, first, "W1", action="清洗换热器")
    done(stage, first, "W1")
    visit(stage, second, "W1", "parts_needed", cause="风扇电机损坏")
    stage.do("agent", visits.hold, second, reason="part", until=stage.at(20, 9, month=AUGUST))
    stage.do("agent", visits.quote, third, 68_000)
    stage.do("agent", visits.answer_quote, third, "refused")
    visit(stage, third, "W1", "refused_fee")
    stage.tell(_("The first is fixed, the second waits for a part, for the third the fee is refused."))
    stage.go(8, 15)
    stage.do("agent", visits.contact, third, by="centre", outcome="reached", words="客户确认不修")
    stage.do("agent", orders.cancel, third, reason="refuses_fee")
    stage.go(9, 10)
    answered(stage, first, SATISFIED)
    stage.figures(Card("W1", (Line("A", "satisfied", 6000),), open=1))


HOTEL = Place("上海市", "上海市", "黄浦区", "西藏中路1号", 121.474, 31.230)
ROOMS, DAYS, FAILED = 120, 4, 6


def case_5(stage: Stage) -> None:
    """A hotel: 120 installations in four days, 20 kilometres away."""
    away = math.degrees(20_000 / EARTH_RADIUS)
    stage.outlet("W1", Place("上海市", "上海市", "宝山区", "友谊路1号", HOTEL.lng, 31.230 + away))
    customer = stage.customer("观澜大酒店", HOTEL)
    stage.go(13, 9)
    stage.tell(_("A hotel has 120 machines installed in four days by W1, 20 km away."))
    rooms = stage.open_many(
        customer, [(_serial(room), f"{room // 20 + 3:d}{room % 20 + 1:02d}") for room in range(ROOMS)], stage.code("HOTEL")
    )
    for order in rooms:
        stage.do("agent", visits.relay, order, stage.cast.outlets["W1"])
    for order in rooms:
        stage.do("W1", visits.accept, order)
    per_day = ROOMS // DAYS
    again: list[Story] = []
    for day in range(DAYS):
        for at, order in enumerate([*again, *rooms[day * per_day : (day + 1) * per_day]]):
            stage.go(14 + day, 8, at * 10 % 60)
            stage.time += at * 10 // 60 * 60 * MINUTE
            failed = order not in again and day < DAYS - 1 and at >= len(again) + per_day - FAILED // (DAYS - 1)
            visit(stage, order, "W1", "not_fixed" if failed else "fixed")
            if not failed:
                done(stage, order, "W1")
        again = rooms[(day + 1) * per_day - FAILED // (DAYS - 1) : (day + 1) * per_day] if day < DAYS - 1 else []
    stage.tell(_("114 run at once, 6 not before the next day; the hotel is satisfied with all."))
    for order in rooms:
        stage.go(20, 10)
        answered(stage, order, SATISFIED)
    stage.figures(Card("W1", tuple(_hotel_lines(per_day))))


def _serial(room: int) -> str:
    return f"KF26H{room + 1:04d}"


def _hotel_lines(per_day: int) -> list[Line]:
    """Distance is paid once a day, on the day's first trip: the trip of an order is its first effective visit."""
    lines = []
    for room in range(ROOMS):
        day, place = divmod(room, per_day)
        failed = day < DAYS - 1 and place >= per_day - FAILED // (DAYS - 1)
        distance = 1500 if place == 0 else 0
        fee = (8000 + distance) * (800 if failed else 1000) // 1000
        lines.append(Line(_serial(room), "first_unfixed" if failed else "satisfied", fee))
    return lines


def case_6(stage: Stage) -> None:
    """Installed by a dealer, no proof of purchase, and another serial on site."""
    stage.outlet("W1")
    customer = stage.customer("熊立军")
    asset = stage.machine(customer, "KF2200006", covered=False)
    stage.go(15, 9)
    stage.tell(_("Installed by a dealer, no invoice and no date: not covered."))
    order = stage.open("A", customer, asset, words="不凉，机器是家电城装的")
    accept(stage, order, "W1")
    stage.go(15, 14)
    stage.do("W1", visits.visit, order, outcome="fixed", technician=stage.cast.technicians["W1"], arrived_at=stage.at(15, 14),
             left_at=stage.at(15, 15), action="补漏加氟", charge_fen=28_000, words="现场机号为 KF2200009，与登记不符")
    stage.do("agent", orders.note, order, "现场机号与登记不符，待核实")
    stage.time = stage.at(15, 15)
    done(stage, order, "W1")
    stage.go(16, 10)
    answered(stage, order, Answer(satisfied=True, fixed=True, came=True, paid_fen=28_000))
    stage.tell(_("The serial on site is another; the centre has to look into it. He paid what was charged."))
    stage.figures(Card("W1", (Line("A", "satisfied", 0),)))
