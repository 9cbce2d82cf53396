"""The study file's tables; times are whole microseconds, ids come from the client, instants are UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcInstant(TypeDecorator[datetime]):
    """An instant, kept in UTC whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a time zone, and turn the others into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant its time zone back."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


def _id() -> Column[Any]:
    return Column("id", Uuid, primary_key=True)


def _ref(name: str, table: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, Uuid, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=null, primary_key=key)


def _us(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=null)


def _text(name: str, **rest: Any) -> Column[Any]:
    return Column(name, Text, nullable=False, server_default="", **rest)


def _position() -> Column[Any]:
    return Column("position", Integer, nullable=False, server_default="0")


study = Table(
    "study",
    metadata,
    _id(),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("settings", JSON, nullable=False),
)
schemes = Table(
    "schemes",
    metadata,
    _id(),
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
    _id(),
    _ref("scheme", "schemes"),
    Column("code", String(100)),
    Column("noted_at", UtcInstant, nullable=False),
    Column("author", String(100), nullable=False),
    _text("text"),
)
participants = Table(
    "participants",
    metadata,
    _id(),
    Column("label", String(60), nullable=False, unique=True),
    Column("pseudonym", String(100), nullable=False),
    Column("role", String(60), nullable=False),
    Column("withdrawn_at", UtcInstant),
)
consents = Table(
    "consents",
    metadata,
    _id(),
    _ref("participant", "participants"),
    Column("level", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
observations = Table(
    "observations",
    metadata,
    _id(),
    Column("name", String(120), nullable=False, unique=True),
    _text("title"),
    Column("filmed_on", Date),
    _us("duration_us", null=True),
    _position(),
)
variables = Table(
    "variables",
    metadata,
    _id(),
    Column("name", String(60), nullable=False, unique=True),
    Column("type", String(20), nullable=False),
    Column("choices", JSON),
    Column("hidden_from_coders", Boolean, nullable=False, server_default="0"),
    _position(),
)
observation_variables = Table(
    "observation_variables",
    metadata,
    _ref("observation", "observations", key=True),
    _ref("variable", "variables", key=True),
    Column("value", Text, nullable=False),
)
observation_participants = Table(
    "observation_participants",
    metadata,
    _ref("observation", "observations", key=True),
    _ref("participant", "participants", key=True),
    _position(),
)
media_roots = Table(
    "media_roots",
    metadata,
    _id(),
    Column("name", String(60), nullable=False, unique=True),
    Column("path", Text, nullable=False),
)
recordings = Table(
    "recordings",
    metadata,
    _id(),
    _ref("observation", "observations"),
    Column("view", Integer, nullable=False, server_default="1"),
    _text("name"),
    UniqueConstraint("observation", "view"),
)
recording_files = Table(
    "recording_files",
    metadata,
    _id(),
    _ref("recording", "recordings"),
    Column("ordinal", Integer, nullable=False),
    _ref("root", "media_roots"),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    _us("offset_us"),
    Column("rate_ppm", Float, nullable=False, server_default="0"),
    _us("duration_us", null=True),
    UniqueConstraint("recording", "ordinal"),
)
presence = Table(
    "presence",
    metadata,
    _id(),
    _ref("observation", "observations"),
    _ref("participant", "participants"),
    Column("state", String(20), nullable=False),
    _us("onset_us"),
    _us("offset_us", null=True),
)
transcripts = Table(
    "transcripts",
    metadata,
    _id(),
    _ref("observation", "observations"),
    Column("language", String(20), nullable=False, server_default=""),
)
transcript_lines = Table(
    "transcript_lines",
    metadata,
    _id(),
    _ref("transcript", "transcripts"),
    _us("onset_us"),
    _us("offset_us"),
    _ref("speaker", "participants", null=True),
    _text("text"),
    Index(None, "transcript", "onset_us"),
)
coders = Table(
    "coders",
    metadata,
    _id(),
    Column("name", String(60), nullable=False, unique=True),
    Column("role", String(20), nullable=False, server_default="coder"),
)
assignments = Table(
    "assignments",
    metadata,
    _id(),
    _ref("observation", "observations"),
    _ref("scheme", "schemes"),
    _ref("coder", "coders"),
    Column("purpose", String(20), nullable=False),
    Column("due_on", Date),
    Column("made_at", UtcInstant, nullable=False),
)
codings = Table(
    "codings",
    metadata,
    _id(),
    _ref("observation", "observations"),
    _ref("scheme", "schemes"),
    _ref("coder", "coders"),
    Column("purpose", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, server_default="1"),
    Column("status", String(20), nullable=False),
    _us("resume_us"),
    Column("begun_at", UtcInstant, nullable=False),
    Column("submitted_at", UtcInstant),
    UniqueConstraint("observation", "scheme", "coder", "purpose", "attempt"),
)
casting = Table(
    "casting",
    metadata,
    _ref("coding", "codings", key=True),
    Column("role", String(60), primary_key=True),
    _ref("participant", "participants", key=True),
    _position(),
)
events = Table(
    "events",
    metadata,
    _id(),
    _ref("coding", "codings"),
    Column("code", String(100), nullable=False),
    _us("onset_us"),
    _us("offset_us", null=True),
    _ref("actor", "participants"),
    _ref("target", "participants", null=True),
    Column("modifiers", JSON, nullable=False),
    _text("comment"),
    Column("link", Uuid),
    Column("unsure", Boolean, nullable=False, server_default="0"),
    Column("off_camera", Boolean, nullable=False, server_default="0"),
    Column("discuss", Boolean, nullable=False, server_default="0"),
    Column("defaults", JSON, nullable=False),
    _us("reaction_lag_us"),
    CheckConstraint("offset_us IS NULL OR offset_us >= onset_us", name="ends_after_it_begins"),
    Index(None, "coding", "onset_us"),
)
rating_periods = Table(
    "rating_periods",
    metadata,
    _id(),
    _ref("coding", "codings"),
    Column("kind", String(20), nullable=False),
    Column("ordinal", Integer, nullable=False),
    _us("onset_us", null=True),
    _us("offset_us", null=True),
    UniqueConstraint("coding", "kind", "ordinal"),
)
ratings = Table(
    "ratings",
    metadata,
    _id(),
    _ref("period", "rating_periods"),
    Column("dimension", String(100), nullable=False),
    _ref("subject", "participants", null=True),
    _ref("partner", "participants", null=True),
    Column("score", Integer),
    Column("reason", String(60)),
    _text("note"),
    CheckConstraint("(score IS NULL) <> (reason IS NULL)", name="score_or_reason"),
    Index(None, "period"),
)
coaching_cycles = Table(
    "coaching_cycles",
    metadata,
    _id(),
    _ref("teacher", "participants"),
    _ref("coach", "coders"),
    Column("number", Integer, nullable=False),
    _ref("observation", "observations", null=True),
    Column("filmed_on", Date),
    Column("focus_scheme", String(100), nullable=False, server_default=""),
    Column("focus_dimension", String(100), nullable=False, server_default=""),
    _text("focus"),
    _text("title"),
    _text("opening"),
    _text("summary"),
    _text("conference_notes"),
    Column("evidence", JSON, nullable=False),
    Column("exemplar", JSON),
    Column("previous_plan", JSON),
    UniqueConstraint("teacher", "number"),
)
cycle_steps = Table(
    "cycle_steps",
    metadata,
    _ref("cycle", "coaching_cycles", key=True),
    Column("step", String(20), primary_key=True),
    Column("due_on", Date),
    Column("done_on", Date),
    _text("who"),
    _text("skipped_because"),
)
clips = Table(
    "clips",
    metadata,
    _id(),
    _ref("cycle", "coaching_cycles"),
    Column("type", String(20), nullable=False),
    _position(),
    _text("title"),
    _us("onset_us"),
    _us("offset_us"),
    _us("still_us"),
    _text("still_shows"),
)
clip_participants = Table(
    "clip_participants",
    metadata,
    _ref("clip", "clips", key=True),
    _ref("participant", "participants", key=True),
)
clip_lines = Table(
    "clip_lines",
    metadata,
    _id(),
    _ref("clip", "clips"),
    _position(),
    _us("at_us"),
    _ref("speaker", "participants", null=True),
    _text("text"),
)
prompts = Table("prompts", metadata, _id(), _ref("clip", "clips"), _text("text"), _text("question"))
answers = Table(
    "answers",
    metadata,
    _id(),
    _ref("prompt", "prompts"),
    _text("text"),
    Column("answered_at", UtcInstant),
)
plans = Table(
    "plans",
    metadata,
    _id(),
    _ref("cycle", "coaching_cycles"),
    _position(),
    _text("at_what_time"),
    _text("i_will"),
    _text("with_whom"),
    _text("i_will_know"),
    Column("by_date", Date),
    _text("tried"),
)
certificates = Table(
    "certificates",
    metadata,
    _id(),
    _ref("coder", "coders"),
    _ref("scheme", "schemes"),
    Column("issued_at", UtcInstant, nullable=False),
    Column("expires_on", Date),
    Column("result", JSON, nullable=False),
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
