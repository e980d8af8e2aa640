"""Running it: whoever runs the server may prune feeds; the SQL files beside it, one for each story."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Runs the files of this revision in the order of their names."""
    connection = op.get_bind().execution_options(no_parameters=True)
    for file in sorted(Path(__file__).with_suffix("").glob("*.sql")):
        connection.exec_driver_sql(file.read_text(encoding="utf-8"))
