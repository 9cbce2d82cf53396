"""The moments of a feedback document in words: each clip with its lines, and times that lead into it."""

from __future__ import annotations

import re
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span, in_seconds, short_clock
from havenlens.services.feedback import ClipBlock, SpokenLine
from havenlens.words.sentences import say

View = dict[str, Any]
"""Text, numbers, lists and mappings only, so that it can also be handed over as JSON."""

_CLOCK = re.compile(r"(?<![\d:])(\d{1,3}):([0-5]\d)(?![\d:])")
_PICTURES = (("png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), ("jpg", b"\xff\xd8\xff", b"\xff\xd9"))


def picture_kind(picture: bytes) -> str | None:
    """Tell ``png`` or ``jpg`` from how a file begins and ends; None for anything else or cut short."""
    return next((kind for kind, *ends in _PICTURES if _lies_between(picture, *ends)), None)


def _lies_between(picture: bytes, first: bytes, last: bytes) -> bool:
    return picture.startswith(first) and last in picture[-64:]


def block_view(number: int, block: ClipBlock) -> View:
    """Resolve one clip; raise `StudyError` where its picture is no whole PNG or JPEG."""
    kind = picture_kind(block.still)
    if kind is None:
        raise StudyError("report.bad_picture", number=number)
    duration = short_clock(round(in_seconds(block.span.length)) * SECOND)
    return {
        "number": number,
        "id": str(block.id),
        "type": block.type.value,
        "label": block.label or say(f"report.{block.type}"),
        "title": block.title,
        "name": say("report.clip_name", number=number, title=block.title),
        "span": say("report.span", start=short_clock(block.span.start), end=short_clock(block.span.end or 0)),
        "duration": duration,
        "play": say("report.play", number=number, title=block.title, duration=duration),
        "still_kind": kind,
        "alt": block.still_shows or say("report.clip_name", number=number, title=block.title),
        "lines": [_line(line) for line in block.lines],
        "prompt": _with_moments(block.prompt, number, block.span),
        "question": _with_moments(block.question, number, block.span),
        "answer": block.answer,
        "answer_to": say("report.answer_to", question=block.question),
    }


def _line(line: SpokenLine) -> str:
    speaker = say("report.you") if line.by_teacher else line.speaker
    return (
        say("report.said", speaker=speaker, text=line.text)
        if speaker
        else say("report.quote", text=line.text)
    )


def _with_moments(text: str, number: int, span: Span) -> list[View]:
    """Cut a text at the times it names, so that each one inside the clip can lead there.

    ``at_s`` counts from the clip's start, because that is what its player shows.
    """
    pieces: list[View] = []
    done = 0
    for match in _CLOCK.finditer(text):
        at = Micros((int(match[1]) * 60 + int(match[2])) * SECOND)
        if not span.covers(at):
            continue
        if match.start() > done:
            pieces.append({"text": text[done : match.start()]})
        pieces.append({"text": match[0], **lead_to(number, at, span)})
        done = match.end()
    return [*pieces, {"text": text[done:]}] if text[done:] else pieces


def lead_to(number: int, at: Micros, span: Span) -> View:
    """Say where a link to a moment of a clip goes, and what it does."""
    label = say("report.seek", at=short_clock(at), number=number)
    return {"clip": number, "at_s": in_seconds(at - span.start), "seek": label}
