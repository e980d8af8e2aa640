"""Workstations as data folders, and what is done at them: acts, and the commands connect and sync."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from callcentre.app import Settings, open_desk
from callcentre.cli import main
from callcentre.store.tables import Base
from callcentre.store.unit import Unit

LOCAL_TO_A_DESK = frozenset({"desk"})


class Workplace:
    """A data folder that is joined to a server by one login with the password "secret"."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.key = folder, folder.parent / "key"
        assert self.command("connect", "--url", url, "--yes") == 0

    def command(self, *arguments: str) -> int:
        """One command at this folder."""
        reading, writing = os.pipe()
        os.write(writing, b"secret\n")
        os.close(writing)
        return main(["--lang", "en", "--data", str(self.folder), "--key-file", str(self.key), "--password-fd", str(reading), *arguments])

    def act(self, *acts: Callable[[Unit], Any]) -> list[Any]:
        """Acts of the person at this desk; answers their results."""
        desk = open_desk(Settings(data=self.folder, key_file=self.key), environ={})
        try:
            return [desk.write(act).result for act in acts]
        finally:
            desk.close()

    @contextmanager
    def at_work(self) -> Iterator["AtWork"]:
        """A person who notes customers all the time, at a window of this folder in a process of its own; killed at the end."""
        command = [sys.executable, "-m", "tests.sync.line.worker", str(self.folder), str(self.key), "secret"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield AtWork(process)
            finally:
                process.kill()

    def rows(self) -> dict[str, list[Any]]:
        """Everything shared, by table and key, without what each desk calls itself."""
        tables = {
            table.name: ", ".join(f'"{column.name}"' for column in table.columns if column.name not in LOCAL_TO_A_DESK)
            for table in Base.metadata.sorted_tables
        }
        return {name: self.sql(f"SELECT {columns} FROM {name} ORDER BY 1") for name, columns in tables.items()}

    def sql(self, statement: str) -> list[Any]:
        """Rows of the file as they are stored."""
        desk = open_desk(Settings(data=self.folder, key_file=self.key), environ={})
        try:
            return desk.read(lambda session: [tuple(row) for row in session.execute(text(statement))])
        finally:
            desk.close()


class AtWork:
    """Somebody who works in another process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def saved(self, customers: int) -> list[str]:
        """Waits until so many more customers are saved in the file; their ids."""
        assert self._process.stdout is not None
        return [self._process.stdout.readline().strip() for _ in range(customers)]


def settle(*places: Workplace) -> None:
    """Everybody exchanges until nobody has anything to say or to hear."""
    for place in (*places, *places):
        assert place.command("sync", "--once") == 0


def assert_equal(first: Workplace, second: Workplace) -> None:
    """The same rows at both."""
    mine, theirs = first.rows(), second.rows()
    assert {name: set(mine[name]) ^ set(theirs[name]) for name in mine if mine[name] != theirs[name]} == {}
