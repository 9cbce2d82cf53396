"""What was spoken: taken in from files, edited line by line, each edit with a way back."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from havenlens.domain.observation import Participant, TranscriptLine
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span, clock
from havenlens.services.study_store import StudyStore
from havenlens.words.catalogue import ntr

SHORTEST = Micros(40_000)
"""How long a line must last, in microseconds."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as a file has it: the speaker by the name the file uses."""

    span: Span
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class TranscriptDraft:
    """What a file held; ``left_out`` counts by kind, ``guessed`` names an encoding that is only likely."""

    name: str
    lines: tuple[LineDraft, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    guessed: str = ""


class TranscriptFiles(Protocol):
    """Reads and writes transcripts in the formats of other programs."""

    def read(self, path: Path) -> TranscriptDraft: ...

    def write(self, path: Path, lines: Sequence[LineDraft]) -> None: ...


@dataclass(frozen=True, slots=True)
class LineChanges:
    """What one edit did to a transcript; can be inverted."""

    added: tuple[TranscriptLine, ...] = ()
    removed: tuple[TranscriptLine, ...] = ()
    replaced: tuple[tuple[TranscriptLine, TranscriptLine], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed."""
        return not (self.added or self.removed or self.replaced)

    @property
    def inverse(self) -> LineChanges:
        """Give the changes that take these back."""
        return LineChanges(self.removed, self.added, tuple((new, old) for old, new in self.replaced))


def known_speakers(people: Iterable[Participant]) -> dict[str, UUID]:
    """Give everybody by pseudonym and by label, in lower case."""
    listed = list(people)
    labels = {person.label.casefold(): person.id for person in listed}
    return labels | {person.pseudonym.casefold(): person.id for person in listed}


def lines_of(
    draft: TranscriptDraft, people: Iterable[Participant], new_id: Callable[[], UUID] = uuid4
) -> tuple[list[TranscriptLine], list[str]]:
    """Turn drafted lines into a study's; give the names too that belong to nobody in the study.

    A speaker whom nobody knows stays before the text. "Name: text" is taken apart where somebody has that
    name, and where two people speak in one line, it becomes two.
    """
    known = known_speakers(people)
    lines, strangers = [], list[str]()
    for item in draft.lines:
        for speaker, text in _voices(item, known):
            who = known.get(speaker.casefold()) if speaker else None
            unknown = [speaker] if speaker and who is None else []
            strangers += unknown
            lines.append(TranscriptLine(new_id(), item.span, ": ".join([*unknown, text]), who))
    return lines, list(dict.fromkeys(strangers))


def _voices(item: LineDraft, known: Mapping[str, UUID]) -> list[tuple[str | None, str]]:
    if item.speaker:
        return [(item.speaker, item.text)]
    voices: list[tuple[str | None, str]] = []
    for line in item.text.split("\n"):
        name, colon, rest = line.partition(":")
        if colon and rest.strip() and name.strip().casefold() in known:
            voices.append((name.strip(), rest.strip()))
        elif voices:
            speaker, text = voices[-1]
            voices[-1] = speaker, f"{text}\n{line}"
        else:
            voices.append((None, line))
    return voices


def drafts_of(lines: Iterable[TranscriptLine], people: Iterable[Participant]) -> list[LineDraft]:
    """Give lines as files hold them, speakers by pseudonym."""
    names = {person.id: person.pseudonym for person in people}
    return [
        LineDraft(line.span, line.text, names.get(line.speaker) if line.speaker else None) for line in lines
    ]


class Transcript:
    """The spoken lines of one observation, in time order; an edit is written at once, and can be undone."""

    def __init__(self, store: StudyStore, observation: UUID, new_id: Callable[[], UUID] = uuid4) -> None:
        self._store, self._observation, self._new_id = store, observation, new_id
        self._lines = sorted(store.transcript_of(observation), key=_order)
        self._undo: list[LineChanges] = []
        self._redo: list[LineChanges] = []
        self._index()

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def lines(self) -> tuple[TranscriptLine, ...]:
        """List the lines in time order."""
        return tuple(self._lines)

    def line(self, line_id: UUID) -> TranscriptLine:
        """Find a line; raise `StudyError` where it is gone."""
        found = next((line for line in self._lines if line.id == line_id), None)
        if found is None:
            raise StudyError("transcript.gone")
        return found

    def spoken_at(self, at: int) -> int | None:
        """Give the place of the line that is being spoken, the one begun last of several; None in a pause."""
        place = bisect_right(self._starts, at) - 1
        while place >= 0 and self._reach[place] > at:
            if self._lines[place].span.covers(at):
                return place
            place -= 1
        return None

    # --- edits --------------------------------------------------------------------------------------

    def add(self, span: Span, text: str, speaker: UUID | None = None) -> LineChanges:
        """Add a line."""
        line = TranscriptLine(self._new_id(), _checked(span), text.strip(), speaker)
        return self._do(LineChanges(added=(line,)))

    def change(self, line_id: UUID, **values: Any) -> LineChanges:
        """Change a line's ``span``, ``text`` or ``speaker``."""
        before = self.line(line_id)
        after = replace(before, **values)
        _checked(after.span)
        if after == before:
            return LineChanges()
        return self._do(LineChanges(replaced=((before, after),)))

    def split(self, line_id: UUID, at: int, place: int) -> LineChanges:
        """Split a line in two, its time at a moment and its text before the character at ``place``."""
        line = self.line(line_id)
        if line.span.end is None or not line.span.start + SHORTEST <= at <= line.span.end - SHORTEST:
            raise StudyError("transcript.split_outside", start=clock(line.span.start), at=clock(at))
        first = replace(line, span=Span(line.span.start, Micros(at)), text=line.text[:place].strip())
        second = TranscriptLine(
            self._new_id(), Span(Micros(at), line.span.end), line.text[place:].strip(), line.speaker
        )
        return self._do(LineChanges(added=(second,), replaced=((line, first),)))

    def join(self, line_ids: Sequence[UUID]) -> LineChanges:
        """Make one line of several that follow each other."""
        wanted = set(line_ids)
        chosen = [line for line in self._lines if line.id in wanted]
        if len(chosen) < 2:
            raise StudyError("transcript.join_one")
        ends = [line.span.start if line.span.end is None else line.span.end for line in chosen]
        whole = replace(
            chosen[0],
            span=Span(chosen[0].span.start, max(ends)),
            text=" ".join(line.text for line in chosen if line.text),
            speaker=next((line.speaker for line in chosen if line.speaker), None),
        )
        return self._do(LineChanges(removed=tuple(chosen[1:]), replaced=((chosen[0], whole),)))

    def delete(self, line_ids: Iterable[UUID]) -> LineChanges:
        """Remove lines."""
        gone = set(line_ids)
        return self._do(LineChanges(removed=tuple(line for line in self._lines if line.id in gone)))

    def take_in(self, lines: Sequence[TranscriptLine], *, replacing: bool) -> LineChanges:
        """Add the lines of a file, in place of all that is there or beside it, as one edit.

        Beside it, what is there already, word for word, is not added once more.
        """
        if replacing:
            return self._do(LineChanges(tuple(lines), self.lines))
        there = {(line.span, line.speaker, line.text) for line in self._lines}
        fresh = (line for line in lines if (line.span, line.speaker, line.text) not in there)
        return self._do(LineChanges(tuple(fresh)))

    def undo(self) -> LineChanges:
        """Take the last edit back; nothing where there is none."""
        return self._again(self._undo, self._redo)

    def redo(self) -> LineChanges:
        """Do the last edit again that was taken back."""
        return self._again(self._redo, self._undo)

    def _do(self, changes: LineChanges) -> LineChanges:
        if changes.is_empty:
            return changes
        self._write(changes)
        self._undo.append(changes)
        self._redo.clear()
        return changes

    def _again(self, source: list[LineChanges], target: list[LineChanges]) -> LineChanges:
        if not source:
            return LineChanges()
        back = source[-1].inverse
        self._write(back)
        target.append(back)
        source.pop()
        return back

    def _write(self, changes: LineChanges) -> None:
        """Write first, then remember: where writing fails, nothing has changed anywhere."""
        with self._store.transaction():
            if changes.removed:
                self._store.remove("transcript_lines", "transcript", [line.id for line in changes.removed])
            for _, line in changes.replaced:
                # All of it, so that the log names the speaker wherever it holds what a person said.
                self._store.change("transcript_lines", "transcript", line.id, **_values(line))
            if changes.added:
                home = self._home()
                rows = [{"id": line.id, "transcript": home, **_values(line)} for line in changes.added]
                self._store.add("transcript_lines", "transcript", rows)
        gone = {line.id for line in changes.removed} | {before.id for before, _ in changes.replaced}
        self._lines = [line for line in self._lines if line.id not in gone]
        for line in (*changes.added, *(after for _, after in changes.replaced)):
            insort(self._lines, line, key=_order)
        self._index()

    def _home(self) -> UUID:
        rows = self._store.rows_of("transcripts", observation=self._observation)
        if rows:
            return UUID(str(rows[0]["id"]))
        home = self._new_id()
        row = {"id": home, "observation": self._observation, "language": ""}
        self._store.add("transcripts", "transcript", [row])
        return home

    def _index(self) -> None:
        self._starts = [line.span.start for line in self._lines]
        self._reach = list(accumulate((line.span.end or line.span.start for line in self._lines), max))


def _order(line: TranscriptLine) -> tuple[int, int]:
    return line.span.start, line.span.end or line.span.start


def _values(line: TranscriptLine) -> dict[str, Any]:
    end = line.span.start if line.span.end is None else line.span.end
    return {"onset_us": line.span.start, "offset_us": end, "speaker": line.speaker, "text": line.text}


def _checked(span: Span) -> Span:
    if span.end is None or span.end - span.start < SHORTEST:
        raise StudyError("transcript.too_short", start=clock(span.start))
    return span


def split_place(line: TranscriptLine, at: int) -> int:
    """Propose where a text splits when its time splits at a moment: between words, in the same proportion.

    >>> line = TranscriptLine(UUID(int=1), Span(Micros(0), Micros(10)), "one two three four")
    >>> split_place(line, 6), split_place(line, 0), split_place(line, 10)
    (8, 0, 18)
    """
    end = line.span.start if line.span.end is None else line.span.end
    wanted = len(line.text) * (at - line.span.start) / max(1, end - line.span.start)
    places = [0, *(n + 1 for n, sign in enumerate(line.text) if sign.isspace()), len(line.text)]
    return min(places, key=lambda place: abs(place - wanted))


def loss_report(draft: TranscriptDraft, n: int, strangers: Sequence[str] = ()) -> list[Problem]:
    """Say what came of a file: how many lines and what was left out, who is not known, what was guessed."""
    counted = [_counted(kind, draft.left_out[kind]) for kind in _KINDS if draft.left_out.get(kind)]
    values = {"n": n, "path": draft.name}
    said = [
        Problem("transcript.read_without", {**values, "what": ", ".join(counted)})
        if counted
        else Problem("transcript.read", values)
    ]
    if strangers:
        said.append(Problem("transcript.strangers", {"names": ", ".join(strangers)}))
    if draft.guessed:
        said.append(Problem("transcript.guessed", {"encoding": draft.guessed}))
    return said


_KINDS = ("positions", "styles", "notes", "untimed", "empty")


def _counted(kind: str, n: int) -> str:
    match kind:
        case "positions":
            return ntr("{n} position", "{n} positions", n)
        case "styles":
            return ntr("{n} style", "{n} styles", n)
        case "notes":
            return ntr("{n} note", "{n} notes", n)
        case "untimed":
            return ntr("{n} passage without a time", "{n} passages without a time", n)
    return ntr("{n} empty line", "{n} empty lines", n)
