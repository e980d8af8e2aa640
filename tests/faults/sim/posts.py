"""The machines of a history, and what was known to be safe."""

from dataclasses import dataclass, field

from tests.faults.sim.desk import Desk

MINUTE = 60_000_000


class Crash(BaseException):
    """The machine stops, wherever it was."""


class Violated(Exception):
    """An invariant does not hold."""


@dataclass
class Post:
    """One machine with its file and the people who sign in there."""

    desk: Desk
    people: list
    skew: int
    talk: object = None
    request: object = None
    generation: int = 0
    should_hold: set = field(default_factory=set)
    """Changes this file must still have in its outbox, whatever happened."""
    should_tell: set = field(default_factory=set)
    """Changes of others this file had seen when a restore took them from the server."""
    backup: object = None
    program: int = 1


@dataclass
class Snapshot:
    """The server's state at one moment, and what was known then to be safe."""

    at: int
    state: bytes
    applied: dict
    verified: bool = False
