"""Everything that counts, read from a study: by scheme version, with what had to be left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TypeVar
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.observation import Coding
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.recipes import Recipe, ResponseWindow
from havenlens.domain.time import SECOND, Micros, seconds
from havenlens.inference.bootstrap import DRAWS, SEED
from havenlens.sequences.checking import usable_recipes
from havenlens.sequences.permutation import PERMUTATIONS
from havenlens.services.exporting import AnalysesAsked
from havenlens.services.ports import Progress, no_progress
from havenlens.services.sequences.acts import CodedObservation, StudyReader
from havenlens.services.sequences.counting import CountingRule, choose_codings, counting_rule, rule_shown
from havenlens.services.study import Study

Kind = TypeVar("Kind")

_LEAST_DRAWS = 2
"""From so many resamples on there is an interval."""

_SHORTEST, _LONGEST = SECOND // 100, 1_000_000 * SECOND
"""Shorter pauses, and longer pauses and windows, are slips of the hand."""


@dataclass(frozen=True, slots=True)
class SequenceOptions:
    """What is worked out, and how.

    ``rule`` is the study's own where it is None. ``schemes`` are ids; all where empty. The first of
    ``windows`` (microseconds) takes the place of every recipe's window, all of them that of its sweep.
    ``lags`` count events; ``no_repeats`` says that no code can follow itself at once. Between events every
    ``pause`` (microseconds) stands as an event of its own; None is without pauses. ``by_person`` tells apart
    who acts. ``periods`` cuts every observation into so many parts of the same length for time budgets.
    """

    rule: CountingRule | None = None
    schemes: tuple[str, ...] = ()
    windows: tuple[Micros, ...] = ()
    lags: tuple[int, ...] = (1,)
    no_repeats: bool = False
    pause: Micros | None = None
    by_person: bool = False
    periods: int = 1
    level: float = 0.95
    draws: int = DRAWS
    seed: int = SEED
    permutations: int = PERMUTATIONS

    def __post_init__(self) -> None:
        limits = {
            "window": any(not 0 < window <= _LONGEST for window in self.windows),
            "pause": self.pause is not None and not _SHORTEST <= self.pause <= _LONGEST,
            "lag": any(lag < 1 for lag in self.lags) or not self.lags,
            "periods": self.periods < 1,
            "permutations": self.permutations < 0,
            "level": not 0 < self.level < 1,
            "draws": self.draws < _LEAST_DRAWS,
            "seed": self.seed < 0,
        }
        for name, bad in limits.items():
            if bad:
                raise StudyError("sequences.bad_option", option=name)


def seconds_asked(option: str, value: float) -> Micros:
    """Read the seconds that somebody gives for an option; StudyError names it where they are no number."""
    if not isfinite(value):
        raise StudyError("sequences.bad_option", option=option)
    return seconds(value)


def options_of(asked: AnalysesAsked) -> SequenceOptions:
    """Give what the tables of an export are worked out with; StudyError names what cannot be."""
    return SequenceOptions(
        periods=asked.periods,
        pause=None if asked.pause_s is None else seconds_asked("pause", asked.pause_s),
        by_person=asked.by_person,
        no_repeats=asked.no_repeats,
    )


@dataclass(frozen=True, slots=True)
class Whose:
    """By which names people, observations and coders go, and who is left out with all they did or had done.

    What has no name here goes by the study's own; where there are ``coders``, no other coder is named.
    """

    labels: Mapping[UUID, str] = field(default_factory=dict)
    places: Mapping[UUID, str] = field(default_factory=dict)
    left_out: frozenset[UUID] = frozenset()
    coders: Mapping[UUID, str] | None = None


EVERYBODY = Whose()
"""Everybody and everything by the study's own names."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The observations that count with one version of a scheme, and its recipes that can be worked out."""

    scheme: Scheme
    codings: tuple[CodedObservation, ...]
    recipes: tuple[Recipe, ...]
    problems: tuple[Problem, ...]
    several_versions: bool = False

    @property
    def name(self) -> str:
        """Name the scheme, with its version where another version of it counts as well."""
        return f"{self.scheme.name} {self.scheme.version}" if self.several_versions else self.scheme.name

    @property
    def key(self) -> str:
        """Name the scheme in plain results."""
        return self.scheme.ref if self.several_versions else self.scheme.id

    @property
    def with_acts(self) -> list[CodedObservation]:
        """List the codings that have acts to analyse."""
        return [coding for coding in self.codings if coding.acts is not None]

    def of_kind(self, kind: type[Kind]) -> list[Kind]:
        """List the recipes of a kind."""
        return [recipe for recipe in self.recipes if isinstance(recipe, kind)]

    def recipe(self, name: str, kind: type[Kind]) -> Kind:
        """Give the recipe that another one builds on."""
        found = self.scheme.recipe_by_id[name]
        assert isinstance(found, kind)
        return found


@dataclass(frozen=True, slots=True)
class Gathered:
    """What counts in a study, by scheme version, and what is left out of it.

    The ``rule`` names a coder as the results do.
    """

    rule: CountingRule
    counted: tuple[Counted, ...]
    left_out: tuple[Problem, ...]


@dataclass
class _Bin:
    scheme: Scheme
    codings: list[CodedObservation] = field(default_factory=list)


def gather(
    study: Study,
    options: SequenceOptions,
    progress: Progress = no_progress,
    hidden: Collection[UUID] = (),
    whose: Whose = EVERYBODY,
) -> Gathered:
    """Read the codings that count; what cannot be analysed is left out, with a sentence that says why.

    StudyError where nothing is left.
    """
    rule = options.rule or counting_rule(study)
    names = {row.id: row.scheme for row in study.store.schemes()}
    for name in options.schemes:
        study.stored_scheme(name)
    shown = rule_shown(rule, study, whose.coders)
    chosen = choose_codings(study, rule, hidden)
    wanted, waiting = (
        [one for one in codings if not options.schemes or names[one.scheme] in options.schemes]
        for codings in (chosen.counted, chosen.unfinished)
    )
    reader = StudyReader(study, whose.labels, whose.places, whose.left_out, whose.coders)
    bins, problems = dict[UUID, _Bin](), list[Problem]()
    schemes = _schemes(study, {coding.scheme for coding in wanted}, options, problems)
    for done, (coding, acts) in enumerate(reader.acts_of(wanted)):
        progress(done, len(wanted))
        if coding.scheme not in schemes:
            continue
        scheme = schemes[coding.scheme]
        try:
            read = reader.read(coding, scheme, acts)
        except StudyError as error:
            problems.append(error.problem)
            continue
        bins.setdefault(coding.scheme, _Bin(scheme)).codings.append(read)
    progress(len(wanted), len(wanted))
    if not bins:
        raise StudyError.of(problems[0]) if problems else _nothing(shown, len(waiting))
    problems += [_not_handed_in(one, reader, names[one.scheme]) for one in waiting]
    return Gathered(shown, _sorted(bins.values()), tuple(problems))


def _schemes(
    study: Study, wanted: Collection[UUID], options: SequenceOptions, problems: list[Problem]
) -> dict[UUID, Scheme]:
    """Read the schemes; one that cannot be read is told, and its codings are left out."""
    found = {}
    for row in study.store.schemes():
        if row.id in wanted:
            try:
                found[row.id] = with_windows(study.scheme(row.id), options.windows)
            except StudyError as error:
                problems.append(error.problem)
    return found


def with_windows(scheme: Scheme, windows: Sequence[Micros]) -> Scheme:
    """Give a scheme whose response windows are others; the same one without any."""
    if not windows:
        return scheme
    recipes = tuple(
        replace(recipe, window=windows[0], sweep=tuple(sorted(set(windows))))
        if isinstance(recipe, ResponseWindow)
        else recipe
        for recipe in scheme.recipes
    )
    return replace(scheme, recipes=recipes)


def _nothing(rule: CountingRule, n: int) -> StudyError:
    return StudyError("sequences.nothing_counts", rule=rule.sentence, n=n)


def _not_handed_in(coding: Coding, reader: StudyReader, scheme: str) -> Problem:
    values = {
        "observation": reader.observations[coding.observation].name,
        "coder": reader.coders[coding.coder],
        "scheme": scheme,
    }
    return Problem("sequences.not_handed_in", values)


def _sorted(bins: Collection[_Bin]) -> tuple[Counted, ...]:
    versions = Counter(each.scheme.id for each in bins)
    found = []
    for each in sorted(bins, key=lambda one: (one.scheme.id, one.scheme.version)):
        usable, problems = usable_recipes(each.scheme)
        several = versions[each.scheme.id] > 1
        found.append(Counted(each.scheme, tuple(each.codings), usable, problems, several))
    return tuple(found)
