"""A server as packaging/server puts it up: its settings, its owner who is no superuser, its scripts."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
from tests.sync.debian import FOLDERS, Cluster

from callcentre.cli import main

PACKAGING = Path(__file__).parents[3] / "packaging" / "server"
DATABASE = "callcentre"
OF_A_TEST = "fsync = off\nshared_buffers = 32MB\nmax_connections = 40\n"
"""Where a test differs from what is packaged: it need survive no power cut."""


class Site(Cluster):
    """A cluster with the packaged settings and admission, and what whoever runs it calls."""

    def start(self) -> None:
        """Makes the cluster, its owner and an empty database."""
        self.run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.certify(days=1)
        self.settle_in()
        self.control("start")
        self.sql_file("owner.sql", "-v", f"database={DATABASE}", database="postgres")

    def settle_in(self) -> None:
        """Writes settings and admission as setup.sh does, but that whoever runs the test is known by the socket."""
        admission = (PACKAGING / "pg_hba.conf").read_text().replace("@DATABASE@", DATABASE)
        trusted = "local all postgres,callcentre_admin trust\nhostssl replication callcentre_standby 127.0.0.1/32 scram-sha-256\n"
        self.owned("pg_hba.conf", trusted + admission)
        local = f"port = {self.port}\nunix_socket_directories = '{self.folder}'\nlisten_addresses = '127.0.0.1'\n"
        certificate = "ssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\n"
        self.owned("postgresql.conf", (PACKAGING / "callcentre.conf").read_text() + local + certificate + OF_A_TEST)

    def owned(self, name: str, content: str) -> None:
        """A file in the data folder, as the server's own user writes it."""
        self._owned(self.data / name, content.encode())

    @property
    def admin_url(self) -> str:
        """As whoever runs it names it on the command line."""
        return f"postgresql://callcentre_admin@/{DATABASE}?host={self.folder}&port={self.port}"

    def url_of(self, login: str) -> str:
        """As a workstation names it."""
        return self.url(login, DATABASE)

    def command(self, *arguments: str, passwords: str = "") -> int:
        """`callcentre server`, in English, with passwords as lines of a file descriptor."""
        return command(*arguments, "--url", self.admin_url, passwords=f"\n{passwords}")

    def add(self, login: str, role: str, *more: str) -> None:
        """A login with the password "secret"."""
        assert self.command("user", "add", login, "--role", role, *more, passwords="secret\n") == 0

    def ask(self, statement: str, *given: Any, database: str = DATABASE) -> list[tuple[Any, ...]]:
        """SQL as the superuser of the machine."""
        with psycopg.connect(self.owner_url(database), autocommit=True) as connection:
            cursor = connection.execute(statement, given or None)
            return cursor.fetchall() if cursor.description else []

    def sql_file(self, name: str, *options: str, database: str = DATABASE) -> str:
        """One of the packaged SQL files, as the superuser of the machine; answers what it printed."""
        psql = [str(FOLDERS[0] / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database]
        return self.as_owner([*psql, *options, "-f", str(PACKAGING / name)])

    def script(self, name: str, *arguments: str, **more: str) -> str:
        """One of the packaged scripts; answers what it printed, and raises what it said where it failed."""
        return self.as_owner(["sh", str(self.packaged(name)), *arguments], **more)

    def packaged(self, name: str) -> Path:
        """Where a packaged file is."""
        return PACKAGING / name

    def as_owner(self, arguments: Sequence[str], **more: str) -> str:
        """Runs something as the server's user, whose environment tells where the server and the backups are, and `more`."""
        told = {
            "PATH": os.environ["PATH"], "PGHOST": str(self.folder), "PGPORT": str(self.port), "PGUSER": "postgres", "PGDATABASE": DATABASE,
            "BACKUPS": str(self.folder / "backups"), "BACKUP_KEY": str(self.folder / "backup.key"), "PGBIN": str(FOLDERS[0]),
            **more,
        }  # fmt: skip
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run([*become, *arguments], env=told, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ScriptFailed(done.stderr)
        return done.stdout

    def back_up(self) -> Path:
        """A verified backup; answers its folder."""
        if not (self.folder / "backup.key").exists():
            self.as_owner(["age-keygen", "-o", str(self.folder / "backup.key")])
        before = set(self.backups())
        self.script("backup.sh")
        (made,) = set(self.backups()) - before
        return made

    def backups(self) -> list[Path]:
        """The folders of the backups there are."""
        return sorted((self.folder / "backups").glob("20*"))


class ScriptFailed(Exception):
    """A packaged script ended in a failure; its words."""


def command(*arguments: str, passwords: str) -> int:
    """One command of the program with lines of a file descriptor."""
    reading, writing = os.pipe()
    os.write(writing, passwords.encode())
    os.close(writing)
    return main(["--lang", "en", "--password-fd", str(reading), "server", *arguments])


@contextmanager
def a_site(*, set_up: bool = True) -> Iterator[Site]:
    """A server that ends with the test; set up, it has Li and Zhao as agents and Sun as their supervisor."""
    folder = Path(mkdtemp(prefix="site"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    site = Site(folder)
    try:
        site.start()
        if set_up:
            assert site.command("init") == 0
            for login, role in (("li", "agent"), ("zhao", "agent"), ("sun", "supervisor")):
                site.add(login, role, "--site", "HF")
        yield site
    finally:
        if (site.data / "postmaster.pid").exists():
            site.control("stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)
