"""How a migration is run: on the connection that `dashboard.state.database` hands over."""

# ruff: noqa: INP001 - Alembic runs this file, nobody imports it
from alembic import context

from dashboard.state.models import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
