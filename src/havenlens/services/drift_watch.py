"""Severity and drift of each coder over time, from what was coded twice, and who fell below the rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.problems import Problem
from havenlens.services.certificate_rules import DriftRule
from havenlens.services.certificates import Entry, EntryKind, entries_of, keep_entry
from havenlens.services.days import day_of
from havenlens.services.drift_scores import DatedScore, Watched, dated_scores
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study
from havenlens.services.training_sets import training_sets

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import
    from havenlens.reliability.drift import Deviations

_USUAL = DriftRule()
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """One score or one coding as it is, not smoothed: its day, its value, its observation."""

    day: date
    value: float
    observation: str


@dataclass(frozen=True, slots=True)
class DriftSeries:
    """One coder on one dimension (points off the master or the others) or one group (kappa of each coding).

    ``severity`` is the mean deviation; for a group, how many events per ten minutes the coder has more than
    the others. ``drift`` is the slope for each 30 days. ``recent`` is what the rule is about: the share of
    the latest ``n_recent`` scores within the tolerance, or the mean kappa of codings. ``limit`` is its least.
    """

    coder: UUID
    coder_name: str
    scheme: UUID
    kind: str
    part: str
    name: str
    points: tuple[DriftPoint, ...]
    severity: Coefficient
    drift: Coefficient
    recent: float | None
    n_recent: int
    limit: float
    verdict: Problem | None = None
    below: bool = False
    enough: bool = True
    """Whether there is enough of the latest to decide anything."""

    @property
    def tolerance(self) -> float:
        """Give how far off a score may lie; 0 for kappas."""
        return float(self.severity.params.get("tolerance", 0)) if self.kind == "dimension" else 0.0


def drift_rule(study: Study, scheme: UUID) -> tuple[DriftRule, float] | None:
    """Give the rule of the newest training set that has one, with its tolerance; None where there is none."""
    sets = [one for one in training_sets(study) if one.scheme == scheme and one.rules.drift is not None]
    if not sets:
        return None
    newest = max(sets, key=lambda one: one.made_at)
    assert newest.rules.drift is not None
    return newest.rules.drift, newest.rules.tolerance


def drift_of(
    study: Study,
    scheme: UUID,
    hidden: Collection[UUID] = (),
    coder: UUID | None = None,
    progress: Progress = no_progress,
) -> list[DriftSeries]:
    """Follow every coder (or one) on every dimension and group that was coded twice or has a master.

    A score is held against the master's where there is one, else against the mean of the other coders; a
    coding against each other coding of the observation. Days are those of handing in, of filming where that
    is not known. Training is left out, since the master has not been seen there and mistakes are its point.
    """
    ruled = drift_rule(study, scheme)
    rule, tolerance = ruled or (_USUAL, 1.0)
    found = dated_scores(study, scheme, hidden, coder, progress)
    names = {one.id: one.name for one in study.store.coders()}
    return [
        _series(one, found[one], names[one.coder], scheme, (rule, tolerance), judged=ruled is not None)
        for one in sorted(found, key=lambda one: (names[one.coder].casefold(), one.kind, one.name))
    ]


def note_drift(study: Study, series: Sequence[DriftSeries], by: UUID | None = None) -> list[Entry]:
    """Pause each coder who fell below the rule, with what it was, unless it was told already.

    Who passed a check or was let on since the newest of those codings goes on.
    """
    made = []
    for coder, scheme in dict.fromkeys((one.coder, one.scheme) for one in series if one.below):
        below = [one for one in series if one.below and (one.coder, one.scheme) == (coder, scheme)]
        newest = max(point.day for one in below for point in one.points)
        told = entries_of(study, coder, scheme)
        if any(day_of(entry.at) >= newest for entry in told if _settles(entry)):
            continue
        reasons = [one.verdict for one in below if one.verdict is not None]
        made.append(keep_entry(study, coder, scheme, EntryKind.DRIFT, by=by, reasons=reasons))
    return made


def _settles(entry: Entry) -> bool:
    return entry.passed or entry.kind is not EntryKind.CHECK


def _series(
    watched: Watched,
    scores: Sequence[DatedScore],
    name: str,
    scheme: UUID,
    ruled: tuple[DriftRule, float],
    *,
    judged: bool,
) -> DriftSeries:
    """Compute severity and drift of one coder, and judge the latest of it."""
    from havenlens.reliability.drift import drift, severity  # noqa: PLC0415 - NumPy is slow to import

    rule, tolerance = ruled
    rated = watched.kind == "dimension"
    ordered = sorted(scores, key=lambda one: one.day)
    since = ordered[-1].day - timedelta(days=rule.days)
    latest = [one for one in ordered if one.day > since]
    if rated:
        limit, least = rule.within, rule.least_scores
        recent = sum(abs(one.value) <= tolerance + _ROUNDING for one in latest) / len(latest)
    else:
        limit, least = rule.kappa, rule.least_codings
        recent = sum(one.value for one in latest) / len(latest)
    below = judged and len(latest) >= least and recent < limit - _ROUNDING
    of_rates = [one.value if rated else one.rate for one in ordered]
    values = {"what": watched.name, "value": f"{recent:.2f}", "limit": f"{limit:g}", "n": len(latest)}
    code = "calibration.drifted_within" if rated else "calibration.drifted_kappa"
    [off] = severity(_held(ordered, of_rates), tolerance=tolerance).values()
    [slope] = drift(_held(ordered, [one.value for one in ordered])).values()
    return DriftSeries(
        watched.coder,
        name,
        scheme,
        watched.kind,
        watched.part,
        watched.name,
        tuple(DriftPoint(one.day, one.value, one.observation) for one in ordered),
        off,
        slope,
        recent,
        len(latest),
        limit,
        Problem(code, {**values, "days": rule.days}) if below else None,
        below,
        len(latest) >= least,
    )


def _held(scores: Sequence[DatedScore], values: Sequence[float]) -> Deviations:
    """Put values of one coder beside their days, clustered by observation."""
    from havenlens.reliability.drift import deviations  # noqa: PLC0415 - NumPy is slow to import

    places = [one.observation for one in scores]
    days = [one.day.toordinal() for one in scores]
    units = [str(number) for number in range(len(scores))]
    zeros = [0.0] * len(scores)
    return deviations(
        [""] * len(scores), units, values, masters=zeros, days=days, clusters=places, reference="master"
    )
