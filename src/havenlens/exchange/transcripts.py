"""Transcripts in whichever format a file has, found by its content; written by the name's suffix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.exchange.cues import WINDOWS, Cue, bad_line, read_lines
from havenlens.exchange.subrip import is_subrip, parse_subrip, write_subrip
from havenlens.exchange.webvtt import is_webvtt, parse_webvtt, write_webvtt
from havenlens.services.transcripts import LineDraft, TranscriptDraft

_WRITERS = {".vtt": write_webvtt, ".srt": write_subrip}


class SubtitleFiles:
    """Reads and writes WebVTT and SubRip, a `TranscriptFiles`."""

    def read(self, path: Path) -> TranscriptDraft:
        """Read a transcript; raise `StudyError` that names file and line."""
        lines, encoding = read_lines(path)
        if is_webvtt(lines):
            found = parse_webvtt(path, lines)
        elif is_subrip(lines):
            found = parse_subrip(path, lines)
        else:
            raise bad_line("transcript.no_transcript", path, 1)
        drafts = tuple(LineDraft(cue.span, cue.text, cue.speaker) for cue in found.cues)
        left_out = {kind: n for kind, n in found.left_out.items() if n}
        return TranscriptDraft(path.name, drafts, left_out, guessed=encoding if encoding == WINDOWS else "")

    def write(self, path: Path, lines: Sequence[LineDraft]) -> None:
        """Write a transcript to a file that ends in .vtt or .srt, whole or not at all."""
        writer = _WRITERS.get(path.suffix.lower())
        if writer is None:
            raise StudyError("transcript.no_format", path=path)
        writer(path, [Cue(line.span, line.speaker, line.text) for line in lines])
