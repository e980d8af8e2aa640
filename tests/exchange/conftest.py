"""A desk of its own for each test of this folder, and a quick way to bring texts in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.factories.desks import ZONE, a_desk

from callcentre.app import Desk
from callcentre.exchange.exporting import export_file
from callcentre.exchange.importing import Imported, Wish, import_file
from callcentre.exchange.outgoing import Out

Brings = Callable[..., Imported]
Sends = Callable[..., str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = a_desk(tmp_path / "folder")
    yield opened
    opened.close()


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Brings:
    """Imports a text (or bytes) as a file of a kind."""

    def brought(kind: str, text: str | bytes, name: str = "", **wish: object) -> Imported:
        file = tmp_path / (name or f"{kind}.csv")
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(desk.write, Wish(kind, file, **wish))  # type: ignore[arg-type]

    return brought


@pytest.fixture
def send(desk: Desk, tmp_path: Path) -> Sends:
    """Exports a kind and answers the text of the file."""

    def sent(kind: str, form: str = "csv", of: Desk = desk) -> str:
        return exported(of, kind, tmp_path / f"out.{form}", form).read_text(encoding="utf-8")

    return sent


def exported(desk: Desk, kind: str, target: Path, form: str = "csv") -> Path:
    """The file of an export."""
    desk.read(lambda session: export_file(Out(session, ZONE), kind, target, form, lambda done, in_all: None))
    return target


def says(done: Imported) -> list[tuple[int, str, str]]:
    """(line, field, code) of every refused row."""
    return [(flaw.line, flaw.field, flaw.problem.code) for flaw in done.flaws]
