"""Beginnings for prompts: shipped ones and a study's own, with what is known of a clip filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from havenlens.domain.coaching import Clip, ClipType, Prompt
from havenlens.domain.feedback_words import BLANK, split_prompt
from havenlens.domain.problems import StudyError
from havenlens.domain.time import short_clock
from havenlens.services.prompt_words import shipped_rules

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Stem:
    """A beginning for a prompt of one type of clip, with placeholders; ``own`` where the study wrote it."""

    type: ClipType
    language: str
    text: str
    question: str
    own: bool = False

    @property
    def whole(self) -> str:
        """Give text and question as one."""
        return f"{self.text} {self.question}".strip()


def stems_for(
    clip_type: ClipType,
    language: str,
    own: Mapping[str, Any] | Mapping[ClipType, Sequence[str]] | None = None,
) -> tuple[Stem, ...]:
    """Give the stems for a type of clip in a language (``de_AT`` too), the study's own first.

    ``own`` maps a type to texts, or a language to such a map. Raise `StudyError` where it holds something
    else. A language without stems gets none.
    """
    name = language.replace("-", "_").split("_")[0].lower()
    shipped = shipped_rules()["stems"].get(name, {}).get(clip_type.value, ())
    given = {str(key): value for key, value in (own or {}).items()}
    texts = [(text, True) for text in _own(clip_type, name, given)]
    texts += [(text, False) for text in shipped]
    return tuple(Stem(clip_type, name, *split_prompt(text), own=mine) for text, mine in texts)


def _own(clip_type: ClipType, language: str, own: Mapping[str, Any]) -> list[str]:
    known = {each.value for each in ClipType}
    found: list[str] = []
    for table in (own, own.get(language, {})):
        if not isinstance(table, Mapping):
            raise StudyError("lint.own_stems", type=language)
        for key, texts in table.items():
            if key not in known and isinstance(texts, Mapping):
                continue
            if (
                key not in known
                or not isinstance(texts, list | tuple)
                or not all(isinstance(t, str) for t in texts)
            ):
                raise StudyError("lint.own_stems", type=key)
            if key == clip_type.value:
                found += [text for text in texts if text.strip()]
    return found


def filled(stem: Stem, clip: Clip | None = None, child: str = "") -> Prompt:
    """Make a prompt of a stem: times of the clip and the child's pseudonym, "…" where the coach goes on.

    >>> [stem, *_] = stems_for(ClipType.STRENGTH, "en")
    >>> filled(stem, child="Amir").text
    'At … you …. Then Amir ….'
    """
    known = {"child": child}
    if clip is not None:
        known["t"] = short_clock(clip.span.start)
        if clip.span.end is not None:
            known["t2"] = short_clock(clip.span.end)

    def fill(match: re.Match[str]) -> str:
        return known.get(match[1]) or BLANK

    return Prompt(_PLACEHOLDER.sub(fill, stem.text), _PLACEHOLDER.sub(fill, stem.question))
