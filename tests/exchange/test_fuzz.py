"""Whatever a file holds, it is taken or refused in words: no crash, and never a part of it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.conftest import exported
from tests.exchange.files import FILES
from tests.oracle.filing import desk_on_copy, empty_folder

from callcentre.app import Desk
from callcentre.domain.errors import Problem
from callcentre.exchange.importing import Wish, import_file
from callcentre.exchange.kinds import KINDS
from callcentre.exchange.safety import plain, safe
from callcentre.words.errors import say

ODD = [
    "", " ", "\t", "0", "-1", "1e9", "NaN", "99999999999999999999", "=1+1", "'", '"', "\0", "\ud7ff", "😀", "true", "是",
    "2026-13-01", "2026-07-01", "0001-01-01", "2026-07-01T08:00:00+99:00", "C1", "O1", "O2", "W1", "S1", "P1*2", "P1*0", "*",
    "visit", "relayed", "accepted", "feedback", "done", "fixed", "closed_unverified", "unreachable", "danger", "repair",
    "a;b;;c", "x" * 5_000, "180.0001", "90", "bd09", "upheld", "other", "13800138000", "call me",
]
CELLS = st.one_of(st.sampled_from(ODD), st.text(max_size=8))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small company in it."""
    folder = tmp_path_factory.mktemp("filled")
    empty_folder(folder / "empty")
    with desk_on_copy(folder / "empty", folder / "data") as desk:
        for kind, text in FILES.items():
            (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
            assert import_file(desk.write, Wish(kind, folder / f"{kind}.csv")).written
    return folder / "data"


@pytest.fixture(scope="module")
def long_desk(filled: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """One desk that many examples use: each leaves it as it was, or has written its whole file."""
    with desk_on_copy(filled, tmp_path_factory.mktemp("fuzz") / "data") as desk:
        yield desk


def _lines(kind: str) -> st.SearchStrategy[str]:
    names = [column.name for column in KINDS[kind].columns]

    def quoted(rows: list[list[str]]) -> str:
        cells = [names, *rows]
        return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells) + "\n"

    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    return st.lists(row, min_size=1, max_size=4).map(quoted)


FILES_OF_ROWS = st.sampled_from(list(KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), _lines(kind)))


def _tried(desk: Desk, kind: str, raw: bytes) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        (place / "file.csv").write_bytes(raw)
        before = exported(desk, kind, place / "before.csv").read_bytes()
        try:
            done = import_file(desk.write, Wish(kind, place / "file.csv"))
            said, written = [flaw.problem for flaw in done.flaws], done.written
        except Problem as problem:
            said, written = [problem], False
        for one in said:
            assert say(one) != str(one), one.code
        assert written or exported(desk, kind, place / "after.csv").read_bytes() == before


@settings(max_examples=250)
@given(file=FILES_OF_ROWS)
def test_odd_cells_are_taken_or_refused(long_desk: Desk, file: tuple[str, str]) -> None:
    kind, text = file
    _tried(long_desk, kind, text.encode())


@settings(max_examples=120)
@given(kind=st.sampled_from(list(FILES)), data=st.data())
def test_a_damaged_file_is_taken_or_refused(long_desk: Desk, kind: str, data: st.DataObject) -> None:
    raw = bytearray(FILES[kind].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.sampled_from(list(b'\0",;\n\r\xff\x80\xc3=A1')))
    _tried(long_desk, kind, bytes(raw))


@given(st.text())
def test_a_text_made_safe_reads_back_as_it_was(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
