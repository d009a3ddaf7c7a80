"""Lists of people without community or worker type, and what was filled in."""

# ruff: noqa: INP001 - Alembic runs this file, nobody imports it
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the tables to this release."""
    op.create_table(
        "gap_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=12), nullable=False),
        sa.Column("export", sa.String(length=24), nullable=False),
        sa.Column("subdistrict", sa.String(length=9), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_gap_list_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_list")),
        sa.UniqueConstraint("token", name=op.f("uq_gap_list_token")),
    )
    with op.batch_alter_table("gap_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_list_subdistrict"), ["subdistrict"], unique=False)

    op.create_table(
        "gap_person",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("community", sa.String(length=12), nullable=False),
        sa.Column("worker_type", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["gap_list.id"], name=op.f("fk_gap_person_list_id")),
        sa.PrimaryKeyConstraint("list_id", "number", name=op.f("pk_gap_person")),
    )
    op.create_table(
        "gap_take",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("faults", sa.String(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("files", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by"], ["user.id"], name=op.f("fk_gap_take_accepted_by")),
        sa.ForeignKeyConstraint(["list_id"], ["gap_list.id"], name=op.f("fk_gap_take_list_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["user.id"], name=op.f("fk_gap_take_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_take")),
    )
    with op.batch_alter_table("gap_take", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_take_list_id"), ["list_id"], unique=False)
