"""The study file, whole from the first version on."""

import sqlalchemy as sa
from alembic import op

revision = "0001_study_file"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_ends",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chain_ends")),
    )
    op.create_table(
        "change_log",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("undoes_step_id", sa.Uuid(), nullable=True),
        sa.Column("at_utc", sa.String(length=32), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_change_log")),
    )
    op.create_table(
        "coders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), server_default="coder", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coders")),
        sa.UniqueConstraint("name", name=op.f("uq_coders_name")),
    )
    op.create_table(
        "media_roots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_roots")),
        sa.UniqueConstraint("name", name=op.f("uq_media_roots_name")),
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("filmed_on", sa.Date(), nullable=True),
        sa.Column("duration_us", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint("name", name=op.f("uq_observations_name")),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("pseudonym", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("label", name=op.f("uq_participants_label")),
    )
    op.create_table(
        "schemes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("measurement_hash", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schemes")),
        sa.UniqueConstraint("scheme", "version", name=op.f("uq_schemes_scheme_version")),
    )
    op.create_table(
        "study",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
    )
    op.create_table(
        "variables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=True),
        sa.Column("hidden_from_coders", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variables")),
        sa.UniqueConstraint("name", name=op.f("uq_variables_name")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_assignments_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_assignments_observation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_assignments_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder"], ["coders.id"], name=op.f("fk_certificates_coder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_certificates_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_table(
        "coaching_cycles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher", sa.Uuid(), nullable=False),
        sa.Column("coach", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=True),
        sa.Column("filmed_on", sa.Date(), nullable=True),
        sa.Column("focus_scheme", sa.String(length=100), server_default="", nullable=False),
        sa.Column("focus_dimension", sa.String(length=100), server_default="", nullable=False),
        sa.Column("focus", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("opening", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("conference_notes", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("exemplar", sa.JSON(), nullable=True),
        sa.Column("previous_plan", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach"], ["coders.id"], name=op.f("fk_coaching_cycles_coach"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["observation"],
            ["observations.id"],
            name=op.f("fk_coaching_cycles_observation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["teacher"], ["participants.id"], name=op.f("fk_coaching_cycles_teacher"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_cycles")),
        sa.UniqueConstraint("teacher", "number", name=op.f("uq_coaching_cycles_teacher_number")),
    )
    op.create_table(
        "codings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("coder", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="1", nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("resume_us", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name=op.f("fk_codings_coder"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_codings_observation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_codings_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codings")),
        sa.UniqueConstraint(
            "observation",
            "scheme",
            "coder",
            "purpose",
            "attempt",
            name=op.f("uq_codings_observation_scheme_coder_purpose_attempt"),
        ),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_consents_participant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_table(
        "observation_participants",
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["observation"],
            ["observations.id"],
            name=op.f("fk_observation_participants_observation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_observation_participants_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("observation", "participant", name=op.f("pk_observation_participants")),
    )
    op.create_table(
        "observation_variables",
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("variable", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation"],
            ["observations.id"],
            name=op.f("fk_observation_variables_observation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["variable"], ["variables.id"], name=op.f("fk_observation_variables_variable"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("observation", "variable", name=op.f("pk_observation_variables")),
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_presence_observation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_presence_participant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("view", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_recordings_observation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("observation", "view", name=op.f("uq_recordings_observation_view")),
    )
    op.create_table(
        "scheme_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme"], ["schemes.id"], name=op.f("fk_scheme_notes_scheme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_notes")),
    )
    op.create_table(
        "transcripts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("fk_transcripts_observation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
    )
    op.create_table(
        "casting",
        sa.Column("coding", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["coding"], ["codings.id"], name=op.f("fk_casting_coding"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_casting_participant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("coding", "role", "participant", name=op.f("pk_casting")),
    )
    op.create_table(
        "clips",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.Column("still_us", sa.BigInteger(), nullable=False),
        sa.Column("still_shows", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle"], ["coaching_cycles.id"], name=op.f("fk_clips_cycle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clips")),
    )
    op.create_table(
        "cycle_steps",
        sa.Column("cycle", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("skipped_because", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle"], ["coaching_cycles.id"], name=op.f("fk_cycle_steps_cycle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cycle", "step", name=op.f("pk_cycle_steps")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coding", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("target", sa.Uuid(), nullable=True),
        sa.Column("modifiers", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Uuid(), nullable=True),
        sa.Column("unsure", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("off_camera", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("discuss", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("reaction_lag_us", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "offset_us IS NULL OR offset_us >= onset_us", name=op.f("ck_events_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["actor"], ["participants.id"], name=op.f("fk_events_actor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coding"], ["codings.id"], name=op.f("fk_events_coding"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target"], ["participants.id"], name=op.f("fk_events_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_coding_onset_us"), "events", ["coding", "onset_us"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at_what_time", sa.Text(), server_default="", nullable=False),
        sa.Column("i_will", sa.Text(), server_default="", nullable=False),
        sa.Column("with_whom", sa.Text(), server_default="", nullable=False),
        sa.Column("i_will_know", sa.Text(), server_default="", nullable=False),
        sa.Column("by_date", sa.Date(), nullable=True),
        sa.Column("tried", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle"], ["coaching_cycles.id"], name=op.f("fk_plans_cycle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_table(
        "rating_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coding", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=True),
        sa.Column("offset_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coding"], ["codings.id"], name=op.f("fk_rating_periods_coding"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_periods")),
        sa.UniqueConstraint("coding", "kind", "ordinal", name=op.f("uq_rating_periods_coding_kind_ordinal")),
    )
    op.create_table(
        "recording_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recording", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("root", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.Column("rate_ppm", sa.Float(), server_default="0", nullable=False),
        sa.Column("duration_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording"], ["recordings.id"], name=op.f("fk_recording_files_recording"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["root"], ["media_roots.id"], name=op.f("fk_recording_files_root"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_files")),
        sa.UniqueConstraint("recording", "ordinal", name=op.f("uq_recording_files_recording_ordinal")),
    )
    op.create_table(
        "transcript_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transcript", sa.Uuid(), nullable=False),
        sa.Column("onset_us", sa.BigInteger(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.Column("speaker", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker"], ["participants.id"], name=op.f("fk_transcript_lines_speaker"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["transcript"],
            ["transcripts.id"],
            name=op.f("fk_transcript_lines_transcript"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_lines")),
    )
    op.create_index(
        op.f("ix_transcript_lines_transcript_onset_us"),
        "transcript_lines",
        ["transcript", "onset_us"],
        unique=False,
    )
    op.create_table(
        "clip_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clip", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("speaker", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["clip"], ["clips.id"], name=op.f("fk_clip_lines_clip"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["speaker"], ["participants.id"], name=op.f("fk_clip_lines_speaker"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_lines")),
    )
    op.create_table(
        "clip_participants",
        sa.Column("clip", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clip"], ["clips.id"], name=op.f("fk_clip_participants_clip"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_clip_participants_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clip", "participant", name=op.f("pk_clip_participants")),
    )
    op.create_table(
        "prompts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clip", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["clip"], ["clips.id"], name=op.f("fk_prompts_clip"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("partner", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(score IS NULL) <> (reason IS NULL)", name=op.f("ck_ratings_score_or_reason")),
        sa.ForeignKeyConstraint(
            ["partner"], ["participants.id"], name=op.f("fk_ratings_partner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["period"], ["rating_periods.id"], name=op.f("fk_ratings_period"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subject"], ["participants.id"], name=op.f("fk_ratings_subject"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_period"), "ratings", ["period"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prompt", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["prompt"], ["prompts.id"], name=op.f("fk_answers_prompt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
