"""A workstation as a process of its own: notes customers all the time, and its line sends them.

python -m tests.sync.line.worker FILE URL PASSWORD PERSON. Prints the id of each customer once it is in the file.
"""

import sys
import time
from pathlib import Path
from uuid import UUID

from tests.sync.line.file import DeskFile

from callcentre.adapters.clock import SystemClock
from callcentre.sync.address import address_of
from callcentre.sync.line import Line


def main(path: str, url: str, password: str, person: str) -> None:
    """Until somebody kills it."""
    file = DeskFile(Path(path))
    line = Line(
        address_of(url), password, UUID(person), lambda: DeskFile(Path(path)), now=SystemClock().now,
        announce=lambda changes: None, chance=lambda: 0.02,
    )  # fmt: skip
    line.start()
    while True:
        sys.stdout.write(f"{file.act(UUID(person))}\n")
        sys.stdout.flush()
        line.saved()
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
