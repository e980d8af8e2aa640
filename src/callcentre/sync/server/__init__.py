"""The shared server's schema: Alembic revisions for PostgreSQL, run over a connection that is given."""

from pathlib import Path

from sqlalchemy import Connection

HERE = Path(__file__).parent
HEAD = "0001"
"""The revision this program works with; a test holds it to the newest file in `versions`."""


def upgrade(connection: Connection) -> None:
    """Brings the server's tables to this program's version, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
