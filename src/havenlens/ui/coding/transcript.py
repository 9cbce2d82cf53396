"""The transcript beside the events: it follows the video, and is searched, corrected, typed, imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from PyQt6.QtWidgets import QFileDialog

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.observation import TranscriptLine
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, Micros, Span, clock
from havenlens.services.transcripts import (
    LineChanges,
    Transcript,
    TranscriptDraft,
    drafts_of,
    lines_of,
    loss_report,
    split_place,
)
from havenlens.ui.coding.bridge import read_time_in
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import film_of
from havenlens.ui.coding.filmstrip import SEE
from havenlens.ui.coding.transcript_typing import TranscriptTyping
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.seeing.dropping import FileDrops
from havenlens.ui.seeing.spoken_line import SpokenLine
from havenlens.ui.seeing.transcript_model import END, START, TEXT, WHO
from havenlens.ui.seeing.transcript_panel import TranscriptPanel
from havenlens.ui.timeline.model import TranscriptItem
from havenlens.ui.widgets.messages import Level
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_NEW_LINE = Micros(2 * SECOND)


class TranscriptFeature(Feature):
    """Everything that can be done with what was spoken."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.transcript = Transcript(desk.study.store, desk.session.coding.observation)
        people = [(person.id, person.pseudonym) for person in desk.session.people]
        self.panel = TranscriptPanel(people)
        self.panel.set_editable(desk.opened.writable)
        self._spoken = SpokenLine(desk.parts.timeline)
        self._waiting: tuple[TranscriptDraft, list[TranscriptLine], list[str]] | None = None
        self._asked: Mapping[str, Callable[[], None]] = {
            "add": self._add,
            "split": self._split,
            "join": self._join,
            "delete": self._delete,
            "type": self._begin_typing,
            "import": self._choose_file,
            "export": self._choose_target,
            "undo": self._undo,
            "redo": self._redo,
        }
        self.typing = TranscriptTyping(self, self.panel.typing)
        self._drops = FileDrops(desk.page, (".vtt", ".srt"))
        desk.parts.places.add_tab(self.panel, tr("Transcript"))
        self._connect()
        self.panel.show_lines(self.transcript.lines)

    def _connect(self) -> None:
        panel, player = self.panel, self.desk.player
        panel.asked.connect(self._do_asked)
        panel.searched.connect(self._search)
        panel.left.connect(self.desk.listen)
        panel.model.edited.connect(self._edit)
        panel.table.chosen.connect(self._go_to)
        panel.follow.toggled.connect(self._follow_again)
        panel.question.answered.connect(self._answer_import)
        player.position_changed.connect(self._mark_spoken)
        self._drops.dropped.connect(self.import_file)
        self._drops.refused.connect(self._refuse_drop)

    def show(self) -> None:
        self._show_on_timeline()

    def bindings(self) -> Sequence[Binding]:
        return [
            Binding(
                KeyStroke("f", ctrl=True, shift=True),
                "search_transcript",
                tr("Search what was said"),
                tr(SEE),
            ),
            Binding(
                KeyStroke("n", ctrl=True, shift=True),
                "type_line",
                tr("Type a line while the video loops"),
                tr(SEE),
            ),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {"search_transcript": self._begin_search, "type_line": self._type_line}

    def step_back(self) -> bool:
        return self.typing.end()

    def close(self) -> None:
        self.typing.close()

    # --- files --------------------------------------------------------------------------------------

    def import_file(self, path: Path) -> None:
        """Read a transcript in the background; ask first where there are lines already."""
        if self._may_change():
            self.desk.parts.places.show_tab(self.panel)
            files = self.desk.opened.transcripts
            self.desk.jobs.submit(files.read, path, on_done=self._read, on_failed=self._cannot)

    def export_file(self, path: Path) -> None:
        """Write the transcript as WebVTT or SubRip, by the name's suffix."""
        try:
            drafts = drafts_of(self.transcript.lines, self.desk.session.people)
            self.desk.opened.transcripts.write(path, drafts)
        except StudyError as error:
            self._cannot(error)
        else:
            self.desk.say("transcript.written", n=len(self.transcript), path=path.name)

    def _choose_file(self) -> None:
        kinds = tr("Transcripts") + " (*.vtt *.srt *.txt)"
        path, _ = QFileDialog.getOpenFileName(self.panel, tr("Import a transcript"), "", kinds)
        if path:
            self.import_file(Path(path))

    def _choose_target(self) -> None:
        kinds = "WebVTT (*.vtt);;SubRip (*.srt)"
        path, kind = QFileDialog.getSaveFileName(self.panel, tr("Export the transcript"), "", kinds)
        if path:
            chosen = Path(path)
            suffix = ".srt" if "srt" in kind else ".vtt"
            self.export_file(chosen if chosen.suffix else chosen.with_suffix(suffix))

    def _read(self, draft: TranscriptDraft) -> None:
        lines, strangers = lines_of(draft, self.desk.session.people)
        if not lines:
            self._cannot(StudyError("transcript.nothing_in_it", path=draft.name))
            return
        self._waiting = draft, lines, strangers
        if len(self.transcript):
            self.panel.question.ask(len(self.transcript), len(lines), draft.name)
        else:
            self._answer_import("add")

    def _answer_import(self, answer: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None or answer == "cancel":
            return
        draft, lines, strangers = waiting
        if self.carry_out(lambda: self.transcript.take_in(lines, replacing=answer == "replace")):
            said = [problem.sentence for problem in loss_report(draft, len(lines), strangers)]
            self.panel.banner.say(" ".join(said), Level.INFO if len(said) == 1 else Level.WARNING)

    def _refuse_drop(self) -> None:
        self.desk.say("transcript.one_file", refused=True)

    # --- edits --------------------------------------------------------------------------------------

    def carry_out(self, edit: Callable[[], LineChanges]) -> bool:
        """Do an edit and show what it did; tell whether something changed."""
        if not self._may_change():
            return False
        try:
            changes = edit()
        except StudyError as error:
            self._cannot(error)
            return False
        if changes.is_empty:
            return False
        fresh = [*(line.id for _, line in changes.replaced), *(line.id for line in changes.added)]
        self.panel.show_lines(self.transcript.lines, fresh)
        self._show_on_timeline()
        self._mark_spoken(self.desk.now)
        return True

    def _edit(self, line_id: UUID, column: int, value: object) -> None:
        self.carry_out(lambda: self._changed(line_id, column, value))

    def _changed(self, line_id: UUID, column: int, value: object) -> LineChanges:
        line = self.transcript.line(line_id)
        if column == TEXT:
            return self.transcript.change(line_id, text=str(value).strip())
        if column == WHO:
            return self.transcript.change(line_id, speaker=value)
        start, end = line.span.start, line.span.start if line.span.end is None else line.span.end
        typed = read_time_in(film_of(self.desk), str(value))
        start, end = (typed, end) if column == START else (start, typed)
        assert column in (START, END)
        if end <= start:
            raise StudyError("transcript.too_short", start=clock(start))
        return self.transcript.change(line_id, span=Span(start, end))

    def _add(self) -> None:
        at = self.desk.now
        if self.carry_out(lambda: self.transcript.add(Span(at, Micros(at + _NEW_LINE)), "")):
            take_keyboard(self.panel.table)
            self.panel.table.edit_text()

    def _split(self) -> None:
        chosen, at = self._chosen(), self.desk.now
        if chosen:
            line = self.transcript.line(chosen[0])
            self.carry_out(lambda: self.transcript.split(line.id, at, split_place(line, at)))

    def _join(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.carry_out(lambda: self.transcript.join(chosen))

    def _delete(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.carry_out(lambda: self.transcript.delete(chosen))

    def _undo(self) -> None:
        if not self.carry_out(self.transcript.undo) and self.desk.opened.writable:
            self.desk.say("transcript.nothing_to_undo", refused=True)

    def _redo(self) -> None:
        if not self.carry_out(self.transcript.redo) and self.desk.opened.writable:
            self.desk.say("transcript.nothing_to_redo", refused=True)

    def _chosen(self) -> list[UUID]:
        chosen = self.panel.table.selected_lines()
        if not chosen:
            self.desk.say("transcript.choose_one", refused=True)
        return chosen

    def _may_change(self) -> bool:
        if not self.desk.opened.writable:
            self.desk.say("transcript.read_only", refused=True)
        return self.desk.opened.writable

    def _cannot(self, error: StudyError) -> None:
        problem: Problem = error.problem
        self.panel.banner.say(problem.sentence, Level.DANGER)
        self.desk.tell(problem)

    # --- showing ------------------------------------------------------------------------------------

    def _do_asked(self, what: str) -> None:
        self._asked[what]()

    def _show_on_timeline(self) -> None:
        names = self.desk.session.names
        self.desk.parts.timeline.set_transcript(
            tuple(
                TranscriptItem(line.span, line.text, names.get(line.speaker, "") if line.speaker else "")
                for line in self.transcript.lines
            )
        )

    def _mark_spoken(self, at: Micros) -> None:
        place = self.transcript.spoken_at(at)
        self.panel.show_spoken(place)
        self._spoken.show_line(None if place is None else self.transcript.lines[place], place or 0)

    def _follow_again(self, following: bool) -> None:
        spoken = self.panel.model.spoken
        if following and spoken is not None:
            self.panel.table.scrollTo(self.panel.model.index(spoken, 0))

    def _go_to(self, line_id: UUID) -> None:
        line = self.transcript.line(line_id)
        self.desk.player.seek(line.span.start)
        self.desk.parts.timeline.ensure_visible(line.span.start)

    def _begin_search(self, _argument: str, _at: Micros) -> None:
        self.desk.parts.places.show_tab(self.panel)
        self.panel.begin_search()

    def _search(self, text: str, steps: int) -> None:
        wanted = text.casefold().strip()
        lines = self.transcript.lines
        hits = [row for row, line in enumerate(lines) if wanted and wanted in line.text.casefold()]
        current = _hit(hits, self.panel.table.currentIndex().row(), steps)
        self.panel.show_hits(hits, current)
        if current is not None:
            self._go_to(lines[current].id)
        elif wanted and steps:
            self.desk.said.emit(say("transcript.nothing_found", text=text.strip()), True)

    def _begin_typing(self) -> None:
        self.typing.begin(self.desk.now)

    def _type_line(self, _argument: str, at: Micros) -> None:
        self.typing.begin(at)


def _hit(hits: Sequence[int], row: int, steps: int) -> int | None:
    """Choose the hit to go to: the first from a row on, or the next one on or back from it, all around."""
    if not hits:
        return None
    if steps == 0:
        return next((hit for hit in hits if hit >= row), hits[0])
    if steps > 0:
        return next((hit for hit in hits if hit > row), hits[0])
    return next((hit for hit in reversed(hits) if hit < row), hits[-1])
