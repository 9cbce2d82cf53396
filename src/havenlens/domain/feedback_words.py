"""The words of a prompt: its tokens and sentences, what is quoted in it, and the lists it is read with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

QUOTED = "\ufffc"
"""Stands for every character of a quotation, so that positions stay those of the text."""

BLANK = "\u2026"
"""Stands where a coach still has to write something, and nowhere else alone between spaces."""

_PAIRS = {
    "“": '”“"',
    "„": '“”"',
    "‚": "‘’",
    "‘": "’‘",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    '"': '"',
    "'": "'",
    "”": "”",
}
_LONGEST = 400
"""How far an apostrophe may be from one that closes it, in characters, to be a quotation mark."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TOKEN = re.compile(
    rf"{QUOTED}+|\{{\w+\}}|\d+(?:[:.,]\d+)+|[^\W_]+(?:['’\-][^\W_]+)*['’]?|\.\.\.|[^\w\s]", re.UNICODE
)
_ENDS = frozenset(".!?;:…\n")
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "mx", "dr", "prof", "st", "sr", "sra", "srta", "s", "e.g", "vs", "ca", "bzw", "nr"}
)


class LintRule(StrEnum):
    """What is asked of a prompt or of a document; the ids are those of the document's template."""

    HAS_CLIP = "has_clip"
    ADULT_BEHAVIOUR = "adult_behaviour"
    CHILD_RESPONSE = "child_response"
    OPEN_QUESTION = "open_question"
    WORDS = "words"
    ONE_FOCUS = "one_focus"
    JUDGEMENT_WORDS = "judgement_words"
    TRAIT_WORDS = "trait_words"
    ADVICE_FIRST = "advice_first"
    NAMES = "names"
    SCORES = "scores"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a mark or a whole quotation, with its place in the text (end is after the last)."""

    text: str
    start: int
    end: int
    key: str
    """The form in which lists are searched: lower case."""

    @property
    def is_word(self) -> bool:
        """Tell whether it is a word, a number or a placeholder, and not a mark or a quotation."""
        return self.text[0].isalnum() or self.text[0] == "{"

    @property
    def is_quotation(self) -> bool:
        """Tell whether it stands for something that somebody said."""
        return self.text[0] == QUOTED


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens from one full stop to the next, with the mark that ends it."""

    tokens: tuple[Token, ...]

    @property
    def is_question(self) -> bool:
        """Tell whether it ends with a question mark."""
        return bool(self.tokens) and self.tokens[-1].text == "?"

    @property
    def clauses(self) -> tuple[tuple[Token, ...], ...]:
        """Cut it at commas, dashes and brackets."""
        found: list[list[Token]] = [[]]
        for token in self.tokens:
            if token.text in {",", "–", "—", "(", ")", ";", ":", "-"}:
                found.append([])
            elif token.is_word or token.is_quotation or token.text == BLANK:
                found[-1].append(token)
        return tuple(tuple(clause) for clause in found if clause)


@dataclass(frozen=True, eq=False)
class WordLists:
    """The lists of one language by name; a list that is not there switches its rule off.

    ``instead`` gives a gentler word for some; ``grammar`` says how subject and verb are
    found ("" not at all).
    """

    language: str
    grammar: str = ""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    open_instead: str = ""

    def has(self, name: str) -> bool:
        """Tell whether there is such a list with something in it."""
        return bool(self.lists.get(name))

    def words(self, name: str) -> frozenset[str]:
        """Give a list to look single words up in."""
        return _words(self, name)

    def pattern(self, *names: str) -> re.Pattern[str]:
        """Give an expression that finds any entry of some lists as whole words, the longest first."""
        return _pattern(self, names)


@lru_cache(maxsize=1024)
def _words(lists: WordLists, name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in lists.lists.get(name, ()))


@lru_cache(maxsize=256)
def _pattern(lists: WordLists, names: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(entry for name in names for entry in lists.lists.get(name, ()))


def any_of(entries: Iterable[str]) -> re.Pattern[str]:
    """Make an expression for whole words and phrases; ``*`` at the end stands for any ending.

    >>> [m.group() for m in any_of(["great", "beautiful*"]).finditer("A greater beautifully great day")]
    ['beautifully', 'great']
    """
    parts = []
    kept = {entry.strip() for entry in entries if entry.strip("* ")}
    for entry in sorted(kept, key=len, reverse=True):
        body = r"\s+".join(re.escape(word) for word in entry.rstrip("*").lower().split())
        parts.append(body + (r"\w*" if entry.endswith("*") else ""))
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(parts) or '(?!)'})(?![\w])", re.IGNORECASE)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Find what is quoted, with its marks, as (start, end); an open one goes on to the end.

    Knows the marks of English, German, Spanish and French. An apostrophe is no mark; the outermost
    pair wins.

    >>> text = "You say, “Just try.” Amir’s head goes down."
    >>> [text[start:end] for start, end in quotations(text)]
    ['“Just try.”']
    """
    found, i = [], 0
    while i < len(text):
        end = _closing(text, i) if text[i] in _PAIRS and _opens(text, i) else None
        if end is None:
            i += 1
        else:
            found.append((i, end))
            i = end
    return tuple(found)


def _opens(text: str, i: int) -> bool:
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    if text[i] in "'\"‘’‚":
        return not before.isalnum() and not after.isspace()
    if text[i] in "»›”":
        return not before.isalnum() and text[i] != "”" and _PAIRS[text[i]] in text[i + 1 : i + _LONGEST]
    return True


def _closing(text: str, i: int) -> int | None:
    last = i + _LONGEST if text[i] in "'‘‚›‹»" else len(text)
    for mark in _PAIRS[text[i]]:
        at = text.find(mark, i + 1, last)
        while at >= 0:
            after = text[at + 1] if at + 1 < len(text) else " "
            if mark not in "'’" or not after.isalnum():
                return at + 1
            at = text.find(mark, at + 1, last)
    return len(text) if text[i] in '“„«"' else None


def masked(text: str) -> str:
    """Give the text with every quotation put out of sight, and straight apostrophes; positions stay.

    >>> masked("He says “no”.").replace(QUOTED, "_")
    'He says ____.'
    """
    parts, last = [], 0
    for start, end in quotations(text):
        parts += [text[last:start], QUOTED * (end - start)]
        last = end
    return ("".join(parts) + text[last:]).replace("’", "'")


def tokens(text: str) -> tuple[Token, ...]:
    """Cut a masked text into words, numbers, marks and quotations."""
    return tuple(Token(m.group(), m.start(), m.end(), m.group().lower()) for m in _TOKEN.finditer(text))


def sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a masked text into sentences; a full stop after a title or inside a time ends none.

    >>> [len(each.tokens) for each in sentences("Mr. Dale waits. Amir looks up.")]
    [5, 4]
    """
    found: list[list[Token]] = [[]]
    previous = None
    for token in tokens(text):
        if "\n" in text[found[-1][-1].end : token.start] if found[-1] else False:
            found.append([])
        if token.text in _ENDS and not found[-1] and len(found) > 1:
            found[-2].append(token)
            continue
        alone = token.text == BLANK and (token.start == 0 or text[token.start - 1].isspace())
        found[-1].append(token)
        short = token.text == "." and previous is not None and previous.key in _ABBREVIATIONS
        if (token.text in _ENDS and not alone and not short) or (
            token.is_quotation and _closes_a_sentence(text, token)
        ):
            found.append([])
        previous = token
    return tuple(Sentence(tuple(each)) for each in found if each)


def _closes_a_sentence(text: str, token: Token) -> bool:
    """Tell whether a new sentence begins after a quotation: a capital follows, and no mark comes between."""
    rest = text[token.end :].lstrip(" \t*_–—(¿¡")
    return bool(rest) and rest[0].isupper()


def blanks(text: str) -> tuple[tuple[int, int], ...]:
    """Find what a coach still has to fill in: a placeholder such as ``{child}``, or an ellipsis by itself.

    >>> blanks("You … ; {child} looks up…")
    ((4, 5), (8, 15))
    """
    ellipses = re.finditer(rf"(?<!\S){BLANK}(?![^\s.,;:?!'’])", text)
    return tuple(sorted(m.span() for each in (_PLACEHOLDER.finditer(text), ellipses) for m in each))


def split_prompt(text: str) -> tuple[str, str]:
    """Part what is described from the question at the end; without a question the second is empty.

    >>> split_prompt("You wait. Amir looks up. What did you see?")
    ('You wait. Amir looks up.', 'What did you see?')
    """
    hidden = masked(text)
    found = sentences(hidden)
    if not any(each.is_question for each in found):
        return text, ""
    last = max(place for place, each in enumerate(found) if each.is_question)
    at = found[last].tokens[0].start
    return text[:at].rstrip(), text[at:]
