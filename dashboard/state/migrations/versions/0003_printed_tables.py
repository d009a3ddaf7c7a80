"""Printed tables compared with our figures."""

# ruff: noqa: INP001 - Alembic runs this file, nobody imports it
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the tables to this release."""
    op.create_table(
        "printed_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_printed_layout_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_layout")),
        sa.UniqueConstraint("name", name=op.f("uq_printed_layout_name")),
    )
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("layout_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("brought_by", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brought_by"], ["user.id"], name=op.f("fk_comparison_brought_by")),
        sa.ForeignKeyConstraint(["layout_id"], ["printed_layout.id"], name=op.f("fk_comparison_layout_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["user.id"], name=op.f("fk_comparison_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
    )
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparison_layout_id"), ["layout_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparison_month"), ["month"], unique=False)

    op.create_table(
        "cell_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comparison_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_cell_comment_by")),
        sa.ForeignKeyConstraint(["comparison_id"], ["comparison.id"], name=op.f("fk_cell_comment_comparison_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_comment")),
    )
    with op.batch_alter_table("cell_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cell_comment_comparison_id"), ["comparison_id"], unique=False)
