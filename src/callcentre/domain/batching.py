"""Which commands of an outbox may be sent next: whole, in order, and not before what they build on."""

from collections.abc import Container, Iterable
from typing import NamedTuple

MOST_CHANGES = 200
MOST_BYTES = 256 * 1024


class Queued(NamedTuple):
    """A command that could be sent over the login at hand, as far as the person is concerned."""

    cmd: str
    needs: tuple[str, ...]
    changes: int
    bytes: int
    """Its size on the line."""


def batched(queued: Iterable[Queued], *, unconfirmed: Container[str], most: int) -> list[str]:
    """The next commands to send, in the order of the outbox; one that is too large for a batch goes alone.

    `unconfirmed` are the commands of the file that the server has neither applied nor put
    into a conflict and that no person has dropped: what needs one of these can go with
    it in one batch, behind it, and else stays until it is settled. So one command that is
    parked holds up its own chain and nothing else.
    """
    taken: dict[str, None] = {}
    changes = size = 0
    for command in queued:
        if any(need in unconfirmed and need not in taken for need in command.needs):
            continue
        changes += command.changes
        size += command.bytes
        if taken and (changes > MOST_CHANGES or size > MOST_BYTES):
            break
        taken[command.cmd] = None
        if len(taken) == most:
            break
    return list(taken)
