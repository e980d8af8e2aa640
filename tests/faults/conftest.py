"""A command line on a folder of this test, and files to bring in."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from callcentre import cli

collect_ignore = [] if os.name == "posix" else ["test_full_disk.py"]
"""Limits to the size of files, which stand for a full disk, are a matter of POSIX."""


class Ended(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Calls = Callable[..., Ended]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Calls:
    """Runs one command on `data` with the key in `key`, both under this test's folder."""

    def called(*arguments: object, data: str = "data", key: str = "key", language: str = "en") -> Ended:
        capsys.readouterr()
        chosen = ["--data", str(tmp_path / data), "--key-file", str(tmp_path / key), "--lang", language]
        code = cli.main([*chosen, *map(str, arguments)])
        return Ended(code, *capsys.readouterr())

    return called


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """A file of two customers."""
    file = tmp_path / "customers.csv"
    file.write_text("customer_no,name\nC1,张伟\nC2,王芳\n", encoding="utf-8")
    return file
