"""What agreement keeps: plans, moments, rulings, panels, training sets, double coding, hand-outs."""

import sqlalchemy as sa
from alembic import op

revision = "0003_agreement"
down_revision = "0002_workbench"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_agreement_plans_coder"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_plans")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_plans_number")),
    )
    op.create_table(
        "double_coding_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_double_coding_plans_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_coding_plans")),
    )
    op.create_table(
        "hand_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_hand_outs_coder"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_outs")),
    )
    op.create_table(
        "training_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("observations", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_training_sets_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sets")),
        sa.UniqueConstraint("name", name=op.f("uq_training_sets_name")),
    )
    op.create_table(
        "unblindings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_unblindings_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_unblindings_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unblindings")),
    )
    op.create_table(
        "double_coding_draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("assignment", sa.Uuid(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment"],
            ["assignments.id"],
            name=op.f("fk_double_coding_draws_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_double_coding_draws_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["observation"],
            ["observations.id"],
            name=op.f("fk_double_coding_draws_observation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan"], ["double_coding_plans.id"], name=op.f("fk_double_coding_draws_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_coding_draws")),
    )
    op.create_table(
        "moments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("first_coding", sa.Uuid(), nullable=False),
        sa.Column("second_coding", sa.Uuid(), nullable=False),
        sa.Column("first_event", sa.Uuid(), nullable=True),
        sa.Column("second_event", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name=op.f("fk_moments_coder"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["first_coding"], ["codings.id"], name=op.f("fk_moments_first_coding"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_moments_observation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_moments_scheme"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_coding"], ["codings.id"], name=op.f("fk_moments_second_coding"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moments")),
    )
    op.create_table(
        "panels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("codings", sa.JSON(), nullable=False),
        sa.Column("result", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_panels_observation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["result"], ["codings.id"], name=op.f("fk_panels_result"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_panels_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
    )
    op.create_table(
        "panel_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("panel", sa.Uuid(), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.Column("result", sa.Uuid(), nullable=True),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("rationale", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_panel_decisions_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["panel"], ["panels.id"], name=op.f("fk_panel_decisions_panel"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_decisions")),
    )
    op.create_table(
        "rulings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("moment", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=100), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["moment"], ["moments.id"], name=op.f("fk_rulings_moment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["note"], ["scheme_notes.id"], name=op.f("fk_rulings_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_rulings_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
    )
