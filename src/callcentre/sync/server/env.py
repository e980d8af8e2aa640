"""What Alembic runs: the server's revisions, in the transaction of the connection it is given."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], version_table="server_version", transactional_ddl=False
)
context.run_migrations()
