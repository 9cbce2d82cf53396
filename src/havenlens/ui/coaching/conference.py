"""The conference: one teacher's clips, what was asked and answered, and the plan, on the whole screen."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import Clip, in_reading_order
from havenlens.domain.time import short_clock
from havenlens.services.coaching.editing import answer_prompt
from havenlens.ui.agreement.looping_video import LoopingVideo
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.plan_form import PlanForm, heading
from havenlens.ui.coaching.prompt_field import WordsField
from havenlens.ui.coaching.typed import Autosave
from havenlens.ui.coaching.veil import MaskVeil
from havenlens.ui.coding.opening import filmed_views
from havenlens.ui.player.reel import Part
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_SAID_IN_TALK = "talk"


class ConferencePage(CoachPart):
    """Shows what teacher and coach talk about, and nothing of anybody else."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.stage = QWidget()
        self.stage.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.video = LoopingVideo(desk.media)
        self.veil = MaskVeil(self.video.view)
        self.clips: tuple[Clip, ...] = ()
        self._chosen = 0
        self._screen: _FullScreen | None = None
        self.buttons = QButtonGroup(self)
        self._bar = FlowLayout()
        self.full = QPushButton(tr("Full screen (F11)"))
        self.title, self.block, self.prompt, self.question = (QLabel() for _ in range(4))
        self.lines = QLabel()
        self.answer = WordsField(tr("The teacher's answer"), 6, tr("What the teacher says"))
        self.plan = PlanForm(desk)
        self._saving = Autosave(desk, self._write_answer, self)
        self._arrange()
        self.full.clicked.connect(self.toggle_full_screen)
        self.answer.textChanged.connect(self._saving.note)
        desk.taken_up.connect(self._refresh_if_seen)
        desk.changed.connect(self._refresh_if_seen)
        for number in (1, 2, 3):
            key = QShortcut(QKeySequence(str(number)), self.stage)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self.choose, number - 1))
        for text, act in (("Space", self.video.toggle), ("F11", self.toggle_full_screen)):
            key = QShortcut(QKeySequence(text), self.stage)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(act)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        left.addLayout(self._bar)
        left.addWidget(self.video, 1)
        tabs = QTabWidget()
        tabs.addTab(_scrolling(self._talk()), tr("Clip"))
        tabs.addTab(_scrolling(self.plan), tr("Talk and plan"))
        self.tabs = tabs
        row = QHBoxLayout(self.stage)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        row.setSpacing(Space.L)
        row.addLayout(left, 3)
        row.addWidget(tabs, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.stage)

    def _talk(self) -> QWidget:
        talk = QWidget()
        column = QVBoxLayout(talk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self.block.setProperty("role", "secondary")
        self.title.setProperty("role", "heading")
        self.question.setProperty("role", "heading")
        self.lines.setProperty("role", "secondary")
        for label in (self.title, self.prompt, self.question, self.lines):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for part in (self.block, self.title, self.lines, self.prompt, self.question):
            column.addWidget(part)
        column.addWidget(heading(tr("Answer")))
        column.addWidget(self.answer)
        column.addStretch(1)
        return talk

    # --- what is shown ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the clips of the cycle at hand that its teacher has not struck."""
        cycle = self.desk.cycle
        if cycle is None:
            return
        before = [clip.id for clip in self.clips]
        self.clips = tuple(clip for clip in in_reading_order(cycle.clips) if not clip.struck)
        if [clip.id for clip in self.clips] != before:
            self._chosen = 0
            self._list_clips()
        self.plan.show_cycle(cycle)
        self._show_clip(opened=[clip.id for clip in self.clips] != before)

    def choose(self, place: int) -> None:
        """Go to a clip by its place in the document."""
        if not 0 <= place < len(self.clips):
            return
        self._saving.flush()
        self._chosen = place
        button = self.buttons.button(place)
        if button is not None:
            button.setChecked(True)
        self._show_clip(opened=True)

    def leave(self) -> None:
        """Write what was typed and stop the video."""
        self._saving.flush()
        self.video.player.pause()
        if self._screen is not None:
            self._screen.close()

    def close_part(self) -> None:
        """Let go of the video."""
        self.video.close_video()

    def _refresh_if_seen(self, *_values: object) -> None:
        if self.isVisible() or self._screen is not None:
            self.refresh()

    def _list_clips(self) -> None:
        while (item := self._bar.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.full:
                widget.hide()
                widget.deleteLater()
        for button in self.buttons.buttons():
            self.buttons.removeButton(button)
        for place, clip in enumerate(self.clips):
            button = QPushButton(f"{place + 1}  {self.desk.label(clip.type)}")
            button.setCheckable(True)
            button.setChecked(place == self._chosen)
            button.setToolTip(clip.title)
            button.clicked.connect(partial(self.choose, place))
            self.buttons.addButton(button, place)
            self._bar.addWidget(button)
        self._bar.addStretch()
        self._bar.addWidget(self.full)

    def _show_clip(self, *, opened: bool) -> None:
        self.tabs.setTabEnabled(0, bool(self.clips))
        if not self.clips:
            self.video.let_go()
            self.block.setText(say("cycle.no_clips_yet"))
            for label in (self.title, self.prompt, self.question, self.lines):
                label.clear()
            self.answer.setEnabled(False)
            return
        clip = self.clips[self._chosen]
        end = clip.span.end or clip.span.start
        self.block.setText(
            f"{self.desk.label(clip.type)} · {short_clock(clip.span.start)}–{short_clock(end)}"
        )
        self.title.setText(clip.title)
        self.prompt.setText(clip.prompt.text)
        self.question.setText(clip.prompt.question)
        people = self.desk.people()
        said = (
            say("report.said", speaker=people[line.speaker].pseudonym, text=line.text)
            if line.speaker in people
            else say("report.quote", text=line.text)
            for line in clip.lines
        )
        self.lines.setText("\n".join(said))
        self.lines.setVisible(bool(clip.lines))
        self.answer.setEnabled(True)
        if not self._saving.waits:
            with QSignalBlocker(self.answer):
                self.answer.show_text(clip.answer)
        self.veil.show_masks(clip.masks)
        place = self.desk.observation
        if opened and place is not None:
            views = filmed_views(self.desk.study, place)
            files = views[0].files if views else ()
            self.video.show_span(tuple(Part(file.path, file.base) for file in files), clip.span)

    def _write_answer(self) -> None:
        if not self.clips:
            return
        clip, text = self.clips[self._chosen], self.answer.toPlainText().strip()
        if text != clip.answer:
            self.desk.do(partial(answer_prompt, self.desk.study, clip.id, text, _SAID_IN_TALK))

    # --- the whole screen ---------------------------------------------------------------------------

    def toggle_full_screen(self) -> None:
        """Give the whole screen to the talk, or take it back."""
        if self._screen is not None:
            self._screen.close()
            return
        self._screen = _FullScreen(self)
        self._screen.showFullScreen()
        self.full.setText(tr("Back to the window (F11)"))
        self.stage.setFocus()

    def take_back_stage(self) -> None:
        """Put everything back into the page."""
        self._screen = None
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.stage)
        self.stage.show()
        self.full.setText(tr("Full screen (F11)"))
        self.stage.setFocus()


class _FullScreen(QWidget):
    """Holds the talk on the whole screen; Escape gives it back."""

    def __init__(self, page: ConferencePage) -> None:
        super().__init__(page, Qt.WindowType.Window)
        self._page = page
        self.setWindowTitle(tr("Conference"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page.stage)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._page.take_back_stage()
        super().closeEvent(event)
        self.deleteLater()


def _scrolling(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    inner.setProperty("ground", "none")
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layout = inner.layout()
    if layout is not None:
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
    return area
