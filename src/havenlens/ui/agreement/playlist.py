"""The list for the meeting: put in order, played through, noted on, settled, ruled, and taken along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QShowEvent
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.disagreements import Disagreement, DisagreementKind
from havenlens.services.moments import (
    MomentInWords,
    in_words,
    move_moment,
    note_moment,
    remove_moments,
    settle_moment,
    type_moment,
    write_playlist,
)
from havenlens.services.ports import MediaLibrary
from havenlens.services.training import hidden_codings
from havenlens.ui.agreement.playlist_model import (
    AT,
    CODES,
    KIND,
    NOTE,
    NUMBER,
    PLACE,
    RULING,
    SETTLED,
    PlaylistModel,
)
from havenlens.ui.agreement.ruling import ask_for_ruling
from havenlens.ui.agreement.scene import scene_of
from havenlens.ui.agreement.side_by_side import SideBySide
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tables import dress_rows
from havenlens.ui.widgets.tool_buttons import tool_button
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import ntr, tr

_WIDTHS = {NUMBER: 36, SETTLED: 66, KIND: 122, PLACE: 98, AT: 112, CODES: 140, NOTE: 110, RULING: 80}


class PlaylistPage(QWidget):
    """Enter plays, Space settles, R rules, Alt+arrows move, Delete takes off, F2 writes a note."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    list_changed = pyqtSignal()

    def __init__(self, opened: OpenStudy, media: MediaLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._coder: UUID | None = None
        self._through = False
        self.model = PlaylistModel(self._settle, self._note, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.beside = SideBySide(media)
        self.beside.list.hide()
        self.through = QPushButton(tr("Play through"))
        self.through.setCheckable(True)
        self.through.setToolTip(tr("Play each moment once, one after the other"))
        self.up = tool_button("chevron-up", tr("Earlier (Alt+Up)"), partial(self._move, -1))
        self.down = tool_button("chevron-down", tr("Later (Alt+Down)"), partial(self._move, 1))
        self.take_off = tool_button("trash-2", tr("Take off the list (Delete)"), self._remove)
        self.export = QPushButton(tr("Save as…"))
        self.export.setToolTip(tr("As a table (.csv) or as text to print (.md)"))
        self._count = QLabel()
        self._count.setProperty("role", "secondary")
        self._empty = EmptyState(
            "list-checks",
            tr("Nothing to talk about yet"),
            tr("Look into a number, choose a moment and press P: it then stands here for the next meeting."),
        )
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        side, top = dress_rows(self.table, tr("List for the meeting"))
        side.setDefaultSectionSize(current_look().metrics.table_row)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        top.setStretchLastSection(True)
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, current_look().metrics.px(width))
        self.table.setWordWrap(False)
        self.table.setEditTriggers(
            QTableView.EditTrigger.EditKeyPressed | QTableView.EditTrigger.SelectedClicked
        )
        self.table.installEventFilter(self)
        bar = QHBoxLayout()
        bar.setSpacing(Space.S)
        bar.addWidget(self.through)
        bar.addWidget(self._count, 1)
        for button in (self.up, self.down, self.take_off, self.export):
            bar.addWidget(button)
        left = QWidget()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.S)
        inside.addLayout(bar)
        inside.addWidget(self.table, 1)
        hint = QLabel(
            tr("Enter plays · Space settles · F2 notes · R rules · Alt+arrows move · Delete takes off")
        )
        hint.setProperty("role", "label")
        hint.setWordWrap(True)
        inside.addWidget(hint)
        whole = splitter(Qt.Orientation.Horizontal, left, self.beside, sizes=(620, 500))
        self._stack = QStackedWidget()
        self._stack.addWidget(whole)
        self._stack.addWidget(self._empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._stack)

    def _connect(self) -> None:
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self._play_index)
        self.beside.stepped.connect(self._step)
        self.beside.rule_requested.connect(self._rule)
        self.beside.kind_chosen.connect(self._judge)
        self.beside.ended.connect(self._next_in_turn)
        self.through.toggled.connect(self._play_through)
        self.export.clicked.connect(self._ask_where)

    # --- what is shown ------------------------------------------------------------------------------

    def show_for(self, coder: UUID | None) -> None:
        """Say who is at work: what they may not see is not shown."""
        if coder != self._coder:
            self._coder = coder
            self.refresh()

    def refresh(self) -> None:
        """Read the list again; the place in it is kept."""
        kept, row = self.current, self.table.currentIndex().row()
        rows = in_words(self._opened.study, hidden=self._hidden())
        self.model.show_rows(rows, writable=self._opened.writable)
        self._stack.setCurrentIndex(0 if rows else 1)
        done = sum(one.moment.settled_at is not None for one in rows)
        words = ntr("{n} moment", "{n} moments", len(rows))
        self._count.setText(" · ".join([words, tr("{n} settled").format(n=done)]))
        for part in (self.up, self.down, self.take_off):
            part.setEnabled(self._opened.writable)
        if not rows:
            self.beside.show_nothing()
            return
        ids = [one.moment.id for one in rows]
        known = kept is not None and kept.moment.id in ids
        place = ids.index(kept.moment.id) if known and kept is not None else min(max(0, row), len(ids) - 1)
        self.table.selectRow(place)
        self._chosen(self.model.index(place, 0), QModelIndex())

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.refresh()

    def _hidden(self) -> frozenset[UUID]:
        """Give the codings that whoever is at work may not see yet."""
        return hidden_codings(self._opened.study, self._coder)

    @property
    def current(self) -> MomentInWords | None:
        """Give the moment that the person is at."""
        return self.model.row(self.table.currentIndex().row())

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        one = self.model.row(index.row())
        if one is None:
            self.beside.show_nothing()
            return
        if not self.isVisible():  # no video is opened that nobody looks at
            return
        shown = self.beside.shown
        if shown is None or shown.key != one.disagreement.key:
            codings = (one.disagreement.first_coding, one.disagreement.second_coding)
            self.beside.show_moment(one.disagreement, scene_of(self._opened.study, codings))
        self.beside.rule.setEnabled(self._opened.writable)

    def _play_index(self, index: QModelIndex) -> None:
        if index.column() != NOTE:
            self._play()

    def _play(self) -> None:
        self.beside.video.play()

    def _step(self, by: int) -> None:
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)

    def _play_through(self, on: bool) -> None:
        self._through = on
        if on:
            self.beside.video.play_once()
        else:
            self.beside.video.player.pause()

    def _next_in_turn(self) -> None:
        if not self._through:
            return
        row = self.table.currentIndex().row()
        if row + 1 >= self.model.rowCount():
            self.through.setChecked(False)
            return
        self.table.selectRow(row + 1)
        self.beside.video.play_once()

    # --- what is written ----------------------------------------------------------------------------

    def _try(self, write: Callable[[], object]) -> None:
        if not self._opened.writable:
            return
        try:
            write()
        except StudyError as error:
            self.said.emit(str(error), True)
        self.refresh()
        self.list_changed.emit()

    def _settle(self, moment: UUID, settled: bool) -> None:
        self._try(partial(settle_moment, self._opened.study, moment, settled=settled))

    def _note(self, moment: UUID, note: str) -> None:
        self._try(partial(note_moment, self._opened.study, moment, note))

    def _move(self, by: int) -> None:
        one = self.current
        if one is not None:
            self._try(partial(move_moment, self._opened.study, one.moment.id, one.moment.number + by))

    def _remove(self) -> None:
        one = self.current
        if one is not None:
            self._try(partial(remove_moments, self._opened.study, [one.moment.id]))

    def _judge(self, kind: DisagreementKind) -> None:
        one = self.current
        if one is not None:
            self._try(partial(type_moment, self._opened.study, one.moment.id, kind))

    def _rule(self, one: Disagreement) -> None:
        at = self.current
        if not self._opened.writable or at is None:
            return
        self.through.setChecked(False)
        self.beside.video.player.pause()
        try:
            made = ask_for_ruling(self._opened.study, one, self._coder, self, moment=at.moment.id)
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        if made is not None:
            self.said.emit(made.sentence, False)
            self.refresh()
            self.list_changed.emit()

    def _ask_where(self) -> None:
        text, table = tr("Text to print"), tr("Table")
        kinds = f"{text} (*.md);;{table} (*.csv)"
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the list"), "", kinds)
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the list to a file."""
        try:
            write_playlist(self._opened.study, path, self._hidden())
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        self.said.emit(tr("Saved as {name}").format(name=path.name), False)

    # --- keys ---------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear the list's own keys before the table does."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or watched is not self.table or self.current is None:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        one = self.current
        keys, held = Qt.Key, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        alt = held == Qt.KeyboardModifier.AltModifier
        deeds: dict[tuple[int, bool], Callable[[], None]] = {
            (keys.Key_Return, False): self._play,
            (keys.Key_Enter, False): self._play,
            (keys.Key_Space, False): partial(self._settle, one.moment.id, one.moment.settled_at is None),
            (keys.Key_F2, False): self._edit_note,
            (keys.Key_R, False): partial(self._rule, one.disagreement),
            (keys.Key_Delete, False): self._remove,
            (keys.Key_Up, True): partial(self._move, -1),
            (keys.Key_Down, True): partial(self._move, 1),
        }
        do = deeds.get((event.key(), alt)) if plain or alt else None
        if do is None:
            return False
        do()
        return True

    def _edit_note(self) -> None:
        row = self.table.currentIndex().row()
        index = self.model.index(row, NOTE)
        self.table.setCurrentIndex(index)
        if self._opened.writable:
            self.table.edit(index)

    def close_video(self) -> None:
        """Let go of the video; nothing can be shown afterwards."""
        self.beside.close_video()
