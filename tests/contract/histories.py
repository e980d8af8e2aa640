"""Months of a made-up company as files: random, legal, the same for the same seed.

Awkward on purpose: relays there and back, windows by everyone at every moment, repeats on the very
edge of thirty days, complaints of every kind, moments on the borders of months in Shanghai.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.contract.independent import EPOCH, MICRO, ZONE, instant, local_day, sure

Row = dict[str, Any]
MINUTE = timedelta(minutes=1) // MICRO
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
BEGIN = sure(instant("2026-06-20"))
SPAN = 62 * DAY
BORDERS = tuple(sure(instant(text)) for text in ("2026-07-01", "2026-08-01", "2026-09-01"))
KINDS = ("repair",) * 8 + (
    "delivery", "installation", "commissioning", "maintenance", "relocation", "parts", "exchange", "return",
    "inspection", "training", "advice",
)
FAULTS = ("not cooling", "Not Cooling", " not cooling ", "leaking", "LEAKING", "不制冷", "STRASSE", "straße", "")
OUTCOMES = ("fixed",) * 6 + (
    "temporary", "not_fixed", "not_fixed", "parts_needed", "taken_to_workshop", "no_fault_found", "unrepairable",
    "unsafe", "no_access", "refused_visit", "refused_fee",
)
ABOUT = ("", "outlet", "technician", "product", "parts_supply", "price_policy", "dealer", "hotline", "other")
REASONS = ("unreachable", "refused_callback", "explained_unfounded", "withdrawn", "before_authority", "other")


def text_of(moment: int, chance: random.Random) -> str:
    """An instant as files write it: with this offset, another, or none."""
    at = EPOCH + moment * MICRO
    way = chance.randrange(4)
    if way == 0:
        return at.astimezone(ZONE).replace(tzinfo=None).isoformat(" ")
    if way == 1:
        return at.astimezone(ZONE).isoformat()
    return at.isoformat() if way == 2 else at.isoformat().replace("+00:00", "Z")


@dataclass
class Company:
    """Everything of one seed."""

    seed: int
    orders_wanted: int = 250
    files: dict[str, list[Row]] = field(default_factory=dict)
    closed: list[tuple[Row, int]] = field(default_factory=list)
    stops: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        # Some companies are nearly blameless: scores at 100, no variance, grade A.
        self.trouble = self.chance.choice((1.0, 1.0, 0.5, 0.15, 0.0))
        self.files = {kind: [] for kind in ("orders", "events", "complaints")}
        self._goods()
        for number in range(self.orders_wanted):
            Story(self, number).tell()
        self._shuffle()

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def bad(self, share: float) -> bool:
        """Whether something bad of this share happens in this company."""
        return self.chance.random() < share * self.trouble

    def text(self, moment: int) -> str:
        return text_of(moment, self.chance)

    def _place(self, share: float) -> Row:
        if not self.maybe(share):
            return {}
        near = self.maybe(0.5)
        spread = 0.08 if near else 3
        return {
            "lng": round(117.2 + self.chance.uniform(-spread, spread), 6),
            "lat": round(31.8 + self.chance.uniform(-spread, spread), 6),
        }

    def _goods(self) -> None:
        chance = self.chance
        count = chance.randint(2, 9)
        codes = [f"W{number}" for number in range(1, count + 1)] + ["a-站", "W10"][:chance.randint(0, 2)]
        self.outlets = codes
        self.files["outlets"] = [{"code": code, "name": f"站{code}", **self._place(0.9)} for code in codes]
        customers = [f"C{number}" for number in range(1, chance.randint(6, 60))]
        self.files["customers"] = [{"customer_no": no, "name": f"客户{no}", **self._place(0.85)} for no in customers]
        self.files["products"] = [
            {"model": "M12", "warranty_months": 12}, {"model": "M1", "warranty_months": 1},
            {"model": "M0", "warranty_months": 0},
        ]
        self.files["parts"] = [{"code": f"P{number}", "price_fen": 37 * 13**number} for number in range(4)]
        self.serials: dict[str, list[str]] = {no: [] for no in customers}
        self.files["assets"] = []
        self.files["covers"] = []
        for number in range(len(customers) * 2):
            self._asset(f"S{number}", chance.choice(customers))

    def _asset(self, serial: str, customer: str) -> None:
        chance = self.chance
        self.serials[customer].append(serial)
        row: Row = {"serial": serial, "customer_no": customer}
        if self.maybe(0.85):
            row["model"] = chance.choice(("M12", "M12", "M1", "M0"))
        if self.maybe(0.85):
            row["purchased_on"] = chance.choice(
                ("2025-07-01", "2025-07-15", "2025-06-30", "2025-07-31", "2026-05-31", "2026-06-30", "2026-07-10")
            )
        self.files["assets"].append(row)
        for _cover in range(chance.choice((0, 0, 0, 1, 2))):
            begin = datetime(2026, chance.randint(5, 8), chance.randint(1, 28), tzinfo=ZONE).date()
            self.files["covers"].append({
                "cover_no": f"V{len(self.files['covers'])}", "serial": serial,
                "kind": chance.choice(("maker", "extended", "part", "goodwill", "after_repair")),
                "scope": chance.choice(("all", "labour", "parts")), "from": begin.isoformat(),
                "until": (begin + timedelta(days=chance.randint(0, 40))).isoformat(),
            })

    def moment(self) -> int:
        """A random moment, sometimes a border of a month to the microsecond."""
        if self.maybe(0.04):
            return self.chance.choice(BORDERS) + self.chance.choice((-1, 0, 1, -MINUTE))
        exact = self.maybe(0.2)
        moment = BEGIN + self.chance.randrange(SPAN)
        return moment if exact else moment // MINUTE * MINUTE

    def _shuffle(self) -> None:
        """Rows in any order, but those of one order and one moment stay as they were."""
        groups: dict[tuple[str, int], list[Row]] = {}
        for row in self.files["events"]:
            groups.setdefault((row["order_no"], row.pop("_at")), []).append(row)
        keys = list(groups)
        self.chance.shuffle(keys)
        self.files["events"] = [row for key in keys for row in groups[key]]
        # A later order may name an earlier one, so orders are in any order too.
        for kind in ("orders", "complaints"):
            self.chance.shuffle(self.files[kind])


class Story:
    """One order from its opening to wherever it got."""

    def __init__(self, company: Company, number: int) -> None:
        self.company, self.chance = company, company.chance
        self.no = f"O{number:04}" if company.seed % 3 else f"O{number}"
        self.state, self.outlet = "open", ""
        self.effective = ""
        self.last_window: tuple[int, int] | None = None
        self.asked_to_cancel: bool | None = None
        self.at = self.opened_at = company.moment()
        self.moments = [self.at]
        self.is_danger = company.maybe(0.05)
        self.row = self._order()

    def _order(self) -> Row:
        company, chance = self.company, self.chance
        closed = company.closed
        row: Row = {"order_no": self.no, "kind": chance.choice(KINDS), "fault": chance.choice(FAULTS)}
        again = chance.choice(closed[-20:]) if closed and company.maybe(0.03 + 0.27 * company.trouble) else None
        if again is not None:
            earlier, closed_at = again
            self.at = self.opened_at = self.moments[0] = closed_at + chance.choice((0, 1, -1, 3 * DAY, 30 * DAY, 30 * DAY, 30 * DAY + 1, 31 * DAY))
            row["customer_no"], row["serial"] = earlier["customer_no"], earlier.get("serial", "")
            if company.maybe(0.5):
                row["repeat_of"] = earlier["order_no"]
            else:
                row["kind"], row["fault"] = "repair", earlier["fault"].swapcase() + chance.choice(("", " "))
        else:
            row["customer_no"] = chance.choice(list(company.serials))
            mine = company.serials[row["customer_no"]]
            row["serial"] = chance.choice(mine) if mine and company.maybe(0.85) else ""
        row["opened_at"] = company.text(self.opened_at)
        if self.is_danger:
            row["urgency"] = "danger"
        company.files["orders"].append(row)
        return row

    def write(self, event: str, **fields: Any) -> None:
        moments = {name: self.company.text(value) for name, value in fields.items() if name in MOMENTS and value != ""}
        self.moments.append(self.at)
        row = {"order_no": self.no, "_at": self.at, "at": self.company.text(self.at), "event": event}
        self.company.files["events"].append({**row, **fields, **moments})

    def tell(self) -> None:
        for _step in range(self.chance.choice((3, 8, 12, 20, 40))):
            self.at += self.chance.choice((0, MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, self.chance.randrange(DAY)))
            if self.company.maybe(0.08):
                self.at = self._round_moment()
            if self.state in ("closed", "cancelled"):
                if not self.company.bad(0.3):
                    break
            elif self.company.maybe(0.25):
                self._aside()
            STEPS[self.state](self)
        if self.state == "closed":
            self.company.closed.append((self.row, self.ended_at))
        self._complaints()

    def _round_moment(self) -> int:
        """A moment that other orders meet too: a border of a month, every fifth midnight, a window's start."""
        later = [border for border in BORDERS if border >= self.at][:1]
        later.append(BEGIN - (BEGIN - self.at) // (5 * DAY) * 5 * DAY)
        if self.last_window is not None and self.last_window[0] >= self.at:
            later.append(self.last_window[0])
        return self.chance.choice(later)

    def _aside(self) -> None:
        """A fact that moves nothing."""
        chance = self.chance
        match chance.choice(("window", "window", "window", "contacted", "urged", "noted", "cancel", "quoted", "part")):
            case "window" if self.state != "awaiting_callback":
                self.window()
            case "contacted":
                self.contact()
            case "urged":
                self.write("urged")
                if chance.random() < 0.3:
                    self.write("urged")
            case "cancel":
                self.write("cancel_asked", reason="customer wish")
                self.asked_to_cancel = False
            case "quoted":
                self.write("quoted", charge_fen=chance.randrange(50000))
                self.write("quote_answered", outcome=chance.choice(("agreed", "refused")))
            case "part":
                self.write("part_sent", parts="P1*2")
            case _:
                self.write("noted", words="只是说一声")

    def contact(self) -> None:
        by, outcome = self.chance.choice(("outlet", "centre")), self.chance.choice(("reached", "no_answer", "wrong_number"))
        self.write("contacted", by=by, outcome=outcome)
        if self.asked_to_cancel is False and (by, outcome) == ("centre", "reached"):
            self.asked_to_cancel = True

    def window(self) -> None:
        chance = self.chance
        start = self.at + chance.choice((-3 * HOUR, -1, 0, 1, HOUR, 4 * HOUR, DAY, chance.randrange(3 * DAY)))
        self.last_window = start, start + chance.choice((1, HOUR, 2 * HOUR, 4 * HOUR))
        self.write(
            "window_agreed", by=chance.choice(("customer", "outlet", "centre", "")), window_start=self.last_window[0],
            window_end=self.last_window[1], reason=chance.choice(("", "moved")),
        )

    def relay(self) -> None:
        if self.chance.random() < 0.6:
            self.window()
            self.at += self.chance.choice((0, MINUTE))
        self.outlet = self.chance.choice(self.company.outlets)
        self.write("relayed", outlet_code=self.outlet)
        self.state, self.effective = "relayed", ""

    def visit(self) -> None:
        chance, company = self.chance, self.company
        outcome = chance.choice(OUTCOMES) if company.bad(0.8) else "fixed"
        self.at += chance.choice((0, HOUR, 5 * HOUR))
        arrived: Any = self.at - chance.choice((0, HOUR, 3 * HOUR, chance.randrange(DAY)))
        stops = self.company.stops.setdefault((self.row["customer_no"], self.outlet), [])
        window = self.last_window
        if stops and abs(stops[-1] - self.at) < 2 * DAY and chance.random() < 0.4:
            arrived = stops[-1]
            self.at = max(self.at, arrived)
        elif window and chance.random() < 0.6:
            arrived = chance.choice((window[0], window[0] - 1, window[1] - 1, window[1], sum(window) // 2))
            self.at = max(self.at, arrived + chance.choice((0, HOUR)))
        stops.append(arrived)
        parts = ";".join(f"P{number}*{chance.randint(1, 3)}" for number in chance.sample(range(4), chance.choice((0, 0, 1, 2))))
        self.write(
            "visit", outlet_code=self.outlet, technician=chance.choice(("", "李师傅")), outcome=outcome,
            place=chance.choice(("", "home", "home", "workshop")), arrived_at="" if company.maybe(0.08) else arrived,
            parts=parts, charge_fen=chance.choice(("", 0, 5000)),
        )
        if outcome not in ("no_access", "refused_visit", "refused_fee"):
            self.effective = outcome

    def on_open(self) -> None:
        if self.company.maybe(0.06) and not self.is_danger:
            self.solve()
        elif self.company.bad(0.05):
            self.cancel()
        else:
            self.relay()

    def solve(self) -> None:
        satisfied = self.chance.choice(("true", "true", "false", ""))
        self.write("solved_by_phone", satisfied=satisfied)
        self._move("closed" if satisfied == "true" else "awaiting_callback")

    def _move(self, state: str) -> None:
        self.state, self.ended_at = state, self.at

    def cancel(self) -> None:
        if self.asked_to_cancel is False:
            self.write("contacted", by="centre", outcome="reached")
        self.asked_to_cancel = None
        self.write("cancelled", reason="refuses_fee")
        self._move("cancelled")

    def on_relayed(self) -> None:
        match self.chance.random():
            case x if x < 0.08:
                self.write("declined", outlet_code=self.outlet, reason="too far")
                self.state = "declined"
            case x if x < 0.13:
                self.write("withdrawn", reason="late")
                self.state = "open"
            case x if x < 0.2:
                self.relay()
            case _:
                self.write("accepted", outlet_code=self.outlet)
                self.state, self.effective = "accepted", ""

    def on_accepted(self) -> None:
        company = self.company
        match self.chance.random():
            case x if x < 0.5:
                self.visit()
            case x if x < 0.54 and company.trouble:
                self.write("feedback", outlet_code=self.outlet, outcome="unable", reason="no part")
                self.state = "returned"
            case x if x < 0.58 and company.trouble:
                self.write("returned", outlet_code=self.outlet, reason="wrong brand")
                self.state = "returned"
            case x if x < 0.62 and company.trouble:
                self.relay()
            case x if x < 0.64 and company.trouble:
                self.cancel()
            case _ if self.effective in ("", "fixed", "no_fault_found") and (self.effective or company.maybe(0.3)):
                self.write("feedback", outlet_code=self.outlet, outcome="done")
                self.state = "awaiting_callback"
            case _:
                self.visit()

    def answer(self, name: str) -> bool:
        company, chance = self.company, self.chance

        def asked(share: float) -> str:
            if company.maybe(0.4):
                return ""
            return chance.choice(("false", "no", "0", "否")) if company.bad(share) else chance.choice(("true", "是", "1", "yes"))

        satisfied = not company.bad(0.3)
        self.write(
            name, satisfied="是" if satisfied else "否", fixed=asked(0.3), on_time=asked(0.3), attitude_ok=asked(0.15),
            came=asked(0.12), paid_fen=chance.choice(("", 0, 5000)), about=chance.choice(ABOUT),
            score=chance.choice(("", 9)),
        )
        return satisfied

    def on_callback(self) -> None:
        company = self.company
        if company.maybe(0.2):
            self.write("callback_attempt", outcome=self.chance.choice(("no_answer", "busy", "reached", "refused")))
        if company.bad(0.15):
            self.unverified()
        elif company.bad(0.03):
            self.cancel()
        elif self.answer("callback_answer"):
            self._move("closed")
        else:
            self.state = "reopened"

    def unverified(self) -> None:
        self.write("closed_unverified", reason=self.chance.choice(REASONS))
        self._move("closed")

    def on_reopened(self) -> None:
        match self.chance.random():
            case x if x < 0.35:
                self.unverified()
            case x if x < 0.45 and not self.is_danger:
                self.solve()
            case x if x < 0.5:
                self.cancel()
            case _:
                self.relay()

    def on_ended(self) -> None:
        if self.state == "closed" and self.company.maybe(0.5):
            self.answer("second_check")
            return
        self.write(
            "reopened", reason=self.chance.choice(("not_fixed", "recurred", "wrongly_closed", "called_in", "other"))
        )
        self.state = "reopened"

    def _complaints(self) -> None:
        company, chance = self.company, self.chance
        for _complaint in range(chance.choice((1, 1, 2)) if company.bad(0.12) else 0):
            received = self.opened_at + chance.randrange(self.at - self.opened_at + 3 * DAY)
            if company.maybe(0.3):
                received = chance.choice(self.moments)
            row: Row = {
                "complaint_no": f"K{len(company.files['complaints'])}", "order_no": self.no,
                "outlet_code": chance.choice(("", "", self.outlet, chance.choice(company.outlets))),
                "received_at": company.text(received), "against": chance.choice((*ABOUT, "", "outlet")),
                "category": chance.choice(("attitude", "quality", "charge", "false_report", "delay", "safety", "policy", "other")),
            }
            if company.maybe(0.75):
                row["ended_at"] = company.text(received + chance.randrange(20 * DAY))
                row["ended_as"] = chance.choice(("upheld", "upheld", "partly", "unfounded", "withdrawn"))
            company.files["complaints"].append(row)


MOMENTS = ("arrived_at", "left_at", "window_start", "window_end", "until", "next_at")
STEPS: dict[str, Callable[[Story], None]] = {
    "open": Story.on_open, "relayed": Story.on_relayed, "accepted": Story.on_accepted, "declined": Story.on_open,
    "returned": Story.on_open, "awaiting_callback": Story.on_callback, "reopened": Story.on_reopened,
    "closed": Story.on_ended, "cancelled": Story.on_ended,
}


def last_day(files: dict[str, list[Row]]) -> str:
    return str(local_day(max(sure(instant(row["at"])) for row in files["events"])))
