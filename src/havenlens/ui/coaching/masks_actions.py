"""What keys, buttons and the mouse ask of the editor of masks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PyQt6.QtCore import QObject

from havenlens.domain.masks import Box, Mask, SoundCover
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.ui.coaching.masks_canvas import resized
from havenlens.ui.coding.help import KeyHelp

if TYPE_CHECKING:
    from havenlens.ui.coaching.masks_dialog import MasksDialog

_STEP = 0.01
"""By how much of the picture an arrow moves or resizes a box."""
_NEW = Box(0.4, 0.3, 0.2, 0.25)


class MaskActions(QObject):
    """Each acts on the chosen box and the frame on the screen."""

    def __init__(self, dialog: MasksDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._acts = {
            "step": self._step,
            "jump": self._jump,
            "edge": self._edge,
            "arrow": self._arrow,
            "resize": self._resize,
            "key": self._go_to_key,
            "neighbour": self._neighbour,
        }
        self._plain = {
            "toggle_play": dialog.video.toggle,
            "preview": dialog.bar.preview.toggle,
            "new": self._new,
            "add_key": self._add_key,
            "remove_key": self._remove_key,
            "remove": dialog.work.remove,
            "confirm": dialog.work.confirm,
            "let_go": self._let_go,
            "undo": dialog.work.undo,
            "cover_in": self._cover_in,
            "cover_out": self._cover_out,
            "help": self._help,
        }

    def do(self, action: str, argument: str = "", _checked: bool = False) -> None:  # noqa: FBT002 - a button's signal
        """Do what a key or a button asks for."""
        if action in self._acts:
            self._acts[action](argument)
        elif self._dialog.writable or action in ("toggle_play", "preview", "let_go", "help"):
            self._plain[action]()

    # --- time ---------------------------------------------------------------------------------------

    @property
    def at(self) -> Micros | None:
        """Give the time of the frame on the screen; None before there is one."""
        position = self._dialog.player.playhead.position
        return None if position is None else position.at

    def seek(self, at: Micros) -> None:
        """Go to a time in the clip."""
        self._dialog.work.settle()
        self._dialog.player.pause()
        self._dialog.player.seek(at)

    def keep_inside(self, at: Micros) -> None:
        """Come back into the clip, and let covered sound be silent where that is to be heard."""
        dialog = self._dialog
        span, player = dialog.strip.span, dialog.player
        if not player.is_playing and player.times is not None and not span.covers(at):
            player.seek(span.start if at < span.start else self._last())
        preview = dialog.canvas.as_exported
        player.set_audible(not (preview and any(one.span.covers(at) for one in dialog.work.covers)))

    def _last(self) -> Micros:
        """Give the time of the last frame of the clip."""
        span, times = self._dialog.strip.span, self._dialog.player.times
        last = span.start if span.end is None else Micros(span.end - 1)
        return last if times is None else times.time_of(times.shown_at(last))

    def _step(self, frames: str) -> None:
        at, n, span = self.at, int(frames), self._dialog.strip.span
        if at is None or (n < 0 and at <= span.start) or (n > 0 and at >= self._last()):
            return
        self._dialog.work.settle()
        self._dialog.player.step(n)

    def _jump(self, seconds: str) -> None:
        at, span = self.at, self._dialog.strip.span
        if at is not None:
            self.seek(Micros(min(max(span.start, at + int(seconds) * SECOND), self._last())))

    def _edge(self, which: str) -> None:
        self.seek(self._dialog.strip.span.start if which == "start" else self._last())

    def show_as_exported(self, wanted: bool) -> None:
        """Show boxes as they hide, and be silent where the sound is covered; or show them as frames."""
        self._dialog.canvas.show_as_exported(wanted)
        at = self.at
        if at is not None and not wanted:
            self._dialog.player.set_audible(True)

    # --- boxes --------------------------------------------------------------------------------------

    def draw(self, box: Box) -> None:
        """Add a box that was drawn with the mouse."""
        at = self.at
        if at is not None and self._dialog.writable:
            self._dialog.player.pause()
            self._dialog.work.add(box, at, self._dialog.people.next_person)

    def pick(self, mask: UUID | None) -> None:
        """Choose a box that was pressed."""
        self._dialog.player.pause()
        self._dialog.work.choose(mask)

    def drag(self, mask: Mask, box: Box) -> None:
        """Let a box follow the mouse."""
        at = self.at
        if at is not None and self._dialog.writable:
            self._dialog.player.pause()
            self._dialog.work.move(mask, box, at)

    def _new(self) -> None:
        self.draw(_NEW)

    def _arrow(self, argument: str) -> None:
        """Move the chosen box; without one, or on a proposal that is looked at, go through time and boxes."""
        across, down = map(int, argument.split())
        chosen = self._dialog.work.chosen
        if chosen is None or chosen.proposed or self._dialog.strip.hasFocus():
            if across:
                self._step(str(across))
            else:
                self._neighbour(str(down))
            return
        self._change((0, 0), across, down)

    def _resize(self, argument: str) -> None:
        across, down = map(int, argument.split())
        self._change((1 if across else 0, 1 if down else 0), across, down)

    def _change(self, side: tuple[int, int], across: int, down: int) -> None:
        mask, at = self._dialog.work.chosen, self.at
        box = None if mask is None or at is None else mask.box_at(at)
        if mask is None:
            self._dialog.work.refuse("mask.choose_first")
        elif box is None or at is None:
            self._dialog.work.refuse("mask.off_span")
        elif self._dialog.writable:
            self._dialog.player.pause()
            self._dialog.work.move(mask, resized(box, side, across * _STEP, down * _STEP), at)

    def _add_key(self) -> None:
        at = self.at
        if at is not None:
            self._dialog.work.settle()
            self._dialog.work.add_key(at)

    def _remove_key(self) -> None:
        at, work = self.at, self._dialog.work
        if work.chosen_cover is not None:
            work.remove()
        elif at is not None:
            work.remove_key(at)

    def _go_to_key(self, step: str) -> None:
        mask, at = self._dialog.work.chosen, self.at
        if mask is None or at is None:
            self._step(step)
            return
        keys = [key.at for key in mask.keys]
        found = (
            [key for key in keys if key > at] if int(step) > 0 else [key for key in keys[::-1] if key < at]
        )
        if found:
            self.seek(found[0])

    def _neighbour(self, step: str) -> None:
        mask = self._dialog.work.neighbour(int(step))
        if mask is not None:
            at = self.at
            if at is None or not mask.span.covers(at):
                self.seek(max(mask.span.start, self._dialog.strip.span.start))

    def _let_go(self) -> None:
        work = self._dialog.work
        if self._dialog.begun is not None:
            self._dialog.begun = None
            self._dialog.show_work()
        elif work.chosen is not None or work.chosen_cover is not None:
            work.choose(None)
        else:
            self._dialog.accept()

    # --- sound --------------------------------------------------------------------------------------

    def _cover_in(self) -> None:
        at, work = self.at, self._dialog.work
        if at is None:
            return
        cover = work.chosen_cover
        if cover is not None and cover.span.end is not None and at < cover.span.end:
            work.recover(cover, SoundCover(Span(at, cover.span.end), cover.kind))
            return
        work.choose(None)
        self._dialog.begun = at
        self._dialog.show_work()

    def _cover_out(self) -> None:
        at, work, begun = self.at, self._dialog.work, self._dialog.begun
        if at is None:
            return
        times, cover = self._dialog.player.times, work.chosen_cover
        end = at if times is None else times.end_of(times.shown_at(at))
        if begun is not None:
            self._dialog.begun = None if end > begun else begun
            work.cover(begun, end, self._dialog.sound.chosen_kind)
        elif cover is not None and end > cover.span.start:
            work.recover(cover, SoundCover(Span(cover.span.start, end), cover.kind))

    def _help(self) -> None:
        KeyHelp(self._dialog.keymap, self._dialog).open()
