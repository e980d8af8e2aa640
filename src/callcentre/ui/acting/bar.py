"""The acts that are possible now as a row of buttons, and the form of the chosen one in place.

What is half written is kept as a draft: it stands there again when one comes back, also after a crash.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from callcentre.domain.errors import Problem
from callcentre.domain.event import Effect, Event
from callcentre.ui import icons, keys
from callcentre.ui.acting.asking import Asking, Builder
from callcentre.ui.acting.forms import ActForm
from callcentre.ui.acting.panel import ActPanel
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice
from callcentre.ui.flow import Flow
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _, codes

KEPT_EVERY = 1000
"""Milliseconds between two looks at what is being written."""
UNDO_SHOWN = 10
"""Seconds for which the way back is offered."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What may be done with one thing now.

    `possible` names forms; of these, `main` are buttons, what mostly comes next first. `why_not` says why
    another is not possible. `held` is what the thing itself says, for forms that begin with it;
    `lists` what can be picked. `also` are acts without a form.
    """

    subject: UUID
    possible: Sequence[str]
    main: Sequence[str]
    why_not: Callable[[str], str]
    held: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    builders: Mapping[str, Builder] = field(default_factory=dict)
    also: Sequence[Act] = ()
    leading: bool = True
    """Whether the first of `main` is the main act of the page."""


class ActingBar(QWidget):
    """`show_situation(now)` offers what is possible; `begin(kind)` opens an act's form.

    `events` are the words of kinds of event, `fields` the field that an objection to an act is about.
    `written` fires with the stored event after an act was saved; the panel that shows the
    thing is told by the announcer as well, like everyone.
    """

    written = Signal(object)
    begun = Signal(bool)
    """A form was opened (True) or closed."""

    def __init__(
        self,
        ctx: ScreenContext,
        forms: Sequence[ActForm],
        *,
        events: dict[str, str],
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._ctx, self._forms, self._events, self._objected = ctx, forms, events, fields or {}
        self._by_kind = {form.kind: form for form in forms}
        self._subject: UUID | None = None
        self._now: Situation | None = None
        """What may be done with the subject, once it is known."""
        self._wanted = ""
        """What was asked for before it was known what may be done."""
        self._suggested: Mapping[str, Mapping[str, Any]] = {}
        """Kind of act -> what its form begins with, as the talk before it has brought up."""
        self._panel: ActPanel | None = None
        self._offered: tuple[list[str], list[str]] = ([], [])
        self._others: list[ActForm] = []
        self._keys: list[QShortcut] = []
        """Keys of the acts without a button."""
        self._before: QWidget | None = None
        """What had the focus before the form."""
        self._row = QWidget()
        self._flow = Flow(self._row)
        self._problem = Banner(tone="due")
        self._problem.hide()
        self._place = QVBoxLayout()
        self._keeping = QTimer(self)
        self._keeping.setInterval(KEPT_EVERY)
        self._keeping.timeout.connect(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._row)
        column.addWidget(self._problem)
        column.addLayout(self._place)

    def expect(self, subject: UUID) -> None:
        """This will be shown: a key of an act waits for it, and none acts any more on what stood here before."""
        if subject == self._subject:
            return
        self._keep()
        self.close_form()
        self._subject, self._now, self._wanted = subject, None, ""

    def show_situation(self, now: Situation) -> None:
        """Offers what may be done now; a form that is open stays, with what was written in it."""
        self.expect(now.subject)
        other = self._now is None
        self._now = now
        self._offer([*now.possible], self._main())
        if other:
            self._restore(now)
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.begin(wanted)

    def _offer(self, possible: list[str], main: list[str]) -> None:
        """Buttons for the main acts; those that are there already stay, so that no key falls between two rows."""
        if self._offered == (possible, main):
            return
        self._offered = (possible, main)
        stood_here = self._row.isAncestorOf(QApplication.focusWidget() or self)
        self._flow.clear()
        for form in (self._by_kind[kind] for kind in main):
            kind = "primary" if form.kind == main[0] and self._leads() else "secondary"
            begin = partial(self.begin, form.kind)
            self._flow.addWidget(Button(partial(_, form.title), key=form.key, icon=form.icon, kind=kind, run=begin))
        self._others = [self._by_kind[kind] for kind in possible if kind not in main]
        if self._others:
            self._flow.addWidget(Button(lambda: _("More"), key="Alt+Down", icon="more_horizontal", run=self._show_others))
        self._listen()
        self._row.updateGeometry()
        if stood_here:
            self.start()

    def suggest(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """From now on the forms of these kinds begin with these values, each as its field is read."""
        self._suggested = values

    def leads_to(self, *following: QWidget) -> None:
        """The tab key goes from the buttons on to these: Qt puts what is made later behind the whole window."""
        items = [self._flow.itemAt(at) for at in range(self._flow.count())]
        buttons = [widget for item in items if item is not None and (widget := item.widget()) is not None]
        for before, after in pairwise([*buttons, *following]):
            QWidget.setTabOrder(before, after)

    def start(self) -> None:
        """Goes to what mostly comes next."""
        first = self._flow.itemAt(0)
        widget = first.widget() if first is not None else None
        if widget is not None:
            # A button just made is shown in the next turn only, and what is hidden takes no focus.
            widget.show()
            widget.setFocus()

    def begin(self, kind: str) -> None:
        """Opens the form of an act, or does it at once where it asks nothing; what is not possible is said."""
        now, form = self._now, self._by_kind[kind]
        if now is None:
            self._wanted = kind
            return
        if kind not in now.possible:
            self._problem.show_text(_("{act} is not possible now").format(act=_(form.title)), now.why_not(kind))
            return
        self.begin_form(form)

    def begin_form(self, form: ActForm) -> None:
        """Opens a form, whatever was open before."""
        now = self._now
        if now is None:
            return
        self.close_form()
        if form.asks:
            self._open(form, now).start()
        else:
            self._write(form, now, {})

    def close_form(self) -> None:
        """Puts the open form away, unsaved; its draft stays."""
        self._problem.hide()
        panel, self._panel = self._panel, None
        if panel is None:
            return
        self._keeping.stop()
        stood_here = panel.isAncestorOf(QApplication.focusWidget() or self)
        self._place.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self._row.show()
        if stood_here:
            self._give_back()
        self.begun.emit(False)

    @property
    def form_open(self) -> bool:
        """Whether something is being asked."""
        return self._panel is not None

    def acts(self) -> Sequence[Act]:
        """For the palette: what is possible, and why the rest is not."""
        now = self._now
        if now is None:
            return []
        offered = [
            Act(_(form.title), partial(self.begin, form.kind), form.key, form.icon,
                "" if form.kind in now.possible else now.why_not(form.kind))
            for form in self._forms
        ]
        return [*offered, *now.also]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form_open:
            self.discard()
        else:
            super().keyPressEvent(event)

    def discard(self) -> None:
        """Puts the open form away with what was written, which can be brought back for a while."""
        panel, now = self._panel, self._now
        self.close_form()
        if panel is None or now is None:
            return
        self._ctx.drafts.drop(_key(now.subject))
        if panel.is_written():
            form, kept = panel.form, panel.written()
            self._ctx.shell.toast(
                _("{act}: not saved").format(act=_(form.title)), partial(self._reopen, now.subject, form, kept),
                seconds=UNDO_SHOWN,
            )

    def way_back(self, subject: UUID, event: Event) -> Callable[[], None] | None:
        """What takes a stored event back; None where the rules have no way back."""
        return None

    def failed(self, problem: Exception) -> None:
        """Says why nothing was saved: at the field it is about, else above the form."""
        if self._panel is None or not isinstance(problem, Problem) or not self._panel.show_problem(problem, self._objected):
            self._problem.show_problem(_("Not saved"), problem)

    def say(self, what: str, why: str) -> None:
        """Says something about the acts in place."""
        self._problem.show_text(what, why)

    def _open(self, form: ActForm, now: Situation) -> ActPanel:
        self._before = QApplication.focusWidget()
        preset = {**form.preset, **{code: now.held[code] for code in form.held}, **self._suggested.get(form.kind, {})}
        about = Asking(form, self._ctx, now.lists)
        panel = ActPanel(about, now.builders, preset, save=self._save, close=self.discard)
        self._panel = panel
        self._place.addWidget(panel)
        self._row.hide()
        self._keeping.start()
        self.begun.emit(True)
        return panel

    def _save(self) -> None:
        panel, now = self._panel, self._now
        values = panel.values() if panel is not None else None
        if panel is None or now is None or values is None:
            return
        if panel.form.only_changes:
            values |= {code: "" for code in panel.form.held if values[code] == now.held[code]}
        self._write(panel.form, now, values)

    def _write(self, form: ActForm, now: Situation, values: Mapping[str, Any]) -> None:
        subject = now.subject
        self._ctx.runner.write(
            lambda unit: form.write(unit, subject, values),
            done=lambda result: self._saved(form, subject, result),
            failed=self.failed, owner=self,
        )

    def _saved(self, form: ActForm, subject: UUID, result: object) -> None:
        self._ctx.drafts.drop(_key(subject))
        self.close_form()
        if isinstance(result, Event):
            if result.effect is Effect.SET_ASIDE:
                self.say(
                    _("{event} was kept, but set aside").format(event=codes.shown(self._events, result.kind)),
                    _("It was not possible where the case stands. It changes nothing until somebody looks at it."),
                )
            else:
                back = self.way_back(subject, result)
                self._ctx.shell.toast(_("{event}: saved").format(event=_(form.title)), back, seconds=UNDO_SHOWN)
        self.written.emit(result)

    def _keep(self) -> None:
        panel, now = self._panel, self._now
        if panel is None or now is None or panel.form is not self._by_kind.get(panel.form.kind):
            return
        if panel.is_written():
            self._ctx.drafts.put(_key(now.subject), {"kind": panel.form.kind, "values": panel.written()})

    def _restore(self, now: Situation) -> None:
        """Half-written words stand there again; the focus stays where it is."""
        draft = self._ctx.drafts.get(_key(now.subject))
        form = self._by_kind.get(str(draft["kind"])) if draft is not None else None
        if draft is not None and form is not None:
            self._open(form, now).put(draft["values"])

    def _reopen(self, subject: UUID, form: ActForm, kept: Mapping[str, Any]) -> None:
        now = self._now
        if now is not None and now.subject == subject and self._panel is None:
            panel = self._open(form, now)
            panel.put(kept)
            panel.start()

    def _listen(self) -> None:
        """The acts without a button have their keys as well, while the row is in sight; one not possible says why."""
        for key in self._keys:
            # Until it is gone it would share its key with the one that follows, and neither would act.
            key.setEnabled(False)
            key.deleteLater()
        shown = self._main()
        self._keys = [
            QShortcut(QKeySequence(keys.of(form.key)), self._row, partial(self.begin, form.kind))
            for form in self._forms if form.key and form.kind not in shown
        ]

    def _leads(self) -> bool:
        return self._now is not None and self._now.leading

    def _main(self) -> list[str]:
        now = self._now
        return [kind for kind in dict.fromkeys(now.main) if kind in now.possible] if now is not None else []

    def _give_back(self) -> None:
        """The focus returns to where it was; else it would wander off to the strip of calls."""
        before = self._before
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.start()

    def _show_others(self) -> None:
        menu = QMenu(self)
        for form in self._others:
            words = _(form.title).replace("&", "&&")
            shown = menu.addAction(icons.icon(form.icon or "circle"), f"{words}\t{form.key}" if form.key else words)
            shown.triggered.connect(partial(self.begin, form.kind))
        also = [act for act in self._now.also if not act.why_not] if self._now else []
        if also:
            menu.addSeparator()
        for act in also:
            menu.addAction(icons.icon(act.icon or "circle"), act.title).triggered.connect(act.run)
        menu.popup(self._row.mapToGlobal(self._row.rect().bottomLeft()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _key(subject: UUID) -> str:
    return f"act:{subject}"
