"""How each kind of disagreement is shown: an icon with a shape of its own, beside its name."""

from __future__ import annotations

from collections.abc import Mapping

from havenlens.services.disagreements import DisagreementKind
from havenlens.ui.theme.icons import Tint
from havenlens.words.sentences import say

SIGNS: Mapping[DisagreementKind, tuple[str, Tint]] = {
    DisagreementKind.OMISSION: ("minus", Tint.DANGER),
    DisagreementKind.WRONG_CODE: ("x", Tint.DANGER),
    DisagreementKind.BOUNDARY: ("clock", Tint.WARNING),
    DisagreementKind.LAG: ("history", Tint.WARNING),
    DisagreementKind.DETAIL: ("pencil", Tint.SECONDARY),
    DisagreementKind.AGREED: ("check", Tint.GOOD),
    DisagreementKind.SCORE: ("clipboard-check", Tint.ACCENT),
}


def kind_name(kind: DisagreementKind) -> str:
    """Name a kind in a word."""
    return say(f"kind.{kind.value}")
