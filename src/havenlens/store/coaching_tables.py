"""The tables of coaching: cycles with their steps, clips, prompts, answers, plans, library and access log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, String, Table, UniqueConstraint, Uuid

from havenlens.store.columns import (
    UtcInstant,
    id_column,
    metadata,
    position_column,
    ref_column,
    text_column,
    us_column,
)


def _covering() -> tuple[Column[Any], ...]:
    return (
        Column("masks", JSON, nullable=False, server_default="[]"),
        Column("covers", JSON, nullable=False, server_default="[]"),
    )


coaching_cycles = Table(
    "coaching_cycles",
    metadata,
    id_column(),
    ref_column("teacher", "participants"),
    ref_column("coach", "coders"),
    Column("number", Integer, nullable=False),
    ref_column("observation", "observations", null=True),
    Column("filmed_on", Date),
    Column("focus_scheme", String(100), nullable=False, server_default=""),
    Column("focus_dimension", String(100), nullable=False, server_default=""),
    text_column("focus"),
    text_column("title"),
    text_column("opening"),
    text_column("summary"),
    text_column("conference_notes"),
    Column("evidence", JSON, nullable=False),
    Column("exemplar", JSON),
    Column("previous_plan", JSON),
    Column("language", String(20), nullable=False, server_default=""),
    Column("notes", JSON, nullable=False, server_default="{}"),
    Column("state", JSON, nullable=False, server_default="{}"),
    Column("library_clip", Uuid),
    Column("published_at", UtcInstant),
    UniqueConstraint("teacher", "number"),
)
cycle_steps = Table(
    "cycle_steps",
    metadata,
    ref_column("cycle", "coaching_cycles", key=True),
    Column("step", String(20), primary_key=True),
    Column("due_on", Date),
    Column("done_on", Date),
    text_column("who"),
    text_column("skipped_because"),
)
clips = Table(
    "clips",
    metadata,
    id_column(),
    ref_column("cycle", "coaching_cycles"),
    Column("type", String(20), nullable=False),
    position_column(),
    text_column("title"),
    us_column("onset_us"),
    us_column("offset_us"),
    us_column("still_us"),
    text_column("still_shows"),
    *_covering(),
    Column("struck_at", UtcInstant),
    Column("removed_at", UtcInstant),
)
clip_participants = Table(
    "clip_participants",
    metadata,
    ref_column("clip", "clips", key=True),
    ref_column("participant", "participants", key=True),
)
clip_lines = Table(
    "clip_lines",
    metadata,
    id_column(),
    ref_column("clip", "clips"),
    position_column(),
    us_column("at_us"),
    ref_column("speaker", "participants", null=True),
    text_column("text"),
)
prompts = Table(
    "prompts",
    metadata,
    id_column(),
    ref_column("clip", "clips"),
    text_column("text"),
    text_column("question"),
)
answers = Table(
    "answers",
    metadata,
    id_column(),
    ref_column("prompt", "prompts"),
    text_column("text"),
    Column("answered_at", UtcInstant),
    Column("came_by", String(20), nullable=False, server_default=""),
)
plans = Table(
    "plans",
    metadata,
    id_column(),
    ref_column("cycle", "coaching_cycles"),
    position_column(),
    text_column("at_what_time"),
    text_column("i_will"),
    text_column("with_whom"),
    text_column("i_will_know"),
    Column("by_date", Date),
    text_column("tried"),
)
clip_marks = Table(
    "clip_marks",
    metadata,
    id_column(),
    ref_column("cycle", "coaching_cycles"),
    us_column("at_us"),
    us_column("onset_us"),
    us_column("offset_us"),
    Column("type", String(20), nullable=False, server_default=""),
    text_column("note"),
    Column("made_at", UtcInstant, nullable=False),
    Column("removed_at", UtcInstant),
)
"""Moments a coach marked while watching, out of which clips are chosen."""

library_clips = Table(
    "library_clips",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    text_column("title"),
    us_column("onset_us"),
    us_column("offset_us"),
    us_column("still_us"),
    text_column("still_shows"),
    Column("scheme", String(100), nullable=False, server_default=""),
    Column("dimension", String(100), nullable=False, server_default=""),
    Column("code", String(100), nullable=False, server_default=""),
    text_column("watch_for"),
    *_covering(),
    ref_column("coder", "coders", null=True),
    Column("added_at", UtcInstant, nullable=False),
    Column("removed_at", UtcInstant),
)
library_clip_participants = Table(
    "library_clip_participants",
    metadata,
    ref_column("clip", "library_clips", key=True),
    ref_column("participant", "participants", key=True),
)
access_log = Table(
    "access_log",
    metadata,
    id_column(),
    Column("at", UtcInstant, nullable=False),
    ref_column("coder", "coders", null=True),
    Column("action", String(20), nullable=False),
    Column("subject", String(20), nullable=False, server_default=""),
    Column("subject_id", Uuid),
    Column("details", JSON, nullable=False, server_default="{}"),
    text_column("reason"),
)
"""Who opened, exported, sent or took in what, and on whose authority a missing consent was passed over."""
