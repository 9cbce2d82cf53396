"""Turn a code and its values into a sentence, in the reader's language."""

from __future__ import annotations

from typing import Any

from havenlens.words import (
    agreement,
    answers,
    calibration,
    charts,
    codebook,
    coding,
    cycles,
    editing,
    exports,
    hand_outs,
    lint,
    media,
    meetings,
    methods,
    packs,
    plain,
    privacy,
    rating,
    reports,
    results,
    scheme_editing,
    scheme_maps,
    schemes,
    sequences,
    study,
    transcripts,
    views,
    working,
)
from havenlens.words.catalogue import tr

_SENTENCES: dict[str, str] = {
    **study.SENTENCES,
    **media.SENTENCES,
    **schemes.SENTENCES,
    **scheme_editing.SENTENCES,
    **scheme_maps.SENTENCES,
    **codebook.SENTENCES,
    **coding.SENTENCES,
    **editing.SENTENCES,
    **rating.SENTENCES,
    **agreement.SENTENCES,
    **calibration.SENTENCES,
    **meetings.SENTENCES,
    **plain.SENTENCES,
    **methods.SENTENCES,
    **reports.SENTENCES,
    **answers.SENTENCES,
    **transcripts.SENTENCES,
    **views.SENTENCES,
    **working.SENTENCES,
    **hand_outs.SENTENCES,
    **cycles.SENTENCES,
    **lint.SENTENCES,
    **privacy.SENTENCES,
    **packs.SENTENCES,
    **sequences.SENTENCES,
    **exports.SENTENCES,
    **charts.SENTENCES,
    **results.SENTENCES,
}


def say(code: str, /, **values: Any) -> str:
    """Say what a code means with its values filled in; an unknown code raises KeyError.

    >>> say("media.missing", path="lesson.mp4")
    'There is no file lesson.mp4; check the name, or point to the file again.'
    """
    return tr(_SENTENCES[code]).format(**values)


def known_codes() -> frozenset[str]:
    """List every code that has a sentence."""
    return frozenset(_SENTENCES)


def as_heading(words: str) -> str:
    """Begin words that stand inside a sentence elsewhere with a capital letter."""
    return words[:1].upper() + words[1:]
