"""What happened to this file or its server, for a person to read."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table of notices."""
    op.execute(
        "CREATE TABLE notice ( n INTEGER NOT NULL, code VARCHAR NOT NULL, data VARCHAR NOT NULL, at INTEGER NOT NULL,"
        " CONSTRAINT pk_notice PRIMARY KEY (n) )"
    )
