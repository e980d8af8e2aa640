"""The shared server's schema: Alembic revisions for PostgreSQL, its functions and tables of data, over a given connection."""

from pathlib import Path

from sqlalchemy import Connection, text

HERE = Path(__file__).parent
HEAD = "0003"
"""The revision this program works with; a test holds it to the newest file in `versions`."""


def upgrade(connection: Connection) -> None:
    """Brings tables, functions and rules to this program's version, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    from callcentre.sync.server.filling import refresh

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
    before = set(connection.scalars(_FUNCTIONS))
    refresh(connection)
    _drop_overtaken(connection, before)


_FUNCTIONS = text("SELECT oid FROM pg_proc WHERE pronamespace = 'sync'::regnamespace")
_OVERTAKEN = text(
    "SELECT old.oid::regprocedure::text FROM pg_proc old WHERE old.oid = ANY (:before) AND EXISTS (SELECT FROM pg_proc new "
    "WHERE new.pronamespace = old.pronamespace AND new.proname = old.proname AND NOT new.oid = ANY (:before))"
)


def _drop_overtaken(connection: Connection, before: set[int]) -> None:
    """A function whose arguments changed stands there twice: of two that fit a call neither would be called."""
    for overtaken in connection.scalars(_OVERTAKEN, {"before": list(before)}).all():
        connection.exec_driver_sql(f"DROP FUNCTION {overtaken}")
