"""How long people are in which states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from havenlens.domain.time import in_seconds
from havenlens.sequences.acts import CodedActs

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import Selector


def state_time(coding: CodedActs, states: Selector | None = None) -> dict[tuple[str, str], int]:
    """Give the microseconds that each actor spends in each state, in order of appearance.

    Time before 0 or after the end is left out; a state that is still open lasts to the end. Stretches of
    the same person and code that overlap (two targets, say) are counted once.
    """
    from havenlens.domain.codebook import Kind  # noqa: PLC0415 - late, as codebooks are slow to define

    chosen = coding.acts if states is None else coding.select(states)
    spent: dict[tuple[str, str], int] = {}
    reached: dict[tuple[str, str], int] = {}
    for act in chosen:
        if coding.scheme.code_by_id[act.code].kind is not Kind.STATE:
            continue
        key = (act.actor, act.code)
        offset = coding.end if act.offset is None else min(act.offset, coding.end)
        fresh = max(act.onset, reached.get(key, 0))
        spent[key] = spent.get(key, 0) + max(0, offset - fresh)
        reached[key] = max(reached.get(key, 0), offset)
    return spent


def state_seconds(coding: CodedActs, states: Selector | None = None) -> dict[str, float]:
    """Give the same as seconds, under the names ``ACTOR.code`` used in results."""
    return {f"{actor}.{code}": in_seconds(time) for (actor, code), time in state_time(coding, states).items()}
