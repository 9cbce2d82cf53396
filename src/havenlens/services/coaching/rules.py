"""How a study coaches, as its settings keep it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from havenlens.domain.coaching import ClipType, CycleStep
from havenlens.domain.cycle_steps import TARGET_DAYS, CoachingRules
from havenlens.services.prompt_words import word_lists
from havenlens.services.study import Study

_KEY = "coaching"


def coaching_rules(study: Study) -> CoachingRules:
    """Read how the study coaches; what nobody has set is as the program does it."""
    kept: dict[str, Any] = study.store.settings().get(_KEY, {})
    plain = {name: kept[name] for name in _PLAIN if name in kept}
    days = {CycleStep(step): n for step, n in kept.get("target_days", {}).items()}
    return CoachingRules(
        **plain,
        target_days={**TARGET_DAYS, **days},
        labels={ClipType(kind): label for kind, label in kept.get("labels", {}).items()},
        stems={ClipType(kind): tuple(stems) for kind, stems in kept.get("stems", {}).items()},
        logo=b64decode(kept.get("logo", "")),
    )


def set_coaching_rules(study: Study, rules: CoachingRules) -> None:
    """Keep how the study coaches; the change stands in its log. Lists nothing reads raise `StudyError`."""
    for language, own in rules.words.items():
        word_lists(language, own)
    kept: dict[str, Any] = {name: getattr(rules, name) for name in _PLAIN}
    kept |= {
        "target_days": {step.value: n for step, n in rules.target_days.items()},
        "labels": {kind.value: label for kind, label in rules.labels.items() if label.strip()},
        "stems": {kind.value: list(stems) for kind, stems in rules.stems.items() if stems},
        "logo": b64encode(rules.logo).decode(),
    }
    settings = {**study.store.settings(), _KEY: kept}
    study.store.change("study", "coaching_rules", study.store.study_id, settings=settings)


_PLAIN = (
    "length_days",
    "cycles_per_year",
    "shows_scores",
    "language",
    "footer",
    "most_bytes",
    "keep_days",
    "words",
)
