"""A workstation as a process of its own: a data folder, a person who notes customers all the time, and the line.

python -m tests.sync.line.worker FOLDER KEY_FILE PASSWORD. Prints the id of each customer once it is in the file.
"""

import sys
import time
from pathlib import Path

from callcentre.acts import customers
from callcentre.adapters.folders import machine_of
from callcentre.app import Settings, open_desk
from callcentre.store.exchange_file import ExchangeFile, peer_of
from callcentre.sync.address import address_of
from callcentre.sync.line import Line


def main(folder: str, key: str, password: str) -> None:
    """Until somebody kills it."""
    desk = open_desk(Settings(data=Path(folder), key_file=Path(key)), environ={})
    url, _login, person = desk.read(peer_of)
    line = Line(
        address_of(url), password, person, lambda: ExchangeFile(desk.store, desk.clock, machine_of(desk.folder)),
        now=desk.clock.now, announce=lambda changes: None, chance=lambda: 0.02,
    )  # fmt: skip
    line.start()
    while True:
        done = desk.write(lambda unit: customers.create(unit, name="王芳"))
        sys.stdout.write(f"{done.result}\n")
        sys.stdout.flush()
        line.saved()
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
