"""What coaching keeps: marks, masks, the exemplar library, who opened what, and until when a video stays."""

import sqlalchemy as sa
from alembic import op

revision = "0004_coaching"
down_revision = "0003_agreement"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "library_clips",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.Column("still_us", sa.BigInteger(), nullable=False),
        sa.Column("still_shows", sa.Text(), server_default="", nullable=False),
        sa.Column("scheme", sa.String(length=100), server_default="", nullable=False),
        sa.Column("dimension", sa.String(length=100), server_default="", nullable=False),
        sa.Column("code", sa.String(length=100), server_default="", nullable=False),
        sa.Column("watch_for", sa.Text(), server_default="", nullable=False),
        sa.Column("masks", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("covers", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_library_clips_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["observation"],
            ["observations.id"],
            name=op.f("fk_library_clips_observation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_clips")),
    )
    op.create_table(
        "library_clip_participants",
        sa.Column("clip", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clip"],
            ["library_clips.id"],
            name=op.f("fk_library_clip_participants_clip"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_library_clip_participants_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clip", "participant", name=op.f("pk_library_clip_participants")),
    )
    op.create_table(
        "clip_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Uuid(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=20), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle"], ["coaching_cycles.id"], name=op.f("fk_clip_marks_cycle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_marks")),
    )
    op.create_table(
        "access_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=20), server_default="", nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_access_log_coder"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("observations") as table:
        table.add_column(sa.Column("keep_until", sa.Date(), nullable=True))
    with op.batch_alter_table("coders") as table:
        table.add_column(sa.Column("may_override", sa.Boolean(), server_default="0", nullable=False))
    with op.batch_alter_table("coaching_cycles") as table:
        table.add_column(sa.Column("language", sa.String(length=20), server_default="", nullable=False))
        table.add_column(sa.Column("notes", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("state", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("library_clip", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("clips") as table:
        table.add_column(sa.Column("masks", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("covers", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("answers") as table:
        table.add_column(sa.Column("came_by", sa.String(length=20), server_default="", nullable=False))
