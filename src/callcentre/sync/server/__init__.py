"""The shared server's schema: Alembic revisions for PostgreSQL, its functions and tables of data, over a given connection."""

from pathlib import Path

from sqlalchemy import Connection

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
    refresh(connection)
