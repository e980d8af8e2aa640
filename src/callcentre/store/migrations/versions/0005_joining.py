"""How far a folder that joins a server has come with what it will send."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table of the one row."""
    op.execute(
        "CREATE TABLE joining ( n INTEGER NOT NULL, entity VARCHAR NOT NULL, last BLOB NOT NULL, CONSTRAINT pk_joining PRIMARY KEY (n) )"
    )
