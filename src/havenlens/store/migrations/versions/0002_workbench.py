"""What the coding workbench keeps: settings of coders, working time, evidence, maps between versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002_workbench"
down_revision = "0001_study_file"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coders", sa.Column("pin_hash", sa.String(length=200), nullable=True))
    op.add_column("coders", sa.Column("settings", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("codings", sa.Column("state", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("codings", sa.Column("status_note", sa.Text(), server_default="", nullable=False))
    op.add_column("ratings", sa.Column("evidence", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("assignments", sa.Column("coding", sa.Uuid(), nullable=True))
    op.add_column("assignments", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "work_spans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coding", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_work_spans_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coding"], ["codings.id"], name=op.f("fk_work_spans_coding"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_spans")),
    )
    op.create_index(op.f("ix_work_spans_coding"), "work_spans", ["coding"], unique=False)
    op.create_table(
        "scheme_maps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("old_scheme", sa.Uuid(), nullable=False),
        sa.Column("new_scheme", sa.Uuid(), nullable=False),
        sa.Column("map", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_scheme_maps_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["new_scheme"], ["schemes.id"], name=op.f("fk_scheme_maps_new_scheme"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["old_scheme"], ["schemes.id"], name=op.f("fk_scheme_maps_old_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_maps")),
    )
    op.create_table(
        "recode_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("map", sa.Uuid(), nullable=False),
        sa.Column("coding", sa.Uuid(), nullable=False),
        sa.Column("old_event", sa.Uuid(), nullable=True),
        sa.Column("event", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["coding"], ["codings.id"], name=op.f("fk_recode_items_coding"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["map"], ["scheme_maps.id"], name=op.f("fk_recode_items_map"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recode_items")),
    )
    op.create_index(op.f("ix_recode_items_coding"), "recode_items", ["coding"], unique=False)
