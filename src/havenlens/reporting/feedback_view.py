"""What a feedback document says, in its language: one plain value that every template is filled from."""

from __future__ import annotations

from typing import Any

from havenlens.domain.coaching import PlanReview, PlanStep
from havenlens.domain.problems import StudyError
from havenlens.domain.time import short_clock
from havenlens.reporting.feedback_moments import View, block_view, lead_to, picture_kind
from havenlens.reporting.feedback_progress import progress_view
from havenlens.services.feedback import EvidenceNumber, FeedbackDocument, FeedbackScore, writable
from havenlens.words.catalogue import speaking
from havenlens.words.reports import day, number
from havenlens.words.sentences import say

_LABELS = (
    *("moments", "your_answer", "save", "captions", "numbers", "tap_number", "to_watch", "conference"),
    *("summary", "summary_empty", "plan", "not_saved_here", "scores", "scores_note"),
    *("strike", "strike_sure", "strike_yes", "strike_no", "strike_back", "strike_box", "write_here"),
    *(
        "useful",
        "useful_hint",
        "useful_choose",
        "copy_answers",
        "not_copied",
        "resume",
        "resumed",
        "not_resumed",
    ),
)
_PLAN_ROWS = ("when", "i_will", "who", "i_will_know", "by")
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def view(document: FeedbackDocument) -> View:
    """Resolve every word of a document; raise `StudyError` where it has no clips or a picture is unknown."""
    if not document.blocks:
        raise StudyError("report.no_clips")
    with speaking(document.language):
        shown = {
            **_head(document),
            "blocks": [block_view(i, block) for i, block in enumerate(document.shown_blocks, start=1)],
            "all_struck": "" if document.shown_blocks else say("report.all_struck"),
            "evidence": [_evidence(each, document) for each in document.evidence],
            "evidence_note": say("report.numbers_clips" if document.clips_only else "report.numbers_whole"),
            "draft_note": _draft_note(document),
            "scores": [_score(each) for each in document.scores],
            "progress": None if document.progress is None else progress_view(document.progress),
            "exemplar": _exemplar(document),
            "conference_notes": document.conference_notes,
            "summary": document.summary,
            "plan": _plan(document),
            "footer": say("report.footer", teacher=document.teacher),
            "footer_note": document.footer_note,
            "labels": {name: say(f"report.{name}") for name in _LABELS} | _said_to(document.coach),
        }
    cleaned: View = _cleaned(shown)
    return cleaned


def _cleaned(part: Any) -> Any:
    """Leave out of every text what Word cannot hold: what people paste and send brings all kinds of signs."""
    match part:
        case str():
            return writable(part)
        case dict():
            return {name: _cleaned(value) for name, value in part.items()}
        case list():
            return [_cleaned(value) for value in part]
        case _:
            return part


def _head(document: FeedbackDocument) -> View:
    return {
        "id": str(document.id),
        "number": document.number,
        "lang": document.language.replace("_", "-"),
        "dir": "rtl" if document.language[:2] in _RIGHT_TO_LEFT else "ltr",
        "document_title": say("report.document_title", **_names(document)),
        "written_on": document.written_on.isoformat(),
        "logo": _logo(document),
        "title": document.title,
        "above": _above(document),
        "below": _below(document),
        "opening": document.opening,
        "look_back": _look_back(document.look_back),
        "answers_by": _on("answers_by", document.answers_by),
        "answered_at": _on("answered_at", document.answers_at),
        "page_of": say("report.page", page="{page}", pages="{pages}"),
    }


def _names(document: FeedbackDocument) -> dict[str, Any]:
    return {"title": document.title, "teacher": document.teacher, "number": document.number}


def _said_to(coach: str) -> dict[str, str]:
    """Give the texts that name the coach; ``{file}`` is filled in when it is known."""
    said = {name: say(f"report.{name}", coach=coach) for name in _TO_COACH}
    return {**said, "saved": say("report.saved", file="{file}")}


_TO_COACH = ("save_hint", "struck", "strike_paper", "copied")


def _on(name: str, at: Any) -> str:
    return "" if at is None else say(f"report.{name}", day=day(at))


def _logo(document: FeedbackDocument) -> View | None:
    if not document.logo:
        return None
    kind = picture_kind(document.logo)
    if kind is None:
        raise StudyError("report.bad_logo")
    whose = document.logo_shows
    return {"kind": kind, "alt": say("report.logo", study=whose) if whose else say("report.logo_plain")}


def _above(document: FeedbackDocument) -> list[str]:
    parts = [say("report.feedback"), say("report.cycle", number=document.number)]
    if document.filmed_on is not None:
        parts.append(say("report.filmed", day=day(document.filmed_on)))
    parts.append(say("report.coach", coach=document.coach))
    return parts


def _below(document: FeedbackDocument) -> list[str]:
    parts = [say("report.for", teacher=document.teacher)]
    if document.focus:
        parts.append(say("report.focus", focus=document.focus))
    if document.video:
        parts.append(say("report.video", video=document.video))
    return parts


def _look_back(steps: tuple[PlanReview, ...]) -> View | None:
    """Show the last plan wherever there was one, with what became of it."""
    if not steps:
        return None
    return {
        "name": say("report.last_plan"),
        "steps": [
            {
                "plan": _planned(step),
                "outcome": " ".join(part for part in (say(_outcome(step)), step.what_happened) if part),
            }
            for step in steps
        ],
    }


def _planned(step: PlanReview) -> str:
    """Say when and what, and not twice when."""
    if step.when.casefold() in step.i_will.casefold():
        return step.i_will
    return f"{step.when} – {step.i_will}"


def _outcome(step: PlanReview) -> str:
    if step.tried is None:
        return "report.not_asked"
    return "report.tried" if step.tried else "report.not_tried"


def _evidence(each: EvidenceNumber, document: FeedbackDocument) -> View:
    """Show a number with its n and its moment: a link where a clip shows it, else its time in words."""
    sentence = say("report.in_clips", sentence=each.sentence) if document.clips_only else each.sentence
    shown = {"value": each.value, "sentence": sentence, "n": each.n}
    position = document.block_at(each.moment)
    if position is None:
        return {**shown, "place": say("report.at", at=short_clock(each.moment))}
    place = say("report.see", at=short_clock(each.moment))
    span = document.shown_blocks[position].span
    return {**shown, "place": place, **lead_to(position + 1, each.moment, span)}


def _draft_note(document: FeedbackDocument) -> str:
    return say("report.draft_scheme", scheme=document.draft_scheme) if document.draft_scheme else ""


def _score(each: FeedbackScore) -> View:
    scale = {"lowest": number(each.lowest), "highest": number(each.highest)}
    if len(each.points) == 1:
        sentence = say("report.score_one", **scale)
    else:
        ends = {"low": number(min(each.points)), "high": number(max(each.points))}
        sentence = say("report.score_range", n=len(each.points), **ends, **scale)
    return {"dimension": each.dimension, "value": number(each.mean), "sentence": sentence}


def _exemplar(document: FeedbackDocument) -> View | None:
    exemplar = document.exemplar
    if exemplar is None:
        return None
    kind = picture_kind(document.exemplar_still) if document.exemplar_still else ""
    if kind is None:
        raise StudyError("report.bad_exemplar")
    duration = "" if exemplar.duration is None else short_clock(exemplar.duration)
    name = say("report.clip_name", number=len(document.shown_blocks) + 1, title=exemplar.title)
    return {
        "title": say("report.quote", text=exemplar.title),
        "name": exemplar.title,
        "duration": duration,
        "watch_for": say("report.watch_for", what=exemplar.watch_for) if exemplar.watch_for else "",
        "still_kind": kind,
        "alt": document.exemplar_shows or exemplar.title,
        "play": name if not duration else f"{name}, {duration}",
    }


def _plan(document: FeedbackDocument) -> list[View]:
    several = len(document.plan) > 1
    return [
        {
            "name": say("report.plan_step", number=place) if several else "",
            "rows": [
                [say(f"report.{name}"), text]
                for name, text in zip(_PLAN_ROWS, _plan_texts(step), strict=True)
                if text
            ],
        }
        for place, step in enumerate(document.plan, start=1)
    ]


def _plan_texts(step: PlanStep) -> tuple[str, ...]:
    return step.when, step.i_will, step.who, step.i_will_know, "" if step.by is None else day(step.by)
