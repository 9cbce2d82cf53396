"""How long people are in which states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from havenlens.domain.time import in_seconds
from havenlens.sequences.acts import Act, CodedActs
from havenlens.sequences.budget import merged, observable, shared

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import Selector


def state_time(coding: CodedActs, states: Selector | None = None) -> dict[tuple[str, str], int]:
    """Give the microseconds that each actor spends in each state, in order of appearance.

    Time before 0, after the end or off camera is left out; a state that is still open lasts to the end.
    Stretches of the same person and code that overlap (two targets, say) are counted once.
    """
    own: dict[tuple[str, str], list[Act]] = {}
    for act in coding.acts if states is None else coding.select(states):
        if act.code in coding.states:
            own.setdefault((act.actor, act.code), []).append(act)
    return {key: shared(merged(acts, coding), observable(coding, key[0])) for key, acts in own.items()}


def state_seconds(coding: CodedActs, states: Selector | None = None) -> dict[str, float]:
    """Give the same as seconds, under the names ``ACTOR.code`` used in results."""
    return {f"{actor}.{code}": in_seconds(time) for (actor, code), time in state_time(coding, states).items()}
