"""See whether a prompt ends with exactly one question, and whether it is an open one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal

from havenlens.domain.feedback_words import Sentence, Token, WordLists, sentences

Asked = tuple[Literal[0, 1], str, Mapping[str, Any], int, int, str]
"""In which text (0 told, 1 asked), the code of the sentence with its values, the place, and a suggestion."""


def question_findings(told: str, asked: str, lists: WordLists) -> Iterator[Asked]:
    """Look at the question of a prompt, both texts masked.

    Without a list of opening words only the marks are looked at: one, and at the end.
    """
    early, late = _marks(told), _marks(asked)
    if len(early) + len(late) > 1:
        for which, places in ((0, early), (1, late[:-1])):
            for start, end in places if late else places[:-1]:
                yield (
                    (1 if which else 0),
                    "lint.many_questions",
                    {"n": len(early) + len(late)},
                    start,
                    end,
                    "",
                )
    if not late and not early:
        text = asked if asked.strip() else told
        end = len(text.rstrip())
        yield (
            (1 if asked.strip() else 0),
            "lint.no_question",
            {},
            max(0, end - 1),
            end,
            "?" if asked.strip() else "",
        )
        return
    last = sentences(asked if late else told)
    place: Literal[0, 1] = 1 if late else 0
    final = max(i for i, each in enumerate(last) if any(t.text == "?" for t in each.tokens))
    rest = [token for each in last[final + 1 :] for token in each.tokens if token.is_word]
    if rest or (not late and asked.strip()):
        start, end = (rest[0].start, rest[-1].end) if rest else (late or early)[-1]
        yield place, "lint.question_not_last", {}, start, end, ""
    if lists.has("open") and not is_open(last[final], lists):
        first = _opening(last[final])
        words = " ".join(token.text for token in first[:3])
        start, end = (first[0].start, first[min(2, len(first) - 1)].end) if first else (0, 0)
        suggestion = f"{lists.open_instead} …" if lists.open_instead else ""
        yield place, "lint.closed_question", {"words": words}, start, end, suggestion


def _marks(text: str) -> list[tuple[int, int]]:
    """Give the question marks; several in a row are one."""
    places = [i for i, mark in enumerate(text) if mark == "?" and text[i - 1 : i] != "?"]
    return [(i, i + 1) for i in places]


def is_open(sentence: Sentence, lists: WordLists) -> bool:
    """Tell whether a question asks for more than yes or no.

    The first clause that begins with a word of either kind decides. "When" and "where" without a verb after
    them may only join a clause ("when he calls, did you"), so a later clause goes before them.
    """
    opens, closes, joins = lists.words("open"), lists.words("closed"), lists.words("joining")
    clauses = Sentence(tuple(_opening(sentence))).clauses
    joined = False
    for clause in clauses:
        keys = [token.key for token in clause if token.is_word]
        while keys and keys[0] in lists.words("prepositions"):
            keys = keys[1:]
        if not keys:
            continue
        if keys[0] in opens and (keys[0] not in joins or closes.intersection(keys[1:2])):
            return True
        if keys[0] in closes:
            return False
        joined = joined or keys[0] in joins
    keys = [token.key for clause in clauses for token in clause if token.is_word]
    return joined or any(first in opens and second in closes for first, second in pairwise(keys))


def _opening(sentence: Sentence) -> list[Token]:
    """Give the question itself: in Spanish from its opening mark on."""
    opened = [place for place, token in enumerate(sentence.tokens) if token.text == "¿"]
    return list(sentence.tokens[opened[-1] + 1 if opened else 0 :])
