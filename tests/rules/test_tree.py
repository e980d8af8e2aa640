"""What no tracked file may hold, and how long a file may be."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
"""Lines of a file of the package: past that it tells two stories."""


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def texts():
    """Every tracked text but this file, which has to name what it looks for."""
    for path in tracked():
        if path == Path(__file__).resolve():
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def lines_with(pattern):
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if found.search(line)
    ]


def test_no_file_names_a_package_registry():
    hosts = r"(?i)(pypi\.(org|python)|pythonhosted\.org|registry\.npmjs|deb\.debian\.org)"
    addresses = r"(?i)https?://[^ \"']*/(simple|packages|registry|repository|debian|npm)(/|\"|$)|index[-_]url"
    assert lines_with(hosts) == []
    assert lines_with(addresses) == []


def test_no_file_holds_a_path_of_one_machine():
    assert lines_with(r"(^|[^A-Za-z0-9_.$}/])/(work|root|home)/") == []


def test_nothing_is_left_for_later():
    marks = r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|coming soon"
    code = [line for line in lines_with(marks) if line.startswith(("src/", "packaging/", "tests/"))]
    assert code == []


def test_no_test_is_skipped_or_expected_to_fail():
    marks = r"pytest\.skip|mark\.skip|mark\.xfail|importorskip|unittest\.skip"
    assert [line for line in lines_with(marks) if line.startswith("tests/")] == []


def test_a_file_of_the_package_tells_one_story():
    long = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("src/*.py")
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_no_lock_file_is_kept():
    assert [path.name for path in tracked() if path.name in ("uv.lock", "poetry.lock", "Pipfile.lock")] == []


def test_the_top_level_stays_as_agreed():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert names == {
        ".ci", ".gitignore", "LICENSE", "README.md", "packaging", "pyproject.toml", "resources", "src", "tests",
    }
