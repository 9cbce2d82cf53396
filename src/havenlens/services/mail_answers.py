"""Find a teacher's answers in a mail that a coach pastes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from havenlens.services.feedback_answers import AnswerSource, AskedClip, FeedbackAnswers

_NUMBER = re.compile(
    r"^\s*(?:(?:clip|moment|momento|question|frage|pregunta|answer|antwort|respuesta|zu|nr\.?|no\.?)\s*)*"
    r"[#(]?\s*(\d{1,2})\s*(?:[.:](?!\d)|\)|[-–—](?=\s)|$)\s*(.*)$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*(?:[>|]\s?)+")
_SIGNATURE = re.compile(r"^--\s?$")
_OLDER_MAIL = re.compile(
    r"^\s*(?:-{3,}\s*(?:original message|ursprüngliche nachricht|mensaje original|forwarded message)\s*-*"
    r"|_{10,})\s*$",
    re.IGNORECASE,
)
_WROTE = re.compile(r"^\s*(?:on|am|el)\b.{6,120}\b(?:wrote|schrieb\b.*|escribió)\s*:\s*$", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_ENDS_A_NAME = ":.?!-–—\"'“”„»«)*_"
_FEWEST_LETTERS = 20
"""Below this, a line is too short to be taken for a copy of what was asked."""


@dataclass(frozen=True, slots=True)
class MailAnswers:
    """The answers that were found, and the pieces of the mail that belong to no clip."""

    answers: FeedbackAnswers
    unplaced: tuple[str, ...]


def answers_in(text: str, asked: Sequence[AskedClip], document: UUID | None = None) -> MailAnswers:
    r"""Find the answers by their numbers or by the titles and questions that they stand below.

    Quoted lines (``>``) are never part of an answer, but a title or question in them says what the lines
    below answer. Older mails and the signature are left out. A single clip needs no number.

    >>> clip = AskedClip(UUID(int=1), 1, "Two problems, one choice", "You fold the page.", "What helped?")
    >>> found = answers_in("Hello!\n\n1. Seeing only two.\n> What helped?", [clip, clip])
    >>> found.answers.answers[0][1], found.unplaced
    ('Seeing only two.', ('Hello!',))
    """
    pieces: dict[int, list[str]] = {}
    reading = _Reading(asked)
    here = 0
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _SIGNATURE.match(raw) or _OLDER_MAIL.match(raw):
            break
        quoted = _QUOTED.match(raw) is not None
        line = _QUOTED.sub("", raw) if quoted else raw
        copied = reading.copied_from(line)
        found, rest = reading.place_of(line, quoted=quoted)
        here = found or copied or here
        line = rest if found else line
        if not quoted and not (copied and not found) and not _WROTE.match(line):
            pieces.setdefault(here, []).append(line.strip())
    return _resolved(pieces, asked, document)


def _resolved(pieces: dict[int, list[str]], asked: Sequence[AskedClip], document: UUID | None) -> MailAnswers:
    before = _paragraphs(pieces.get(0, []))
    texts = {clip.number: "\n".join(_trimmed(pieces.get(clip.number, []))) for clip in asked}
    if len(asked) == 1 and not texts[asked[0].number]:
        texts[asked[0].number], before = "\n\n".join(before), ()
    answers = tuple((clip.clip, texts[clip.number]) for clip in asked)
    return MailAnswers(FeedbackAnswers(document, answers, source=AnswerSource.MAIL), before)


class _Reading:
    """Tells of each line whether it begins the answer to a clip."""

    def __init__(self, asked: Sequence[AskedClip]) -> None:
        self._asked = asked
        self._begun: set[int] = set()

    def place_of(self, line: str, *, quoted: bool) -> tuple[int, str]:
        """Give the number of the clip that a line leads to, and what it says beyond that; 0 for none."""
        named = self._named(line)
        numbered = _NUMBER.match(line)
        if named:
            self._begun.add(named[0])
            return named
        if numbered is None:
            return 0, line
        number = int(numbered[1])
        known = any(clip.number == number for clip in self._asked)
        # A list inside an answer counts from 1 again.
        if not known or (number in self._begun and not quoted):
            return 0, line
        if not quoted:
            self._begun.add(number)
        return number, numbered[2]

    def _named(self, line: str) -> tuple[int, str] | None:
        """Find a title or question at the beginning of a line, with or without its number."""
        numbered = _NUMBER.match(line)
        for body in (line, numbered[2] if numbered else line):
            for clip in self._asked:
                for name in (clip.question, clip.title, clip.label):
                    rest = _after(body, name)
                    if rest is not None:
                        return clip.number, rest
        return None

    def copied_from(self, line: str) -> int:
        """Give the number of the clip whose words a line repeats, as some mail programs do; 0 for none."""
        bare = _bare(line)
        if len(bare) < _FEWEST_LETTERS:
            return 0
        whole = (
            clip.number
            for clip in self._asked
            if bare in _bare(f"{clip.title} {clip.prompt} {clip.question}")
        )
        return next(whole, 0)


def _after(line: str, name: str) -> str | None:
    """Give what a line says after a name that it begins with, whatever signs and quotes stand around."""
    wanted = _bare(name)
    if not wanted:
        return None
    seen = ""
    for place, letter in enumerate(line):
        seen += _bare(letter)
        if seen == wanted:
            rest = line[place + 1 :].strip()
            return rest.lstrip(f" \t{_ENDS_A_NAME}") if not rest or rest[0] in _ENDS_A_NAME else None
        if not wanted.startswith(seen):
            return None
    return None


def _bare(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


def _trimmed(lines: list[str]) -> list[str]:
    return "\n".join(lines).strip().split("\n") if any(lines) else []


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    found = re.split(r"\n\s*\n", "\n".join(lines))
    return tuple(each.strip() for each in found if each.strip())
