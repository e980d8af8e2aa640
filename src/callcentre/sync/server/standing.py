"""How the server stands, for whoever runs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from callcentre.domain.instants import Instant


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed: its audience's name, how far it reaches, and how far a verified backup holds it."""

    feed: str
    name: str
    """The outlet's code; empty for company and sites."""
    head: int
    backed_up: int
    pruned_to: int
    """The last line that was pruned; 0 where none was."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A workstation at its last contact."""

    device: str
    login: str
    app: str
    met_at: Instant
    backlog: int
    """Lines of its feeds that it had not pulled when it last said hello, as they are now."""


@dataclass(frozen=True, slots=True)
class Status:
    """Everything at one glance."""

    postgresql: str
    revision: str
    schema: int
    fingerprint: str
    size: int
    """Bytes of the database."""
    feeds: Sequence[FeedRow]
    devices: Sequence[DeviceRow]
    open_conflicts: int
    held: int
    """Commands that witnesses brought and no supervisor has decided."""
    oldest_lease: Instant | None
    backup_at: Instant | None
    """All that was stored before it is in a verified backup."""
    quiet_until: Instant | None
    """Claims wait until then, as the server was put back; None where they do not."""
    now: Instant


_FEEDS = text(
    "SELECT h.feed, coalesce(o.code, ''), h.seq, coalesce(b.seq, 0), h.pruned_to FROM sync.head h "
    "LEFT JOIN outlet o ON h.feed = 'outlet:' || o.id LEFT JOIN sync.backups() b ON b.feed = h.feed ORDER BY h.feed"
)
_DEVICES = text(
    "SELECT d.device::text, d.login::text, d.app, sync.micros(d.met_at), coalesce(("
    "SELECT sum(h.seq - (c.value ->> 0)::bigint) FROM jsonb_each(d.cursors) c JOIN sync.head h ON h.feed = c.key), 0)::bigint "
    "FROM sync.device d ORDER BY d.met_at DESC"
)
_REST = text(
    "SELECT current_setting('server_version'), (SELECT version_num FROM server_version), s.schema_v, s.fingerprint::text, "
    "pg_database_size(current_database()), (SELECT count(*) FROM sync.conflict WHERE state = 'open'), "
    "(SELECT count(*) FROM sync.held WHERE state = 'open'), "
    "(SELECT sync.micros(min(since)) FROM sync.lease WHERE until > clock_timestamp()), "
    "(SELECT sync.micros(min(made_at)) FROM sync.backups()), "
    "(SELECT sync.micros(max(quiet_until)) FROM sync.epoch WHERE quiet_until > clock_timestamp()), sync.now() FROM sync.server s"
)


def status(connection: Connection) -> Status:
    """Reads the server's state in one transaction."""
    feeds = [FeedRow(*row) for row in connection.execute(_FEEDS)]
    devices = [DeviceRow(*row) for row in connection.execute(_DEVICES)]
    postgresql, revision, schema, fingerprint, size, *rest = connection.execute(_REST).one()
    return Status(postgresql, revision, schema, fingerprint, size, feeds, devices, *rest)
