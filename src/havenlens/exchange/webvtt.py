"""Read and write WebVTT transcripts with voice tags."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from havenlens.domain.time import Span, clock
from havenlens.exchange.cues import Cue, CueFile, bad_line, read_lines, read_span, tidy
from havenlens.services.files import write_whole

__all__ = ["Cue", "format_webvtt", "is_webvtt", "parse_webvtt", "read_webvtt", "write_webvtt"]

HEADER = "WEBVTT"
_ARROW = re.compile(r"^\s*(\S+)\s+-->\s+(\S+)\s*(.*?)\s*$")
_VOICE = re.compile(r"(<v(?=[\s.>])[^>]*>|</v>)")
_VOICE_NAME = re.compile(r"<v(?:\.[^\s>]*)?\s*([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
_BLOCKS = {"NOTE": "notes", "STYLE": "styles", "REGION": "positions"}

Numbered = tuple[int, str]
"""A line with its number, from 1."""


def is_webvtt(lines: list[str]) -> bool:
    """Tell whether lines are those of a WebVTT file."""
    return bool(lines) and re.match(rf"{HEADER}(\s|$)", lines[0]) is not None


def read_webvtt(path: Path) -> list[Cue]:
    """Read the cues of a WebVTT file in their order; raise `StudyError` with file and line."""
    lines, _ = read_lines(path)
    if not is_webvtt(lines):
        raise bad_line("transcript.no_transcript", path, 1)
    return parse_webvtt(path, lines).cues


def parse_webvtt(path: Path, lines: list[str]) -> CueFile:
    """Read the lines of a WebVTT file, and count what was left out."""
    found = CueFile()
    for block in _blocks(lines):
        kind = _BLOCKS.get(block[0][1].split()[0]) if "-->" not in block[0][1] else None
        if kind is not None:
            found.left_out[kind] += 1
            continue
        times = next((place for place, (_, text) in enumerate(block[:2]) if "-->" in text), None)
        if times is None:
            found.left_out["untimed"] += block[0][0] > 1
            continue
        span = _span(path, block[times], found)
        _take_payload(found, span, "\n".join(text for _, text in block[times + 1 :]))
    return found


def _blocks(lines: list[str]) -> Iterator[list[Numbered]]:
    numbered = enumerate(lines, start=1)
    for filled, block in groupby(numbered, key=lambda line: bool(line[1].strip())):
        if filled:
            yield list(block)


def _span(path: Path, line: Numbered, found: CueFile) -> Span:
    number, text = line
    match = _ARROW.match(text)
    if match is None:
        raise bad_line("transcript.bad_time", path, number, text=text.strip())
    found.left_out["positions"] += bool(match[3])
    return read_span(path, number, match[1], match[2])


def _take_payload(found: CueFile, span: Span, payload: str) -> None:
    speaker: str | None = None
    before = len(found.cues)
    for part in _VOICE.split(payload):
        voice = _VOICE_NAME.fullmatch(part)
        if voice is not None:
            speaker = html.unescape(voice[1]).strip() or None
        elif part == "</v>":
            speaker = None
        else:
            found.left_out["styles"] += len(re.findall(r"<[^/][^>]*>", part))
            found.take(span, speaker, html.unescape(_TAG.sub("", part)))
    found.left_out["empty"] += len(found.cues) == before


def format_webvtt(cues: Iterable[Cue]) -> str:
    """Write cues as the text of a WebVTT file, the speaker as a voice."""
    blocks = [HEADER]
    for cue in cues:
        voice = f"<v {_escaped(' '.join(cue.speaker.split()))}>" if cue.speaker else ""
        end = cue.span.start if cue.span.end is None else cue.span.end
        blocks.append(f"{clock(cue.span.start)} --> {clock(end)}\n{voice}{_escaped(tidy(cue.text))}")
    return "\n\n".join(blocks) + "\n"


def write_webvtt(path: Path, cues: Iterable[Cue]) -> None:
    """Write a WebVTT file, whole or not at all."""
    write_whole(path, format_webvtt(cues))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
