"""Which codings count: one for each observation and scheme, chosen by a rule that every output prints."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Coder, Coding, CodingStatus, Purpose, coder_named
from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_versions import version_parts
from havenlens.services.agreement_pairs import HANDED_IN
from havenlens.services.study import Study
from havenlens.services.study_store import StoredScheme
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

USUAL, PRIMARY, RANDOM = "usual", "primary", "random"
"""Rules that are no purpose: the usual order, the first coder's research coding, one drawn at random."""

BY_PURPOSE = tuple(
    purpose.value
    for purpose in (
        Purpose.CONSENSUS,
        Purpose.MASTER,
        Purpose.RELIABILITY,
        Purpose.TRAINING,
        Purpose.COACHING,
    )
)
"""Rules that are a purpose: the coding that was made for it."""

CHOICES = (USUAL, PRIMARY, RANDOM, *BY_PURPOSE)
OF_CODER = "coder:"
"""Begins a rule that names one coder."""

_ORDER = (Purpose.CONSENSUS, Purpose.RESEARCH, Purpose.MASTER)
_KEY = "counting"
SEED = 2026


@dataclass(frozen=True, slots=True)
class CountingRule:
    """One coding for each observation and scheme.

    ``choice`` is ``usual`` (consensus, else the first coder's research coding, else master), ``primary`` (the
    first coder's research coding), ``random`` (one research coding, drawn with ``seed``), a purpose, or
    ``coder:NAME``. Only what was handed in counts, unless ``unfinished``.
    """

    choice: str = USUAL
    seed: int = SEED
    unfinished: bool = False

    def __post_init__(self) -> None:
        named = self.choice.startswith(OF_CODER) and len(self.choice) > len(OF_CODER)
        if self.choice not in CHOICES and not named:
            choices = ", ".join((*CHOICES, f"{OF_CODER}NAME"))
            raise StudyError("sequences.no_rule", rule=self.choice, choices=choices)

    @property
    def coder(self) -> str | None:
        """Give the coder whose codings are asked for, where one is."""
        return self.choice.removeprefix(OF_CODER) if self.choice.startswith(OF_CODER) else None

    @property
    def sentence(self) -> str:
        """Say which codings count; every output prints it."""
        status = say("sequences.rule_unfinished" if self.unfinished else "sequences.rule_handed_in")
        if self.coder is not None:
            return f"{say('sequences.rule_coder', coder=self.coder)} {status}"
        if self.choice in BY_PURPOSE:
            return f"{say('sequences.rule_purpose', purpose=tr(self.choice))} {status}"
        return f"{say(f'sequences.rule_{self.choice}', seed=self.seed)} {status}"

    def as_json(self) -> dict[str, Any]:
        """Give the rule as plain values, with the sentence that says it."""
        return {
            "choice": self.choice,
            "seed": self.seed,
            "unfinished": self.unfinished,
            "sentence": self.sentence,
        }


def counting_rule(study: Study) -> CountingRule:
    """Read the study's rule; where nobody has set one it is the usual one."""
    kept: Mapping[str, Any] = study.store.settings().get(_KEY, {})
    return CountingRule(
        kept.get("choice", USUAL), kept.get("seed", SEED), unfinished=kept.get("unfinished", False)
    )


def rule_shown(rule: CountingRule, study: Study, coders: Mapping[UUID, str] | None) -> CountingRule:
    """Name a rule's coder as ``coders`` does; where they do not, StudyError that names nobody.

    Without ``coders`` the rule stays as it is.
    """
    if rule.coder is None or coders is None:
        return rule
    named = next((coders.get(coder.id) for coder in study.store.coders() if coder.name == rule.coder), None)
    if named is None:
        raise StudyError("sequences.rule_coder_gone")
    return replace(rule, choice=f"{OF_CODER}{named}")


def set_counting_rule(study: Study, rule: CountingRule) -> None:
    """Keep the study's rule; the change stands in its log. An unknown coder raises `StudyError`."""
    if rule.coder is not None:
        study.coder(rule.coder)
    kept = {"choice": rule.choice, "seed": rule.seed, "unfinished": rule.unfinished}
    settings = {**study.store.settings(), _KEY: kept}
    study.store.change("study", "counting_rule", study.store.study_id, settings=settings)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The codings that count, and those that only do not count because they were not handed in."""

    counted: tuple[Coding, ...]
    unfinished: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What can count, read once so that several rules can be tried on it."""

    coders: tuple[Coder, ...]
    begun: tuple[tuple[Coding, ...], ...]
    """The codings of each observation and scheme, ordered by observation, then by the scheme's name."""
    newest: Mapping[UUID, int]
    """How new the version of each stored scheme is."""

    def chosen(self, rule: CountingRule) -> Chosen:
        """Choose by a rule; a coder who is not in the study raises `StudyError`.

        Of one coder's codings for the same purpose the latest attempt counts, of scheme versions the newest.
        """
        coder = None if rule.coder is None else coder_named(self.coders, rule.coder).id
        counted, unfinished = [], []
        for of_key in self.begun:
            handed_in = of_key if rule.unfinished else [one for one in of_key if one.status in HANDED_IN]
            one = _chosen(handed_in, rule, coder, self.newest) if handed_in else None
            if one is not None:
                counted.append(one)
            else:
                waiting = _chosen(of_key, rule, coder, self.newest)
                unfinished += [] if waiting is None else [waiting]
        return Chosen(tuple(counted), tuple(unfinished))


def candidates(study: Study, hidden: Collection[UUID] = ()) -> Candidates:
    """Read what can count, without the codings that are ``hidden`` from the person who looks."""
    rows = study.store.schemes()
    names = {row.id: row.scheme for row in rows}
    newest = {row.id: number for number, row in enumerate(sorted(rows, key=_version))}
    begun: dict[tuple[UUID, str], list[Coding]] = {}
    for coding in study.store.list_codings():
        if coding.id not in hidden and coding.status is not CodingStatus.ASSIGNED:
            begun.setdefault((coding.observation, names[coding.scheme]), []).append(coding)
    places = {place.id: number for number, place in enumerate(study.store.observations())}
    ordered = sorted(begun, key=lambda key: (places[key[0]], key[1]))
    coders = tuple(study.store.coders())
    return Candidates(coders, tuple(tuple(begun[key]) for key in ordered), newest)


def choose_codings(study: Study, rule: CountingRule, hidden: Collection[UUID] = ()) -> Chosen:
    """Choose the codings that count, as `Candidates.chosen` does."""
    return candidates(study, hidden).chosen(rule)


def _version(row: StoredScheme) -> tuple[int, int, int]:
    return version_parts(row.version)


def _chosen(
    codings: Sequence[Coding], rule: CountingRule, coder: UUID | None, newest: Mapping[UUID, int]
) -> Coding | None:
    if coder is not None:
        own = [coding for coding in codings if coding.coder == coder]
        return max(own, key=lambda one: (newest[one.scheme], one.attempt), default=None)
    if rule.choice == RANDOM:
        drawn = _each_coders(codings, Purpose.RESEARCH, newest)
        key = f"{rule.seed}:{codings[0].observation}"
        # Whoever coded first comes first, so that the draw does not hang on the ids of codings.
        return Random(key).choice(drawn) if drawn else None  # noqa: S311 - a seeded draw that can be repeated
    if rule.choice in BY_PURPOSE:
        wanted: Sequence[Purpose] = (Purpose(rule.choice),)
    else:
        wanted = (Purpose.RESEARCH,) if rule.choice == PRIMARY else _ORDER
    for purpose in wanted:
        first = _each_coders(codings, purpose, newest)
        if first:
            return first[0]
    return None


def _each_coders(codings: Sequence[Coding], purpose: Purpose, newest: Mapping[UUID, int]) -> list[Coding]:
    """Give each coder's latest coding for a purpose, whoever began first first."""
    own: dict[UUID, list[Coding]] = {}
    for coding in codings:
        if coding.purpose is purpose:
            own.setdefault(coding.coder, []).append(coding)
    latest = max((newest[c.scheme] for each in own.values() for c in each), default=0)
    kept = [[c for c in each if newest[c.scheme] == latest] for each in own.values()]
    return [max(each, key=lambda c: c.attempt) for each in kept if each]
