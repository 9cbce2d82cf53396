"""The study file's tables; times are whole microseconds, ids come from the client, instants are UTC."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from havenlens.store.columns import (
    UtcInstant,
    id_column,
    metadata,
    position_column,
    ref_column,
    text_column,
    us_column,
)

study = Table(
    "study",
    metadata,
    id_column(),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("settings", JSON, nullable=False),
)
schemes = Table(
    "schemes",
    metadata,
    id_column(),
    Column("scheme", String(100), nullable=False),
    Column("version", String(40), nullable=False),
    Column("measurement_hash", String(64), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("added_at", UtcInstant, nullable=False),
    UniqueConstraint("scheme", "version"),
)
scheme_notes = Table(
    "scheme_notes",
    metadata,
    id_column(),
    ref_column("scheme", "schemes"),
    Column("code", String(100)),
    Column("noted_at", UtcInstant, nullable=False),
    Column("author", String(100), nullable=False),
    text_column("text"),
)
participants = Table(
    "participants",
    metadata,
    id_column(),
    Column("label", String(60), nullable=False, unique=True),
    Column("pseudonym", String(100), nullable=False),
    Column("role", String(60), nullable=False),
    Column("withdrawn_at", UtcInstant),
)
consents = Table(
    "consents",
    metadata,
    id_column(),
    ref_column("participant", "participants"),
    Column("level", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
observations = Table(
    "observations",
    metadata,
    id_column(),
    Column("name", String(120), nullable=False, unique=True),
    text_column("title"),
    Column("filmed_on", Date),
    us_column("duration_us", null=True),
    position_column(),
)
variables = Table(
    "variables",
    metadata,
    id_column(),
    Column("name", String(60), nullable=False, unique=True),
    Column("type", String(20), nullable=False),
    Column("choices", JSON),
    Column("hidden_from_coders", Boolean, nullable=False, server_default="0"),
    position_column(),
)
observation_variables = Table(
    "observation_variables",
    metadata,
    ref_column("observation", "observations", key=True),
    ref_column("variable", "variables", key=True),
    Column("value", Text, nullable=False),
)
observation_participants = Table(
    "observation_participants",
    metadata,
    ref_column("observation", "observations", key=True),
    ref_column("participant", "participants", key=True),
    position_column(),
)
media_roots = Table(
    "media_roots",
    metadata,
    id_column(),
    Column("name", String(60), nullable=False, unique=True),
    Column("path", Text, nullable=False),
)
recordings = Table(
    "recordings",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    Column("view", Integer, nullable=False, server_default="1"),
    text_column("name"),
    UniqueConstraint("observation", "view"),
)
recording_files = Table(
    "recording_files",
    metadata,
    id_column(),
    ref_column("recording", "recordings"),
    Column("ordinal", Integer, nullable=False),
    ref_column("root", "media_roots"),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    us_column("offset_us"),
    Column("rate_ppm", Float, nullable=False, server_default="0"),
    us_column("duration_us", null=True),
    UniqueConstraint("recording", "ordinal"),
)
presence = Table(
    "presence",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    ref_column("participant", "participants"),
    Column("state", String(20), nullable=False),
    us_column("onset_us"),
    us_column("offset_us", null=True),
)
transcripts = Table(
    "transcripts",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    Column("language", String(20), nullable=False, server_default=""),
)
transcript_lines = Table(
    "transcript_lines",
    metadata,
    id_column(),
    ref_column("transcript", "transcripts"),
    us_column("onset_us"),
    us_column("offset_us"),
    ref_column("speaker", "participants", null=True),
    text_column("text"),
    Index(None, "transcript", "onset_us"),
)
coders = Table(
    "coders",
    metadata,
    id_column(),
    Column("name", String(60), nullable=False, unique=True),
    Column("role", String(20), nullable=False, server_default="coder"),
    Column("pin_hash", String(200)),
    Column("settings", JSON, nullable=False, server_default="{}"),
)
assignments = Table(
    "assignments",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    ref_column("scheme", "schemes"),
    ref_column("coder", "coders"),
    Column("purpose", String(20), nullable=False),
    Column("due_on", Date),
    Column("made_at", UtcInstant, nullable=False),
    Column("coding", Uuid),
    text_column("note"),
)
codings = Table(
    "codings",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    ref_column("scheme", "schemes"),
    ref_column("coder", "coders"),
    Column("purpose", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, server_default="1"),
    Column("status", String(20), nullable=False),
    us_column("resume_us"),
    Column("begun_at", UtcInstant, nullable=False),
    Column("submitted_at", UtcInstant),
    Column("state", JSON, nullable=False, server_default="{}"),
    text_column("status_note"),
    UniqueConstraint("observation", "scheme", "coder", "purpose", "attempt"),
)
casting = Table(
    "casting",
    metadata,
    ref_column("coding", "codings", key=True),
    Column("role", String(60), primary_key=True),
    ref_column("participant", "participants", key=True),
    position_column(),
)
events = Table(
    "events",
    metadata,
    id_column(),
    ref_column("coding", "codings"),
    Column("code", String(100), nullable=False),
    us_column("onset_us"),
    us_column("offset_us", null=True),
    ref_column("actor", "participants"),
    ref_column("target", "participants", null=True),
    Column("modifiers", JSON, nullable=False),
    text_column("comment"),
    Column("link", Uuid),
    Column("unsure", Boolean, nullable=False, server_default="0"),
    Column("off_camera", Boolean, nullable=False, server_default="0"),
    Column("discuss", Boolean, nullable=False, server_default="0"),
    Column("defaults", JSON, nullable=False),
    us_column("reaction_lag_us"),
    CheckConstraint("offset_us IS NULL OR offset_us >= onset_us", name="ends_after_it_begins"),
    Index(None, "coding", "onset_us"),
)
rating_periods = Table(
    "rating_periods",
    metadata,
    id_column(),
    ref_column("coding", "codings"),
    Column("kind", String(20), nullable=False),
    Column("ordinal", Integer, nullable=False),
    us_column("onset_us", null=True),
    us_column("offset_us", null=True),
    UniqueConstraint("coding", "kind", "ordinal"),
)
ratings = Table(
    "ratings",
    metadata,
    id_column(),
    ref_column("period", "rating_periods"),
    Column("dimension", String(100), nullable=False),
    ref_column("subject", "participants", null=True),
    ref_column("partner", "participants", null=True),
    Column("score", Integer),
    Column("reason", String(60)),
    text_column("note"),
    Column("evidence", JSON, nullable=False, server_default="[]"),
    CheckConstraint("(score IS NULL) <> (reason IS NULL)", name="score_or_reason"),
    Index(None, "period"),
)
certificates = Table(
    "certificates",
    metadata,
    id_column(),
    ref_column("coder", "coders"),
    ref_column("scheme", "schemes"),
    Column("issued_at", UtcInstant, nullable=False),
    Column("expires_on", Date),
    Column("result", JSON, nullable=False),
)
work_spans = Table(
    "work_spans",
    metadata,
    id_column(),
    ref_column("coding", "codings"),
    ref_column("coder", "coders"),
    Column("kind", String(20), nullable=False),
    Column("began_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant, nullable=False),
    us_column("active_us"),
    Index(None, "coding"),
)
scheme_maps = Table(
    "scheme_maps",
    metadata,
    id_column(),
    ref_column("old_scheme", "schemes"),
    ref_column("new_scheme", "schemes"),
    Column("map", JSON, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    ref_column("coder", "coders", null=True),
)
recode_items = Table(
    "recode_items",
    metadata,
    id_column(),
    ref_column("map", "scheme_maps"),
    ref_column("coding", "codings"),
    Column("old_event", Uuid),
    Column("event", Uuid),
    Column("kind", String(20), nullable=False),
    Column("choices", JSON, nullable=False),
    Column("done_at", UtcInstant),
    Index(None, "coding"),
)
change_log = Table(
    "change_log",
    metadata,
    Column("chain", Uuid, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("step_id", Uuid, nullable=False),
    Column("undoes_step_id", Uuid),
    Column("at_utc", String(32), nullable=False),
    Column("coder", Uuid),
    Column("kind", String(40), nullable=False),
    Column("payload", Text),
    Column("payload_sha256", String(64), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
chain_ends = Table(
    "chain_ends",
    metadata,
    Column("chain", Uuid, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
