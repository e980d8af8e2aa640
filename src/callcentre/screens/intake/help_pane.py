"""At the right: what to try first, and who could go, with reasons for and against."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.screens.intake import rows
from callcentre.screens.intake.reading import Advice, Help
from callcentre.store.suggestions import OutletSuggestion
from callcentre.ui.buttons import Button
from callcentre.ui.cards import Card, Line
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, ground, label, line
from callcentre.ui.lists import CardList
from callcentre.ui.order.telling import none_proposed
from callcentre.ui.scrolled import Scrolled
from callcentre.words import _

LINE = 28
"""Letters of an article that its line in the list shows for certain."""
FIRST = 5
"""Outlets shown; more on demand of the keys up to nine."""


class HelpPane(QWidget):
    """`show_help`, `show_reading`; `outlet_chosen(id or None)`; `map_wanted`. An article is read in place."""

    outlet_chosen = Signal(object)
    map_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._help = Help((), (), {})
        self._danger = self._lacking = False
        self.articles_head = Heading(lambda: _("Try first"))
        self.articles: CardList[Advice] = CardList(lambda: _("Try first"), self._article, whole=True)
        self.no_articles = label(lambda: _("Nothing is written about it yet."), Role.CELL, ink="2", wrap=True)
        self.body = label("", Role.BODY, wrap=True)
        self.body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.hide()
        self._edge = line()
        self.outlets_head = Heading(lambda: _("Suggested outlets"))
        self.outlets: CardList[OutletSuggestion] = CardList(
            lambda: _("Suggested outlets"), self._outlet, lines=2, whole=True
        )
        self.no_outlets = label(lambda: _("No outlet serves this kind of product."), Role.CELL, ink="2", wrap=True)
        self.none_proposed = label(lambda: none_proposed(self._help.placed), Role.CELL, ink="2", wrap=True)
        self.nobody = Button(
            lambda: _("No outlet yet, save only"), key="Ctrl+0", kind="quiet", icon="prohibited",
            run=lambda: self._choose(None),
        )
        self.map = Button(
            lambda: _("Save, choose on the map"), key="Ctrl+M", kind="quiet", icon="map", run=self.map_wanted.emit
        )
        self._lay_out()
        self.outlets.picked.connect(lambda one: self.outlet_chosen.emit(one.outlet_id))
        self.articles.picked.connect(self._read)
        self.articles.clicked.connect(lambda _index: self._read(self.articles.current()))
        for number in range(1, 10):
            key = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            key.activated.connect(lambda number=number: self._choose(number))

    def show_help(
        self, helped: Help, chosen: UUID | None, *, danger: bool, permille: int, needed: bool = True
    ) -> None:
        """Articles and outlets; `permille` is how often advice alone solves it; `needed`: somebody has to go out."""
        self._help, self._danger = helped, danger
        self._lacking = needed and bool(helped.outlets) and helped.proposed is None
        self.none_proposed.setText(none_proposed(helped.placed))
        self.articles.set_rows(helped.articles, keep=lambda one: one.article.article_id)
        self.articles.setVisible(bool(helped.articles) and not danger)
        self._read(self.articles.current() if not danger else None)
        self.no_articles.setVisible(not helped.articles and not danger)
        for part in (self.articles_head, self._edge):
            part.setVisible(not danger)
        self.articles_head.note(
            _("advice solves {n} % of such calls").format(n=permille // 10) if permille else ""
        )
        self.outlets.set_rows(helped.outlets[:FIRST], keep=lambda one: one.outlet_id)
        self.outlets.setVisible(bool(helped.outlets))
        self.no_outlets.setVisible(not helped.outlets)
        more = len(helped.outlets) - FIRST
        self.outlets_head.note(_("{n} more").format(n=more) if more > 0 else "")
        self.show_chosen(chosen)

    def show_reading(self) -> None:
        """What was there is for somebody else; what will be is on its way."""
        self.show_help(Help((), (), {}), None, danger=False, permille=0)
        for widget in (self.no_articles, self.no_outlets):
            widget.hide()

    def show_chosen(self, chosen: UUID | None) -> None:
        """Stands on the outlet that will get the order, on none where it is only saved."""
        ids = [one.outlet_id for one in self._help.outlets]
        self.outlets.go_to(ids.index(chosen) if chosen in ids else -1, silent=True)
        self.none_proposed.setVisible(self._lacking and chosen is None)

    def _read(self, one: Advice | None) -> None:
        text = one.body.strip() if one is not None else ""
        # One short line stands in the list as it is.
        whole = text if "\n" in text or len(text) > LINE else ""
        self.body.setText(whole)
        self.body.setVisible(bool(whole))

    def _choose(self, number: int | None) -> None:
        if number is None:
            self.outlets.go_to(-1, silent=True)
            self.outlet_chosen.emit(None)
        elif number <= len(self._help.outlets):
            self.outlet_chosen.emit(self._help.outlets[number - 1].outlet_id)

    def _article(self, one: Advice) -> Card:
        first = one.body.strip().splitlines()[0] if one.body.strip() else ""
        at = self._help.articles.index(one) + 1 if one in self._help.articles else 0
        return Card(f"{at}  {one.article.title}", lines=(Line(first),))

    def _outlet(self, one: OutletSuggestion) -> Card:
        numbers: Sequence[UUID] = [each.outlet_id for each in self._help.outlets]
        return rows.outlet_card(self._help, self._danger, numbers)(one)

    def _lay_out(self) -> None:
        inside = ground("window")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(8)
        for widget, listed in (
            (self.articles_head, False), (self.no_articles, False), (self.articles, True), (self.body, False), (self._edge, False),
            (self.outlets_head, False), (self.no_outlets, False), (self.none_proposed, False), (self.outlets, True), (self.nobody, False), (self.map, False),
        ):
            if listed:
                column.addWidget(widget)
                continue
            inset = QHBoxLayout()
            inset.setContentsMargins(16 if not isinstance(widget, Button) else 4, 0, 16, 0)
            inset.addWidget(widget, 1 if not isinstance(widget, Button) else 0)
            if isinstance(widget, Button):
                inset.addStretch(1)
            column.addLayout(inset)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(inside))

