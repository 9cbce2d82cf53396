"""What one coder noted on one observation, as the analyses of sequences read it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock, in_seconds

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.codebook import Scheme
    from havenlens.domain.events import ModifierValue
    from havenlens.domain.recipes import Selector

_NO_MODIFIERS: Mapping[str, ModifierValue] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Act:
    """One event: a code from ``onset`` to ``offset`` in microseconds, by somebody, maybe to somebody.

    ``offset`` is None for an instant and for a state that is still open. ``link`` is the id of the act that
    this one answers, where the coder said so.
    """

    id: Hashable
    onset: int
    offset: int | None
    code: str
    actor: str
    target: str | None = None
    modifiers: Mapping[str, ModifierValue] = field(default_factory=lambda: _NO_MODIFIERS)
    link: Hashable | None = None


@dataclass(frozen=True)
class CodedActs:
    """One coding's acts in time order, with the scheme and the end of the coded time (microseconds).

    Make it with `coded`, which checks it.
    """

    acts: tuple[Act, ...]
    scheme: Scheme
    end: int

    @cached_property
    def _classes(self) -> Mapping[str, str]:
        return {code.id: code.code_class for code in self.scheme.codes}

    def class_of(self, act: Act) -> str:
        """Give the analysis class of an act's code."""
        return self._classes[act.code]

    def select(self, selector: Selector) -> tuple[Act, ...]:
        """Give the acts that a recipe means, in time order."""
        meant = {code.id for code in self.scheme.codes if selector.selects(code)}
        return tuple(act for act in self.acts if act.code in meant)


def coded(
    acts: Sequence[Act], scheme: Scheme, end: int | None, observation: str = "The observation"
) -> CodedActs:
    """Put acts in time order; acts at the same time stay in the order given.

    StudyError for an unknown length, a code that the scheme does not have, an end before the start.
    """
    if end is None:
        raise StudyError("sequences.no_duration", observation=observation)
    for act in acts:
        place = {"label": act.code, "actor": act.actor, "at": clock(act.onset)}
        if act.code not in scheme.code_by_id:
            raise StudyError("sequences.unknown_code", scheme=scheme.ref, **place)
        if act.offset is not None and act.offset < act.onset:
            raise StudyError("sequences.ends_before_it_starts", **place)
    return CodedActs(tuple(sorted(acts, key=lambda act: act.onset)), scheme, end)


def optional_seconds(value: int | None) -> float | None:
    """Give microseconds as seconds, and nothing as nothing."""
    return None if value is None else in_seconds(value)
