"""Read a prompt as a colleague would: what is seen, what a child did, one open question; only ever gently.

Nothing here blocks anything, and nothing raises: a finding is a hint with the place it is about. What is
quoted is somebody's speech and is left alone, and so are pseudonyms. The lists are in assets/coaching.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from havenlens.domain.coaching import (
    LONGEST_CLIP,
    SHORTEST_CLIP,
    Clip,
    ClipType,
    CoachingCycle,
    Prompt,
    in_reading_order,
)
from havenlens.domain.feedback_words import (
    LintRule,
    Sentence,
    any_of,
)
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND, Span
from havenlens.services.prompt_acts import adult_acts, child_acts, quotes
from havenlens.services.prompt_findings import LintFinding, Part, Piece, finding_at, piece_of, pieces_of
from havenlens.services.prompt_names import names_in, scores_in
from havenlens.services.prompt_people import LintContext, words_of
from havenlens.services.prompt_questions import question_findings
from havenlens.services.prompt_wording import advice_findings, judgement_findings, trait_findings

__all__ = ["LintContext", "LintFinding", "LintRule", "Part", "lint_document", "lint_prompt"]


def lint_prompt(text: str, question: str, clip: Clip | None, context: LintContext) -> tuple[LintFinding, ...]:
    """Give the hints for one prompt, in the order of the rules and then of the text.

    ``text`` and ``question`` may come in one field: without a question the last one in the text is taken.
    ``clip`` is None where none has been chosen yet. A prompt without a word has only its clip looked at.
    """
    found = [*_clip_findings(clip.span if clip else None)]
    if not (text.strip() or question.strip()):
        return tuple(found)
    kind = context.clip_type or (clip.type if clip else None)
    context = replace(context, clip_type=kind)
    pieces = pieces_of(text, question)
    found += _act_findings(pieces, context)
    asked = question_findings(pieces[0].text, pieces[1].text, context.lists)
    for which, code, values, start, end, suggestion in asked:
        place = pieces[which]
        found.append(finding_at(place, LintRule.OPEN_QUESTION, Problem(code, values), start, end, suggestion))
    found += _length_findings(text, question, context.max_words)
    found += advice_findings(pieces, context)
    for piece in pieces:
        found += judgement_findings(piece, context)
        found += trait_findings(piece, context)
        found += _name_findings(piece, context)
        found += _score_findings(piece, context)
    order = list(LintRule)
    return tuple(
        sorted(found, key=lambda each: (order.index(each.rule), each.part is Part.QUESTION, each.start))
    )


def lint_document(cycle: CoachingCycle, context: LintContext) -> tuple[LintFinding, ...]:
    """Give the hints for a document as a whole: clips, their order, one focus, scores and names around.

    The prompts themselves are read one by one with `lint_prompt`.
    """
    found: list[LintFinding] = []
    for clip in cycle.clips:
        found += (replace(each, clip=clip.id) for each in _clip_findings(clip.span))
        found += (replace(each, clip=clip.id) for each in _other_focus(clip, cycle, context))
    found += _order_findings(cycle)
    found += _focus_findings(cycle, context)
    around: list[tuple[Part, str, UUID | None]] = [
        (Part.TITLE, cycle.title, None),
        (Part.OPENING, cycle.opening, None),
    ]
    around += [(Part.CLIP_TITLE, clip.title, clip.id) for clip in cycle.clips]
    if cycle.exemplar:
        around.append((Part.WATCH_FOR, cycle.exemplar.watch_for, None))
    for part, text, clip_id in around:
        piece = piece_of(part, 0, text)
        hints = [*_score_findings(piece, context), *_name_findings(piece, context)]
        found += (replace(each, clip=clip_id) for each in hints)
    order = list(LintRule)
    return tuple(sorted(found, key=lambda each: order.index(each.rule)))


# --- clip and length --------------------------------------------------------------------------------


def _clip_findings(span: Span | None) -> Iterator[LintFinding]:
    bounds: Mapping[str, Any] = {"shortest": SHORTEST_CLIP // SECOND, "longest": LONGEST_CLIP // SECOND}
    if span is None or span.end is None:
        yield LintFinding(LintRule.HAS_CLIP, Problem("lint.no_clip", bounds))
    elif not SHORTEST_CLIP <= span.end - span.start <= LONGEST_CLIP:
        lasts = f"{(span.end - span.start) / SECOND:g}"
        yield LintFinding(LintRule.HAS_CLIP, Problem("lint.clip_length", {"seconds": lasts, **bounds}))


def _length_findings(text: str, question: str, most: int) -> Iterator[LintFinding]:
    n = Prompt(text, question).n_words
    if n <= most:
        return
    problem = Problem("lint.words", {"n": n, "most": most})
    words = list(re.finditer(r"\S+", text))
    if len(words) > most:
        yield LintFinding(LintRule.WORDS, problem, words[most].start(), len(text.rstrip()), part=Part.TEXT)
        return
    first = list(re.finditer(r"\S+", question))[most - len(words)]
    yield LintFinding(LintRule.WORDS, problem, first.start(), len(question.rstrip()), part=Part.QUESTION)


# --- who did what -----------------------------------------------------------------------------------


def _act_findings(pieces: tuple[Piece, ...], context: LintContext) -> Iterator[LintFinding]:
    lists = context.lists
    if not lists.grammar:
        return
    said = [(piece, sentence) for piece in pieces for sentence in piece.sentences]
    adult_waived, child_waived = _waived(said, context)
    adult = any(adult_acts(each, context) for _, each in said) or _is_quoted(said, context, by_teacher=True)
    child = (
        any(child_acts(each, context) for _, each in said)
        or _is_quoted(said, context, by_teacher=False)
        or any(lists.pattern("child_phrases").search(piece.text) for piece in pieces)
    )
    if not adult and not adult_waived:
        yield LintFinding(LintRule.ADULT_BEHAVIOUR, Problem("lint.adult_behaviour"))
    if not child and not child_waived:
        yield LintFinding(LintRule.CHILD_RESPONSE, Problem("lint.child_response"))


def _waived(said: list[tuple[Piece, Sentence]], context: LintContext) -> tuple[bool, bool]:
    """Tell which of adult and child need not be told, because the teacher is asked to look for it.

    Only where something is worth another look: "watch only Amir" asks for what is seen, and "if you could run
    this minute again" for what might be done.
    """
    if context.clip_type is not ClipType.LOOK_AGAIN:
        return False, False
    names = {word for name in context.children for word in words_of(name)} | {"{child}"}
    openers = context.lists.pattern("watch")
    for piece, sentence in said:
        starts = [sentence.tokens[0].start, *(clause[0].start for clause in sentence.clauses)]
        match = next((m for at in starts if (m := openers.match(piece.text, at))), None)
        if match is None:
            continue
        if " " in match.group():
            return True, True
        child = context.lists.words("child")
        return True, any(t.text in names or t.key in child for _, each in said for t in each.tokens)
    return False, False


def _is_quoted(said: list[tuple[Piece, Sentence]], context: LintContext, *, by_teacher: bool) -> bool:
    """Tell whether a line of the transcript is quoted; without a transcript a quotation is the adult's."""
    for piece, sentence in said:
        for token in quotes(sentence):
            quoted = _plain(piece.original[token.start : token.end])
            if not quoted:
                continue
            if not context.lines:
                return by_teacher
            for line in context.lines:
                spoken = _plain(line.text)
                if spoken and line.by_teacher == by_teacher and (quoted in spoken or spoken in quoted):
                    return True
    return False


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# --- names, scores, focus ---------------------------------------------------------------------------


def _name_findings(piece: Piece, context: LintContext) -> Iterator[LintFinding]:
    for sentence in piece.sentences:
        for start, end in names_in(sentence, context):
            name = piece.original[start:end]
            yield finding_at(piece, LintRule.NAMES, Problem("lint.names", {"name": name}), start, end)


def _score_findings(piece: Piece, context: LintContext) -> Iterator[LintFinding]:
    if context.scores_allowed:
        return
    for start, end in scores_in(piece.text, context):
        score = piece.original[start:end]
        yield finding_at(piece, LintRule.SCORES, Problem("lint.scores", {"score": score}), start, end)


def _other_focus(clip: Clip, cycle: CoachingCycle, context: LintContext) -> Iterator[LintFinding]:
    """Find another dimension that is named; one short word must be written as a name, with its capital."""
    others = [name for name in context.dimensions if name.strip() and name.lower() != cycle.focus.lower()]
    for part, text in ((Part.TEXT, clip.prompt.text), (Part.QUESTION, clip.prompt.question)):
        piece = piece_of(part, 0, text)
        first = {sentence.tokens[0].start for sentence in piece.sentences}
        for name in others:
            for match in any_of([name]).finditer(piece.text):
                named = " " in name.strip() or (match.group()[0].isupper() and match.start() not in first)
                if named and name.lower() not in cycle.focus.lower():
                    problem = Problem("lint.other_focus", {"other": name, "focus": cycle.focus})
                    yield finding_at(piece, LintRule.ONE_FOCUS, problem, match.start(), match.end())


def _focus_findings(cycle: CoachingCycle, context: LintContext) -> Iterator[LintFinding]:
    if not cycle.focus.strip():
        yield LintFinding(LintRule.ONE_FOCUS, Problem("lint.no_focus"))
        return
    if cycle.focus in context.dimensions:
        return
    held = [name for name in context.dimensions if name.strip() and any_of([name]).search(cycle.focus)]
    if len(held) > 1:
        problem = Problem("lint.two_foci", {"first": held[0], "second": held[1]})
        yield LintFinding(LintRule.ONE_FOCUS, problem)


def _order_findings(cycle: CoachingCycle) -> Iterator[LintFinding]:
    ordered = in_reading_order(cycle.clips)
    moved = next((now for now, then in zip(cycle.clips, ordered, strict=True) if now.id != then.id), None)
    if moved is not None:
        yield LintFinding(
            LintRule.ORDER, Problem("lint.order", {"title": moved.title or moved.type.value}), clip=moved.id
        )
