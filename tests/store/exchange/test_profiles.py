"""Versions of the profile: made at one desk, in force at every other by their date, and never gone."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.store.exchange.stations import MORNING, Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline
from tests.sync.server.seat import an_id, change

from callcentre.acts import profile_versions
from callcentre.domain.instants import DAY, Instant, to_datetime
from callcentre.profiles.load import profile_body
from callcentre.store.exchange.notices import notices
from callcentre.store.profiles import profile_at
from callcentre.words.errors import say


def undo_seconds(station: Station, at: Instant) -> int:
    return station.desk.read(lambda session: profile_at(session, at)).limits.undo_seconds


def body_with(undo: int) -> dict[str, Any]:
    body = json.loads(json.dumps(profile_body("after_sales")))
    body["limits"]["undo_seconds"] = undo
    return dict(body)


def test_a_version_made_at_one_desk_is_in_force_at_the_others_from_its_day(
    station: Callable[[str, str], Station], a: Station, b: Station
) -> None:
    administrator = station("q", "qian").met()
    today = undo_seconds(a, MORNING)
    tomorrow = to_datetime(MORNING).date() + timedelta(days=1)
    administrator.act(profile_versions.add, body=body_with(77), valid_from=tomorrow, note="kürzer")
    settle(administrator, a, b)
    for desk in (administrator, a, b):
        assert (undo_seconds(desk, MORNING), undo_seconds(desk, MORNING + 2 * DAY)) == (today, 77)
    late = station("late", "sun").met()
    assert undo_seconds(late, MORNING + 2 * DAY) == 77
    assert_equal(administrator, a, b, late)


def test_a_version_is_never_changed_or_made_by_others_than_administrators(a: Station, hotline: Hotline) -> None:
    ((version,),) = hotline.owner("SELECT id FROM profile_version")
    patch = change("profile_version", version, "patch", {"note": ("", "anders", str(version))})  # type: ignore[arg-type]
    for seat in (hotline.qian, hotline.li):
        assert seat.push(patch | {"change": str(an_id())})["code"] == "act.no_right"
    fields = {"name": "x", "valid_from": "2026-01-01", "body": body_with(5), "author_id": str(a.seat.person), "note": "n", "made_at": MORNING}
    assert hotline.li.push(change("profile_version", an_id(), "create", fields))["code"] == "act.no_right"
    assert hotline.owner("SELECT count(*) FROM profile_version") == [(1,)]


def test_a_server_without_a_version_leaves_no_folder_without_rules(station: Callable[[str, str], Station], hotline: Hotline) -> None:
    hotline.owner("DELETE FROM profile_version")
    hotline.owner("DELETE FROM sync.feed WHERE entity = 'profile_version'")
    hotline.owner("UPDATE sync.feed SET seq = -seq WHERE feed = 'company'")
    hotline.owner(
        "UPDATE sync.feed f SET seq = n.at FROM (SELECT seq, row_number() OVER (ORDER BY -seq) AS at FROM sync.feed WHERE feed = 'company') n"
        " WHERE f.feed = 'company' AND f.seq = n.seq"
    )
    hotline.owner("UPDATE sync.head SET seq = (SELECT max(seq) FROM sync.feed WHERE feed = 'company') WHERE feed = 'company'")
    alone = station("alone", "li")
    assert alone.sql("SELECT count(*) FROM profile_version") == [(1,)]
    alone.met()
    settle(alone)
    assert alone.failures == []
    assert alone.desk.profile().name
    an_order(alone, a_customer(alone))
    settle(alone)
    assert alone.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]


def test_a_version_of_a_later_program_is_kept_and_told_while_work_goes_on_by_the_one_before(
    a: Station, hotline: Hotline, caplog: pytest.LogCaptureFixture
) -> None:
    before = undo_seconds(a, MORNING)
    body = body_with(5) | {"what_comes_next_year": {"a": 1}}
    fields = {"name": "x", "valid_from": "2026-01-01", "body": body, "author_id": str(hotline.qian.person), "note": "n", "made_at": MORNING}
    assert hotline.qian.push(change("profile_version", an_id(), "create", fields))["result"] == "applied"
    settle(a, a)
    assert undo_seconds(a, MORNING) == before
    assert "cannot be read" in caplog.text
    (notice,) = a.desk.read(notices)
    assert notice.problem.code == "profile.too_new" and "2026-01-01" in say(notice.problem)
    assert json.loads(a.sql("SELECT body FROM profile_version WHERE valid_from='2026-01-01'")[0][0])["what_comes_next_year"] == {"a": 1}
