"""Months that are closed, and reports that are sent."""

# ruff: noqa: INP001 - Alembic runs this file, nobody imports it
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the tables to this release."""
    op.create_table(
        "acknowledged",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_acknowledged_by")),
        sa.PrimaryKeyConstraint("month", "name", name=op.f("pk_acknowledged")),
    )
    op.create_table(
        "closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.String(length=64), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("countersigned_by", sa.Integer(), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_closing_closed_by")),
        sa.ForeignKeyConstraint(["countersigned_by"], ["user.id"], name=op.f("fk_closing_countersigned_by")),
        sa.ForeignKeyConstraint(["reopened_by"], ["user.id"], name=op.f("fk_closing_reopened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
    )
    with op.batch_alter_table("closing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closing_month"), ["month"], unique=False)

    op.create_table(
        "report_text",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["written_by"], ["user.id"], name=op.f("fk_report_text_written_by")),
        sa.PrimaryKeyConstraint("month", "area", "name", name=op.f("pk_report_text")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=8), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("formats", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_subscription_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_user_id"), ["user_id"], unique=False)

    op.create_table(
        "treasury_total",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["said_by"], ["user.id"], name=op.f("fk_treasury_total_said_by")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_treasury_total")),
    )
    op.create_table(
        "closed_figure",
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("worker_type", sa.String(length=3), nullable=False),
        sa.Column("numerator", sa.String(length=40), nullable=True),
        sa.Column("denominator", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_closed_figure_closing_id")),
        sa.PrimaryKeyConstraint("closing_id", "metric", "area", "worker_type", name=op.f("pk_closed_figure")),
    )
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=op.f("fk_sending_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
        sa.UniqueConstraint("subscription_id", "about", name=op.f("uq_sending_subscription_id_about")),
    )
    with op.batch_alter_table("sending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sending_subscription_id"), ["subscription_id"], unique=False)
