"""Designs of generalizability studies as text, and the long tables of scores that they describe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]
Levels = NDArray[np.intp]

_TOKEN = re.compile(r"\s*([()×*:]|[^\s()×*:]+)")
_CROSSED = {"x", "X", "×", "*"}


@dataclass(frozen=True, slots=True)
class Effect:
    """One component of variance: its label, the facets it is about and all that its levels depend on."""

    label: str
    own: tuple[str, ...]
    indices: frozenset[str]


@dataclass(frozen=True, slots=True)
class Design:
    """Facets, what each is nested in, and the effects; the last effect is the residual."""

    text: str
    facets: tuple[str, ...]
    nests: Mapping[str, frozenset[str]]
    effects: tuple[Effect, ...]

    def main(self, facet: str) -> Effect:
        """Give the effect of a facet by itself; StudyError for a facet that the design does not have."""
        found = next((effect for effect in self.effects if effect.own == (facet,)), None)
        if found is None:
            known = ", ".join(self.facets)
            raise StudyError("agreement.unknown_facet", facet=facet, design=self.text, known=known)
        return found

    def sizes(self, given: Mapping[str, Any]) -> dict[str, float]:
        """Read numbers of conditions from ``n_r``, ``n_r_per_o`` or ``r``; other names are left alone.

        >>> design("p x (r:o)").sizes({"n_o": 2, "n_r_per_o": 3, "conf": 0.95})
        {'o': 2.0, 'r': 3.0}
        """
        found = {}
        for name, value in given.items():
            facet = name.removeprefix("n_").split("_per_")[0] if name.startswith("n_") else name
            if facet in self.facets:
                found[facet] = float(value)
        return found


def design(text: str) -> Design:
    """Read a design: ``x`` crosses, ``:`` nests the left in the right, brackets group.

    Cronbach, L. J., et al. (1972), The Dependability of Behavioral Measurements; notation and expansion of
    nested labels as in Brennan, R. L. (2001), Generalizability Theory. StudyError where it cannot be read.

    >>> [effect.label for effect in design("p x (r:t)").effects]
    ['p', 't', 'r:t', 'pt', 'pr:t,e']
    >>> [effect.label for effect in design("(cycle:teacher) x rater").effects]
    ['teacher', 'cycle:teacher', 'rater', 'teacher×rater', 'cycle×rater:teacher,e']
    """
    tokens = _TOKEN.findall(text)
    nests: dict[str, set[str]] = {}
    facets, rest = _crossing(tokens, nests, text)
    if rest or len(facets) < 2 or len(set(facets)) < len(facets):
        raise StudyError("agreement.unreadable_design", design=text)
    return _of(text, facets, {facet: frozenset(nests[facet]) for facet in facets})


def _crossing(tokens: list[str], nests: dict[str, set[str]], text: str) -> tuple[list[str], list[str]]:
    facets, rest = _nesting(tokens, nests, text)
    while rest and rest[0] in _CROSSED:
        more, rest = _nesting(rest[1:], nests, text)
        facets = [*facets, *more]
    return facets, rest


def _nesting(tokens: list[str], nests: dict[str, set[str]], text: str) -> tuple[list[str], list[str]]:
    inner, rest = _atom(tokens, nests, text)
    if not rest or rest[0] != ":":
        return inner, rest
    outer, rest = _nesting(rest[1:], nests, text)
    for facet in inner:
        nests[facet].update(outer)
    return [*outer, *inner], rest


def _atom(tokens: list[str], nests: dict[str, set[str]], text: str) -> tuple[list[str], list[str]]:
    if tokens and tokens[0] == "(":
        facets, rest = _crossing(tokens[1:], nests, text)
        if rest and rest[0] == ")":
            return facets, rest[1:]
    elif tokens and tokens[0] not in {")", ":", *_CROSSED}:
        nests.setdefault(tokens[0], set())
        return [tokens[0]], tokens[1:]
    raise StudyError("agreement.unreadable_design", design=text)


def _of(text: str, facets: Sequence[str], nests: Mapping[str, frozenset[str]]) -> Design:
    joint = "" if all(len(facet) == 1 for facet in facets) else "×"
    effects = []
    for size in range(1, len(facets) + 1):
        for own in combinations(facets, size):
            outer = frozenset[str]().union(*(nests[facet] for facet in own))
            if outer.intersection(own):
                continue
            label = joint.join(own)
            if outer:
                label += ":" + joint.join(facet for facet in facets if facet in outer)
            effects.append(Effect(label, own, outer.union(own)))
    last = next(effect for effect in effects if len(effect.indices) == len(facets))
    effects.remove(last)
    effects.append(Effect(last.label + ",e", last.own, last.indices))
    return Design(text, tuple(facets), nests, tuple(effects))


@dataclass(frozen=True, slots=True)
class LongScores:
    """Scores with the level of every facet: ``places`` is scores × facets, numbers into ``levels``."""

    facets: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    places: NDArray[np.intp]
    scores: Array
    n_missing: int = 0

    def levels_of(self, facets: Iterable[str]) -> Levels:
        """Give each score the number 0, 1, … of its combination of some facets, of those that occur."""
        columns = [self.facets.index(facet) for facet in self.facets if facet in set(facets)]
        code = np.zeros(self.scores.size, dtype=np.intp)
        for column in columns:
            code = code * len(self.levels[column]) + self.places[:, column]
            code = np.unique(code, return_inverse=True)[1].astype(np.intp)
        return code


def long_scores(rows: Iterable[Sequence[str | float | None]], facets: Sequence[str]) -> LongScores:
    """Check a long table: one label for each facet, then the score; a score of white space is missing.

    StudyError names the row with a label missing or with text where the score belongs.

    >>> long_scores([("Ann", "r1", "4"), ("Ann", "r2", " "), ("Ben", "r1", 5)], ["p", "r"]).n_missing
    1
    """
    labels: list[tuple[str, ...]] = []
    scores, n_missing = [], 0
    for number, row in enumerate(rows, start=1):
        *names, score = ["" if cell is None else str(cell).strip() for cell in row]
        if len(names) != len(facets) or not all(names):
            raise StudyError("agreement.label_missing", row=number, facets=", ".join(facets))
        if score.lower() in {"", "nan"}:
            n_missing += 1
            continue
        try:
            value = float(score)
        except ValueError:
            value = np.inf
        if np.isinf(value):
            raise StudyError("agreement.score_not_a_number", row=number, text=score)
        labels.append(tuple(names))
        scores.append(value)
    columns = list(zip(*labels, strict=True)) if labels else [()] * len(facets)
    known = tuple(tuple(sorted(set(column))) for column in columns)
    numbered = [{name: place for place, name in enumerate(names)} for names in known]
    places = [[numbers[name] for numbers, name in zip(numbered, row, strict=True)] for row in labels]
    shaped = np.array(places, dtype=np.intp).reshape(len(labels), len(facets))
    return LongScores(tuple(facets), known, shaped, np.array(scores, dtype=np.float64), n_missing)


def long_scores_of(ratings: Ratings, unit: str = "p", rater: str = "r") -> LongScores:
    """Turn units × raters into a long table of two facets."""
    units, raters = np.nonzero(np.asarray(ratings.present))
    return LongScores(
        (unit, rater),
        (ratings.units, ratings.raters),
        np.stack([units, raters], axis=1).astype(np.intp),
        ratings.values[units, raters],
        int(ratings.values.size - units.size),
    )


def likely_design(scores: LongScores) -> Design:
    """Guess the design from the labels: a facet whose labels never occur in two of another is nested in it.

    Labels that start again at 1 in every group look crossed, so the result says which design it took.
    StudyError where a facet would be nested in two others at once: the design must then be given.

    >>> design_of = likely_design(long_scores([("A", "1", 3), ("A", "2", 4), ("B", "3", 2)], ["t", "c"]))
    >>> design_of.text
    'c:t'
    """
    numbers = {facet: scores.levels_of([facet]) for facet in scores.facets}
    counts = {facet: int(codes.max(initial=-1)) + 1 for facet, codes in numbers.items()}
    nests: dict[str, frozenset[str]] = {}
    for facet in scores.facets:
        others = [other for other in scores.facets if other != facet and counts[facet] > counts[other] > 1]
        within = [
            other
            for other in others
            if int(scores.levels_of([facet, other]).max(initial=-1)) + 1 == counts[facet]
        ]
        nests[facet] = frozenset(within)
    for facet, outer in nests.items():
        chain = sorted(outer, key=lambda each: len(nests[each]))
        if any(nests[each] != frozenset(chain[:place]) for place, each in enumerate(chain)):
            raise StudyError("agreement.design_needed", facet=facet, others=", ".join(chain))
    return design(_text(scores.facets, nests, frozenset()))


def _text(facets: Sequence[str], nests: Mapping[str, frozenset[str]], outer: frozenset[str]) -> str:
    """Write the facets that are nested in exactly ``outer``, each with what is nested in it."""
    parts = []
    for facet in facets:
        if nests[facet] == outer:
            inner = _text(facets, nests, outer | {facet})
            bracketed = f"({inner})" if " x " in inner else inner
            parts.append(f"{bracketed}:{facet}" if inner else facet)
    return " x ".join(f"({part})" if ":" in part and len(parts) > 1 else part for part in parts)
