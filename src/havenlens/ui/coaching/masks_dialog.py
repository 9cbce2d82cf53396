"""The editor of masks: the clip large, boxes on it, time below, and beside it who is left to hide."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.frames import FrameTimes
from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.time import Micros, Span, short_clock
from havenlens.ui.agreement.looping_video import LoopingVideo
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.masks_actions import MaskActions
from havenlens.ui.coaching.masks_bar import MaskBar
from havenlens.ui.coaching.masks_canvas import MaskCanvas
from havenlens.ui.coaching.masks_finding import FaceFinder
from havenlens.ui.coaching.masks_form import MaskForm
from havenlens.ui.coaching.masks_keys import REPEATED, masks_keymap
from havenlens.ui.coaching.masks_people import PeopleToHide
from havenlens.ui.coaching.masks_sound import SoundPanel
from havenlens.ui.coaching.masks_strip import MaskStrip
from havenlens.ui.coaching.masks_work import MaskWork
from havenlens.ui.coding.opening import filmed_views
from havenlens.ui.player.reel import Part
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.side import side_column
from havenlens.ui.widgets.tab_order import tab_through
from havenlens.words.catalogue import ntr, tr

_SIDE = 300
_STRIP = 190
_SHARE = 0.96
"""How much of the window the editor covers."""


def open_masks(desk: CycleDesk, clip: UUID, parent: QWidget | None = None) -> MasksDialog:
    """Open the editor of a clip of the cycle at hand over the window; Escape closes it."""
    dialog = MasksDialog(desk, clip, parent or desk.page.window() or desk.page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class MasksDialog(Dialog):
    """Puts the parts together; what they ask for is done by `MaskActions` and `MaskWork`."""

    def __init__(self, desk: CycleDesk, clip: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.keymap = masks_keymap()
        self.work = MaskWork(desk, clip, self)
        self.video = LoopingVideo(desk.media)
        self.player = self.video.player
        self.canvas = MaskCanvas(self.video.view, self.work)
        self.bar = MaskBar()
        self.strip = MaskStrip(self.work)
        self.people = PeopleToHide(desk)
        self.form = MaskForm(self.work)
        self.finder = FaceFinder(desk)
        self.sound = SoundPanel(self.work)
        self.waiting = QLabel()
        self.said = ElidedLabel()
        self.new = QPushButton(tr("New box (N)"))
        self.close_button = QPushButton(tr("Close"))
        self.begun: Micros | None = None
        self.acts = MaskActions(self)
        self._arrange()
        self._connect()
        self._open()

    # --- parts --------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.setWindowTitle(tr("Hide people and names"))
        self.waiting.setProperty("role", "warning")
        self.waiting.setWordWrap(True)
        self.said.setProperty("role", "secondary")
        for button in (self.new, self.close_button):
            button.setAutoDefault(False)
        stage = QFrame()
        stage.setProperty("ground", "card")
        under = QVBoxLayout(stage)
        under.setContentsMargins(1, 1, 1, 1)
        under.setSpacing(0)
        under.addWidget(self.video, 1)
        under.addWidget(self.bar)
        rows = QScrollArea()
        rows.setWidgetResizable(True)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.setWidget(self.strip)
        self._rows = rows
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        left.addWidget(stage, 1)
        left.addWidget(rows)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.close_button)
        body = QHBoxLayout()
        body.setSpacing(Space.M)
        body.addLayout(left, 1)
        side = self._side()
        body.addWidget(side)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        page.setSpacing(Space.S)
        page.addLayout(body, 1)
        page.addLayout(foot)
        tab_through(self.people, self.new, self.finder.look, self.finder, self.form, self.sound)
        tab_through(stage, rows, side, self.close_button)

    def _side(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        for title, parts in (
            (tr("To hide"), (self.people,)),
            (tr("Boxes"), (self._buttons(), self.finder, self.waiting, self.form)),
            (tr("Sound"), (self.sound,)),
        ):
            head = QLabel(title)
            head.setProperty("role", "heading")
            column.addWidget(head)
            for part in parts:
                column.addWidget(part)
            column.addSpacing(Space.M)
        column.addStretch(1)
        return side_column(inside, _SIDE)

    def _buttons(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.new)
        row.addWidget(self.finder.look)
        row.addStretch()
        return line

    def _connect(self) -> None:
        act = self.acts
        self.player.position_changed.connect(self._show_position)
        self.player.opened.connect(self._use_times)
        self.player.state_changed.connect(self.bar.show_playing)
        self.bar.wanted.connect(act.do)
        self.bar.preview.toggled.connect(act.show_as_exported)
        self.canvas.drawn.connect(act.draw)
        self.canvas.picked.connect(act.pick)
        self.canvas.moved.connect(act.drag)
        self.canvas.dropped.connect(self.work.settle)
        self.strip.sought.connect(act.seek)
        self.strip.picked.connect(self.work.choose)
        self.strip.cover_picked.connect(self.work.choose_cover)
        self.strip.spanned.connect(self._set_span)
        self.people.sought.connect(self._go_to_person)
        self.people.cover_wanted.connect(self._cover)
        self.finder.found.connect(self.work.propose)
        self.finder.ended.connect(partial(self._desk.say, "mask.search_ended"))
        self.sound.began.connect(partial(act.do, "cover_in", ""))
        self.sound.ended.connect(partial(act.do, "cover_out", ""))
        for part in (self.form, self.sound):
            part.finished.connect(self.listen)
        self.new.clicked.connect(partial(act.do, "new", ""))
        self.close_button.clicked.connect(self.accept)
        self.work.changed.connect(self.show_work)
        self._desk.changed.connect(self.show_work)
        self._desk.said.connect(self._tell)

    # --- showing ------------------------------------------------------------------------------------

    @property
    def writable(self) -> bool:
        """Tell whether boxes can be changed."""
        return self._desk.opened.writable

    def _open(self) -> None:
        clip, place = self.work.clip, self._desk.observation
        if clip is None or place is None:
            return
        views = filmed_views(self._desk.study, place)
        parts = tuple(Part(file.path, file.base) for file in views[0].files) if views else ()
        people = self._desk.people()
        present = [*clip.people, *(one for one in place.participants if one not in clip.people)]
        names = {one: people[one].pseudonym or people[one].label for one in present if one in people}
        self.canvas.name_people(names)
        self.strip.name_people(names)
        self.form.list_people(names)
        end = clip.span.end or clip.span.start
        times = f"{short_clock(clip.span.start)}–{short_clock(end)}"
        self.setWindowTitle(" · ".join(filter(None, [tr("Hide people and names"), clip.title, times])))
        self.finder.open(parts, clip.span)
        self.video.show_span(parts, clip.span)
        self.show_work()
        window = self._desk.page.window()
        size = self.sizeHint() if window is None else window.size()
        self.resize(round(size.width() * _SHARE), round(size.height() * _SHARE))
        self.listen()

    def show_work(self) -> None:
        """Show the boxes and covers as they are now."""
        clip, chosen = self.work.clip, self.work.chosen
        if clip is None:
            self.reject()
            return
        self.people.show_clip(clip)
        self.form.show_chosen("" if chosen is None else self.strip.name_of(chosen), writable=self.writable)
        self.sound.show_chosen(self.begun, writable=self.writable)
        self.strip.show_begun(self.begun)
        n = len(self.work.proposals)
        self.waiting.setText(
            ntr("{n} proposal waits: ↑ ↓ go one by one", "{n} proposals wait: ↑ ↓ go one by one", n)
        )
        self.waiting.setVisible(n > 0)
        self.new.setEnabled(self.writable)
        height = min(self.strip.sizeHint().height(), current_look().metrics.px(_STRIP)) + 4
        self._rows.setFixedHeight(height)
        if chosen is not None:
            row = self.strip.row_of(self.work.masks.index(chosen))
            self._rows.ensureVisible(0, round(row.center().y()), 0, round(row.height()))

    def _show_position(self, at: Micros) -> None:
        self.bar.show_time(at)
        self.strip.show_playhead(at)
        self.canvas.update()
        self.acts.keep_inside(at)

    def _use_times(self, times: FrameTimes) -> None:
        self.strip.show_times(times)

    def _set_span(self, thing: Mask | SoundCover, span: Span) -> None:
        if isinstance(thing, SoundCover):
            self.work.recover(thing, SoundCover(span, thing.kind))
        else:
            self.work.choose(thing.id)
            self.work.restyle(span=span)

    def _go_to_person(self, at: Micros, person: UUID) -> None:
        """Go to where somebody is seen, with a box of theirs chosen if there is one."""
        own = next((mask for mask in self.work.masks if mask.participant == person), None)
        self.work.choose(None if own is None else own.id)
        self.acts.seek(at)
        self.listen()

    def _cover(self, spans: tuple[Span, ...]) -> None:
        self.work.cover_all(spans, self.sound.chosen_kind)
        self.listen()

    def _tell(self, words: str, _refused: bool) -> None:
        self.said.show_text(words)

    def listen(self) -> None:
        """Give the keyboard to the picture."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- keys and closing ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        stroke = stroke_of(event)
        binding = None if stroke is None else self.keymap.match(stroke)
        if binding is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() or binding.action in REPEATED:
            self.acts.do(binding.action, binding.argument)

    def done(self, result: int) -> None:
        """Write what has moved, and let go of the video."""
        self.work.settle()
        self.finder.work.stop()
        self.acts.show_as_exported(wanted=False)
        self.video.close_video()
        super().done(result)
        if self.work.proposals:
            self._desk.say("mask.some_wait", n=len(self.work.proposals))
