"""Time-unit kappa: do two coders have the same people in the same states at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding
from havenlens.reliability.kappa import full_chance, specific_agreement
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.scopes import Cells, averages, hidden_people, observation_names, values_by_name
from havenlens.reliability.tables import UNCODED, Array, Confusion, against_rest, kappa_parts
from havenlens.reliability.tracks import (
    Lane,
    PersonTrack,
    lanes_of_codes,
    lanes_of_one,
    lanes_of_sets,
    refuse_overlap,
    tracks_of,
)
from havenlens.reliability.unitgrid import EXACT, SAMPLINGS, Sampling, in_units, meetings

METHOD = "time_unit_kappa"


@dataclass(frozen=True, slots=True)
class _Settings:
    """How time is counted, and what every coefficient of one request shares."""

    unit: int | None
    tolerance: int
    sampling: Sampling
    coders: tuple[str, str]
    resampling: Resampling

    @property
    def scale(self) -> float:
        """Give how much of a lane's measure makes one of the table's: a second, or a unit."""
        return 1.0 if self.unit else float(SECOND)

    def as_params(self) -> dict[str, Any]:
        """Give the settings under the names used in results."""
        params: dict[str, Any] = {"unit": self.unit / SECOND if self.unit else None}
        params["sampling"] = SAMPLINGS[self.sampling] if self.unit else EXACT
        if self.unit:
            return {**params, "tolerance_units": self.tolerance}
        return {**params, "tolerance": self.tolerance / SECOND} if self.tolerance else params

    def cells(self, tracks: Sequence[PersonTrack], lanes: Sequence[Lane], size: int, n: int) -> Cells:
        """Count each person's time: rows × 2 (who leads) × size × size."""
        if self.unit:
            lanes = [in_units(lane, self.unit, self.sampling) for lane in lanes]
        counted = [meetings(lane, size, self.tolerance) / self.scale for lane in lanes]
        values = np.array(counted).reshape(-1, 2, size, size)
        return Cells.of(values, [one.observation for one in tracks], [one.actor for one in tracks], n)


def time_unit_kappa(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    exclusive: bool = True,
    exhaustive: bool = False,
    unit: int | None = None,
    tolerance: int = 0,
    sampling: Sampling = "start",
    t0: int | None = None,
    t1: int | None = None,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa over time for the states of one group: pooled, per code, per person, and averaged.

    Without ``unit`` it is exact: every stretch between two boundaries is weighed by its length. With ``unit``
    (microseconds) each unit counts as one, with the state at its start (``sampling``: or ``midpoint``,
    ``majority``; ``boris`` is the compatibility mode of `boris_kappa`). ``tolerance`` is a number of units
    (microseconds where there is none): time of one coder with code a is tallied as (a, a) where the other
    has a anywhere that near, else as what the other has then. Either coder can lead, which gives two tables;
    the estimate is kappa of their sum, and the table their mean. ``t0`` and ``t1`` replace the observations'
    bounds. Time in which a person is away is left out of both coders.

    Instants and other codes are left out. Time without a code is a category of its own (`UNCODED`); where the
    group is ``exhaustive`` it is left out instead, with a warning. States that do not exclude each other are
    compared as sets, and each code with its own absence. The interval resamples observations; a single
    observation has none. The table is in seconds, or in units. StudyError for overlapping states in an
    exclusive group, and for a unit or tolerance that cannot be.

    Time units: Bakeman, R., & Quera, V. (2011), Sequential Analysis and Observational Methods for the
    Behavioral Sciences, ch. 6; tolerance: Bakeman, R., Quera, V., & Gnisci, A. (2009), Behavior Research
    Methods 41, 137-147. Weighing stretches by their length is their limit for ever smaller units.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> one = [TimedEvent(0, 6_000_000, "calm", "Ada"), TimedEvent(6_000_000, 10_000_000, "upset", "Ada")]
    >>> two = [TimedEvent(0, 5_000_000, "calm", "Ada"), TimedEvent(5_000_000, 10_000_000, "upset", "Ada")]
    >>> found = time_unit_kappa([DoubleCoding(one, two, 0, 10_000_000)], ["calm", "upset"])
    >>> found.pooled.estimate, found.table.matrix[:2, :2].tolist()
    (0.8, [[5.0, 1.0], [0.0, 4.0]])
    """
    _check(unit, tolerance, sampling)
    if sampling == "boris":
        from havenlens.reliability.boris import boris_kappa  # noqa: PLC0415 - it builds on this module's parts

        return boris_kappa(codings, codes, unit=unit or SECOND, coders=coders, resampling=resampling)
    if t0 is not None or t1 is not None:
        codings = [
            replace(one, start=one.start if t0 is None else t0, end=one.end if t1 is None else t1)
            for one in codings
        ]
    how = _Settings(unit, tolerance, sampling, coders, resampling)
    tracks = tracks_of(codings, codes, coders)
    return _agreement(how, codings, codes, tracks, exclusive=exclusive, exhaustive=exhaustive)


def _check(unit: int | None, tolerance: int, sampling: Sampling) -> None:
    if unit is not None and unit <= 0:
        raise StudyError("agreement.unit_not_positive", unit=f"{unit / SECOND:g}")
    if tolerance < 0:
        raise StudyError("agreement.tolerance_negative", tolerance=tolerance)
    if sampling not in {*SAMPLINGS, "boris"}:
        raise StudyError(
            "agreement.unknown_sampling", sampling=sampling, known=", ".join([*SAMPLINGS, "boris"])
        )


def _agreement(
    how: _Settings,
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    tracks: Sequence[PersonTrack],
    *,
    exclusive: bool,
    exhaustive: bool,
) -> Agreement:
    n = len(codings)
    labels, lanes = _lanes(how, codes, tracks, exclusive=exclusive)
    cells = how.cells(tracks, lanes, len(labels), n)
    left_out = 0.0
    if exhaustive:
        kept = cells.values[..., :-1, :-1]
        left_out = float((cells.values.sum() - kept.sum()) / 2)
        labels, cells = labels[:-1], cells.with_values(kept)
    singles = [
        cells.with_values(against_rest(cells.values, index))
        if exclusive
        else how.cells(tracks, lanes_of_one(tracks, index), 2, n)
        for index in range(len(codes))
    ]
    time = Cells.of(_time_on(tracks, len(codes)), cells.observation.tolist(), [t.actor for t in tracks], n)
    counts = how.resampling.counts(n)
    totals = time.values.sum(axis=0)
    per_code = {
        code: _coefficient(
            how, (code, f"not {code}"), singles[i].by_observation(), totals[:, i : i + 1], counts
        )
        for i, code in enumerate(codes)
    }
    overall = _coefficient(how, labels, cells.by_observation(), totals, counts)
    per_actor = cells.per_actor(
        overall,
        lambda own, on: _coefficient(how, labels, own, on.sum(axis=0), how.resampling.counts(len(own))),
        time,
    )
    away = sum(int(np.diff(track.cuts)[track.away].sum()) for track in tracks)
    return Agreement(
        _told(how, codes, overall, per_code, per_actor, totals, left_out=left_out, away=away),
        per_code,
        Confusion.of_detail(overall.detail),
        per_actor=per_actor,
        averaged=averages(
            METHOD, _by_observation(codings, cells, time), per_code, level=how.resampling.level
        ),
    )


def _lanes(
    how: _Settings, codes: Sequence[str], tracks: Sequence[PersonTrack], *, exclusive: bool
) -> tuple[tuple[str, ...], list[Lane]]:
    """Give each person's categories, codes or sets of them, with their names."""
    if not exclusive:
        return lanes_of_sets(tracks, codes)
    for track in tracks:
        refuse_overlap(track, codes, how.coders)
    return (*codes, UNCODED), lanes_of_codes(tracks)


def _told(
    how: _Settings,
    codes: Sequence[str],
    overall: Coefficient,
    per_code: dict[str, Coefficient],
    per_actor: dict[str, Coefficient],
    totals: Array,
    *,
    left_out: float,
    away: int,
) -> Coefficient:
    """Give the pooled value with what to beware of."""
    warnings = [
        *cautions.share_of_one(Confusion.of_detail(overall.detail)),
        *cautions.never_used(codes, (totals[0], totals[1]), how.coders),
        *cautions.hidden(overall, per_code),
        *hidden_people(overall, per_actor),
    ]
    if left_out:
        seconds = f"{left_out * (how.unit or SECOND) / SECOND:g}"
        warnings.append(Problem("agreement.uncoded_time", {"seconds": seconds}))
    if away:
        overall = replace(overall, detail={**overall.detail, "away_s": away / SECOND})
        warnings.append(Problem("agreement.away_time", {"seconds": f"{away / SECOND:g}"}))
    return overall.warned(warnings)


def _by_observation(codings: Sequence[DoubleCoding], cells: Cells, time: Cells) -> dict[str, float | None]:
    """Give each observation's own value; None too where one coder coded nothing in it."""
    values = kappa_parts(cells.by_observation().mean(axis=1)).kappa
    coded = time.by_observation().any(axis=-1).all(axis=-1)
    return values_by_name(observation_names(codings), np.where(coded, values, np.nan))


def _time_on(tracks: Sequence[PersonTrack], size: int) -> Array:
    """Give how long each coder has each code on: rows × 2 × codes."""
    rows = [np.stack([one.length @ one.first, one.length @ one.second]) for one in tracks]
    return np.array(rows).reshape(-1, 2, size)


def _coefficient(
    how: _Settings,
    labels: tuple[str, ...],
    cells: Array,
    time: Array,
    counts: NDArray[np.int64] | None,
) -> Coefficient:
    """Give the coefficient of observations × 2 × q × q whose codes are on for ``time`` (2 × codes)."""
    tables = cells.mean(axis=1)
    table = Confusion(labels, tables.sum(axis=0))
    used = np.asarray(time.any(axis=1))
    why = None
    if table.n == 0:
        why = Problem("agreement.no_time")
    elif not used.any():
        only = time.shape[1] == 1
        why = (
            Problem("agreement.code_unused", {"label": labels[0]}) if only else Problem("agreement.no_events")
        )
    elif not used.all():
        why = Problem("agreement.coder_without_events", {"coder": how.coders[int(used[0])]})
    elif not np.isfinite(kappa_parts(table.matrix).kappa):
        why = full_chance(table)
    n_units = round(table.n) if used.any() else 0
    sides = _sides(cells.sum(axis=0), n_units) if how.unit or how.tolerance else {}
    return beyond_chance(
        METHOD,
        tables,
        kappa_parts,
        why,
        n_units=n_units,
        params=how.as_params(),
        detail={"specific_agreement": specific_agreement(table), **table.as_detail(), **sides},
        resampling=how.resampling,
        counts=counts,
    )


def _sides(matrices: Array, n_units: int) -> dict[str, Any]:
    """Give what each coder's leading comes to, beside the two together."""
    parts, together = kappa_parts(matrices), kappa_parts(matrices.sum(axis=0))

    def number(value: Array) -> float | None:
        return float(value) if np.isfinite(value) else None

    return {
        "n_units": n_units,
        "kappa_a_first": number(parts.kappa[0]),
        "kappa_b_first": number(parts.kappa[1]),
        "kappa_pooled": number(together.kappa),
        "po_a_first": number(parts.observed[0]),
        "po_b_first": number(parts.observed[1]),
        "matrix_a_first": matrices[0].tolist(),
        "matrix_b_first": matrices[1].tolist(),
    }
