"""Read WebVTT transcripts with voice tags."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span, parse_clock

_ARROW = re.compile(r"^\s*(\S+)\s+-->\s+(\S+)")
_VOICE = re.compile(r"^<v(?:\.[^ >]*)?\s+([^>]+)>(.*?)(?:</v>)?$", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a transcript: when, by whom where a voice tag says so, and what."""

    span: Span
    speaker: str | None
    text: str


def read_webvtt(path: Path) -> list[Cue]:
    """Read the cues of a WebVTT file in their order; raise `StudyError` with file and line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError("file.bad_transcript", path=path, line=1) from error
    if not lines or not lines[0].startswith("WEBVTT"):
        raise StudyError("file.bad_transcript", path=path, line=1)
    cues = []
    number = 0
    while number < len(lines):
        match = _ARROW.match(lines[number])
        number += 1
        if match is None:
            continue
        span = _span(path, number, match)
        first = number
        while number < len(lines) and lines[number].strip():
            number += 1
        cues.append(_cue(span, "\n".join(lines[first:number])))
    return cues


def _span(path: Path, line: int, match: re.Match[str]) -> Span:
    try:
        return Span(parse_clock(match[1]), parse_clock(match[2]))
    except ValueError as error:
        raise StudyError("file.bad_transcript", path=path, line=line) from error


def _cue(span: Span, payload: str) -> Cue:
    voice = _VOICE.match(payload)
    speaker, text = (html.unescape(voice[1].strip()), voice[2]) if voice else (None, payload)
    return Cue(span, speaker, html.unescape(_TAG.sub("", text)).strip())
