"""Who is not in the file yet, or what changes about who is: the same fields for both."""

from collections.abc import Sequence
from functools import cache, partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcentre.domain.errors import Problem
from callcentre.profiles.gazetteer import gazetteer
from callcentre.screens.intake.hours import PRESETS
from callcentre.screens.intake.rows import Hit, hit_card
from callcentre.screens.intake.talk import Person
from callcentre.store.duplicates import Duplicate
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choice_field import ChoiceField, words_of
from callcentre.ui.choices import Choice
from callcentre.ui.fields import SearchField, TextField, WordsField
from callcentre.ui.fonts import Role
from callcentre.ui.form import Form
from callcentre.ui.labels import ground, label, line
from callcentre.ui.letters import fits, nearness
from callcentre.ui.lists import CardList
from callcentre.ui.scrolled import Scrolled
from callcentre.words import N_, _

REASONS = {"same_phone": N_("same phone"), "same_name_and_place": N_("same name and place")}
FOUND_SHOWN = 3


@cache
def districts() -> tuple[Choice, ...]:
    """Every district, with the city it is in; a city without districts for itself."""
    known = gazetteer()
    found = []
    for division in known.by_code.values():
        if known.below.get(division.code):
            continue
        found.append(Choice(division.code, "".join(each.name for each in known.chain(division.code))))
    return tuple(found)


def learn_letters(_session: object) -> None:
    """Finds the letters of every district once, away from the window's thread: later ones are at hand."""
    for choice in districts():
        fits("\0", words_of(choice), choice.note, choice.letters)
        nearness("\0", words_of(choice))


class PersonForm(QWidget):
    """The rows of a person; `changed` fires at each change a hand made. `put` and `written` hold a `Person`."""

    changed = Signal()

    def __init__(self, *, contacts: bool) -> None:
        super().__init__()
        self._silent = False
        self.fields = Form()
        self.name = TextField(lambda: _("Name"))
        self.phone = TextField(lambda: _("Phone"))
        self.backup = TextField(lambda: _("Other phone"))
        self.district = ChoiceField(
            lambda: _("District"), hint=lambda: _("part or first letters"), moves_on=True
        )
        self.line = TextField(lambda: _("Street, house, room"))
        self.needs = TextField(lambda: _("Special needs"), hint=lambda: _("hard of hearing, …"))
        self.hours = ChoiceField(
            lambda: _("Reachable"), [Choice(code, partial(_, words)) for code, (words, _rows) in PRESETS.items()],
            moves_on=True,
        )
        self.notes = WordsField(lambda: _("Notes"), lines=2)
        self.fields.add("name", lambda: _("Name"), self.name)
        if contacts:
            self.fields.add("phone", lambda: _("Phone"), self.phone)
            self.fields.add("backup", lambda: _("Other phone"), self.backup)
            self.fields.add("district", lambda: _("District"), self.district)
            self.fields.add("line", lambda: _("Address"), self.line)
            self.district.set_choices(districts())
        for code, name, field in (
            ("needs", lambda: _("Needs"), self.needs), ("agreed_hours", lambda: _("Reachable"), self.hours),
            ("notes", lambda: _("Notes"), self.notes),
        ):
            self.fields.add(code, name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fields)
        for field in (self.name, self.phone, self.backup, self.line, self.needs, self.notes):
            field.textChanged.connect(self._changed)
        for choice in (self.district, self.hours):
            choice.chosen.connect(self._changed)

    def put(self, person: Person) -> None:
        """Shows a person without telling."""
        self._silent = True
        for name in ("name", "phone", "backup", "line", "needs"):
            field: TextField = getattr(self, name)
            field.setText(getattr(person, name))
        self.district.choose(person.district)
        self.hours.choose(person.hours)
        self.notes.setPlainText(person.notes)
        self.fields.clear_wrongs()
        self._silent = False

    def written(self) -> Person:
        """What stands in the fields."""
        return Person(
            name=self.name.text(), phone=self.phone.text(), backup=self.backup.text(), district=self.district.code(),
            line=self.line.text(), needs=self.needs.text(), hours=self.hours.code(), notes=self.notes.words(),
        )

    def check(self) -> None:
        """What is typed and fits one choice is chosen. Raises BadValue for other words, naming the field."""
        for name, field in (("district", self.district), ("agreed_hours", self.hours)):
            field.settle()
            field.meant(name)

    def start(self) -> None:
        """Goes to the first field that is empty."""
        fields = [self.name, self.phone, self.district, self.line]
        next((field for field in fields if not field.text()), self.needs).setFocus()

    def show_problem(self, problem: Problem) -> bool:
        """Puts a problem to its field; False where it is about none of them."""
        return self.fields.show_problem(problem)

    def _changed(self, *_given: object) -> None:
        if not self._silent:
            self.changed.emit()


class StrangerPane(QWidget):
    """Somebody who is not known by this number: known under another one, or new."""

    asked = Signal(str)
    taken = Signal(object)
    """A customer's id."""
    saved = Signal()
    """Add the customer now, before any order."""

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField(
            lambda: _("Known under another number?"), hint=lambda: _("Known? Name, order, serial")
        )
        self.results: CardList[Hit] = CardList(lambda: _("Found"), hit_card, indent=True, whole=True)
        self.results.hide()
        self.doubles = Banner(tone="due", icon="person")
        self.doubles.hide()
        self.form = PersonForm(contacts=True)
        self.save = Button(lambda: _("Add the customer only"), key="Alt+U", icon="add", run=self.saved.emit)
        self._lay_out()
        self.search.asked.connect(self.asked)
        self.search.left_down.connect(self._down)
        self.search.entered.connect(self._take_first)
        self.results.opened.connect(lambda hit: self.taken.emit(hit.found))
        self.results.clicked.connect(lambda _index: self._take_current())

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Who else it may be."""
        self.results.set_rows(list(hits)[:FOUND_SHOWN], keep=lambda hit: hit.found.id)
        self.results.setVisible(bool(hits))

    def show_doubles(self, doubles: Sequence[Duplicate]) -> None:
        """Customers who may be the same person."""
        self.doubles.set_acts([
            Button(f"{one.name} {one.no}", run=partial(self.taken.emit, one.customer_id)) for one in doubles[:FOUND_SHOWN]
        ])
        reasons = sorted({reason for one in doubles for reason in one.reasons})
        self.doubles.show_text(
            _("May be in the file already") if doubles else "", ", ".join(_(REASONS[reason]) for reason in reasons)
        )

    def _down(self) -> None:
        if self.results.isVisible():
            self.results.setFocus()
            self.results.go_to(0)

    def _take_first(self) -> None:
        rows = self.results.rows_model.rows()
        if rows:
            self.taken.emit(rows[0].found)

    def _take_current(self) -> None:
        hit = self.results.current()
        if hit is not None:
            self.taken.emit(hit.found)

    def _lay_out(self) -> None:
        inside = ground("window")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(label(lambda: _("New customer"), Role.NAME))
        for widget in (self.search, self.results, line(), self.doubles, self.form):
            column.addWidget(widget)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(inside))


class EditPane(QWidget):
    """What changes about a known customer: words about them, another number, another place."""

    saved = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = PersonForm(contacts=True)
        self.problem = Banner(tone="due")
        self.problem.hide()
        self.save = Button(lambda: _("Save the card"), key="Ctrl+S", run=self.saved.emit)
        self.cancel = Button(lambda: _("Back"), key="Esc", run=self.closed.emit)
        self.hint = label(
            lambda: _("A number or place written here is added to the card; those it has stay."), Role.CELL, ink="2",
            wrap=True,
        )
        inside = ground("window")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(label(lambda: _("Change the card"), Role.NAME))
        for widget in (self.form, self.hint, self.problem, self.save, self.cancel):
            column.addWidget(widget)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(inside)
