"""Read and write SubRip (SRT) transcripts; a speaker stands before the text with a colon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from havenlens.domain.time import clock
from havenlens.exchange.cues import Cue, CueFile, bad_line, read_span, tidy
from havenlens.services.files import write_whole

_ARROW = re.compile(r"^\s*([\d:.,]+)\s*-->\s*([\d:.,]+)\s*(.*?)\s*$")
_LIKE_ARROW = re.compile(r"^\s*\d[^<]*-->")
_STYLE = re.compile(r"</?(?:[bius]|font)(?:\s[^>]*)?>", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{\\[^}]*\}")
_PLACE = re.compile(r"\\(?:an?\d|pos|move)")


def is_subrip(lines: list[str]) -> bool:
    """Tell whether lines look like those of a SubRip file: somewhere stands a time with an arrow."""
    return any(_LIKE_ARROW.match(line) for line in lines)


def parse_subrip(path: Path, lines: list[str]) -> CueFile:
    """Read the lines of a SubRip file, and count what was left out."""
    found = CueFile()
    starts = [place for place, line in enumerate(lines) if _LIKE_ARROW.match(line)]
    head = [line for line in lines[: starts[0]] if line.strip() and not line.strip().isdigit()]
    found.left_out["untimed"] += bool(head)
    for place, following in pairwise([*starts, len(lines) + 1]):
        match = _ARROW.match(lines[place])
        if match is None:
            raise bad_line("transcript.bad_time", path, place + 1, text=lines[place].strip())
        span = read_span(path, place + 1, match[1], match[2])
        payload = lines[place + 1 : following]
        if following <= len(lines) and payload and payload[-1].strip().isdigit():
            payload.pop()  # the number of the next cue
        text = "\n".join(payload)
        overrides = _OVERRIDE.findall(text)
        placed = sum(1 for override in overrides if _PLACE.search(override))
        opened = sum(1 for tag in _STYLE.findall(text) if not tag.startswith("</"))
        found.left_out["positions"] += placed + bool(match[3])
        found.left_out["styles"] += opened + len(overrides) - placed
        before = len(found.cues)
        found.take(span, None, _STYLE.sub("", _OVERRIDE.sub("", text)))
        found.left_out["empty"] += len(found.cues) == before
    return found


def format_subrip(cues: Iterable[Cue]) -> str:
    """Write cues as the text of a SubRip file."""
    blocks = []
    for number, cue in enumerate(cues, start=1):
        end = cue.span.start if cue.span.end is None else cue.span.end
        times = f"{clock(cue.span.start)} --> {clock(end)}".replace(".", ",")
        voice = f"{' '.join(cue.speaker.split())}: " if cue.speaker else ""
        text = tidy(cue.text).replace("-->", "→")  # the one thing a text must not hold
        blocks.append(f"{number}\n{times}\n{voice}{text}\n")
    return "\n".join(blocks)


def write_subrip(path: Path, cues: Iterable[Cue]) -> None:
    """Write a SubRip file, whole or not at all."""
    write_whole(path, format_subrip(cues))
