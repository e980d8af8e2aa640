"""What helps during a call: articles, outlets and windows for what stands in the form."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from callcentre.domain.instants import MINUTE, SECOND, local_date
from callcentre.runtime.runner import Latest
from callcentre.screens.intake import hours, reading
from callcentre.screens.intake.help_pane import HelpPane
from callcentre.screens.intake.order_form import OrderForm, address_of, asset_of
from callcentre.screens.intake.reading import About, Help
from callcentre.screens.intake.saving import place_of
from callcentre.screens.intake.talk import NEW, NONE, Talk
from callcentre.store.customer_card import CustomerCard
from callcentre.ui import formats
from callcentre.ui.screen import ScreenContext
from callcentre.ui.window_field import Offer, windows_ahead
from callcentre.words import _, language

HELPED_BY = frozenset({"kind", "asset", "product", "address", "district", "fault", "urgency"})
"""Fields whose change asks anew."""
OFFERS = 3
ADVICE = "advice"
"""The kind that nobody has to go out for: relayed only where an outlet is chosen."""


class Helper(QObject):
    """`ask(talk)` reads and shows; `shown` fires when the help, and with it the outlet, is another."""

    shown = Signal()

    def __init__(
        self, ctx: ScreenContext, form: OrderForm, pane: HelpPane, failed: Callable[[Exception], None]
    ) -> None:
        super().__init__(pane)
        self._ctx, self._form, self._pane, self._failed = ctx, form, pane, failed
        self.helped = Help((), (), {})
        self.waiting = False
        """An answer is under way: who gets the order is not known yet."""
        self._latest = Latest(ctx.runner, self)

    def ask(self, talk: Talk, card: CustomerCard | None) -> None:
        """Asks for articles and outlets; an old answer never overtakes a new one."""
        wish, now, profile = talk.wish, self._ctx.now(), self._ctx.profile
        place = place_of(wish.district if wish.address == NEW else talk.person.district if card is None else "", "")
        about = About(
            self._form.category(), wish.fault.rpartition("/")[2], asset_of(wish), address_of(wish), place.city,
            place.district,
        )
        self.waiting = True
        self._latest.read(
            lambda session: reading.help_for(session, about, now=now, profile=profile),
            partial(self._show, talk, card), self._unanswered,
        )

    def forget(self) -> None:
        """Another call is in sight: what is on its way is no longer wanted."""
        self._latest.cancel()
        self.waiting = False
        self.helped = Help((), (), {})
        self._pane.show_reading()

    def outlet(self, talk: Talk) -> UUID | None:
        """Who gets the order: the chosen one, else the one proposed; nobody where it is only saved."""
        if talk.wish.outlet == NONE:
            return None
        if talk.wish.outlet:
            return UUID(talk.wish.outlet)
        proposed = self.helped.proposed if talk.wish.kind != ADVICE else None
        return proposed.outlet_id if proposed is not None else None

    def outlet_name(self, talk: Talk) -> str:
        """The name of who gets the order, empty for nobody."""
        chosen = self.outlet(talk)
        return next((one.name for one in self.helped.outlets if one.outlet_id == chosen), "")

    def offer_windows(self, talk: Talk, card: CustomerCard | None) -> None:
        """The next windows that suit the customer, without today where the outlet is full today."""
        ctx, agreed = self._ctx, card.customer.agreed_hours if card else ()
        chosen = next((one for one in self.helped.outlets if one.outlet_id == self.outlet(talk)), None)
        full = chosen is not None and "full_today" in chosen.reasons
        has_room = chosen is not None and chosen.capacity is not None
        now, today = ctx.now(), local_date(ctx.now(), ctx.zone)
        why = {
            (True, True): _("Suits customer and outlet"), (True, False): _("Suits the customer"),
            (False, True): _("Outlet has room"), (False, False): "",
        }[bool(agreed), has_room]
        offers = [
            Offer(start, end, why)
            for start, end in windows_ahead(ctx.profile.windows, now, ctx.zone)
            if start > now and hours.suits((start, end), agreed, ctx.zone)
            and not (full and local_date(start, ctx.zone) == today)
        ]
        self._form.suggest(offers[:OFFERS])

    def _unanswered(self, problem: Exception) -> None:
        self.waiting = False
        self._failed(problem)

    def _show(self, talk: Talk, card: CustomerCard | None, helped: Help) -> None:
        self.helped, self.waiting = helped, False
        known = {str(one.outlet_id) for one in helped.outlets}
        if talk.wish.outlet not in ("", NONE) and talk.wish.outlet not in known:
            talk.wish.outlet = ""
        symptom = self._form.symptom()
        permille = symptom.solved_by_phone_permille if symptom else 0
        self._pane.show_help(
            helped, self.outlet(talk), danger=talk.wish.danger, permille=permille, needed=talk.wish.kind != ADVICE
        )
        self.offer_windows(talk, card)
        self.shown.emit()


def read_out(ctx: ScreenContext, form: OrderForm) -> str:
    """What is read out for the danger in the form."""
    symptom = form.symptom()
    return ctx.profile.danger.read_out(symptom.hazard if symptom else "")[language()]


def left_for_acceptance(ctx: ScreenContext, talk: Talk) -> str:
    """What is left until an outlet must have accepted, or by how much it is over; empty without danger."""
    if not talk.danger_since:
        return ""
    left = (talk.danger_since + ctx.profile.danger.accept_minutes * MINUTE - ctx.now()) // SECOND
    return formats.timer(left) if left >= 0 else _("{time} over").format(time=formats.timer(-left))
