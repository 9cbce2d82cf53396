"""Find words that judge, words for persons, and advice that comes too early."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from havenlens.domain.feedback_words import LintRule, Sentence, Token
from havenlens.domain.problems import Problem
from havenlens.services.prompt_acts import adult_acts, child_acts
from havenlens.services.prompt_findings import LintFinding, Piece, finding_at
from havenlens.services.prompt_people import LintContext, words_of


def judgement_findings(piece: Piece, context: LintContext) -> Iterator[LintFinding]:
    """Find words that judge or are vague, outside quotations, pseudonyms and allowed phrases."""
    lists = context.lists
    if not lists.has("judgement"):
        return
    allowed = [m.span() for m in lists.pattern("judgement_allowed").finditer(piece.text)]
    for match in lists.pattern("judgement").finditer(piece.text):
        start, end = match.span()
        if any(start < stop and begin < end for begin, stop in allowed) or match.group() in context.people:
            continue
        word = piece.original[start:end]
        instead = lists.instead.get(word.lower(), "")
        yield finding_at(
            piece,
            LintRule.JUDGEMENT_WORDS,
            Problem("lint.judgement_words", {"word": word}),
            start,
            end,
            instead,
        )


def trait_findings(piece: Piece, context: LintContext) -> Iterator[LintFinding]:
    """Find words for what somebody is; the milder ones only where they are said of a person."""
    lists = context.lists
    places = [m.span() for m in lists.pattern("traits").finditer(piece.text)]
    for sentence in piece.sentences:
        words = [token for token in sentence.tokens if token.is_word]
        for at, token in enumerate(words):
            if token.key in lists.words("traits_of_persons") and _of_a_person(words, at, context):
                places.append((token.start, token.end))
    last = -1
    for start, end in sorted(places):
        word = piece.original[start:end]
        if start < last or piece.text[start:end] in context.people:
            continue
        last = end
        yield finding_at(piece, LintRule.TRAIT_WORDS, Problem("lint.trait_words", {"word": word}), start, end)


def _of_a_person(words: list[Token], at: int, context: LintContext) -> bool:
    """Tell "you are so patient" and "a patient teacher" from "the water is cold" and "your voice is warm"."""
    lists = context.lists
    persons = lists.words("persons")
    if at + 1 < len(words) and words[at + 1].key in persons:
        return True
    before = at - 1
    while before >= 0 and words[before].key in lists.words("intensifiers"):
        before -= 1
    if before < 0:
        return False
    if words[before].key in lists.words("being_adult") | lists.words("being_child"):
        return True
    if words[before].key not in lists.words("be"):
        return False
    beside = words[max(0, before - 1) : before] + words[before + 1 : before + 2]
    adults_only = words[at].key in lists.words("traits_of_adults")  # a child may be cold for want of a coat
    if lists.grammar == "es" and (not before or words[before].key in {"eres", "eras", "fuiste"}):
        return True
    kinds = lists.words("adult") if adults_only else lists.words("adult") | lists.words("child") | persons
    people = (context.teacher,) if adults_only else (context.teacher, *context.children)
    named = {word for name in people for word in words_of(name)[-1:]}
    return any(token.key in kinds or token.text in named for token in beside)


def advice_findings(pieces: tuple[Piece, ...], context: LintContext) -> Iterator[LintFinding]:
    """Find the first advice, if nothing that was seen is described before it."""
    lists = context.lists
    if not lists.has("advice"):
        return
    for piece in pieces:
        for sentence in piece.sentences:
            place = _advice_in(piece, sentence, context)
            if place:
                yield finding_at(piece, LintRule.ADVICE_FIRST, Problem("lint.advice_first"), *place)
                return
            if adult_acts(sentence, context) or child_acts(sentence, context):
                return


def _advice_in(piece: Piece, sentence: Sentence, context: LintContext) -> tuple[int, int] | None:
    """Find advice that nothing is described before; a clause before it may only say when."""
    lists = context.lists
    firsts = [clause[0] for clause in sentence.clauses]
    tokens = sentence.tokens
    if lists.grammar != "de":  # "Bei 0:12 warten Sie" tells; only at the very beginning is it a request
        firsts += [b for a, b in pairwise(tokens) if ":" in a.text and a.text[0].isdigit()]
        firsts += tokens[1:2] if tokens[0].key in lists.words("opening_words") else ()
    matches = [lists.pattern("advice").match(piece.text, token.start) for token in firsts]
    if not sentence.is_question:
        end = tokens[-1].end
        matches.append(lists.pattern("advice_anywhere").search(piece.text, tokens[0].start, end))
    viewing = lists.pattern("viewing").search(piece.text, tokens[0].start, tokens[-1].end)
    for match in matches:
        if match is None or (viewing and " " not in match.group()):
            continue
        before = Sentence(tuple(token for token in tokens if token.end <= match.start()))
        watched = lists.pattern("watch").match(piece.text, tokens[0].start)
        if (
            not adult_acts(before, context)
            and not child_acts(before, context)
            and not (watched and before.tokens)
        ):
            return match.span()
    return None
