"""What an act asks for and the act it comes to, as data: the shape of every table of forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Values = Mapping[str, Any]
Write = Callable[[Any, UUID, Values], object]
"""(unit of work, what the act is on, what was asked) -> what the act answered."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a form asks. `kind` says which field it gets:

    code (one of `among`), reason (the profile's list for the event), profile (a list of the
    profile named by `among`), pick (one of the lists at hand named by `among`), yes_no, window,
    moment, words, line, money, score; a table of forms may have kinds of its own.
    """

    code: str
    name: str
    kind: str
    among: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None
    """The table of words for the codes of `among`."""
    required: bool = False
    default: str = ""
    hint: str = ""
    """What stands in an empty field, marked with N_; only where something is picked from a list."""


@dataclass(frozen=True, slots=True)
class ActForm:
    """One act: its words on a button, key, what it asks, and the act it comes to."""

    kind: str
    title: str
    asks: tuple[Ask, ...]
    write: Write
    key: str = ""
    icon: str = ""
    reasons: str = ""
    """The kind of event whose reasons the profile lists; empty: this one's."""
    held: tuple[str, ...] = ()
    """What is asked of the thing itself: begins with what it says."""
    only_changes: bool = False
    """What is held and was not changed is given to the act as empty."""
    preset: Mapping[str, Any] = field(default_factory=dict)
    """Values that its fields begin with, by the code of what is asked."""
    save: str = ""
    """What the button that saves says, marked with N_; empty: its title."""
