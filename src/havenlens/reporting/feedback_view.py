"""What a feedback document says, in its language: one plain value that every template is filled from."""

from __future__ import annotations

import re
from typing import Any

from havenlens.domain.coaching import PlanStep
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span, in_seconds, short_clock
from havenlens.services.feedback import ClipBlock, EvidenceNumber, FeedbackDocument, SpokenLine
from havenlens.words.catalogue import speaking
from havenlens.words.reports import day
from havenlens.words.sentences import say

View = dict[str, Any]
"""Text, numbers, lists and mappings only, so that it can also be handed over as JSON."""

_LABELS = (
    *("moments", "your_answer", "save", "captions", "numbers", "tap_number", "to_watch", "conference"),
    *("summary", "summary_empty", "plan", "not_saved_here"),
)
_PLAN_ROWS = ("when", "i_will", "who", "i_will_know", "by")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,3}):([0-5]\d)(?![\d:])")
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
_PICTURES = (("png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), ("jpg", b"\xff\xd8\xff", b"\xff\xd9"))


def view(document: FeedbackDocument) -> View:
    """Resolve every word of a document; raise `StudyError` where it has no clips or a picture is unknown."""
    if not document.blocks:
        raise StudyError("report.no_clips")
    with speaking(document.language):
        return {
            "id": str(document.id),
            "number": document.number,
            "lang": document.language.replace("_", "-"),
            "dir": "rtl" if document.language[:2] in _RIGHT_TO_LEFT else "ltr",
            "document_title": say("report.document_title", **_names(document)),
            "written_on": document.written_on.isoformat(),
            "title": document.title,
            "above": _above(document),
            "below": _below(document),
            "opening": document.opening,
            "look_back": _look_back(document),
            "blocks": [_block(i, block) for i, block in enumerate(document.blocks, start=1)],
            "evidence": [_evidence(each, document) for each in document.evidence],
            "evidence_note": say("report.numbers_clips" if document.clips_only else "report.numbers_whole"),
            "draft_note": _draft_note(document),
            "exemplar": _exemplar(document),
            "conference_notes": document.conference_notes,
            "summary": document.summary,
            "plan": _plan(document),
            "footer": say("report.footer", teacher=document.teacher),
            "save_hint": say("report.save_hint", coach=document.coach),
            "saved": say("report.saved", file="{file}"),
            "page_of": say("report.page", page="{page}", pages="{pages}"),
            "labels": {name: say(f"report.{name}") for name in _LABELS},
        }


def picture_kind(picture: bytes) -> str | None:
    """Tell ``png`` or ``jpg`` from how a file begins and ends; None for anything else or cut short."""
    return next((kind for kind, *ends in _PICTURES if _lies_between(picture, *ends)), None)


def _lies_between(picture: bytes, first: bytes, last: bytes) -> bool:
    return picture.startswith(first) and last in picture[-64:]


def _names(document: FeedbackDocument) -> dict[str, Any]:
    return {"title": document.title, "teacher": document.teacher, "number": document.number}


def _above(document: FeedbackDocument) -> list[str]:
    parts = [say("report.feedback"), say("report.cycle", number=document.number)]
    if document.filmed_on is not None:
        parts.append(say("report.filmed", day=day(document.filmed_on)))
    parts.append(say("report.coach", coach=document.coach))
    return parts


def _below(document: FeedbackDocument) -> list[str]:
    parts = [say("report.for", teacher=document.teacher), say("report.focus", focus=document.focus)]
    if document.video:
        parts.append(say("report.video", video=document.video))
    return parts


def _look_back(document: FeedbackDocument) -> View | None:
    """Show the last plan where there is news of it, or where no opening speaks of it."""
    last = document.previous_plan
    if last is None or (last.tried is None and not last.what_happened and document.opening):
        return None
    outcome = {None: "report.not_asked", True: "report.tried", False: "report.not_tried"}[last.tried]
    return {
        "name": say("report.last_plan"),
        "plan": " – ".join(part for part in (last.when, last.i_will) if part),
        "outcome": " ".join(part for part in (say(outcome), last.what_happened) if part),
    }


def _block(number: int, block: ClipBlock) -> View:
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
        pieces.append({"text": match[0], **_seek(number, at, span)})
        done = match.end()
    return [*pieces, {"text": text[done:]}] if text[done:] else pieces


def _seek(number: int, at: Micros, span: Span) -> View:
    label = say("report.seek", at=short_clock(at), number=number)
    return {"clip": number, "at_s": in_seconds(at - span.start), "seek": label}


def _evidence(each: EvidenceNumber, document: FeedbackDocument) -> View:
    shown = {"value": each.value, "sentence": each.sentence, "n": each.n}
    position = document.block_at(each.moment)
    if position is None:
        return shown
    place = say("report.see", at=short_clock(each.moment))
    return {**shown, "place": place, **_seek(position + 1, each.moment, document.blocks[position].span)}


def _draft_note(document: FeedbackDocument) -> str:
    return say("report.draft_scheme", scheme=document.draft_scheme) if document.draft_scheme else ""


def _exemplar(document: FeedbackDocument) -> View | None:
    exemplar = document.exemplar
    if exemplar is None:
        return None
    return {
        "title": say("report.quote", text=exemplar.title),
        "duration": "" if exemplar.duration is None else short_clock(exemplar.duration),
        "watch_for": say("report.watch_for", what=exemplar.watch_for) if exemplar.watch_for else "",
    }


def _plan(document: FeedbackDocument) -> list[View]:
    several = len(document.plan) > 1
    return [
        {
            "name": say("report.plan_step", number=number) if several else "",
            "rows": [
                [say(f"report.{name}"), text]
                for name, text in zip(_PLAN_ROWS, _plan_texts(step), strict=True)
                if text
            ],
        }
        for number, step in enumerate(document.plan, start=1)
    ]


def _plan_texts(step: PlanStep) -> tuple[str, ...]:
    return step.when, step.i_will, step.who, step.i_will_know, "" if step.by is None else day(step.by)
