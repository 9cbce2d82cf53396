"""The parameters a study works agreement out with: fixed before anybody looks, and every change is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Self
from uuid import UUID, uuid4

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.days import day_of
from havenlens.services.study import Study

_INTERVALS = ("percentile", "bca", "jackknife")
_WEIGHTS = ("linear", "quadratic", "ordinal")
_CHOICES: Mapping[str, Sequence[str]] = {"interval": _INTERVALS, "weights": _WEIGHTS}


@dataclass(frozen=True, slots=True)
class AgreementPlan:
    """What is decided beforehand: seconds for times, shares of 1, and how intervals are made.

    ``tolerance`` is how far apart two onsets may lie to be of one event; ``overlap`` asks for a share of
    common time too (None: it does not). ``unit`` cuts time into units of so many seconds (None: exact, on
    the boundaries), ``unit_tolerance`` is in units. The profile is drawn from ``profile_from`` to
    ``profile_to`` seconds. ``within`` is how many points apart two scores may lie, ``criterion`` the share of
    scores that must.
    """

    tolerance: float = 2.0
    overlap: float | None = None
    unit: float | None = None
    unit_tolerance: int = 0
    profile_from: float = 0.5
    profile_to: float = 5.0
    profile_step: float = 0.5
    boundary: float = 0.5
    weights: str = "quadratic"
    within: float = 1.0
    criterion: float = 0.8
    level: float = 0.95
    bootstrap: int = 2000
    seed: int = 2026
    interval: str = "percentile"

    def as_json(self) -> dict[str, Any]:
        """Give the parameters by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> Self:
        """Read parameters that were kept; one that is not there is what it is by default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in content.items() if name in known})

    def changed(self, **values: Any) -> Self:
        """Give the plan with other values; StudyError names the parameter that cannot be so."""
        made = replace(self, **values)
        for name, value in made.as_json().items():
            if not _fits(name, value):
                raise StudyError("plan.out_of_range", parameter=name, value=value, allowed=_ALLOWED[name])
        if made.profile_from > made.profile_to:
            raise StudyError(
                "plan.out_of_range",
                parameter="profile_from",
                value=made.profile_from,
                allowed=f"<= {made.profile_to:g}",
            )
        return made


_RANGES: Mapping[str, tuple[float, float]] = {
    "tolerance": (0, 60),
    "overlap": (0.01, 1),
    "unit": (0.001, 600),
    "unit_tolerance": (0, 1000),
    "profile_from": (0, 60),
    "profile_to": (0, 60),
    "profile_step": (0.05, 60),
    "boundary": (0, 60),
    "within": (0, 10),
    "criterion": (0, 1),
    "level": (0.5, 0.999),
    "bootstrap": (0, 100_000),
    "seed": (0, 2**31 - 1),
}
_MAY_BE_NONE = ("overlap", "unit")
_ALLOWED = {
    **{name: f"{low:g} … {high:g}" for name, (low, high) in _RANGES.items()},
    **{name: ", ".join(allowed) for name, allowed in _CHOICES.items()},
}


def _fits(name: str, value: Any) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    if value is None:
        return name in _MAY_BE_NONE
    low, high = _RANGES[name]
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


@dataclass(frozen=True, slots=True)
class FixedPlan:
    """A plan as it was fixed: its number, when, by whom and why; the first one has no row and number 0."""

    number: int
    plan: AgreementPlan
    fixed_at: datetime | None = None
    coder: UUID | None = None
    reason: str = ""
    after_unblinding: bool = False


def plans_of(study: Study) -> list[FixedPlan]:
    """List the plans of a study, the oldest first; number 0 is what holds where none was fixed."""
    first = min((row["at"] for row in study.store.rows_of("unblindings")), default=None)
    rows = sorted(study.store.rows_of("agreement_plans"), key=lambda row: row["number"])
    return [
        FixedPlan(0, AgreementPlan()),
        *(
            FixedPlan(
                row["number"],
                AgreementPlan.of_json(row["parameters"]),
                row["fixed_at"],
                row["coder"],
                row["reason"],
                first is not None and row["fixed_at"] > first,
            )
            for row in rows
        ),
    ]


def plan_of(study: Study) -> FixedPlan:
    """Give the plan that holds."""
    return plans_of(study)[-1]


def fix_plan(study: Study, plan: AgreementPlan, coder: UUID | None, reason: str = "") -> FixedPlan:
    """Fix the parameters from now on, in the study's change log.

    StudyError where agreement was looked at already and no reason is given.
    """
    held = plan_of(study)
    late = unblinded_at(study) is not None
    if late and not reason.strip():
        raise StudyError("plan.no_reason")
    fixed = FixedPlan(held.number + 1, plan.changed(), datetime.now(UTC), coder, reason.strip(), late)
    row = {
        "id": uuid4(),
        "number": fixed.number,
        "parameters": plan.as_json(),
        "fixed_at": fixed.fixed_at,
        "coder": coder,
        "reason": fixed.reason,
    }
    study.store.add("agreement_plans", "agreement_plan", [row])
    return fixed


def unblinded_at(study: Study, scheme: UUID | None = None) -> datetime | None:
    """Tell when agreement, on one scheme version or on any, was first looked at; None where nobody has."""
    rows = study.store.rows_of("unblindings", **({} if scheme is None else {"scheme": scheme}))
    return min((row["at"] for row in rows), default=None)


def note_unblinding(study: Study, schemes: Sequence[UUID], coder: UUID | None) -> None:
    """Keep that agreement on some scheme versions was looked at, once for each of them."""
    seen = {row["scheme"] for row in study.store.rows_of("unblindings")}
    now = datetime.now(UTC)
    rows = [
        {"id": uuid4(), "scheme": scheme, "coder": coder, "at": now}
        for scheme in dict.fromkeys(schemes)
        if scheme not in seen
    ]
    study.store.add("unblindings", "unblinding", rows)


def changes_told(study: Study) -> list[Problem]:
    """Say which parameters were changed after somebody had looked, from what to what, when and why."""
    return [
        told
        for before, after in pairwise(plans_of(study))
        if after.after_unblinding
        for told in _changes(before.plan, after)
    ]


def _changes(before: AgreementPlan, after: FixedPlan) -> list[Problem]:
    old, new = before.as_json(), after.plan.as_json()
    day = "" if after.fixed_at is None else day_of(after.fixed_at).isoformat()
    return [
        Problem(
            "plan.changed_late",
            {
                "parameter": name,
                "old": _shown(old[name]),
                "new": _shown(new[name]),
                "day": day,
                "reason": after.reason,
            },
        )
        for name in new
        if new[name] != old[name]
    ]


def _shown(value: Any) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
