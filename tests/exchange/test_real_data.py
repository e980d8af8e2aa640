"""Real logs come in by the mappings of tests/data; they live in the folder that CALLCENTRE_DATA names."""

import csv
import gzip
import io
import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from tests.exchange.conftest import says

from callcentre.app import Desk
from callcentre.domain.geo import great_circle
from callcentre.domain.instants import to_datetime
from callcentre.domain.story import Story
from callcentre.exchange.importing import Imported, Wish, import_file
from callcentre.store.keys import all_rows
from callcentre.store.stories import stories_of
from callcentre.store.tables import Call, Customer, Order, Outlet

pytestmark = pytest.mark.data
MAPPINGS = Path(__file__).parent.parent / "data"


def _bring(desk: Desk, kind: str, log: str, mapping: str, *, keep_good: bool = False, copy: Path | None = None) -> Imported:
    file = Path(os.environ["CALLCENTRE_DATA"]) / log
    if copy is not None:
        # The data folder is not ours to write refused rows into.
        copy = copy / file.name
        copy.write_bytes(file.read_bytes())
    return import_file(
        desk.write, Wish(kind, copy or file, mapping=MAPPINGS / f"{mapping}.toml", keep_good=keep_good)
    )


def _rows(log: str) -> list[dict[str, str]]:
    file = Path(os.environ["CALLCENTRE_DATA"]) / log
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def _stories(desk: Desk) -> list[Story]:
    return desk.read(
        lambda session: list(stories_of(session, [row.id for row in all_rows(session, Order, ("id",), "no")]))
    )


def _count(desk: Desk, entity: type) -> int:
    return desk.read(lambda session: len(list(all_rows(session, entity, ("id",), "id"))))


def test_chinese_outlets_move_from_bd09_and_a_code_twice_is_refused(desk: Desk, tmp_path: Path) -> None:
    log = "cn_outlets/car_service_outlets.csv"
    done = _bring(desk, "outlets", log, "outlets_cn_cars")
    assert [(field, code) for _, field, code in says(done)] == [("code", "row.key_twice")]
    assert done.flaws[0].value == "A08752"
    assert not done.written
    done = _bring(desk, "outlets", log, "outlets_cn_cars", keep_good=True, copy=tmp_path)
    assert done.counts.created == 369
    stored = desk.read(lambda session: {
        row.code: row for row in all_rows(session, Outlet, ("code", "name", "lng", "lat"), "code")
    })
    assert "A16655" in stored
    for row in _rows(log):
        outlet = stored[row["outlet_code"].strip()]
        if outlet.name == row["outlet_name"].strip():
            moved = great_circle(float(row["lng"]), float(row["lat"]), outlet.lng, outlet.lat)
            assert 300 < moved < 2_500
    assert _bring(desk, "outlets", log, "outlets_cn_cars", keep_good=True, copy=tmp_path).counts.same == 369


def test_a_week_of_chicago_calls(desk: Desk) -> None:
    log = "chicago311/requests.csv.gz"
    for kind in ("customers", "orders", "events", "calls"):
        done = _bring(desk, kind, log, f"{kind}_chicago")
        assert says(done) == []
    rows = _rows(log)
    assert _count(desk, Order) == _count(desk, Call) == len(rows) == 26_422
    states = Counter(story.now.state for story in _stories(desk))
    wanted = Counter(row["status"] for row in rows if row["completed_ts"])
    assert states["awaiting_callback"] == wanted["Completed"]
    assert states["cancelled"] == wanted["Canceled"]
    assert states["open"] == len(rows) - wanted["Completed"] - wanted["Canceled"]


def test_baltimore_with_its_american_dates(desk: Desk) -> None:
    log = "baltimore311/requests.csv.gz"
    assert says(_bring(desk, "customers", log, "customers_baltimore")) == []
    assert says(_bring(desk, "orders", log, "orders_baltimore")) == []
    assert says(_bring(desk, "calls", log, "calls_baltimore")) == []
    rows = _rows(log)
    assert _count(desk, Order) == len(rows) == 7_545
    assert _count(desk, Call) == sum(row["MethodReceived"] == "Phone" for row in rows)
    first = next(story for story in _stories(desk) if story.no == "BAL-14-00293539")
    assert to_datetime(first.events[0].at).isoformat() == "2014-04-22T17:07:39+00:00"


def test_saint_louis_with_its_repeated_rows(desk: Desk, tmp_path: Path) -> None:
    log = "stlouis_csb/requests_2009_2011.csv.gz"
    rows = _rows(log)
    addresses = {row["PROBADDRESS"].strip() for row in rows}
    assert says(_bring(desk, "customers", log, "customers_stlouis")) == []
    assert _count(desk, Customer) == len(addresses)
    done = _bring(desk, "orders", log, "orders_stlouis", keep_good=True, copy=tmp_path)
    said: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        said[row["REQUESTID"]].add(tuple(
            row[name].strip() for name in ("PROBADDRESS", "PROBLEMCODE", "DATETIMEINIT")
        ))
    assert done.counts.created == len(said)
    assert {code for _, _, code in says(done)} <= {"row.key_twice"}
    assert says(_bring(desk, "calls", log, "calls_stlouis")) == []
    assert _count(desk, Call) == len(rows) == 4_430


def test_ottawa_in_two_formats_of_date(desk: Desk) -> None:
    log = "ottawa311/calls_2014_jan_may.csv.gz"
    assert says(_bring(desk, "customers", log, "customers_ottawa")) == []
    done = _bring(desk, "calls", log, "calls_ottawa")
    assert says(done) == []
    assert done.counts.created == 74_730
    months = desk.read(lambda session: Counter(
        to_datetime(row.began_at - 5 * 3_600_000_000).strftime("%b") for row in all_rows(session, Call, ("began_at",), "no")
    ))
    wanted = Counter(row["month_file"] for row in _rows(log))
    assert months["Jan"] == pytest.approx(wanted["Jan"], abs=30)
    assert months["May"] == pytest.approx(wanted["May"], abs=60)


def test_the_repair_log_gives_its_first_time_fixes(desk: Desk) -> None:
    log = "repair_simulated/repair_events.csv.gz"
    for kind in ("outlets", "customers", "orders", "events"):
        done = _bring(desk, kind, log, f"{kind}_repair")
        assert says(done) == [], kind
    stories = _stories(desk)
    assert len(stories) == 1_104
    outcomes = [[e.data["outcome"] for e in story.events if e.kind == "visit"] for story in stories]
    assert sum(seen[:1] == ["fixed"] for seen in outcomes) == 809
    assert sum(seen[:1] != ["fixed"] and "fixed" in seen for seen in outcomes) == 255
    assert sum(bool(seen) and "fixed" not in seen for seen in outcomes) == 38
    assert sum(not seen for seen in outcomes) == 2
    assert not [e for story in stories for e in story.events if e.kind == "callback_answer"]
    states = Counter(story.now.state for story in stories)
    assert states["accepted"] == 104
    assert states["awaiting_callback"] + states["returned"] == 1_000
    assert _bring(desk, "events", log, "events_repair").counts.created == 0
