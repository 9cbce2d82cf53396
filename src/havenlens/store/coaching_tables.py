"""The tables of coaching: cycles with their steps, clips, prompts, answers and plans."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Integer, String, Table, UniqueConstraint

from havenlens.store.columns import (
    UtcInstant,
    id_column,
    metadata,
    position_column,
    ref_column,
    text_column,
    us_column,
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
