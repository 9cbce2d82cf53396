"""The quota of double coding: a share, the same in every stratum, drawn at random and topped up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from math import ceil
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.observation import Observation, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN
from havenlens.words.catalogue import tr

PLANS, DRAWS = "double_coding_plans", "double_coding_draws"
SECOND, AGAIN = "second", "again"
"""Kinds of draws: for another coder, or for the same one once more."""
TIMES = ("month", "quarter", "year")
"""Strata by the day of filming, beside the study's own variables."""

_HIGHEST_SEED = 2**31 - 1
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """What is drawn: ``share`` of the observations of every stratum, ``again`` of them by the same coder.

    Both are shares of all observations. ``by`` names observation variables, or month, quarter or year of
    filming. ``coders`` are who may be drawn as second coder; empty for everybody who codes with the scheme.
    """

    share: float = 0.2
    again: float = 0.0
    by: tuple[str, ...] = ()
    seed: int = 2026
    coders: tuple[UUID, ...] = ()
    due_days: int = 0

    def as_json(self) -> dict[str, Any]:
        """Give the rules as they are kept."""
        return {**asdict(self), "by": list(self.by), "coders": [coder.hex for coder in self.coders]}

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> QuotaRules:
        """Read rules that were kept."""
        return cls(
            content.get("share", 0.2),
            content.get("again", 0.0),
            tuple(content.get("by", ())),
            content.get("seed", 2026),
            tuple(UUID(coder) for coder in content.get("coders", ())),
            content.get("due_days", 0),
        )


@dataclass(frozen=True, slots=True)
class QuotaPlan:
    """The quota of a scheme version as it was fixed."""

    id: UUID
    scheme: UUID
    rules: QuotaRules
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """An observation that is coded twice, by whom, and the assignment that was made for it."""

    id: UUID
    plan: UUID
    observation: UUID
    coder: UUID
    kind: str
    assignment: UUID | None
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: how many observations, how many of them are due to be coded twice, and how many are.

    ``done`` counts the draws that were handed in.
    """

    name: str
    observations: tuple[UUID, ...]
    wanted: int
    drawn: int
    done: int = 0

    @property
    def short(self) -> int:
        """Give how many are still to be drawn."""
        return max(0, self.wanted - self.drawn)


def plan_for(study: Study, scheme: UUID) -> QuotaPlan | None:
    """Give the quota of a scheme version; None where there is none."""
    rows = study.store.rows_of(PLANS, scheme=scheme)
    newest = max(rows, key=lambda row: row["made_at"], default=None)
    if newest is None:
        return None
    return QuotaPlan(newest["id"], scheme, QuotaRules.of_json(newest["rules"]), newest["made_at"])


def keep_plan(study: Study, scheme: UUID, rules: QuotaRules) -> QuotaPlan:
    """Fix the quota of a scheme version, or change it; what was drawn stays drawn.

    StudyError where a share, a stratum or the seed cannot be.
    """
    content = _checked(study, rules).as_json()
    held = plan_for(study, scheme)
    if held is None:
        row = {"id": uuid4(), "scheme": scheme, "rules": content, "made_at": datetime.now(UTC)}
        study.store.add(PLANS, "double_coding_plan", [row])
    elif held.rules.as_json() != content:
        study.store.change(PLANS, "double_coding_plan", held.id, rules=content)
    found = plan_for(study, scheme)
    assert found is not None
    return found


def draws_of(study: Study, plan: QuotaPlan) -> list[Draw]:
    """List what was drawn, the oldest first."""
    rows = study.store.rows_of(DRAWS, plan=plan.id)
    found = (
        Draw(
            row["id"],
            row["plan"],
            row["observation"],
            row["coder"],
            row["kind"],
            row["assignment"],
            row["drawn_at"],
        )
        for row in rows
    )
    return sorted(found, key=lambda one: (one.drawn_at, one.observation.bytes))


def first_coders(study: Study, scheme: UUID) -> dict[UUID, UUID]:
    """Give who codes each observation for research with a scheme version: what the share is taken of."""
    found: dict[UUID, UUID] = {}
    for one in study.store.list_codings():
        if one.scheme == scheme and one.purpose is Purpose.RESEARCH:
            found.setdefault(one.observation, one.coder)
    rows = study.store.rows_of("assignments", scheme=scheme, purpose=Purpose.RESEARCH.value)
    for row in sorted(rows, key=lambda row: row["made_at"]):
        found.setdefault(row["observation"], row["coder"])
    return found


def strata_of(study: Study, plan: QuotaPlan) -> list[Stratum]:
    """List the strata with what is due and what was drawn; a share is rounded up in each."""
    first = first_coders(study, plan.scheme)
    drawn = draws_of(study, plan)
    per_place = {one.observation for one in drawn}
    done = _handed_in(study, drawn)
    groups: dict[tuple[str, ...], list[Observation]] = {}
    for place in study.store.observations():
        if place.id in first:
            groups.setdefault(stratum_of(place, plan.rules.by), []).append(place)
    return [
        Stratum(
            " · ".join(name) or tr("all"),
            tuple(place.id for place in places),
            ceil(plan.rules.share * len(places) - _ROUNDING),
            sum(place.id in per_place for place in places),
            sum(place.id in done for place in places),
        )
        for name, places in sorted(groups.items())
    ]


def again_wanted(strata: Sequence[Stratum], rules: QuotaRules) -> int:
    """Give how many observations the same coder is to code again, of all strata together."""
    return ceil(rules.again * sum(len(one.observations) for one in strata) - _ROUNDING)


def shortfalls(study: Study, plan: QuotaPlan) -> list[Problem]:
    """Say what is missing in each stratum, and of what the same coder codes again."""
    strata = strata_of(study, plan)
    told = [
        Problem("double.short", {"stratum": one.name, "drawn": one.drawn, "wanted": one.wanted})
        for one in strata
        if one.short
    ]
    again = sum(one.kind == AGAIN for one in draws_of(study, plan))
    wanted = again_wanted(strata, plan.rules)
    if again < wanted:
        told.append(Problem("double.short_again", {"drawn": again, "wanted": wanted}))
    return told


def told_purpose(purpose: Purpose, *, leads: bool) -> Purpose:
    """Give the purpose as it is told: who codes for reliability is not to know it, and sees research."""
    return Purpose.RESEARCH if purpose is Purpose.RELIABILITY and not leads else purpose


def stratum_of(place: Observation, by: Sequence[str]) -> tuple[str, ...]:
    """Name the stratum an observation is in, one word for each variable or time.

    >>> from datetime import date
    >>> stratum_of(Observation(UUID(int=1), "A", filmed_on=date(2026, 5, 3), variables={"wave": 2}),
    ...            ["wave", "quarter"])
    ('2', '2026 Q2')
    """
    return tuple(_value(place, name) for name in by)


def _value(place: Observation, name: str) -> str:
    day = place.filmed_on
    if name in place.variables:
        value = place.variables[name]
        return "–" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if name not in TIMES or day is None:
        return "–"
    match name:
        case "year":
            return str(day.year)
        case "quarter":
            return f"{day.year} Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}"


def _handed_in(study: Study, drawn: Sequence[Draw]) -> set[UUID]:
    codings = {one.id: one.status for one in study.store.list_codings()}
    done = {row["id"]: codings.get(row["coding"]) for row in study.store.rows_of("assignments")}
    return {one.observation for one in drawn if one.assignment and done.get(one.assignment) in HANDED_IN}


def _checked(study: Study, rules: QuotaRules) -> QuotaRules:
    if not 0 < rules.share <= 1:
        raise StudyError("double.share", value=f"{rules.share:g}")
    if not 0 <= rules.again <= rules.share:
        raise StudyError("double.again", value=f"{rules.again:g}", share=f"{rules.share:g}")
    if not 0 <= rules.seed <= _HIGHEST_SEED:
        raise StudyError("double.seed", value=rules.seed, most=_HIGHEST_SEED)
    known = [*(variable.name for variable in study.store.variables()), *TIMES]
    unknown = [name for name in rules.by if name not in known]
    if unknown:
        raise StudyError("double.no_variable", name=unknown[0], known=", ".join(known))
    coders = {coder.id for coder in study.store.coders()}
    if not coders.issuperset(rules.coders):
        raise StudyError("double.no_coder")
    return replace(rules, by=tuple(dict.fromkeys(rules.by)), coders=tuple(dict.fromkeys(rules.coders)))
