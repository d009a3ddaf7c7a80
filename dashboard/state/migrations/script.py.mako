"""${message}."""

# ruff: noqa: INP001 - Alembic runs this file, nobody imports it
import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Bring the tables to this release."""
    ${upgrades if upgrades else "pass"}
