"""What a panel is to the window, and what the window is to a panel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.runtime.announce import Announcer
from callcentre.runtime.drafts import Drafts
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.runner import Runner


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at this desk: the actor of every act made in the window."""

    id: UUID
    name: str
    roles: frozenset[str]
    outlet: UUID | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """One call (or order) held open in the strip at the top.

    `state` picks icon and colour: line, held, draft, order, complaint, callback, danger. `note` is the short text
    behind the title (a timer, "draft"). Choosing the tab navigates to `intent` with `data`;
    closing it to `closing` with the same data, and the panel drops the tab itself.
    """

    key: str
    title: str
    state: str
    note: str
    intent: str
    data: Mapping[str, object] = field(default_factory=dict)
    closing: str = ""


class Shell(Protocol):
    """What a panel may ask of the window around it."""

    def navigate(self, intent: str, **data: object) -> None:
        """Shows the panel named before the dot and hands it the intent: navigate("orders.open", order=id)."""

    def toast(self, text: str, undo: Callable[[], None] | None = None, seconds: int = 8) -> None:
        """Says what was done, with a way back by Ctrl+Z for `seconds`; never takes the focus."""

    def saved(self, text: str) -> None:
        """What was saved when, in the status bar."""

    def counts(self, *, due: int, overdue: int, waiting: int) -> None:
        """The queues of the status bar: callbacks due, overdue cases, waiting for me."""

    def badge(self, screen: str, count: int, tone: str = "due") -> None:
        """A count on a rail item; `tone` is due or overdue; 0 takes it away."""

    def put_tab(self, tab: Tab, current: bool = False) -> None:
        """Adds the tab or renews the one with the same key; `current` chooses it without navigating."""

    def drop_tab(self, key: str) -> None:
        """Takes a tab away; an unknown key is no error."""

    def leave_tab(self, panel: str) -> None:
        """What this panel shows now belongs to none of its tabs, such as a list."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person may do here, as the palette and the page of keys name it.

    `title` is in the language in use; `key` as printed ("F8", "Alt+R"); `why_not` says in words why it is
    not possible now, empty where it is.
    """

    title: str
    run: Callable[[], object]
    key: str = ""
    icon: str = ""
    why_not: str = ""


@runtime_checkable
class OffersActs(Protocol):
    """A panel's widget with acts beyond the buttons that are seen.

    Every visible `ui.buttons.Button` of the panel is offered by itself; this adds those without a
    button, and those not possible now with their reason. Asked each time the palette opens.
    """

    def acts(self) -> Sequence[Act]: ...


@runtime_checkable
class TakesIntents(Protocol):
    """A panel's widget that acts on an intent navigated to."""

    def take(self, intent: str, data: Mapping[str, object]) -> None: ...


@runtime_checkable
class Poses(Protocol):
    """A panel's widget that can show itself at work, for pictures: the states worth a picture by their names.

    They are taken one after the other, in this order. What one writes is gone with the copy of the desk it is shown on.
    """

    def poses(self) -> Mapping[str, Callable[[], object]]: ...


@dataclass(frozen=True, slots=True)
class ScreenContext:
    """What the composition root hands to every panel.

    A unit handed to `runner.write` is the desk's own: `done` gets what the act answered, and its changes
    are announced. `runner.read` hands a reading session. `now` is the desk's clock.
    """

    runner: Runner
    announcer: Announcer
    drafts: Drafts
    remembered: Remembered
    now: Callable[[], Instant]
    person: SignedIn
    profile: Profile
    zone: ZoneInfo
    shell: Shell
    services: Mapping[str, object] = field(default_factory=dict)

    def navigate(self, intent: str, **data: object) -> None:
        """Goes to another panel, which is never imported: navigate("orders.open", order=id)."""
        self.shell.navigate(intent, **data)


@dataclass(frozen=True, slots=True)
class Screen:
    """One panel: `title` is marked with N_, `icon` a name of `resources/icons`, `roles` who sees it (empty: all).

    `foot` puts it at the bottom of the rail. `build` is called once, when first shown. `begin` is called once
    when the desk is open; what it answers is kept while the window lives, whether or not the panel is seen.
    """

    id: str
    title: str
    order: int
    icon: str
    build: Callable[[ScreenContext], QWidget]
    roles: frozenset[str] = frozenset()
    shortcut: str = ""
    foot: bool = False
    begin: Callable[[ScreenContext], object] | None = None
    starts: frozenset[str] = frozenset()
    """Whose day begins on this panel where it is their first; empty: everybody's."""

    def seen_by(self, person: SignedIn) -> bool:
        """Whether this person's roles open the panel."""
        return not self.roles or bool(self.roles & person.roles)

    def begins_day_of(self, person: SignedIn) -> bool:
        """Whether the window may open on this panel for the first time."""
        return not self.foot and (not self.starts or bool(self.starts & person.roles))


class AloneShell:
    """A panel without a window around it, as in pictures: asks nothing, keeps what was asked."""

    def __init__(self) -> None:
        self.navigated: list[tuple[str, Mapping[str, object]]] = []
        self.toasts: list[tuple[str, Callable[[], None] | None]] = []
        self.tabs: dict[str, Tab] = {}
        self.badges: dict[str, tuple[int, str]] = {}
        self.saved_text = ""

    def navigate(self, intent: str, **data: object) -> None:
        self.navigated.append((intent, data))

    def toast(self, text: str, undo: Callable[[], None] | None = None, seconds: int = 8) -> None:
        self.toasts.append((text, undo))

    def saved(self, text: str) -> None:
        self.saved_text = text

    def counts(self, *, due: int, overdue: int, waiting: int) -> None:
        pass

    def badge(self, screen: str, count: int, tone: str = "due") -> None:
        self.badges[screen] = (count, tone)

    def put_tab(self, tab: Tab, current: bool = False) -> None:
        self.tabs[tab.key] = tab

    def drop_tab(self, key: str) -> None:
        self.tabs.pop(key, None)

    def leave_tab(self, panel: str) -> None:
        pass
