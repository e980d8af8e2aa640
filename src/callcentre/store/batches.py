"""Reading many rows by key, a few hundred at a time: SQLite bounds the variables of a statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam

Thing = TypeVar("Thing")
BATCH = 400


def in_batches(things: Iterable[Thing], size: int = BATCH) -> Iterator[list[Thing]]:
    """The things in lists of at most `size`, in order."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def among(name: str) -> BindParameter[Any]:
    """A list given under `name` when a statement runs, so that the statement is made once."""
    return bindparam(name, expanding=True)
