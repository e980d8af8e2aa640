"""What happened to this file or to its server and a person has to know: kept until they have read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from callcentre.domain.errors import Problem
from callcentre.domain.instants import Instant
from callcentre.store.exchange.sql import run


@dataclass(frozen=True, slots=True)
class Notice:
    """One of them; `words.errors.say(problem)` tells it."""

    n: int
    problem: Problem
    at: Instant
    """This desk's clock."""


def notices(session: Session) -> list[Notice]:
    """What nobody has read yet, the latest first."""
    found = run(session, "SELECT n, code, data, at FROM notice ORDER BY n DESC")
    return [Notice(n, Problem(code, **json.loads(data)), at) for n, code, data, at in found]


def dismiss(session: Session, n: int) -> None:
    """Somebody has read it."""
    run(session, "DELETE FROM notice WHERE n=?", n)


def tell(session: Session, code: str, data: Mapping[str, Any], now: Instant) -> None:
    """Something a person has to know."""
    run(session, "INSERT INTO notice(code, data, at) VALUES (?,?,?)", code, dict(data), now)
