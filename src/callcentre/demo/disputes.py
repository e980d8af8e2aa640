"""The way of one complaint of the demo year."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from callcentre.acts import complaints
from callcentre.acts.complaints import NewComplaint
from callcentre.demo.setting import next_work_time
from callcentre.demo.staff import acting
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.event import Event
from callcentre.domain.instants import MINUTE, Instant
from callcentre.domain.story import Story
from callcentre.store.unit import Unit

if TYPE_CHECKING:
    from callcentre.demo.journey import Journey

CATEGORIES = ("attitude", "quality", "charge", "false_report", "delay", "safety", "policy", "other")
_WEIGHTS = (14, 30, 16, 5, 22, 2, 6, 5)
_CHANNELS = ("phone", "wechat", "12315", "12345", "platform", "letter")
_CHANNEL_WEIGHTS = (62, 14, 8, 7, 7, 2)
_WORDS = {
    "attitude": "师傅说话很不客气。", "quality": "修了一次还是不行。", "charge": "收费比说好的多。", "false_report": "没来就说修好了。",
    "delay": "约好的时间没来，也没人通知。", "safety": "修完线头露在外面。", "policy": "保修政策跟销售说的不一样。", "other": "等了很久没人回复。",
}
_CENTRES_OWN = frozenset({"policy", "other"})


def play_complaint(journey: "Journey", order: Story) -> None:
    """A complaint about the order's outlet (or the centre's own policy), as far as it has come by now."""
    on = journey.on
    at = journey.time + on.rng.randint(5, 2000) * MINUTE
    if at > on.unit.now:
        return
    with acting(on.unit, on.rng.choice(on.world.staff.supervisors)):
        case = complaints.receive(on.unit, _drawn(journey, order), at=at)
        for step in _steps(on.unit, on.rng, case):
            at = next_work_time(on, at, on.rng.randint(60, 4000))
            if at > on.unit.now:
                break
            step(at)


def _drawn(journey: "Journey", order: Story) -> NewComplaint:
    rng = journey.on.rng
    category = rng.choices(CATEGORIES, _WEIGHTS)[0]
    channel = rng.choices(_CHANNELS, _CHANNEL_WEIGHTS)[0]
    own = category in _CENTRES_OWN
    return NewComplaint(
        category, severity=rng.choices(("low", "normal", "high", "safety"), (25, 55, 17, 3))[0], order=order,
        outlet=None if own else journey.site.id, against="price_policy" if own else "outlet", channel=channel,
        external_ref=f"{channel}-{rng.randrange(10**7):07d}" if channel.isdigit() else "", words=_WORDS[category],
    )


def _steps(unit: Unit, rng: Random, case: ComplaintStory) -> list[Callable[[Instant], Event]]:
    """What follows receipt, each at its instant, up to the end that is drawn."""
    ending = rng.choices(("upheld", "partly", "unfounded", "withdrawn"), (48, 22, 18, 12))[0]
    compensation = rng.randrange(0, 30_000, 1000)
    begin: list[Callable[[Instant], Event]] = [
        lambda at: complaints.acknowledge(unit, case, channel="phone", at=at),
        lambda at: complaints.assess(unit, case, at=at),
        lambda at: complaints.investigate(unit, case, "已向网点和客户双方了解情况", at=at),
    ]
    if ending == "withdrawn":
        return [*begin, lambda at: complaints.customer_withdraws(unit, case, at=at)]
    if ending == "unfounded":
        return [*begin, lambda at: complaints.end(
            unit, case, ended_as=ending, explanation="经核实服务符合规定，已向客户书面说明", at=at
        )]
    return [
        *begin,
        lambda at: complaints.offer_remedy(unit, case, kind="compensation", compensation_fen=compensation, at=at),
        lambda at: complaints.customer_accepts(unit, case, at=at),
        lambda at: complaints.give_remedy(unit, case, "已按约定补偿", at=at),
        lambda at: complaints.contact(unit, case, outcome="reached", at=at),
        lambda at: complaints.end(unit, case, ended_as=ending, at=at),
    ]
