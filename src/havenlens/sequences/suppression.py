"""Rates about one person that rest on too few moments: what was counted is given, they are not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.codebook import Scheme

_RATES = frozenset(
    {
        *("share_answered", "share_sensitive", "share_answered_ci", "share_sensitive_ci"),
        *("median_latency_s", "iqr_latency_s", "time_to_first_response_s", "time_to_first_sensitive_s"),
        *("share_resolved", "share_repaired", "time_to_repair_s", "share_explicit"),
        *("share_complete", "completeness_score", "step_durations_s", "total_s"),
    }
)
"""What plain summaries of bids, episodes, repairs and chains call what is no count."""


_PEOPLE = frozenset({"seeker", "provider"})


def is_of_person(split: str, value: object) -> bool:
    """Tell whether a part of bids is about one person: who bids, or who answers.

    >>> is_of_person("provider", "UTE"), is_of_person("provider", ""), is_of_person("need", "comfort")
    (True, False, False)
    """
    return split in _PEOPLE and bool(value)


def least_for_rate(scheme: Scheme, bids: str | None = None) -> int:
    """Give from how many moments on one person gets a rate, as a scheme says of a recipe of bids.

    Without ``bids`` it is what the scheme says of any; 0 where it says nothing.
    """
    from havenlens.domain.recipes import PerSubject  # noqa: PLC0415 - late, as recipes are slow

    asked = [one for one in scheme.recipes if isinstance(one, PerSubject)]
    return max((one.min_bids_for_rate for one in asked if bids in (None, one.builds_on)), default=0)


def without_rates(plain: Mapping[str, Any], *, few: bool) -> dict[str, Any]:
    """Give a person's plain summary without rates where it rests on few; ``suppressed`` says so.

    >>> without_rates({"n_bids": 1, "share_answered": 1.0}, few=True)
    {'n_bids': 1, 'share_answered': None, 'suppressed': True}
    """
    shown = {name: None if few and name in _RATES else value for name, value in plain.items()}
    return {**shown, "suppressed": few}
