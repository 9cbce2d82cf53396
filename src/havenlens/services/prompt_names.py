"""Find what may be a real name, and what may be a score."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from havenlens.domain.feedback_words import Sentence, Token, WordLists
from havenlens.services.prompt_people import LintContext, words_of

Place = tuple[int, int]


def names_in(sentence: Sentence, context: LintContext) -> Iterator[Place]:
    """Give what looks like a name and is nobody's pseudonym, as (start, end).

    English and Spanish: a word with a capital inside a sentence; at its beginning only after a title, before
    another capital, or where it is a common given name. German, where nouns have capitals: after a title, or
    a common given name. What is not found: an uncommon given name that begins a sentence (in German
    anywhere), one that is also a word or a pseudonym of the study, and whatever is quoted.
    """
    lists = context.lists
    if not lists.has("given_names"):
        return
    words = [token for token in sentence.tokens if token.is_word]
    known = _known(context)
    taken = -1
    for place, token in enumerate(words):
        if place <= taken or not _is_unknown(token, known, lists):
            continue
        titled = _has_title(words, place, lists)
        following = (
            place + 1 < len(words) and _adjoins(words, place) and _is_unknown(words[place + 1], known, lists)
        )
        common = _bare(token) in lists.words("given_names")
        if lists.grammar == "de":
            found = titled or common
        else:
            found = titled or common or place > 0 or (following and words[1].text[0].isupper())
        if found:
            taken = place + 1 if following else place
            end = token.start + len(token.text.removesuffix("'s"))
            yield words[place - 1].start if titled else token.start, words[taken].end if following else end


@lru_cache(maxsize=64)
def _known(context: LintContext) -> frozenset[str]:
    own = {word for name in (*context.dimensions, context.focus) for word in words_of(name)}
    return frozenset(context.people | own | {word.capitalize() for word in own})


def _bare(token: Token) -> str:
    return token.key.removesuffix("'s").removesuffix("'")


def _is_unknown(token: Token, known: frozenset[str], lists: WordLists) -> bool:
    text = token.text.removesuffix("'s").removesuffix("'")
    if len(text) < 2 or not text[0].isupper() or text.isupper() or any(c.isdigit() for c in text):
        return False
    parts = {text, text.split("-")[0], text.removesuffix("s")}
    if parts & known or _bare(token) in lists.words("titles"):
        return False
    return not (lists.has("known_capitals") and lists.pattern("known_capitals").fullmatch(text))


def _adjoins(words: list[Token], place: int) -> bool:
    return words[place + 1].start - words[place].end == 1


def _has_title(words: list[Token], place: int, lists: WordLists) -> bool:
    if not place or words[place].start - words[place - 1].end > 2:
        return False
    before = words[place - 1]
    return before.key in lists.words("titles") and (before.text[0].isupper() or lists.grammar == "es")


def scores_in(text: str, context: LintContext) -> Iterator[Place]:
    """Give what looks like a score of a scale, as (start, end): "5 of 7", "scored 4", "a 6 for warmth".

    A count such as "3 of 5 calls" is no score: it has a noun, or its total is the top of no scale.
    """
    lists = context.lists
    found: list[Place] = []
    for match in _shares(lists).finditer(text):
        top, after = match["top"], match["after"]
        counts = after is None or after.lower() in lists.words("counted")
        spoken = lists.has("scored") and lists.pattern("scored").search(
            text, max(0, match.start() - 40), match.start()
        )
        if spoken or (counts and _number(top, lists) in context.scale_tops):
            found.append((match.start(), match.end("top")))
    if lists.has("scored"):
        found += [match.span() for match in _said_scores(lists).finditer(text)]
        found += [match.span() for match in lists.pattern("ranges").finditer(text)]
    for name in (*context.dimensions, context.focus):
        if name.strip():
            expression = rf"(?<!\w){re.escape(name.strip())}\W{{0,3}}(?:\w+\s)?[1-9](?![\d:.,]*\d|\w)"
            found += [match.span() for match in re.finditer(expression, text, re.IGNORECASE)]
    last = -1
    for start, end in sorted(found):
        if start >= last:
            yield start, end
            last = end


def _number(text: str, lists: WordLists) -> int:
    if text.isdecimal():
        return int(text[:9])
    names = lists.lists.get("numbers", ())
    return names.index(text.lower()) + 1 if text.lower() in names else -1


def _any(lists: WordLists, name: str) -> str:
    words = sorted(lists.lists.get(name, ()), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words) or "(?!)"


@lru_cache(maxsize=32)
def _shares(lists: WordLists) -> re.Pattern[str]:
    number = rf"(?:\d{{1,2}}|{_any(lists, 'numbers')})"
    return re.compile(
        rf"(?<![\w:./,]){number}(?:\.\d)?\s*(?:/|\s(?:{_any(lists, 'of')})\s)\s*(?P<top>{number})(?![\w:/])"
        r"(?:\s+(?P<after>\w+))?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=32)
def _said_scores(lists: WordLists) -> re.Pattern[str]:
    number = rf"(?:\d(?:[.,]\d)?(?![\d:%]|[.,]\d)|{_any(lists, 'numbers')})\b"
    scored, counted = _any(lists, "scored"), _any(lists, "counted")
    return re.compile(
        rf"(?<!\w)(?:{scored})\b(?:\W+[^\W\d]+){{0,3}}?\W+{number}(?!\s*(?:s|min|seconds|minutes|times)\b)"
        rf"|(?<!\w)(?:{_any(lists, 'articles')})\s+[1-9](?:[.,]\d)?\s+(?:{counted})\b"
        rf"|(?<!\w){number}\s+(?:{_any(lists, 'scored')})\b",
        re.IGNORECASE,
    )
