"""What one coder noted on one observation, as the analyses of sequences read it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span, clock

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.codebook import Scheme
    from havenlens.domain.events import ModifierValue
    from havenlens.domain.recipes import Selector

_NO_MODIFIERS: Mapping[str, ModifierValue] = MappingProxyType({})
_NOBODY: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NOWHERE: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType({})


class Act(NamedTuple):  # made by the hundred thousand, which a tuple is quicker at than a frozen dataclass
    """One event: a code from ``onset`` to ``offset`` in microseconds, by somebody, maybe to somebody.

    ``offset`` is None for a state that is still open; an instant may have its onset there, or None. ``link``
    is the id of the act that this one answers, where the coder said so.
    """

    id: Hashable
    onset: int
    offset: int | None
    code: str
    actor: str
    target: str | None = None
    modifiers: Mapping[str, ModifierValue] = _NO_MODIFIERS
    link: Hashable | None = None


@dataclass(frozen=True)
class CodedActs:
    """One coding's acts in time order, with the scheme and the bounds of the coded time (microseconds).

    ``roles`` says who holds which role of the scheme, ``away`` when somebody can neither be seen nor heard.
    Make it with `coded`, which checks it.
    """

    acts: tuple[Act, ...]
    scheme: Scheme
    end: int
    observation: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOBODY)
    away: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=lambda: _NOWHERE)
    start: int = 0

    @cached_property
    def _classes(self) -> Mapping[str, str]:
        return {code.id: code.code_class for code in self.scheme.codes}

    @cached_property
    def _selected(self) -> dict[Selector, tuple[Act, ...]]:
        return {}

    @cached_property
    def kept(self) -> dict[int, tuple[Any, Any]]:
        """Keep what several analyses work out, by the identity of the recipe, beside the recipe itself."""
        return {}

    @cached_property
    def states(self) -> frozenset[str]:
        """Name the codes that last."""
        from havenlens.domain.codebook import Kind  # noqa: PLC0415 - late, as codebooks are slow to define

        return frozenset(code.id for code in self.scheme.codes if code.kind is Kind.STATE)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Name everybody who acts, is acted towards or holds a role, by name."""
        found = {act.actor for act in self.acts} | {act.target for act in self.acts if act.target is not None}
        return tuple(sorted(found.union(*self.roles.values())))

    def class_of(self, act: Act) -> str:
        """Give the analysis class of an act's code."""
        return self._classes[act.code]

    def select(self, selector: Selector) -> tuple[Act, ...]:
        """Give the acts that a recipe means, in time order."""
        found = self._selected.get(selector)
        if found is None:
            meant = {code.id for code in self.scheme.codes if selector.selects(code)}
            found = tuple(act for act in self.acts if act.code in meant) if meant else ()
            self._selected[selector] = found
        return found

    def ends(self, act: Act) -> int:
        """Give where a state ends inside the coded time; one that is still open lasts to the end."""
        return self.end if act.offset is None else min(act.offset, self.end)

    def lasts(self, act: Act, at: int) -> bool:
        """Tell whether a state holds at a moment of its half-open span."""
        return act.onset <= at and (act.offset is None or at < act.offset)


def coded(
    acts: Sequence[Act],
    scheme: Scheme,
    film: Span | None,
    observation: str = "The observation",
    *,
    roles: Mapping[str, tuple[str, ...]] = _NOBODY,
    away: Mapping[str, tuple[tuple[int, int], ...]] = _NOWHERE,
) -> CodedActs:
    """Put acts in time order; acts at the same time in the order of their codes in the scheme, then by name.

    So no result hangs on which of them was typed first. ``film`` is the time that was coded; None, or one
    that is still open, has no length.

    StudyError for an unknown length, a code that the scheme does not have, an end before the start, and two
    states of one person that exclude each other at the same time.
    """
    if film is None or film.end is None or film.is_instant:
        raise StudyError("sequences.no_duration", observation=observation)
    known = scheme.code_by_id
    for act in acts:
        if act.code not in known:
            raise StudyError("sequences.unknown_code", scheme=scheme.ref, **_place(act, observation))
        if act.offset is not None and act.offset < act.onset:
            raise StudyError("sequences.ends_before_it_starts", **_place(act, observation))
    ordered = in_order(acts, scheme)
    _check_exclusive(ordered, scheme, observation)
    return CodedActs(ordered, scheme, film.end, observation, roles, away, film.start)


def in_order(acts: Sequence[Act], scheme: Scheme) -> tuple[Act, ...]:
    """Sort acts by onset, and those of one onset as `coded` says."""
    onset = attrgetter("onset")
    if len(set(map(onset, acts))) == len(acts):  # what comes at the same time is rare, and its key is long
        return tuple(sorted(acts, key=onset))
    places = {code.id: place for place, code in enumerate(scheme.codes)}
    return tuple(sorted(acts, key=lambda act: (act.onset, places[act.code], act.actor)))


def _place(act: Act, observation: str) -> dict[str, str]:
    return {"observation": observation, "label": act.code, "actor": act.actor, "at": clock(act.onset)}


def _check_exclusive(acts: Sequence[Act], scheme: Scheme, observation: str) -> None:
    from havenlens.domain.codebook import Exclusive, Kind  # noqa: PLC0415 - late, as codebooks are slow

    groups = {group.id for group in scheme.groups if group.exclusive is Exclusive.PER_ACTOR}
    excluding = {
        code.id: code.group for code in scheme.codes if code.kind is Kind.STATE and code.group in groups
    }
    lasting: dict[tuple[str, str], Act] = {}
    for act in acts:
        group = excluding.get(act.code)
        if group is None:
            continue
        before = lasting.get((act.actor, group))
        if before is not None and (before.offset is None or act.onset < before.offset):
            other = {"other": before.code, "since": clock(before.onset)}
            raise StudyError("sequences.states_overlap", **_place(act, observation), **other)
        lasting[act.actor, group] = act


def optional_seconds(value: float | None) -> float | None:
    """Give microseconds as seconds, and nothing as nothing."""
    return None if value is None else value / 1_000_000
