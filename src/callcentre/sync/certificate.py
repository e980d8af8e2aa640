"""What is wrong with a server's certificate: libpq says only that it is, and a person must know whether it expired."""

import socket
import ssl
import struct
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""PostgreSQL's question whether the line may be encrypted; the handshake follows on the same line."""
_OUT_OF_TIME = frozenset({9, 10})
"""OpenSSL's codes: not valid yet, not valid any more."""
_SECONDS = 3.0


def is_out_of_time(address: URL) -> bool:
    """Whether the certificate is not valid today; False where that cannot be found out. One handshake, no login."""
    root = address.query.get("sslrootcert", str(Path.home() / ".postgresql" / "root.crt"))
    with suppress(OSError, ValueError):
        context = ssl.create_default_context(cafile=None if root == "system" else str(root))
        context.check_hostname = False
        with socket.create_connection((address.host or "localhost", address.port or 5432), _SECONDS) as line:
            line.sendall(_SSL_REQUEST)
            if line.recv(1) == b"S":
                return _is_refused_for_time(context, line)
    return False


def _is_refused_for_time(context: ssl.SSLContext, line: socket.socket) -> bool:
    try:
        context.wrap_socket(line).close()
    except ssl.SSLCertVerificationError as error:
        return error.verify_code in _OUT_OF_TIME
    return False
