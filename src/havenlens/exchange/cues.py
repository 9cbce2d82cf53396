"""What WebVTT and SubRip have in common: cues, how their text is cleaned, and how their files are decoded."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, Span, parse_clock

WINDOWS = "Windows-1252"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BREAK = re.compile(r"\r\n|\r|\n")
_DASH = re.compile(r"^[-–—]\s*(?=\S)")
_ENOUGH = 4096
_LONGEST = 10_000 * 3600 * SECOND
"""More hours than any recording has, in microseconds."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a transcript: when, by whom where the file says so, and what."""

    span: Span
    speaker: str | None
    text: str


@dataclass
class CueFile:
    """What a file held: its cues in order, and how often something in it was left out, by its kind.

    The kinds are ``positions``, ``styles``, ``notes``, ``untimed`` (text without a time) and ``empty``.
    """

    cues: list[Cue] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def take(self, span: Span, speaker: str | None, text: str) -> None:
        """Take in what one voice says; two people behind dashes are two cues."""
        lines = [line.strip() for line in _BREAK.split(text) if line.strip()]
        if len(lines) > 1 and all(_DASH.match(line) for line in lines):
            self.cues.extend(Cue(span, speaker, _DASH.sub("", line)) for line in lines)
        elif lines:
            self.cues.append(Cue(span, speaker, "\n".join(lines)))


def tidy(text: str) -> str:
    r"""Give a text as files can hold it: no blank lines, no space at either end of a line.

    >>> tidy("  Come here. \n\n Now. ")
    'Come here.\nNow.'
    """
    return "\n".join(line.strip() for line in _BREAK.split(text) if line.strip())


def read_lines(path: Path) -> tuple[list[str], str]:
    """Read a text file's lines and name its encoding; `WINDOWS` is a guess, where nothing else fits."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except OSError as error:
        raise StudyError("media.unreadable", path=path) from error
    text, encoding = _decoded(content)
    return _BREAK.split(text), encoding


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace"), "UTF-8" if name == "utf-8-sig" else "UTF-16"
    head = content[:_ENOUGH]
    # Latin letters leave every other byte 0
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and head[first::2].count(0) > len(head) // 4:
            return content.decode(name, errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), WINDOWS


def read_span(path: Path, line: int, start: str, end: str) -> Span:
    """Read the times of a cue; raise `StudyError` that names file and line."""
    try:
        begin = parse_clock(start)
        finish = parse_clock(end)
        if finish > _LONGEST:
            raise ValueError(end)  # noqa: TRY301 - no time of a recording, like what cannot be read
    except ValueError as error:
        raise bad_line("transcript.bad_time", path, line, text=f"{start} --> {end}") from error
    if finish < begin:
        raise bad_line("transcript.ends_early", path, line, start=start, end=end)
    return Span(begin, finish)


def bad_line(code: str, path: Path, line: int, **values: str) -> StudyError:
    """Make the error for a line of a file."""
    return StudyError.of(Problem(code, values, str(path), line))
