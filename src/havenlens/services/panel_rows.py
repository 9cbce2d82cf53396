"""How panels and their decisions are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Purpose
from havenlens.services.alternatives import Accepted
from havenlens.services.panel_items import Choice, Decision, PanelItem


class PanelKind(StrEnum):
    """What a panel makes: a consensus of the coders themselves, or a master for training."""

    CONSENSUS = "consensus"
    MASTER = "master"

    @property
    def purpose(self) -> Purpose:
        """Give the purpose of the coding that is made."""
        return Purpose.MASTER if self is PanelKind.MASTER else Purpose.CONSENSUS


@dataclass(frozen=True, slots=True)
class Panel:
    """Codings beside each other, and the coding that is made of them."""

    id: UUID
    kind: PanelKind
    observation: UUID
    scheme: UUID
    codings: tuple[UUID, ...]
    result: UUID
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScoreChoice:
    """What a panel makes of a score: a score, the reason for none, or (neither of both) no rating at all."""

    score: int | None = None
    reason: str | None = None

    @property
    def drops(self) -> bool:
        """Tell whether nothing is rated."""
        return self.score is None and self.reason is None

    @classmethod
    def of_plain(cls, row: Mapping[str, Any]) -> ScoreChoice:
        """Read one as it is kept."""
        return cls(row["score"], row["reason"])

    def plain(self) -> dict[str, Any]:
        """Give it as it is kept."""
        return {"score": self.score, "reason": self.reason}


def panel_of_row(row: Mapping[str, Any]) -> Panel:
    """Read a panel."""
    return Panel(
        row["id"],
        PanelKind(row["kind"]),
        row["observation"],
        row["scheme"],
        tuple(UUID(one) for one in row["codings"]),
        row["result"],
        row["opened_at"],
        row["closed_at"],
    )


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a decision's row as JSON, to be kept inside the one that takes its place."""
    return {
        "events": row["events"],
        "votes": row["votes"],
        "result": row["result"].hex if row["result"] else None,
        "alternatives": row["alternatives"],
        "rationale": row["rationale"],
        "decided_at": row["decided_at"].isoformat(),
        "coder": row["coder"].hex if row["coder"] else None,
    }


def row_of_plain(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of a decision that was kept as JSON."""
    return {
        **plain,
        "result": UUID(plain["result"]) if plain["result"] else None,
        "decided_at": datetime.fromisoformat(plain["decided_at"]),
        "coder": UUID(plain["coder"]) if plain["coder"] else None,
    }


def decision_of(decision: UUID, plain: Mapping[str, Any], one: PanelItem) -> Decision:
    """Read the decision about a moment from what `plain_row` gives."""
    row = row_of_plain(plain)
    return Decision(
        decision,
        Choice.of_plain(row["events"]["choice"]),
        {UUID(coding): number for coding, number in row["votes"].items()},
        Accepted.of_plain(one.id if row["result"] else None, row["alternatives"]),
        row["rationale"],
        row["decided_at"],
        row["coder"],
    )
