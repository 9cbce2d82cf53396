"""Write a feedback document for Word: a teacher types into its boxes, and the answers can be read back."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from havenlens.reporting.feedback_drawings import drawn_as_png
from havenlens.reporting.feedback_moments import View
from havenlens.reporting.feedback_view import view
from havenlens.reporting.typesetting import Paper
from havenlens.reporting.word_boxes import WordPage
from havenlens.services.feedback import ClipBlock, FeedbackDocument
from havenlens.services.files import whole_file

_STILL_MM = 64
_EXEMPLAR_MM = 44
_DRAWING_MM = 50
_ROWS_OF_ANSWER_MM = 26


def write_feedback_docx(document: FeedbackDocument, path: Path, paper: Paper = "a4") -> None:
    """Write the document, whole or not at all; it names itself and each answer box by their ids.

    Raise `StudyError` where the document has no clips, a picture cannot be read or nothing can be written.
    """
    shown = view(document)
    page = WordPage(
        title=shown["document_title"],
        author=document.coach,
        made=datetime.combine(document.written_on, time(), UTC),
        language=shown["lang"],
        paper=paper,
    )
    page.name(document.id, document.number)
    page.footer(
        [shown["footer"], *([shown["footer_note"]] if shown["footer_note"] else [])], shown["page_of"]
    )
    if shown["logo"] is not None and document.logo:
        page.logo(document.logo, shown["logo"]["alt"])
    page.text("  ·  ".join(shown["above"]), "Quiet")
    page.heading(shown["title"], 1)
    page.text("  ·  ".join(shown["below"]), "Quiet")
    _opening(page, shown)
    page.heading(shown["labels"]["moments"], 2)
    for block, drawn in zip(document.shown_blocks, shown["blocks"], strict=True):
        _clip(page, block, drawn, shown["labels"])
    if shown["all_struck"]:
        page.text(shown["all_struck"])
    if shown["answered_at"]:
        page.text(shown["answered_at"], "Quiet")
    if document.shown_blocks:
        _useful(page, shown["labels"])
    _figures(page, shown)
    _after(page, document, shown)
    with whole_file(path) as temporary:
        page.save(temporary)


def _opening(page: WordPage, shown: View) -> None:
    if shown["opening"]:
        page.text(shown["opening"], "Opening")
    if shown["look_back"] is not None:
        page.text(shown["look_back"]["name"], "Opening", bold=True)
        for step in shown["look_back"]["steps"]:
            page.text(f"{step['plan']}\n{step['outcome']}", "Opening")
    if shown["answers_by"] and not shown["answered_at"]:
        page.text(shown["answers_by"], "Opening", bold=True)


def _clip(page: WordPage, block: ClipBlock, drawn: View, labels: View) -> None:
    page.text(f"{drawn['label']}  ·  {drawn['span']}", "Clip Label", keep=True)
    page.heading(drawn["title"], 3)
    left, right = page.beside(_STILL_MM)
    page.picture(io.BytesIO(block.still), _STILL_MM, drawn["alt"], left)
    for line in drawn["lines"]:
        page.text(line, "Spoken", inside=left)
    page.text(_plain(drawn["prompt"]), inside=right)
    page.text(_plain(drawn["question"]), "Question", inside=right)
    page.keep(left, right)  # who answers has the question before their eyes
    page.text(labels["your_answer"], "Box Label", keep=True)
    page.answer_box(block.id, drawn["answer_to"], drawn["answer"], labels["write_here"], _ROWS_OF_ANSWER_MM)
    page.tick_box(f"strike_{block.id.hex}", labels["strike_box"], f"{labels['strike_box']}: {drawn['title']}")


def _plain(pieces: list[dict[str, Any]]) -> str:
    return "".join(piece["text"] for piece in pieces)


def _useful(page: WordPage, labels: View) -> None:
    page.text(labels["useful"], "Box Label", bold=True, keep=True)
    page.choice("usefulness", labels["useful"], labels["useful_choose"], [str(n) for n in range(1, 6)])
    page.text(labels["useful_hint"], "Quiet")


def _figures(page: WordPage, shown: View) -> None:
    labels = shown["labels"]
    if shown["evidence"]:
        page.heading(labels["numbers"], 2)
        page.pairs([(each["value"], f"{each['sentence']} ({each['place']})") for each in shown["evidence"]])
        notes = (shown["evidence_note"], shown["draft_note"])
        page.text(" ".join(note for note in notes if note), "Quiet")
    if shown["scores"]:
        page.heading(labels["scores"], 2)
        page.pairs([(f"{each['dimension']}: {each['value']}", each["sentence"]) for each in shown["scores"]])
        page.text(labels["scores_note"], "Quiet")
    progress = shown["progress"]
    if progress is not None and progress["panels"]:
        page.heading(progress["title"], 2)
        for panel in progress["panels"]:
            page.text(panel["title"], bold=True, keep=True)
            left, right = page.beside(_DRAWING_MM)
            page.picture(io.BytesIO(drawn_as_png(panel["svg"])), _DRAWING_MM, panel["alt"], left)
            page.text(panel["said"], "Quiet", inside=right)
        page.text(progress["note"], "Quiet")


def _after(page: WordPage, document: FeedbackDocument, shown: View) -> None:
    """Add what comes after the numbers: the clip to watch, the talk, the summary and the plan."""
    labels, exemplar = shown["labels"], shown["exemplar"]
    if exemplar is not None:
        page.heading(labels["to_watch"], 2)
        inside = None
        if exemplar["still_kind"]:
            left, inside = page.beside(_EXEMPLAR_MM)
            page.picture(io.BytesIO(document.exemplar_still), _EXEMPLAR_MM, exemplar["alt"], left)
        about = "  ·  ".join(part for part in (exemplar["title"], exemplar["duration"]) if part)
        page.text(about, bold=True, inside=inside)
        if exemplar["watch_for"]:
            page.text(exemplar["watch_for"], inside=inside)
    if shown["conference_notes"]:
        page.heading(labels["conference"], 2)
        page.text(shown["conference_notes"])
    page.heading(labels["summary"], 2)
    page.text(shown["summary"] or labels["summary_empty"], "Normal" if shown["summary"] else "Quiet")
    if shown["plan"]:
        page.heading(labels["plan"], 2)
    for step in shown["plan"]:
        if step["name"]:
            page.heading(step["name"], 3)
        page.pairs([(name, text) for name, text in step["rows"]], bold=False)
