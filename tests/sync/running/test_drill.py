"""The drill: a server is put up, backed up, destroyed and restored, and what its desks had acknowledged is there again."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.sync.running.desks import Workplace, assert_equal, settle
from tests.sync.running.site import DATABASE, PACKAGING, ScriptFailed, Site, a_site

from callcentre.acts import customers

pytestmark = pytest.mark.debian


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as found:
        yield found


@pytest.fixture
def li(site: Site, tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "li", site.url_of("li"))


@pytest.fixture
def zhao(site: Site, tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "zhao", site.url_of("zhao"))


def worked(li: Workplace, zhao: Workplace) -> None:
    """Work that the backup does not hold: rows that are new and one that was there, seen by both."""
    (there,) = li.sql("SELECT id FROM customer")
    li.act(lambda unit: customers.create(unit, name="李强"))
    zhao.act(lambda unit: customers.create(unit, name="陈静"), lambda unit: customers.change(unit, UUID(bytes=there[0]), tier="gold"))
    settle(li, zhao)


def copy_of(folder: Path, copy: Path) -> None:
    """A folder with its owner and rights."""
    subprocess.run(["cp", "-a", str(folder), str(copy)], check=True)


def customers_of(site: Site) -> set[tuple[str, str]]:
    """Name and tier of every customer on the server."""
    return set(site.ask("SELECT name, tier FROM customer"))


def test_a_server_that_was_destroyed_comes_back_from_its_backup_and_its_desks_bring_the_rest(site: Site, li: Workplace, zhao: Workplace) -> None:
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li, zhao)
    backup = site.back_up()
    worked(li, zhao)
    before = customers_of(site)
    assert {name for name, _ in before} == {"王芳", "李强", "陈静"} and ("王芳", "gold") in before

    site.control("stop", "-m", "immediate")
    shutil.rmtree(site.data)
    site.start()
    site.script("restore.sh", str(backup))
    assert {name for name, _ in customers_of(site)} == {"王芳"}
    assert site.ask("SELECT reason FROM sync.epoch WHERE quiet_until > now()") == [(f"restored {backup.name}",)]
    assert site.ask("SELECT feed, seq FROM sync.backups() ORDER BY feed") == site.ask("SELECT feed, seq FROM sync.head ORDER BY feed")
    # Between the failure and the first exchange people go on working.
    li.act(lambda unit: customers.create(unit, name="周明"))

    settle(li, zhao)
    assert {row for row in customers_of(site) if row[0] != "周明"} == before
    assert len(customers_of(site)) == 4
    assert_equal(li, zhao)
    for place in (li, zhao):
        assert place.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    gaps = "SELECT feed FROM sync.head h WHERE seq <> (SELECT count(*) FROM sync.feed f WHERE f.feed = h.feed)"
    assert site.ask(gaps) == []
    # And the next night's backup holds it all.
    site.back_up()


def test_a_running_server_is_put_back_and_what_it_was_is_kept_beside(site: Site, li: Workplace, zhao: Workplace) -> None:
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li, zhao)
    backup = site.back_up()
    worked(li, zhao)
    before = customers_of(site)
    site.script("restore.sh", str(backup))
    ((kept,),) = site.ask("SELECT datname FROM pg_database WHERE datname LIKE 'callcentre_before_%'")
    assert {name for name, _ in customers_of(site)} == {"王芳"}
    # Somebody else is faster, and takes the places of what was forgotten.
    zhao.act(lambda unit: customers.create(unit, name="周明"))
    settle(zhao, li)
    assert {row for row in customers_of(site) if row[0] != "周明"} == before
    assert_equal(li, zhao)
    site.ask(f"ALTER DATABASE {kept} ALLOW_CONNECTIONS true", database="postgres")
    assert site.ask("SELECT count(*) FROM customer", database=kept) == [(3,)]


def test_a_backup_and_a_restore_under_people_who_go_on_working_lose_and_double_nothing(site: Site, li: Workplace, zhao: Workplace) -> None:
    said: set[str] = set()
    with li.at_work() as one, zhao.at_work() as other:
        said.update(one.saved(20) + other.saved(20))
        backup = site.back_up()
        said.update(one.saved(20) + other.saved(20))
        site.script("restore.sh", str(backup))
        said.update(one.saved(20) + other.saved(20))
    settle(li, zhao)
    made = [pk for (pk,) in site.ask("SELECT pk::text FROM sync.feed WHERE entity = 'customer' AND kind = 'create'")]
    assert len(said) >= 120 and said <= set(made) and len(made) == len(set(made))
    assert_equal(li, zhao)


def test_a_snapshot_of_the_machine_that_is_put_back_is_noticed_by_the_first_who_comes(site: Site, li: Workplace, zhao: Workplace) -> None:
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li, zhao)
    snapshot = site.folder / "snapshot"
    site.control("stop", "-m", "fast")
    copy_of(site.data, snapshot)
    site.control("start")
    worked(li, zhao)
    before = customers_of(site)
    site.control("stop", "-m", "fast")
    shutil.rmtree(site.data)
    copy_of(snapshot, site.data)
    site.control("start")
    zhao.act(lambda unit: customers.create(unit, name="周明"))
    settle(zhao, li)
    assert {row for row in customers_of(site) if row[0] != "周明"} == before
    assert_equal(li, zhao)
    assert site.ask("SELECT reason FROM sync.epoch WHERE quiet_until > now()") == [("restored",)]


def test_only_a_backup_that_came_back_whole_counts(site: Site, li: Workplace) -> None:
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li)
    good = site.back_up()
    reached = site.ask("SELECT feed, seq, made_at FROM sync.backups() ORDER BY feed")
    assert [(feed, seq) for feed, seq, _ in reached] == site.ask("SELECT feed, seq FROM sync.head ORDER BY feed")
    assert all(made_at < site.ask("SELECT now()")[0][0] for _, _, made_at in reached)

    # A backup that lacks a row, and one that was damaged on its disk.
    manifest = good / "manifest"
    whole = manifest.read_text()
    manifest.write_text(whole.replace("public.customer|1|", "public.customer|2|"))
    with pytest.raises(ScriptFailed, match="not what was saved"):
        site.script("verify.sh", str(good))
    manifest.write_text(whole)
    body = (good / "database.age").read_bytes()
    (good / "database.age").write_bytes(body[:-200])
    with pytest.raises(ScriptFailed):
        site.script("verify.sh", str(good))
    with pytest.raises(ScriptFailed):
        site.script("restore.sh", str(good))
    assert customers_of(site) and site.ask("SELECT feed, seq, made_at FROM sync.backups() ORDER BY feed") == reached
    (good / "database.age").write_bytes(body)
    assert site.script("verify.sh", str(good)).startswith('{"company": [')
    # Nothing of a trial is left lying about.
    assert sorted(path.name for path in good.parent.iterdir()) == [".lock", good.name]


def test_a_backup_that_fails_half_way_leaves_the_ones_before_and_records_nothing(site: Site) -> None:
    good = site.back_up()
    reached = site.ask("SELECT feed, seq, made_at FROM sync.backup")
    key = site.folder / "backup.key"
    key.rename(site.folder / "elsewhere")
    with pytest.raises(ScriptFailed, match=r"backup\.key"):
        site.script("backup.sh")
    (site.folder / "elsewhere").rename(key)
    assert site.backups() == [good] and site.ask("SELECT feed, seq, made_at FROM sync.backup") == reached


def test_workstations_let_go_of_what_is_old_and_in_a_verified_backup_and_of_nothing_else(site: Site, li: Workplace, zhao: Workplace) -> None:
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li, zhao)
    aged = "UPDATE sync.applied SET at = at - interval '40 days'"
    site.ask(aged)
    settle(li)
    assert li.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    site.back_up()
    li.act(lambda unit: customers.create(unit, name="李强"))
    settle(li, zhao)
    # The newer one is in no backup, and no month old.
    kept = li.sql("SELECT count(*) FROM outbox")
    assert kept == [(1,)]
    assert_equal(li, zhao)


def test_old_backups_go_and_the_newest_stays_whatever_its_age(site: Site) -> None:
    first = site.back_up()
    os.utime(first, (1_000_000_000, 1_000_000_000))
    with pytest.raises(ScriptFailed):
        site.script("backup.sh", BACKUP_KEY=str(site.folder / "nowhere"))
    assert site.backups() == [first]
    second = site.back_up()
    assert site.backups() == [second]


def test_a_backup_tells_nobody_without_its_key(site: Site, li: Workplace) -> None:
    li.act(lambda unit: customers.create(unit, name="Unverkennbar"))
    settle(li)
    backup = site.back_up()
    verifier = site.ask("SELECT rolpassword FROM pg_authid WHERE rolname = 'li'")[0][0]
    for file in backup.iterdir():
        assert b"Unverkennbar" not in file.read_bytes() and verifier.encode() not in file.read_bytes()


def test_logins_made_after_the_backup_are_made_again(site: Site) -> None:
    backup = site.back_up()
    site.add("wang", "agent", "--site", "HF")
    site.script("restore.sh", str(backup))
    assert site.ask("SELECT 1 FROM sync.member WHERE login = 'wang'") == []
    site.add("wang", "agent", "--site", "HF")
    assert site.ask("SELECT roles FROM sync.member WHERE login = 'wang'") == [(["agent"],)]
    # A role of the machine itself is never taken over.
    assert site.command("user", "add", "postgres", "--role", "agent", passwords="secret\n") == 1


def test_the_owner_is_no_superuser_and_can_do_all_that_is_to_be_done(site: Site) -> None:
    assert site.ask("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'callcentre_admin'") == [(False, False)]
    assert site.command("user", "change", "li", "--role", "supervisor", "--password", passwords="secret\n") == 0
    assert site.command("user", "lock", "zhao") == 0
    assert site.command("prune") == 0
    assert site.command("epoch", "--reason", "for trial") == 0
    assert site.command("upgrade") == 0
    assert site.command("status", "--json") == 0
    # And once more what setup.sh does each time.
    site.sql_file("owner.sql", "-v", f"database={DATABASE}", database="postgres")
    assert (PACKAGING / "owner.sql").is_file()
