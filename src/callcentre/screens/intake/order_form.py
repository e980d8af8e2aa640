"""The form in the order of speech: kind, machine, fault, words, urgency, window. It holds a `Wish`."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.profile import Symptom, Words
from callcentre.screens.intake import rows
from callcentre.screens.intake.comparing import place_words
from callcentre.screens.intake.person_form import districts
from callcentre.screens.intake.talk import NEW, NONE, Wish
from callcentre.store.customer_card import CustomerCard
from callcentre.store.intake import ModelRow
from callcentre.ui import formats, paint
from callcentre.ui.buttons import GAP, PAD
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fields import TextField, WordsField
from callcentre.ui.fonts import Role
from callcentre.ui.form import Form
from callcentre.ui.labels import label
from callcentre.ui.language import live
from callcentre.ui.order.facts import cover_state
from callcentre.ui.screen import ScreenContext
from callcentre.ui.window_field import Offer, WindowField
from callcentre.words import _, codes, language

FIRST_KINDS = ("repair", "installation", "advice", "maintenance", "parts")
OTHER = "other kinds"
NEW_MACHINE = ("serial", "product", "stands")
NEW_PLACE = ("district", "line")
TYPED_FOR = ("asset", "product", "address", "district", "fault")
"""Fields of one choice out of many."""
_ALIASES = {"start": "window", "end": "window", "asset": "asset", "category": "fault"}


class OrderForm(QWidget):
    """`put(wish)` and `written()`; `changed(name)` tells which field a hand changed."""

    changed = Signal(str)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx, self._profile = ctx, ctx.profile
        self._silent, self._every, self._shown_kinds = False, False, len(FIRST_KINDS)
        self._machines: dict[str, str] = {}
        """Machine of the card -> its category."""
        self._models: dict[str, str] = {}
        self._known, self._places = False, 0
        self.fields = Form()
        self._make()
        self._add_rows()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fields)
        self._show_rows()

    def _make(self) -> None:
        ctx, profile = self._ctx, self._profile
        self.kind = Segments(lambda: _("Kind"))
        self.asset = ChoiceField(lambda: _("Machine"), hint=lambda: _("which machine"), moves_on=True)
        self.serial = TextField(lambda: _("Serial"), hint=lambda: _("from the plate"))
        self.product = ChoiceField(lambda: _("Model"), hint=lambda: _("type a part of it"), moves_on=True)
        self.stands = TextField(lambda: _("Stands in"), hint=lambda: _("living room, room 1203, …"))
        self.address = ChoiceField(lambda: _("Address"), moves_on=True)
        self.district = ChoiceField(
            lambda: _("District"), districts(), hint=lambda: _("part or first letters"), moves_on=True
        )
        self.line = TextField(lambda: _("Street, house, room"))
        self.fault = ChoiceField(
            lambda: _("Fault"), hint=lambda: _("what is wrong: any part or first letters"), icon="search",
            moves_on=True,
        )
        self.words = WordsField(lambda: _("Words"), hint=lambda: _("In the caller's own words"), lines=3)
        self.urgency = Segments(lambda: _("Urgency"), [
            Choice(code, partial(_, words), icon="fire" if code == "danger" else "", tone="danger" if code == "danger" else "")
            for code, words in codes.URGENCIES.items()
        ])
        self.window_field = WindowField(lambda: _("Window"), profile.windows, ctx.now, ctx.zone)
        self.at_once = label(lambda: _("Now: somebody goes at once"), Role.HEADING, tone="overdue")
        self.at_once.setMinimumHeight(32)
        for name in ("kind", "urgency", *TYPED_FOR):
            getattr(self, name).chosen.connect(partial(self._chose, name))
        for name in TYPED_FOR:
            getattr(self, name).textEdited.connect(self._typed_in)
        for name in ("serial", "stands", "line", "words"):
            getattr(self, name).textChanged.connect(partial(self._chose, name))
        self.window_field.changed.connect(partial(self._chose, "window"))
        self._show_kinds(every=False)
        live(self, lambda: QTimer.singleShot(0, self, self._fit_kinds))

    def _add_rows(self) -> None:
        when = QWidget()
        column = QVBoxLayout(when)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.window_field)
        column.addWidget(self.at_once)
        when.setFocusProxy(self.window_field)
        for code, name, field in (
            ("kind", lambda: _("Kind"), self.kind), ("asset", lambda: _("Machine"), self.asset),
            ("serial", lambda: _("Serial"), self.serial), ("product", lambda: _("Model"), self.product),
            ("stands", lambda: _("Stands in"), self.stands), ("address", lambda: _("Address"), self.address),
            ("district", lambda: _("District"), self.district), ("line", lambda: _("Street"), self.line),
            ("fault", lambda: _("Fault"), self.fault), ("words", lambda: _("Words"), self.words),
            ("urgency", lambda: _("Urgency"), self.urgency), ("window", lambda: _("Window"), when),
        ):
            self.fields.add(code, name, field)

    def put(self, wish: Wish) -> None:
        """Shows a wish without telling."""
        self._silent = True
        self._show_kinds(every=wish.kind not in FIRST_KINDS[: self._shown_kinds])
        self.kind.choose(wish.kind)
        for name in ("asset", "product", "address", "district"):
            getattr(self, name).choose(getattr(wish, name))
        for name in ("serial", "stands", "line"):
            field: TextField = getattr(self, name)
            if field.text() != getattr(wish, name):
                field.setText(getattr(wish, name))
        self._show_faults()
        self.fault.choose(wish.fault)
        for name, typed in wish.typed.items():
            getattr(self, name).show_typed(typed)
        if self.words.words() != wish.words.strip():
            self.words.setPlainText(wish.words)
        self.urgency.choose(wish.urgency)
        self.window_field.set_value((wish.window[0], wish.window[1]) if wish.window else None)
        self._show_rows()
        self._silent = False

    def written(self, into: Wish) -> None:
        """Writes what stands in the fields into `into`; what has no field here stays."""
        into.kind = self.kind.code() if self.kind.code() != OTHER else into.kind
        for name in ("asset", "product", "address", "district", "fault", "urgency"):
            setattr(into, name, getattr(self, name).code())
        for name in ("serial", "stands", "line"):
            setattr(into, name, getattr(self, name).text())
        into.typed = self.typed()
        into.words = self.words.toPlainText()
        window = self.window_field.value()
        into.window = list(window) if window else []

    def typed(self) -> dict[str, str]:
        """What is typed in a field of choices and is no choice yet."""
        typed = {name: getattr(self, name).undecided_text() for name in TYPED_FOR}
        return {name: text for name, text in typed.items() if text}

    def offer_card(self, card: CustomerCard | None) -> None:
        """The machines and places of whoever is on the line."""
        assets = [asset for asset in card.assets if asset.state == "active"] if card else []
        self._machines = {str(asset.id): asset.category for asset in assets}
        offered = [
            Choice(str(asset.id), formats.joined(rows.machine_name(asset), cover_state(asset.cover)[0]), note=asset.serial)
            for asset in assets
        ]
        offered += [Choice(NEW, lambda: _("New machine…")), Choice(NONE, lambda: _("Not about a machine"))]
        self.asset.set_choices(offered)
        places = [place for place in card.addresses if place.state == "active"] if card else []
        self._known, self._places = card is not None, len(places)
        self.address.set_choices(
            [Choice(str(place.id), place_words(place)) for place in places] + [Choice(NEW, lambda: _("Another place…"))]
        )
        self._show_rows()

    def offer_models(self, models: Sequence[ModelRow]) -> None:
        """The models a new machine can be of."""
        self._models = {str(each.id): each.category for each in models}
        self.product.set_choices([Choice(str(each.id), each.model, note=each.name) for each in models])

    def suggest(self, offers: Sequence[Offer]) -> None:
        """Windows worth offering."""
        self.window_field.suggest(offers)

    def category(self) -> str:
        """The product group this is about: of the fault, else of the machine."""
        group = self.fault.code().rpartition("/")[0]
        return group or self._category_of_machine()

    def symptom(self) -> Symptom | None:
        """The leaf of the fault tree that is chosen."""
        group, _slash, code = self.fault.code().rpartition("/")
        return self._profile.symptom(group, code)

    def check(self) -> None:
        """What stands in a field and cannot be read; what is typed and fits one choice is chosen. Raises BadValue."""
        for name in TYPED_FOR:
            choice: ChoiceField = getattr(self, name)
            if self.fields.row(name).block.isVisibleTo(self):
                choice.settle()
                choice.meant(name)
        if self.window_field.wrong() and self.urgency.code() != "danger":
            raise BadValue("form.no_window", field="window", value=self.window_field.typed())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._fit_kinds)

    def show_problem(self, problem: Problem) -> bool:
        """Puts a problem to its field; False where it is about none of them."""
        if isinstance(problem, BadValue) and problem.field in _ALIASES:
            return self.fields.show_problem(BadValue(
                problem.code, field=_ALIASES[problem.field], value=problem.data.get("value", ""),
                **{name: value for name, value in problem.data.items() if name not in ("field", "value")},
            ))
        return self.fields.show_problem(problem)

    def start(self) -> None:
        """Goes to where the talk goes on: the machine, or the fault where that is known."""
        (self.fault if self.asset.code() and not self.fault.code() else self.words if self.fault.code() else self.asset).setFocus()

    def _chose(self, name: str, *_given: object) -> None:
        if self._silent:
            return
        if name == "kind" and self.kind.code() == OTHER:
            self._show_kinds(every=True)
            self.kind.setFocus()
            return
        if name in ("asset", "product"):
            self._show_faults()
        if name == "fault" and (symptom := self.symptom()) is not None and symptom.danger:
            self.urgency.choose("danger")
        self._show_rows()
        self.fields.clear_wrongs()
        self.changed.emit(name)

    def _typed_in(self, _text: str) -> None:
        """What is being typed belongs to the draft before it is a choice."""
        if not self._silent:
            self.changed.emit("typed")

    def _show_kinds(self, *, every: bool) -> None:
        """The kinds mostly wanted in one row, all of them where another is asked for."""
        self._every = every
        kinds = sorted(
            self._profile.order_kinds,
            key=lambda one: FIRST_KINDS.index(one.code) if one.code in FIRST_KINDS else len(FIRST_KINDS),
        )
        first = kinds if every else kinds[: self._shown_kinds]
        choices = [Choice(one.code, partial(_in_language, one.words)) for one in first]
        if len(first) < len(kinds):
            choices.append(Choice(OTHER, lambda: _("Other…")))
        self.kind.set_choices(choices)

    def _fit_kinds(self) -> None:
        """As many kinds as one row holds, so that the form does not grow for it."""
        room = self.kind.width() - _chip_width(_("Other…"))
        named = {one.code: one.words[language()] for one in self._profile.order_kinds}
        widths = [_chip_width(named[code]) for code in FIRST_KINDS if code in named]
        shown = max(1, sum(sum(widths[: at + 1]) <= room for at in range(len(widths))))
        if shown != self._shown_kinds:
            self._shown_kinds = shown
            chosen = self.kind.code()
            self._show_kinds(every=self._every or chosen not in FIRST_KINDS[:shown])
            self.kind.choose(chosen)

    def _show_faults(self) -> None:
        """The leaves of the machine's group, or of all while no machine is known."""
        category = self._category_of_machine()
        groups = [group for group in self._profile.groups if group.code == category] or list(self._profile.groups)
        self.fault.set_choices([
            Choice(
                f"{group.code}/{leaf.code}", partial(_path, group.words, leaf.words), tone="overdue" if leaf.danger else "",
                # Found by the words of either language, whatever the input method is set to.
                letters=" ".join((*group.words.values(), *leaf.words.values())),
            )
            for group in groups for leaf in group.symptoms
        ])

    def _category_of_machine(self) -> str:
        chosen = self.asset.code()
        return self._models.get(self.product.code(), "") if chosen == NEW else self._machines.get(chosen, "")

    def _show_rows(self) -> None:
        danger = self.urgency.code() == "danger"
        for code in NEW_MACHINE:
            self.fields.row(code).set_shown(self.asset.code() == NEW)
        self.fields.row("address").set_shown((self._known and self._places != 1) or self.address.code() == NEW)
        for code in NEW_PLACE:
            self.fields.row(code).set_shown(self.address.code() == NEW)
        self.window_field.setVisible(not danger)
        self.at_once.setVisible(danger)


def asset_of(wish: Wish) -> UUID | None:
    """The machine of the file that a wish names."""
    return UUID(wish.asset) if wish.asset not in ("", NEW, NONE) else None


def address_of(wish: Wish) -> UUID | None:
    """The place of the file that a wish names."""
    return UUID(wish.address) if wish.address not in ("", NEW) else None


def _chip_width(words: str) -> float:
    """A choice of a row with the gap behind it, in its widest face."""
    return paint.width(words, Role.HEADING) + 2 * PAD + GAP + 1


def _in_language(words: Words) -> str:
    return words[language()]


def _path(group: Words, leaf: Words) -> str:
    return formats.begun(f"{group[language()]} › {leaf[language()]}")
