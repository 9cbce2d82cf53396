"""A moment as both coders have it: the looping video, both codings under it, and what kind it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.disagreements import TYPES, Disagreement, DisagreementKind, Score, lead_in
from havenlens.services.ports import MediaLibrary
from havenlens.ui.agreement.kinds import kind_name
from havenlens.ui.agreement.looping_video import LoopingVideo
from havenlens.ui.agreement.scene import Scene
from havenlens.ui.agreement.strips import Strips, carded
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.chip import Chip
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.labels import TimecodeLabel
from havenlens.ui.widgets.tool_buttons import tool_button
from havenlens.words.catalogue import tr

_MARGIN = 3 * SECOND
"""How much more than is played stands on the strips, before and after."""


class SideBySide(QFrame):
    """Space plays, arrows step and go on, 1 to 5 say the kind by hand, P lists, R rules, S slows down."""

    stepped = pyqtSignal(int)
    """The next (1) or the previous (-1) moment is wanted."""
    kind_chosen = pyqtSignal(object)
    """Carries the `DisagreementKind` that somebody judged it to be."""
    add_requested = pyqtSignal(object)
    rule_requested = pyqtSignal(object)
    ended = pyqtSignal()
    """What was to be played once has been."""

    def __init__(self, media: MediaLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Side by side"))
        self._shown: Disagreement | None = None
        self.video = LoopingVideo(media)
        self.strips = Strips()
        self.chips: dict[DisagreementKind, Chip] = {}
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "strong")
        self.scores = QLabel()
        self.scores.setWordWrap(True)
        self.scores.setTextFormat(Qt.TextFormat.PlainText)
        self._time = TimecodeLabel()
        self.play = tool_button("play", tr("Play and pause (Space)"), self.video.toggle)
        self.previous = tool_button(
            "chevron-left", tr("Previous moment (Up)"), partial(self.stepped.emit, -1)
        )
        self.next = tool_button("chevron-right", tr("Next moment (Down)"), partial(self.stepped.emit, 1))
        self.slow = QToolButton()
        self.slow.setText("0.5×")
        self.slow.setCheckable(True)
        self.slow.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slow.setToolTip(tr("Half the speed (S)"))
        self.slow.setAccessibleName(tr("Half the speed"))
        self.list = QPushButton(tr("On the list"))
        self.list.setToolTip(tr("Put on the list for the meeting (P)"))
        self.rule = QPushButton(tr("Ruling…"))
        self.rule.setToolTip(tr("Write what was decided into the codebook (R)"))
        self._arrange()
        self._connect()
        self.show_nothing()

    def _arrange(self) -> None:
        kinds = FlowLayout()
        kinds.setSpacing(Space.XS)
        for number, kind in enumerate(TYPES, 1):
            chip = Chip(kind_name(kind), str(number))
            chip.setToolTip(tr("Judge it by hand: {kind}").format(kind=kind_name(kind)))
            chip.clicked.connect(partial(self._judge, kind))
            self.chips[kind] = chip
            kinds.addWidget(chip)
        self._time.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        bar = FlowLayout()
        bar.setSpacing(Space.XS)
        for part in (self.previous, self.play, self.next, self._time, self.slow):
            bar.addWidget(part)
        bar.addStretch()
        bar.addWidget(self.list)
        bar.addWidget(self.rule)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.said)
        column.addLayout(kinds)
        column.addWidget(self.video, 1)
        column.addLayout(bar)
        column.addWidget(carded(self.strips))
        column.addWidget(self.scores)

    def _connect(self) -> None:
        self.video.player.position_changed.connect(self._follow)
        self.video.player.state_changed.connect(self._show_state)
        self.video.ended.connect(self.ended)
        self.strips.sought.connect(self.video.seek)
        self.slow.toggled.connect(self.video.set_slow)
        self.list.clicked.connect(self._ask_to_list)
        self.rule.clicked.connect(self._ask_to_rule)

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def shown(self) -> Disagreement | None:
        """Give the moment that is shown, as the kind it was judged to be."""
        return self._shown

    def show_moment(self, one: Disagreement, scene: Scene, *, listed: int = 0) -> None:
        """Show a moment at its first frame; ``listed`` is its number on the list, 0 where it is not on it."""
        self._shown = one
        self.said.setText(one.said.sentence)
        self.show_listed(listed)
        self._show_kind()
        about = [event for event in (one.first, one.second) if event is not None]
        watch = one.watch
        assert watch.end is not None
        end = watch.end + _MARGIN
        if scene.film is not None and scene.film.end is not None:
            end = max(min(end, scene.film.end), one.span.end or one.span.start)
        window = Span(lead_in(watch.start, _MARGIN), Micros(end))
        self.strips.show_strips(scene.strips, scene.scheme, scene.people, window, one.span, about)
        self._show_scores(one, scene)
        self._time.show_time(watch.start)
        self.strips.show_playhead(None)
        self.video.show_span(scene.parts, watch)
        self.setEnabled(True)

    def show_nothing(self) -> None:
        """Show that no moment is chosen."""
        self._shown = None
        self.said.setText(tr("Choose a moment to see it here."))
        self.scores.hide()
        for chip in self.chips.values():
            chip.setChecked(False)
        self.video.let_go()
        self.setEnabled(False)

    def show_listed(self, number: int) -> None:
        """Say whether the moment is on the list for the meeting, and as which number."""
        self.list.setText(tr("No. {n} on the list").format(n=number) if number else tr("Put on the list"))

    def set_writable(self, writable: bool) -> None:
        """Allow or forbid what writes to the study."""
        for part in (self.list, self.rule):
            part.setEnabled(writable)

    def _show_kind(self) -> None:
        kind = None if self._shown is None else self._shown.kind
        for each, chip in self.chips.items():
            chip.setChecked(each is kind)
            chip.setVisible(kind in TYPES)

    def _show_scores(self, one: Disagreement, scene: Scene) -> None:
        self.scores.setVisible(one.scores is not None)
        if one.scores is not None:
            lines = zip(scene.coders, one.scores, strict=True)
            self.scores.setText("\n".join(_score_line(name, score, scene) for name, score in lines))

    def _follow(self, at: Micros) -> None:
        self._time.show_time(at)
        self.strips.show_playhead(at)

    def _show_state(self, playing: bool) -> None:
        show_icon(self.play, "pause" if playing else "play", Tint.TEXT)

    # --- what is asked for --------------------------------------------------------------------------

    def _judge(self, kind: DisagreementKind, _checked: bool = False) -> None:  # noqa: FBT002 - a signal's
        if self._shown is None or self._shown.kind not in TYPES:
            return
        before = self._shown
        self._shown = before.typed(kind)
        self._show_kind()
        if before.kind is not kind:
            self.kind_chosen.emit(kind)

    def _ask_to_list(self) -> None:
        if self._shown is not None and self.list.isEnabled():
            self.add_requested.emit(self._shown)

    def _ask_to_rule(self) -> None:
        if self._shown is not None and self.rule.isEnabled():
            self.rule_requested.emit(self._shown)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        do = self._deeds().get(Qt.Key(event.key())) if plain else None
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    def _deeds(self) -> dict[Qt.Key, Callable[[], object]]:
        keys, player = Qt.Key, self.video.player
        deeds: dict[Qt.Key, Callable[[], object]] = {
            keys.Key_Space: self.video.toggle,
            keys.Key_Left: partial(player.step, -1),
            keys.Key_Right: partial(player.step, 1),
            keys.Key_Up: partial(self.stepped.emit, -1),
            keys.Key_Down: partial(self.stepped.emit, 1),
            keys.Key_P: self._ask_to_list,
            keys.Key_R: self._ask_to_rule,
            keys.Key_S: self.slow.toggle,
        }
        for number, kind in enumerate(TYPES):
            deeds[Qt.Key(keys.Key_1 + number)] = partial(self._judge, kind)
        return deeds

    def close_video(self) -> None:
        """Let go of the video; nothing can be shown afterwards."""
        self.video.close_video()


def _score_line(name: str, score: Score, scene: Scene) -> str:
    cited = ", ".join(scene.scheme.code_by_id[event.code].name for event in score.evidence)
    evidence = tr("rests on {events}").format(events=cited) if cited else ""
    return " · ".join([f"{name}: {score.shown}", *(part for part in (score.note, evidence) if part)])
