"""Debian's PostgreSQL, the oldest version that is supported: a server of its own with TLS and SCRAM, as it is run in earnest."""

import datetime as dt
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
ADMISSION = """
local   all all              trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""
SETTINGS = """
listen_addresses = '127.0.0.1'
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
password_encryption = scram-sha-256
max_connections = 40
fsync = off
"""


class Cluster:
    """A running server in a folder of its own, started as user postgres where we are root."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.port = _free_port()
        self._key = ec.generate_private_key(ec.SECP256R1())
        (folder / "ca.crt").write_bytes(_pem(self._certificate("the test's authority", days=1, is_authority=True)))

    def start(self, more: str = "") -> None:
        """Makes the cluster and starts it; `more` are lines of its settings."""
        self.run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        (self.data / "pg_hba.conf").write_text(ADMISSION)
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"{SETTINGS}port = {self.port}\nunix_socket_directories = '{self.folder}'\n{more}\n")
        self.certify(days=1)
        self.control("start")

    def control(self, what: str, *more: str) -> None:
        """start, stop, reload."""
        self.run("pg_ctl", what, "-D", str(self.data), "-s", "-w", "-l", str(self.folder / "log"), *more)

    def certify(self, *, days: int, name: str = "localhost") -> None:
        """A certificate for the server; negative days are one that has expired. Counts from the next start or reload."""
        self._owned(self.data / "server.crt", _pem(self._certificate(name, days=days)))
        key = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._owned(self.data / "server.key", key)

    def url(self, user: str, database: str = "postgres", more: str = "") -> str:
        """As a workstation names it: over TCP."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}{more}"

    def owner_url(self, database: str = "postgres") -> str:
        """As whoever runs it: over the socket in its folder."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def run(self, program: str, *arguments: str) -> None:
        """One of its programs."""
        as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_owner, str(FOLDERS[0] / program), *arguments], check=True, cwd=self.folder, capture_output=True)

    def _owned(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        path.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(path, "postgres")

    def _certificate(self, name: str, *, days: int, is_authority: bool = False) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the test's authority")])
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(self._key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=9))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )  # fmt: skip
        if not is_authority:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def a_cluster(more: str = "") -> Iterator[Cluster]:
    """A server that ends with the tests; `more` are lines of its settings."""
    folder = Path(mkdtemp(prefix="debian"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = Cluster(folder)
    try:
        cluster.start(more)
        yield cluster
    finally:
        if (cluster.data / "postmaster.pid").exists():
            cluster.control("stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)
