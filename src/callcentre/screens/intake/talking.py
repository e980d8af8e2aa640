"""The call in sight: who it is, what stands in the form, what helps. Follows each change, a colleague's too."""

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer

from callcentre.domain.errors import BadValue
from callcentre.domain.event import Role as PersonRole
from callcentre.domain.instants import MINUTE, SECOND, local_date
from callcentre.domain.phones import parse_phone
from callcentre.runtime.runner import Latest
from callcentre.screens.intake import hours, reading
from callcentre.screens.intake.about import Repeat, repeat_in
from callcentre.screens.intake.open_calls import OpenCalls
from callcentre.screens.intake.order_form import address_of, asset_of
from callcentre.screens.intake.reading import About, Help, Known
from callcentre.screens.intake.saving import place_of
from callcentre.screens.intake.talk import NEW, NONE, Talk
from callcentre.screens.intake.view import CARD, FORM, STRANGER, TALK, IntakeView
from callcentre.store.customer_card import CustomerCard, OrderLine
from callcentre.store.duplicates import possible_duplicates
from callcentre.store.intake import models
from callcentre.ui import formats
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.ui.window_field import Offer, windows_ahead
from callcentre.words import N_, _, language

CHANGES = ("customer", "phone", "address", "asset", "cover", "order", "complaint", "service_order")
HELPED_BY = frozenset({"kind", "asset", "product", "address", "district", "fault", "urgency"})
"""Fields whose change asks anew for articles and outlets."""
OFFERS = 4
WATCHED = (("name", N_("Name")), ("needs", N_("Needs")), ("notes", N_("Notes")), ("tier", N_("Tier")))
"""What of a card is compared when a colleague changed it during the call."""
NO_HELP = Help((), (), {})
NOBODY = Known((), None)


class TalkingPanel(IntakeView):
    """Shows one of the open calls and keeps what is written about it."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self.calls = OpenCalls(ctx)
        self.here: Talk | None = None
        self.known, self.helped = NOBODY, NO_HELP
        self.order_on_call: UUID | None = None
        self._own = False
        """The next reading follows a change of our own: nothing to point out."""
        self._helping, self._doubling = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self._doubles_timer = QTimer(self)
        self._doubles_timer.setSingleShot(True)
        self._doubles_timer.setInterval(150)
        self._doubles_timer.timeout.connect(self._ask_doubles)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self.form.changed.connect(self._wish_changed)
        self.stranger.form.changed.connect(self._person_changed)
        self.help.outlet_chosen.connect(self._outlet_chosen)
        self.about.linked.connect(self._linked)
        self.about.act_wanted.connect(self._begin_act)
        self.about.asking.connect(lambda asked: self.free_keys(not asked))
        self.about.bar.written.connect(self._act_written)
        self.customer.machine_chosen.connect(self._machine_chosen)
        self.bar.person_chosen.connect(self.take_person)
        self.bar.somebody_else.connect(self._somebody_else)
        ctx.announcer.subscribe(self, CHANGES, self._changed)
        ctx.runner.read(models, done=self.form.offer_models, failed=self.failed, owner=self)
        live(self, self._say)

    # which call is in sight

    def show_talk(self, talk: Talk) -> None:
        """Puts a call in sight with what was written about it; reads who it is."""
        self.here, self.known, self.helped = talk, NOBODY, NO_HELP
        self.problem.hide()
        self.ending.hide()
        self.show_solving(False)
        self.about.close_form()
        self.pages.setCurrentIndex(TALK)
        self.middle.setCurrentIndex(FORM)
        self.form.offer_card(None)
        self.form.put(talk.wish)
        self.stranger.form.put(talk.person)
        self.calls.show(talk, current=True)
        self._show_danger()
        self.tick()
        self.read_who()
        self.start()

    def start(self) -> None:
        """The cursor goes where the talk goes on."""
        if self.here is None:
            return
        if self.left.currentIndex() == STRANGER:
            (self.stranger.form.name if not self.here.person.name else self.stranger.form.phone).setFocus()
        else:
            self.form.start()

    def tick(self) -> None:
        """A second has passed."""
        talk = self.here
        if talk is not None:
            time = self.calls.note(talk)
            words = {"line": _("On the line {time}"), "draft": _("Not on the line, not saved")}.get(talk.state, "{time}")
            self.bar.show_time(words.format(time=time), self._left_for_acceptance(talk))
        self.calls.show_all()

    def take_person(self, customer: UUID) -> None:
        """This is who is on the line."""
        talk = self.here
        if talk is None:
            return
        talk.customer, talk.stranger = customer, False
        talk.wish.asset = talk.wish.address = talk.wish.repeat_of = ""
        self.form.put(talk.wish)
        self.read_who()
        self.form.start()

    # who it is

    def read_who(self, *, own: bool = False) -> None:
        """Reads the people of this number and the card; `own` where our own change is the reason."""
        talk, ctx = self.here, self._ctx
        if talk is None:
            return
        self._own = self._own or own
        number, customer, choose, now = talk.call.number, talk.customer, not talk.stranger, ctx.now()
        ctx.runner.read(
            lambda session: reading.known(session, number, customer, now=now, profile=ctx.profile, choose=choose),
            done=partial(self._show_who, talk), failed=self.failed, owner=self,
        )

    def _show_who(self, talk: Talk, known: Known) -> None:
        if self.here is not talk:
            return
        before, self.known = self.known.card, known
        card = known.card
        if card is not None:
            talk.customer, talk.title = card.customer.id, card.customer.name
            self._show_card(talk, card, before)
        else:
            self.form.offer_card(None)
            self.left.setCurrentIndex(STRANGER)
            self.about.show_orders(())
        self._own = False
        self.bar.show_call(talk.call.number, direction=talk.call.direction, ended=talk.state == "draft")
        self.bar.show_people(known.people, talk.customer)
        self._show_about()
        self.keep()
        self.ask_help()

    def _show_card(self, talk: Talk, card: CustomerCard, before: CustomerCard | None) -> None:
        self.customer.show_card(card, _has_number(card, talk.call.number))
        if self.left.currentIndex() == STRANGER or before is None:
            self.left.setCurrentIndex(CARD)
            self.customer.meanwhile.hide()
        if before is not None and before.customer.id == card.customer.id and not self._own:
            self.customer.show_meanwhile(_differences(before, card)) if _differences(before, card) else None
        self.form.offer_card(card)
        machines = [asset for asset in card.assets if asset.state == "active"]
        places = [place for place in card.addresses if place.state == "active"]
        if not talk.wish.asset and len(machines) == 1:
            talk.wish.asset = str(machines[0].id)
        if not talk.wish.address and places:
            talk.wish.address = str(places[0].id)
        self.form.put(talk.wish)
        self.customer.choose_machine(asset_of(talk.wish))
        self.about.show_orders(card.open_orders)

    def _somebody_else(self) -> None:
        talk = self.here
        if talk is not None:
            talk.customer, talk.stranger, talk.title = None, True, ""
            talk.wish.asset = talk.wish.address = talk.wish.repeat_of = ""
            self.form.put(talk.wish)
            self.read_who()
            self.stranger.search.setFocus()

    def _changed(self, changes: frozenset[tuple[str, UUID]]) -> None:
        card = self.known.card
        if self.here is None or card is None:
            return
        mine = {card.customer.id, *card.merged, *(line.id for line in card.open_orders)}
        if any(pk in mine for _kind, pk in changes):
            self.read_who()

    # what is written

    def keep(self) -> None:
        """Keeps the draft of the call in sight; on disk within a second."""
        if self.here is not None:
            self.calls.keep(self.here)
            self.calls.show(self.here)
            self._ctx.shell.saved(_("Draft kept {time}").format(time=formats.clock(self._ctx.now(), self._ctx.zone)))
        self._show_acts()

    def _wish_changed(self, name: str) -> None:
        talk = self.here
        if talk is None:
            return
        self.form.written(talk.wish)
        if name == "asset":
            talk.wish.repeat_of = ""
            self.customer.choose_machine(asset_of(talk.wish))
        if name in ("asset", "fault"):
            self._show_about()
        self._show_danger()
        self.keep()
        if name in HELPED_BY:
            self.ask_help()

    def _person_changed(self) -> None:
        if self.here is not None and self.here.customer is None:
            self.here.person = self.stranger.form.written()
            self.keep()
            self._doubles_timer.start()
            if self.sender() is not None:
                self.ask_help()

    def _outlet_chosen(self, outlet: UUID | None) -> None:
        if self.here is not None:
            self.here.wish.outlet = NONE if outlet is None else str(outlet)
            self.help.show_chosen(self.outlet())
            self._offer_windows()
            self.keep()

    def _machine_chosen(self, asset: UUID) -> None:
        if self.here is not None and self.here.wish.asset != str(asset):
            self.form.written(self.here.wish)
            self.here.wish.asset, self.here.wish.fault = str(asset), ""
            self.form.put(self.here.wish)
            self._wish_changed("asset")

    # what it is about

    def repeat(self) -> Repeat | None:
        """The earlier fault that may have come back."""
        talk, card = self.here, self.known.card
        if talk is None or card is None:
            return None
        fault = talk.wish.fault.rpartition("/")[2]
        return repeat_in(card, asset_of(talk.wish), fault, self._ctx.now(), self._ctx.profile)

    def _show_about(self) -> None:
        talk = self.here
        repeat = self.repeat()
        linked = talk is not None and repeat is not None and talk.wish.repeat_of == str(repeat.line.id)
        self.about.show_repeat(repeat, linked)

    def _linked(self, line: OrderLine, wanted: bool) -> None:
        """Same machine, same fault, linked with it: what is empty in the form is taken from the earlier order."""
        talk = self.here
        if talk is None:
            return
        self.form.written(talk.wish)
        talk.wish.repeat_of = str(line.id) if wanted else ""
        if wanted:
            talk.wish.kind = line.kind
            talk.wish.asset = talk.wish.asset or str(line.asset_id or "")
            talk.wish.fault = talk.wish.fault or f"{line.category}/{line.fault}"
        self.form.put(talk.wish)
        self.customer.choose_machine(asset_of(talk.wish))
        self._show_about()
        self._show_danger()
        self.keep()
        self.ask_help()
        self.form.words.setFocus()

    def _begin_act(self, order: UUID, kind: str) -> None:
        roles = frozenset(PersonRole(role) for role in self._ctx.person.roles)
        now, profile = self._ctx.now(), self._ctx.profile

        def begin(read: Any) -> None:
            self.order_on_call = order
            self.about.bar.show_order(*read)
            self.about.bar.show()
            self.about.bar.begin(kind)
            self.scrolled.ensureWidgetVisible(self.about.bar)

        self._ctx.runner.read(
            lambda session: reading.order_in_hand(session, order, roles=roles, now=now, profile=profile),
            done=begin, failed=self.failed, owner=self,
        )

    def _act_written(self, event: Any) -> None:
        did = {"urged": "order_urged", "window_agreed": "order_changed", "cancelled": "order_cancelled"}
        talk = self.here
        if talk is not None:
            talk.did, talk.order = did.get(event.kind, talk.did), self.order_on_call
            self.about.bar.hide()
            self.read_who(own=True)
            self.bar.end.setFocus()

    # danger

    def _show_danger(self) -> None:
        talk = self.here
        if talk is None:
            return
        if talk.wish.danger and not talk.danger_since:
            talk.danger_since = self._ctx.now()
        if not talk.wish.danger:
            talk.danger_since = 0
        symptom = self.form.symptom()
        words = self._ctx.profile.danger.read_out(symptom.hazard if symptom else "")[language()]
        self.bar.show_danger(words if talk.wish.danger else "", "")
        self.bar.show_call(talk.call.number, direction=talk.call.direction, ended=talk.state == "draft")
        self.tick()

    def _left_for_acceptance(self, talk: Talk) -> str:
        if not talk.danger_since:
            return ""
        left = (talk.danger_since + self._ctx.profile.danger.accept_minutes * MINUTE - self._ctx.now()) // SECOND
        return formats.timer(left) if left >= 0 else _("{time} over").format(time=formats.timer(-left))

    # what helps

    def ask_help(self) -> None:
        """Asks for articles and outlets for what is in the form; an old answer never overtakes a new one."""
        talk, ctx = self.here, self._ctx
        if talk is None:
            return
        wish, now = talk.wish, ctx.now()
        district = wish.district if wish.address == NEW else talk.person.district if talk.customer is None else ""
        place = place_of(district, "")
        about = About(
            self.form.category(), wish.fault.rpartition("/")[2], asset_of(wish), address_of(wish), place.city,
            place.district,
        )
        self._helping.read(
            lambda session: reading.help_for(session, about, now=now, profile=ctx.profile),
            done=partial(self._show_help, talk), failed=self.failed,
        )

    def outlet(self) -> UUID | None:
        """Who gets the order: the chosen one, else the first suggested; nobody where it is only saved."""
        talk = self.here
        if talk is None or talk.wish.outlet == NONE:
            return None
        if talk.wish.outlet:
            return UUID(talk.wish.outlet)
        advice = talk.wish.kind == "advice"
        return self.helped.outlets[0].outlet_id if self.helped.outlets and not advice else None

    def outlet_name(self) -> str:
        """The name of who gets the order."""
        chosen = self.outlet()
        return next((one.name for one in self.helped.outlets if one.outlet_id == chosen), "")

    def _show_help(self, talk: Talk, helped: Help) -> None:
        if self.here is not talk:
            return
        self.helped = helped
        if talk.wish.outlet not in ("", NONE) and not any(str(o.outlet_id) == talk.wish.outlet for o in helped.outlets):
            talk.wish.outlet = ""
        symptom = self.form.symptom()
        permille = symptom.solved_by_phone_permille if symptom else 0
        self.help.show_help(helped, self.outlet(), danger=talk.wish.danger, permille=permille)
        self._offer_windows()
        self._show_acts()

    def _offer_windows(self) -> None:
        """The next windows that suit the customer, without today where the outlet is full today."""
        ctx, card = self._ctx, self.known.card
        agreed = card.customer.agreed_hours if card else ()
        chosen = next((one for one in self.helped.outlets if one.outlet_id == self.outlet()), None)
        full = chosen is not None and "full_today" in chosen.reasons
        now, today = ctx.now(), local_date(ctx.now(), ctx.zone)
        why = _("Suits the customer") if agreed else ""
        if chosen is not None and chosen.capacity is not None:
            why = _("Suits the customer, outlet has room") if agreed else _("Outlet has room")
        offers = [
            Offer(start, end, why)
            for start, end in windows_ahead(ctx.profile.windows, now, ctx.zone)
            if start > now and hours.suits((start, end), agreed, ctx.zone)
            and not (full and local_date(start, ctx.zone) == today)
        ]
        self.form.suggest(offers[:OFFERS])

    def _show_acts(self) -> None:
        talk = self.here
        if talk is None:
            return
        name = self.outlet_name()
        self.save.say(_("Save and relay to {outlet}").format(outlet=name) if name else _("Save, not relayed yet"))
        # A danger is never solved on the phone, so it is not offered there.
        self.solve.setVisible(not talk.wish.danger)
        self.hold.setVisible(talk.state == "line")

    # duplicates

    def _ask_doubles(self) -> None:
        talk = self.here
        if talk is None or talk.customer is not None:
            return
        person, place = talk.person, place_of(talk.person.district, talk.person.line)
        self._doubling.read(
            lambda session: possible_duplicates(
                session, name=person.name, phones=[text for text in (person.phone, person.backup) if text],
                city=place.city, district=place.district, line=place.line,
            ),
            done=self.stranger.show_doubles, failed=self.failed,
        )

    def failed(self, problem: Exception) -> None:
        """Says in place what went wrong."""
        self.problem.show_problem(_("Not saved"), problem)

    def _say(self) -> None:
        talk = self.here
        self.idle.say()
        if talk is None:
            return
        self.bar.show_people(self.known.people, talk.customer)
        if self.known.card is not None:
            self.customer.show_card(self.known.card, _has_number(self.known.card, talk.call.number))
            self.form.offer_card(self.known.card)
            self.about.show_orders(self.known.card.open_orders)
        self._show_about()
        self._show_danger()
        self._offer_windows()
        self._show_acts()


def _has_number(card: CustomerCard, number: str) -> bool:
    if not number:
        return True
    try:
        e164 = parse_phone(number).e164
    except BadValue:
        return True
    return any(phone.e164 == e164 and phone.kind != "wrong" for phone in card.phones)


def _differences(before: CustomerCard, now: CustomerCard) -> list[tuple[str, str, str]]:
    changed = [
        (_(words), str(getattr(before.customer, name)), str(getattr(now.customer, name)))
        for name, words in WATCHED
        if getattr(before.customer, name) != getattr(now.customer, name)
    ]
    old, new = hours.said(before.customer.agreed_hours), hours.said(now.customer.agreed_hours)
    return changed + ([(_("Reachable"), old, new)] if old != new else [])
