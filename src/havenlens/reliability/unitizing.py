"""Krippendorff's alpha for unitizing: do coders cut the same stretches out of time, with the same codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.bootstrap import Statistic
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions, continua
from havenlens.reliability.codings import Agreement
from havenlens.reliability.continua import Continuum
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.tables import UNCODED, Array, Confusion
from havenlens.reliability.unitlengths import (
    Alphas,
    Lengths,
    alphas,
    continuum_lengths,
    continuum_parts,
    pair_alphas,
)

METHOD = "unitizing_alpha"
MILLISECOND = SECOND // 1000
Version = Literal["Krippendorff 2016", "Krippendorff 2004"]

VERSIONS = ("Krippendorff 2016", "Krippendorff 2004")
EXPERIMENTAL = ("binary_u_alpha", "cu_alpha", "ku_alpha")
"""Of the family of 2016, those for which no independent program has been compared."""


class _Numbers(NamedTuple):
    """What observations add: lengths for 2016, disagreements for 2004; and how to read both."""

    lengths: Array
    parts: Array
    size: int


def unitizing_alpha(
    given: Sequence[Continuum],
    codes: Sequence[str],
    *,
    version: Version = "Krippendorff 2016",
    unit: int = MILLISECOND,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give alpha of two or more coders' divisions of time: pooled, and for each code.

    ``Krippendorff 2016`` is u-alpha (nominal) from the lengths on which units of two coders coincide, with
    ``(k)u`` for each code; ``Krippendorff 2004`` is alpha_U from the squared distances between units that
    meet, with alpha of each code. The detail has both, whichever is the estimate, and the experimental rest
    of the family of 2016: ``binary_u_alpha`` (coded or not), ``cu_alpha`` (which code, where both coded) and
    ``ku_alpha`` (the same for one code). Times are counted in whole ``unit`` microseconds from the start of a
    continuum; the value depends slightly on it. Units that run over an edge are cut. StudyError for units of
    a coder and code that overlap. Krippendorff, K. (2004), Content Analysis, 2nd ed., p. 251-256;
    Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016), Quality & Quantity 50, 2347-2364.

    Krippendorff (2004, p. 254) prints .8591, worked out from rounded numbers:

    >>> from havenlens.reliability.codings import TimedEvent
    >>> one = [(225, 295, "c"), (370, 400, "c"), (180, 240, "k"), (300, 350, "k")]
    >>> two = [(220, 300, "c"), (355, 375, "c"), (400, 420, "c"), (180, 240, "k"), (300, 350, "k")]
    >>> both = {"1": [TimedEvent(*unit) for unit in one], "2": [TimedEvent(*unit) for unit in two]}
    >>> found = unitizing_alpha([Continuum(both, 150, 450)], "ck", version="Krippendorff 2004", unit=1).pooled
    >>> round(found.estimate, 4), round(found.detail["alpha_c"], 4), round(found.detail["u_alpha"], 4)
    (0.8587, 0.7286, 0.5909)
    """
    if version not in VERSIONS:
        raise StudyError("agreement.unknown_variant", variant=version, known=", ".join(VERSIONS))
    if unit < 1:
        raise ValueError("a unit of time is 1 or more microseconds")
    kept = continua.extents(given, codes)
    continua.refuse_self_overlap(kept.continua)
    why = continua.incomparable(kept.continua)
    if why is None and all(one.end <= one.start for one in kept.continua):
        why = Problem("agreement.no_time")
    maker = _Maker(kept.continua, tuple(codes), version, unit, resampling)
    found = maker.agreement(why)
    told = [*kept.warnings(), *(continua.codes_at_once(kept.continua) if version == VERSIONS[0] else ())]
    return found._replace(pooled=found.pooled.warned(told))


class _Maker(NamedTuple):
    """What all coefficients of one call share."""

    continua: tuple[Continuum, ...]
    codes: tuple[str, ...]
    version: Version
    unit: int
    resampling: Resampling

    def agreement(self, why: Problem | None) -> Agreement:
        """Give the pooled value and each code's; ``why`` says beforehand that there is none."""
        if why is not None:
            none = self.coefficient(why, None, None, {})
            per_code = {
                code: self.coefficient(self._unused(code) or why, None, code, {}) for code in self.codes
            }
            return Agreement(none, per_code, self._table())
        every = self._numbers()
        numbers = self.together(every)
        table = self._table()
        overall = self.overall(numbers, table)
        per_code = {code: self._code(numbers, index) for index, code in enumerate(self.codes)}
        per_actor = {}
        for actor, places in continua.of_people(self.continua).items():
            own = self._replace(continua=tuple(self.continua[place] for place in places))
            theirs = own.together(_Numbers(every.lengths[places], every.parts[places], every.size))
            why = continua.incomparable(own.continua)
            per_actor[actor] = (
                own.overall(theirs, None) if why is None else own.coefficient(why, None, None, {})
            )
        return Agreement(
            overall.warned(cautions.hidden(overall, per_code)),
            per_code,
            table,
            per_actor=per_actor,
            averaged=continua.averaged(self.continua, overall, self._apart(numbers), per_code),
        )

    def _table(self) -> Confusion:
        """Add up the lengths on which codes of two coders coincide, in seconds."""
        table = Confusion.empty((*self.codes, UNCODED))
        for one in self.continua:
            lengths = continuum_lengths(one, self.codes, self.unit)
            table.matrix[:] += lengths.coincidence * (self.unit / SECOND)
        return table

    def _numbers(self) -> _Numbers:
        """Measure each continuum."""
        lengths = [continuum_lengths(one, self.codes, self.unit).flat() for one in self.continua]
        parts = [continuum_parts(one, self.codes, self.unit) for one in self.continua]
        return _Numbers(np.array(lengths), np.array(parts), len(self.codes) + 1)

    def together(self, every: _Numbers) -> _Numbers:
        lengths, parts = (continua.by_observation(self.continua, each) for each in every[:2])
        return _Numbers(lengths, parts, every.size)

    def _apart(self, numbers: _Numbers) -> Array:
        """Give each observation's own value."""
        if self.version == "Krippendorff 2016":
            return alphas(Lengths.of(numbers.lengths, numbers.size)).overall
        return pair_alphas(numbers.parts)[:, -1]

    def overall(self, numbers: _Numbers, table: Confusion | None) -> Coefficient:
        found = alphas(Lengths.of(numbers.lengths.sum(axis=0), numbers.size))
        parts = numbers.parts.sum(axis=0)
        detail = {**self._detail_2016(found), **self._detail_2004(parts)}
        if table is not None:
            detail |= {**table.as_detail(), "time_unit": "s"}
        if self.version == "Krippendorff 2016":
            return self.coefficient(None, float(found.overall), None, detail, self._drawn(numbers, "overall"))
        estimate = float(pair_alphas(parts)[-1])
        return self.coefficient(None, estimate, None, detail, self._drawn_2004(numbers, -1))

    def _code(self, numbers: _Numbers, index: int) -> Coefficient:
        code = self.codes[index]
        unused = self._unused(code)
        if unused is not None:
            return self.coefficient(unused, None, code, {})
        if self.version == "Krippendorff 2016":
            found = alphas(Lengths.of(numbers.lengths.sum(axis=0), numbers.size))
            detail = {"coverage": _plain(found.coverage[index]), "experimental": True}
            return self.coefficient(
                None, float(found.per_code[index]), code, detail, self._drawn(numbers, "per_code", index)
            )
        parts = numbers.parts.sum(axis=0)
        observed, expected = _shares(parts)
        detail = {"Do": float(observed[index]), "De": float(expected[index])}
        estimate = float(pair_alphas(parts)[index])
        return self.coefficient(None, estimate, code, detail, self._drawn_2004(numbers, index))

    def _drawn(self, numbers: _Numbers, name: str, index: int | None = None) -> tuple[Array, Statistic]:
        def statistic(sums: Array) -> Array:
            value: Array = getattr(alphas(Lengths.of(sums, numbers.size)), name)
            return value if index is None else value[..., index]

        return numbers.lengths, statistic

    def _drawn_2004(self, numbers: _Numbers, index: int) -> tuple[Array, Statistic]:
        return numbers.parts, lambda sums: pair_alphas(sums)[..., index]

    def coefficient(
        self,
        why: Problem | None,
        estimate: float | None,
        code: str | None,
        detail: Mapping[str, Any],
        drawn: tuple[Array, Statistic] | None = None,
    ) -> Coefficient:
        common: dict[str, Any] = {
            "n_units": continua.n_units(self.continua, lambda unit: code is None or unit.code == code),
            "n_raters": continua.n_coders(self.continua),
            "params": {
                "version": self.version,
                "time_unit_us": self.unit,
                **self.resampling.as_params(),
            },
            "detail": {**detail, "n_observations": 0 if drawn is None else drawn[0].shape[0]},
        }
        if why is None and (estimate is None or not np.isfinite(estimate)):
            why = Problem("agreement.chance_is_full")
        if why is not None or drawn is None:
            return Coefficient.not_defined(METHOD, why or Problem("agreement.no_time"), **common)
        resampled = self.resampling.of(*drawn)
        return Coefficient(
            METHOD,
            estimate,
            **common,
            interval=resampled.interval,
            se=resampled.se,
            warnings=tuple(cautions.resampling(resampled, drawn[0].shape[0])),
        )

    def _unused(self, code: str) -> Problem | None:
        used = continua.n_units(self.continua, lambda unit: unit.code == code)
        return None if used else Problem("agreement.code_unused", {"label": code})

    def _detail_2016(self, found: Alphas) -> dict[str, Any]:
        return {
            "u_alpha": _plain(found.overall),
            "binary_u_alpha": _plain(found.binary),
            "cu_alpha": _plain(found.coding),
            "ku_alpha": {code: _plain(value) for code, value in zip(self.codes, found.per_code, strict=True)},
            "experimental": list(EXPERIMENTAL),
        }

    def _detail_2004(self, parts: Array) -> dict[str, Any]:
        observed, expected = _shares(parts)
        values = pair_alphas(parts)
        detail: dict[str, Any] = {
            "alpha_U": _plain(values[-1]),
            "alpha": _plain(values[-1]),
            "Do": float(observed.sum()),
            "De": float(expected.sum()),
        }
        for index, code in enumerate(self.codes):
            detail |= {
                f"Do_{code}": float(observed[index]),
                f"De_{code}": float(expected[index]),
                f"alpha_{code}": _plain(values[index]),
            }
        return detail


def _shares(parts: Array) -> tuple[Array, Array]:
    """Give observed and expected disagreement of each code, weighted by the length of each continuum."""
    length = parts[2].sum() / parts.shape[-1]
    return parts[0] / length, parts[1] / length


def _plain(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
