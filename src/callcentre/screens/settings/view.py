"""The settings panel: sections at the left, the chosen one beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.settings.files import FilesSection
from callcentre.screens.settings.keyboard import KeysSection
from callcentre.screens.settings.look import LookSection
from callcentre.screens.settings.parts import Section
from callcentre.screens.settings.people import PeopleSection
from callcentre.screens.settings.rules import RulesSection
from callcentre.screens.settings.server import POSES, ServerSection
from callcentre.ui.cards import Card
from callcentre.ui.fonts import Role
from callcentre.ui.labels import ground, label, line
from callcentre.ui.lists import CardList
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import N_, _


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its code, its title marked with N_, its icon, what builds it."""

    code: str
    title: str
    icon: str
    build: Callable[[ScreenContext], Section]


PARTS: tuple[Part, ...] = (
    Part("look", N_("Look"), "eye", LookSection),
    Part("keys", N_("Keys"), "keyboard", KeysSection),
    Part("rules", N_("Rules and calendar"), "calendar_clock", RulesSection),
    Part("people", N_("Persons"), "people", PeopleSection),
    Part("sync", N_("Server"), "arrow_sync", ServerSection),
    Part("files", N_("Data and backup"), "shield_checkmark", FilesSection),
)
WIDTH = 216


class SettingsPanel(QWidget):
    """Intents: settings.open with `part`. `sections` by code, those that were shown."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.sections: dict[str, Section] = {}
        self.stack = QStackedWidget()
        self.parts: CardList[Part] = CardList(
            lambda: _("Settings"), lambda part: Card(_(part.title), icon=part.icon), lines=0)
        self._lay_out()
        self.parts.set_rows(list(PARTS))
        self.parts.picked.connect(lambda part: self.go_to(part.code))
        self.parts.opened.connect(lambda part: self.sections[part.code].start())
        self.setFocusProxy(self.parts)
        self.go_to("look")

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """Shows a section: settings.open with `part`, or settings.sync for that of the exchange."""
        self.go_to(str(data.get("part", "sync" if intent == "settings.sync" else "look")))

    def acts(self) -> Sequence[Act]:
        """The sections, for the palette."""
        return [Act(_("Settings: {part}").format(part=_(part.title)), partial(self.go_to, part.code)) for part in PARTS]

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: each section, and what it looks like at work."""
        found: dict[str, Callable[[], object]] = {}
        for part in PARTS:
            found[part.code] = partial(self.go_to, part.code)
            if part.code == "sync":
                found |= {f"sync-{name}": partial(self._pose, name) for name in POSES}
        return found

    def _pose(self, name: str) -> None:
        self.go_to("sync")
        section = self.sections["sync"]
        assert isinstance(section, ServerSection)
        section.poses()[name]()

    def go_to(self, code: str) -> None:
        """Shows a section, built when first asked for; one unknown changes nothing."""
        number = next((number for number, part in enumerate(PARTS) if part.code == code), -1)
        if number < 0:
            return
        if code not in self.sections:
            self.sections[code] = PARTS[number].build(self._ctx)
            self.stack.addWidget(self.sections[code])
        self.stack.setCurrentWidget(self.sections[code])
        if self.parts.current() is not PARTS[number]:
            self.parts.go_to(number, silent=True)
        self.sections[code].seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        current = self.stack.currentWidget()
        if isinstance(current, Section):
            current.seen()

    def _lay_out(self) -> None:
        left = ground("window")
        left.setFixedWidth(WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(12)
        title = label(lambda: _("Settings"), Role.NAME)
        title.setContentsMargins(16, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(self.parts, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addWidget(line("down"))
        whole.addWidget(self.stack, 1)
