"""Components of variance of a generalizability study: by mean squares, balanced or not, and by REML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.reliability.gdesigns import Design, LongScores
from havenlens.reliability.mixed import reml

Array = NDArray[np.float64]
Levels = NDArray[np.intp]

EMS, HENDERSON, REML = "EMS ANOVA", "Henderson Method I (analogous ANOVA)", "REML, components >= 0"

_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class Source:
    """One line of the analysis of variance; with unequal numbers these are analogous sums of squares."""

    label: str
    df: int
    ss: float
    ms: float | None


@dataclass(frozen=True, slots=True)
class Components:
    """Components of variance by label, in the design's order, with the estimator that gave them.

    ``sizes`` are the numbers of conditions seen, ``negative`` the effects whose estimate is below 0 (kept as
    they are) and, for REML, those held at 0.
    """

    design: Design
    estimator: str
    values: Mapping[str, float]
    negative: tuple[str, ...]
    sources: tuple[Source, ...]
    sizes: Mapping[str, float]
    mean: float
    n: int
    balanced: bool
    loglik: float | None = None


def variance_components(
    scores: LongScores, design: Design, *, of: str, estimator: str = "auto"
) -> Components | Problem:
    """Estimate the components of a design, ``of`` being the object of measurement.

    ``estimator``: ``EMS ANOVA`` (balanced), ``Henderson`` I, the analogous analysis of variance with unequal
    numbers: T(a) = Σ nₗ x̄ₗ² for each effect, E T(a) = Nμ² + Σ_b σ²_b Σₗ Σₘ n²ₗₘ/nₗ, solved as a linear
    system, Henderson, C. R. (1953), Biometrics 9, 226-252; or ``REML``. ``auto`` takes mean squares. Balanced
    data give the same by the first two. A Problem says why there are no components. StudyError for a facet
    that the table lacks and for two scores in one place.
    """
    levels = _checked(scores, design)
    if isinstance(levels, Problem):
        return levels
    analogous = Analogous(scores, design, of, levels)
    found = analogous.components(analogous.parts.sum(axis=0)[None])[0]
    if not np.isfinite(found).all():
        return Problem("agreement.not_separable", {"design": design.text})
    balanced = _balanced(design, levels)
    name = _named(estimator, balanced=balanced)
    loglik, mean = None, float(scores.scores.mean())
    if name == REML:
        fitted = reml(scores.scores, levels[:-1])
        if fitted is None:
            return Problem("agreement.no_residual")
        found = np.array([*fitted.components, fitted.residual])
        loglik, mean = fitted.loglik, fitted.mean
    labels = [effect.label for effect in design.effects]
    low = np.flatnonzero(found <= 0 if name == REML else found < 0)
    return Components(
        design,
        name,
        dict(zip(labels, found.tolist(), strict=True)),
        tuple(labels[place] for place in low),
        analogous.sources(),
        _sizes(design, levels, of),
        mean,
        int(scores.scores.size),
        balanced,
        loglik,
    )


def _named(estimator: str, *, balanced: bool) -> str:
    asked = estimator.lower()
    if asked.startswith("reml"):
        return REML
    if asked.startswith(("auto", "ems", "anova", "henderson")):
        return EMS if balanced else HENDERSON
    raise StudyError("agreement.unknown_estimator", estimator=estimator)


def _checked(scores: LongScores, design: Design) -> list[Levels] | Problem:
    """Give the level of every score in every effect, or why there can be no components."""
    for facet in design.facets:
        if facet not in scores.facets:
            known = ", ".join(scores.facets)
            raise StudyError("agreement.unknown_facet", facet=facet, design=design.text, known=known)
    if scores.scores.size < 2:
        return Problem("agreement.no_units")
    levels = [scores.levels_of(effect.indices) for effect in design.effects]
    if int(levels[-1].max()) + 1 < scores.scores.size:
        twice = int(np.flatnonzero(np.bincount(levels[-1]) > 1)[0])
        row = scores.places[np.flatnonzero(levels[-1] == twice)[0]]
        where = ", ".join(
            f"{facet} {names[place]}"
            for facet, names, place in zip(scores.facets, scores.levels, row, strict=True)
            if facet in design.facets
        )
        raise StudyError("agreement.doubled_cell", where=where, design=design.text)
    if float(np.ptp(scores.scores)) == 0:
        return Problem("agreement.no_variance")
    counts = [int(each.max()) + 1 for each in levels]
    for effect, count in zip(design.effects, counts, strict=True):
        outer = effect.indices.difference(effect.own)
        groups = int(scores.levels_of(outer).max()) + 1 if outer else 1
        if len(effect.own) == 1 and count == groups:
            return Problem("agreement.one_level", {"facet": effect.own[0]})
    return levels


def _balanced(design: Design, levels: list[Levels]) -> bool:
    """Tell whether every level of every effect has the same number of scores and no cell is empty."""
    if any(np.unique(np.bincount(each)).size > 1 for each in levels):
        return False
    by_indices = {
        effect.indices: int(each.max()) + 1 for effect, each in zip(design.effects, levels, strict=True)
    }
    expected = 1.0
    for facet in design.facets:
        outer = design.nests[facet]
        expected *= by_indices[outer | {facet}] / by_indices.get(frozenset(outer), 1)
    return abs(expected - levels[-1].size) < 0.5


def _sizes(design: Design, levels: list[Levels], of: str) -> dict[str, float]:
    """Give the numbers of conditions seen: by level of what they are nested in, and effective if unequal.

    Nested in the object: harmonic mean over objects. Nested in another facet: (Σn)²/Σn² of that facet, and
    as many within as make their total. Else the number of levels.
    """
    by_indices = {effect.indices: each for effect, each in zip(design.effects, levels, strict=True)}
    sizes: dict[str, float] = {}
    for facet in design.facets:
        own = by_indices[design.main(facet).indices]
        outer = design.nests[facet]
        if not outer:
            sizes[facet] = float(own.max() + 1)
            continue
        pairs = np.unique(np.stack([by_indices.get(frozenset(outer), np.zeros_like(own)), own]), axis=1)[0]
        counts = np.bincount(pairs).astype(np.float64)
        if of in outer or facet == of:
            sizes[facet] = float(counts.size / (1 / counts).sum())
        else:
            effective = counts.sum() ** 2 / (counts**2).sum()
            sizes[facet] = float(counts.sum() / effective)
            if len(outer) == 1:
                sizes[next(iter(outer))] = float(effective)
    return sizes


class Analogous:
    """Henderson's first method on sums over objects, so that resampled objects need only be added up.

    ``parts`` is objects × what adds up. Effects that contain the object give T and their coefficients as
    they are; the others keep counts and sums of each of their levels.
    """

    def __init__(self, scores: LongScores, design: Design, of: str, levels: list[Levels]) -> None:
        self.design, self.levels = design, levels
        self.objects = levels[design.effects.index(design.main(of))]
        self.y = scores.scores - scores.scores.mean()
        mean_only = np.zeros(self.y.size, dtype=np.intp)
        self.all = [mean_only, *levels]
        self.inside = [place for place, effect in enumerate(design.effects, 1) if of in effect.indices]
        self.outside = [place for place in range(len(self.all)) if place not in self.inside]
        self.n_objects = int(self.objects.max()) + 1
        columns: list[Array] = [self._per_object(np.ones_like(self.y))]
        self.slices: dict[tuple[str, int, int], slice] = {}
        self.owners: dict[tuple[int, int], Levels] = {}
        width = 1

        def add(key: tuple[str, int, int], block: Array) -> None:
            nonlocal width
            self.slices[key] = slice(width, width + block.shape[1])
            width += block.shape[1]
            columns.append(block)

        for a in self.inside:
            add(("T", a, 0), self._squares(a))
            for b in range(1, len(self.all)):
                add(("K", a, b), self._shares(a, b))
        for a in self.outside:
            add(("n", a, 0), self._by_level(self.all[a], np.ones_like(self.y)))
            add(("S", a, 0), self._by_level(self.all[a], self.y))
            for b in self.inside:
                add(("Q", a, b), self._squared_counts(a, b))
            for b in self.outside[1:]:
                joint, first = self._joint(a, b)
                self.owners[a, b] = self.all[a][first]
                add(("J", a, b), self._by_level(joint, np.ones_like(self.y)))
        self.parts = np.concatenate(columns, axis=1)

    def components(self, sums: Array) -> Array:
        """Give the components for every set of sums (draws × …); NaN where they cannot be told apart."""
        n_effects, draws = len(self.all), sums.shape[0]
        n = sums[:, 0]
        totals = np.zeros((draws, n_effects))
        system = np.zeros((draws, n_effects, n_effects))
        system[:, :, 0] = n[:, None]
        for a in self.inside:
            totals[:, a] = sums[:, self.slices["T", a, 0]][:, 0]
            for b in range(1, n_effects):
                system[:, a, b] = sums[:, self.slices["K", a, b]][:, 0]
        for a in self.outside:
            counts = sums[:, self.slices["n", a, 0]]
            shares = np.where(counts > 0, 1 / np.where(counts > 0, counts, 1.0), 0.0)
            totals[:, a] = (sums[:, self.slices["S", a, 0]] ** 2 * shares).sum(axis=1)
            for b in self.inside:
                system[:, a, b] = (sums[:, self.slices["Q", a, b]] * shares).sum(axis=1)
            for b in self.outside[1:]:
                joint = sums[:, self.slices["J", a, b]]
                system[:, a, b] = (joint**2 * shares[:, self.owners[a, b]]).sum(axis=1)
        return _solved(system / n[:, None, None], totals / n[:, None])

    def sources(self) -> tuple[Source, ...]:
        """Give df, sum of squares and mean square of every effect, each less those of the effects in it."""
        totals = [float(self._squares(a).sum()) for a in range(len(self.all))]
        found: dict[frozenset[str], Source] = {frozenset(): Source("mean", 1, totals[0], None)}
        for place, effect in enumerate(self.design.effects, 1):
            below = [source for indices, source in found.items() if indices < effect.indices]
            df = int(self.all[place].max()) + 1 - sum(source.df for source in below)
            ss = totals[place] - sum(source.ss for source in below)
            found[effect.indices] = Source(effect.label, df, ss, ss / df if df > 0 else None)
        return tuple(found.values())[1:]

    def _per_object(self, values: Array) -> Array:
        sums = np.zeros((self.n_objects, 1))
        np.add.at(sums[:, 0], self.objects, values)
        return sums

    def _squares(self, a: int) -> Array:
        """Give each object's Σ nₗ x̄ₗ² over the levels of an effect that contains it."""
        sums, counts = np.bincount(self.all[a], weights=self.y), np.bincount(self.all[a])
        return self._per_object(self.y * (sums / counts)[self.all[a]])

    def _shares(self, a: int, b: int) -> Array:
        joint, _ = self._joint(a, b)
        return self._per_object(np.bincount(joint)[joint] / np.bincount(self.all[a])[self.all[a]])

    def _squared_counts(self, a: int, b: int) -> Array:
        joint, _ = self._joint(a, b)
        return self._by_level(self.all[a], np.bincount(joint)[joint].astype(np.float64))

    def _by_level(self, levels: Levels, values: Array) -> Array:
        table = np.zeros((self.n_objects, int(levels.max()) + 1))
        np.add.at(table, (self.objects, levels), values)
        return table

    def _joint(self, a: int, b: int) -> tuple[Levels, Levels]:
        code = self.all[a] * (int(self.all[b].max()) + 1) + self.all[b]
        _, first, joint = np.unique(code, return_index=True, return_inverse=True)
        return joint.astype(np.intp), first.astype(np.intp)


def _solved(system: Array, totals: Array) -> Array:
    """Solve every draw's equations; NaN where effects cannot be told apart."""
    sizes = np.linalg.svd(system, compute_uv=False)
    fine = sizes[:, -1] > _ROUNDING * sizes[:, 0]
    safe = np.where(fine[:, None, None], system, np.eye(system.shape[1]))
    found = np.linalg.solve(safe, totals[:, :, None])[:, 1:, 0]
    return np.where(fine[:, None], found, np.nan)


def refitted(scores: LongScores, design: Design, of: str) -> tuple[int, Callable[[Array], Array]]:
    """Give the number of objects, and what fits REML again to objects drawn so often (draws × objects)."""
    levels = [scores.levels_of(effect.indices) for effect in design.effects]
    objects = levels[design.effects.index(design.main(of))]
    order = np.argsort(objects, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(objects))])

    def fit(counts: Array) -> Array:
        drawn = np.repeat(np.arange(counts.size), np.rint(counts).astype(np.intp))
        rows = [order[starts[place] : starts[place + 1]] for place in drawn.tolist()]
        chosen = np.concatenate(rows)
        copies = np.repeat(np.arange(drawn.size), [row.size for row in rows])
        effects = []
        for effect, each in zip(design.effects[:-1], levels, strict=False):
            code = each[chosen]
            if of in effect.indices:
                # The same object drawn twice is two objects.
                code = code + copies * (int(each.max()) + 1)
            effects.append(np.unique(code, return_inverse=True)[1].astype(np.intp))
        found = reml(scores.scores[chosen], effects)
        if found is None:
            return np.full(len(design.effects), np.nan)
        return np.array([*found.components, found.residual])

    return int(objects.max()) + 1, lambda weights: np.stack([fit(row) for row in weights])
