"""The shipped files are found in a checkout and in a wheel alike."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from callcentre.resources import resource

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (
    ("fonts", "NotoSansSC-Regular.ttf"),
    ("i18n", "zh_CN", "LC_MESSAGES", "callcentre.mo"),
    ("profiles", "after_sales", "profile.toml"),
    ("icons", "LICENSE"),
)


@pytest.mark.parametrize("parts", SHIPPED, ids="/".join)
def test_the_checkout_finds_each_file(parts):
    assert resource(*parts).is_file()


def test_a_wheel_carries_and_finds_each_file(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    script = "import sys; from callcentre.resources import resource; print(resource(*sys.argv[1:]).resolve())"
    for parts in SHIPPED:
        found = subprocess.run(
            [sys.executable, "-c", script, *parts],
            env={"PYTHONPATH": str(unpacked)}, cwd=tmp_path, capture_output=True, text=True, check=True,
        ).stdout.strip()
        assert Path(found) == unpacked.joinpath("callcentre", "resources", *parts).resolve()
        assert Path(found).is_file()
