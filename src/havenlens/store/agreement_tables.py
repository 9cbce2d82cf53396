"""The tables of agreement: plans, moments, rulings, panels, training, double coding, hand-outs."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table, Uuid

from havenlens.store.columns import (
    UtcInstant,
    id_column,
    metadata,
    position_column,
    ref_column,
    text_column,
    us_column,
)

agreement_plans = Table(
    "agreement_plans",
    metadata,
    id_column(),
    Column("number", Integer, nullable=False, unique=True),
    Column("parameters", JSON, nullable=False),
    Column("fixed_at", UtcInstant, nullable=False),
    ref_column("coder", "coders", null=True),
    text_column("reason"),
)
"""The parameters agreement is worked out with; each row takes the place of the one before it."""

unblindings = Table(
    "unblindings",
    metadata,
    id_column(),
    ref_column("scheme", "schemes"),
    ref_column("coder", "coders", null=True),
    Column("at", UtcInstant, nullable=False),
)
"""When agreement on a scheme was first looked at, and by whom."""

moments = Table(
    "moments",
    metadata,
    id_column(),
    ref_column("observation", "observations"),
    ref_column("scheme", "schemes"),
    ref_column("first_coding", "codings"),
    ref_column("second_coding", "codings"),
    Column("first_event", Uuid),
    Column("second_event", Uuid),
    Column("kind", String(20), nullable=False),
    us_column("onset_us"),
    us_column("offset_us", null=True),
    position_column(),
    text_column("note"),
    Column("made_at", UtcInstant, nullable=False),
    ref_column("coder", "coders", null=True),
    Column("settled_at", UtcInstant),
)
"""Disagreements put on the list for the meeting."""

rulings = Table(
    "rulings",
    metadata,
    id_column(),
    ref_column("scheme", "schemes"),
    ref_column("moment", "moments", null=True),
    Column("code", String(100), nullable=False, server_default=""),
    text_column("text"),
    Column("author", String(100), nullable=False),
    Column("ruled_at", UtcInstant, nullable=False),
    ref_column("note", "scheme_notes", null=True),
)
"""What a meeting decided; each becomes a dated note in the codebook."""

panels = Table(
    "panels",
    metadata,
    id_column(),
    Column("kind", String(20), nullable=False),
    ref_column("observation", "observations"),
    ref_column("scheme", "schemes"),
    Column("codings", JSON, nullable=False),
    ref_column("result", "codings", null=True),
    Column("opened_at", UtcInstant, nullable=False),
    Column("closed_at", UtcInstant),
)
"""Two to five codings beside each other, out of which one is made: a consensus or a master."""

panel_decisions = Table(
    "panel_decisions",
    metadata,
    id_column(),
    ref_column("panel", "panels"),
    us_column("onset_us"),
    Column("events", JSON, nullable=False),
    Column("votes", JSON, nullable=False),
    Column("result", Uuid),
    Column("alternatives", JSON, nullable=False),
    text_column("rationale"),
    Column("decided_at", UtcInstant, nullable=False),
    ref_column("coder", "coders", null=True),
)
"""What a panel made of one moment: whose events, who voted how, what else is accepted, and why."""

training_sets = Table(
    "training_sets",
    metadata,
    id_column(),
    Column("name", String(120), nullable=False, unique=True),
    ref_column("scheme", "schemes"),
    Column("observations", JSON, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
)
"""Observations with master codings, and the thresholds that a certificate asks for."""

double_coding_plans = Table(
    "double_coding_plans",
    metadata,
    id_column(),
    ref_column("scheme", "schemes"),
    Column("rules", JSON, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
)
"""How large a share is coded twice: strata, the share by the same coder again, the seed."""

double_coding_draws = Table(
    "double_coding_draws",
    metadata,
    id_column(),
    ref_column("plan", "double_coding_plans"),
    ref_column("observation", "observations"),
    ref_column("coder", "coders"),
    Column("kind", String(20), nullable=False),
    ref_column("assignment", "assignments", null=True),
    Column("drawn_at", UtcInstant, nullable=False),
)
"""What was drawn: an observation for a second coder, or for the same one again."""

hand_outs = Table(
    "hand_outs",
    metadata,
    id_column(),
    ref_column("coder", "coders"),
    Column("made_at", UtcInstant, nullable=False),
    Column("contents", JSON, nullable=False),
    Column("merged_at", UtcInstant),
)
"""What was handed out to whom, and when it last came back."""
