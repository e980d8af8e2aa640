"""Who works on what, as this workstation gives it out or was given it by a server."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the table of leases."""
    op.execute(
        "CREATE TABLE lease ( pk BLOB NOT NULL, entity VARCHAR NOT NULL, person_id BLOB NOT NULL, fence INTEGER NOT NULL,"
        " since INTEGER NOT NULL, until INTEGER NOT NULL, CONSTRAINT pk_lease PRIMARY KEY (pk) )"
    )
