"""What the keys and buttons of the review do with the moment that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt

from havenlens.domain.coaching import ClipType
from havenlens.domain.keymap import Binding
from havenlens.domain.time import SECOND, Micros
from havenlens.ui.coaching.clip_work import ClipWork
from havenlens.ui.coaching.moments import Moment, MomentKind
from havenlens.ui.coding.help import KeyHelp

if TYPE_CHECKING:
    from havenlens.ui.coaching.review import ReviewPage

MOMENTS, CLIP, AROUND = range(3)
"""The tabs beside the video."""


class ReviewActions(QObject):
    """Mark, choose, trim, remove, loop: each acts on the page's chosen moment and the frame on the screen."""

    def __init__(self, page: ReviewPage) -> None:
        super().__init__(page)
        self._page = page
        self._work = ClipWork(page.desk)
        self._acts: dict[str, Callable[[str, Micros], None]] = {
            "mark": self._mark,
            "assign": self._assign,
            "trim": self._trim,
            "choose": self._choose,
            "remove": self._remove,
            "take_back": self._take_back,
            "still": self._still,
            "neighbour": self._go_to_neighbour,
            "hide": self._hide,
            "loop": self._toggle_loop,
            "listen": self._listen,
            "next_pane": self._next_pane,
            "help": self._help,
        }

    def do(self, action: str, argument: str, at: Micros) -> None:
        """Do what a key asks for, at the time of the frame that was on the screen."""
        act = self._acts.get(action)
        if act is None:
            self._page.screen_part.obey(action, argument, at)
        else:
            act(argument, at)

    def _chosen(self) -> Moment | None:
        moment = self._page.selected
        if moment is None:
            self._page.desk.say("cycle.choose_first", refused=True)
        return moment

    # --- moments ------------------------------------------------------------------------------------

    def _mark(self, _argument: str, at: Micros) -> None:
        """Mark the moment on the screen; the video plays on."""
        page = self._page
        if page.place is None:
            page.desk.say("cycle.no_video_yet", refused=True)
            return
        made = self._work.mark(at, monotonic(), page.player.times)
        if made is not None:
            page.tabs.setCurrentIndex(MOMENTS)
            page.select(made, goes=False)

    def _assign(self, kind: str, _at: Micros) -> None:
        moment = self._chosen()
        if moment is not None:
            self._work.assign(moment, ClipType(kind))

    def _trim(self, end: str, at: Micros) -> None:
        moment = self._chosen()
        if moment is not None:
            self._work.trim(moment, at, self._page.player.times, begins=end == "in")

    def choose(self) -> None:
        """Make a clip of the moment that is chosen, and write its prompt."""
        self._choose("", Micros(0))

    def _choose(self, _argument: str, _at: Micros) -> None:
        page, moment = self._page, self._chosen()
        if moment is None:
            return
        if moment.kind is not MomentKind.CLIP:
            people = () if page.place is None else page.place.participants
            made = self._work.choose(moment, people, page.player.times)
            if made is None:
                return
            page.select(made)
        self.edit()

    def edit(self) -> None:
        """Write the prompt of the clip that is chosen."""
        page = self._page
        if page.editor.clip is not None:
            page.tabs.setCurrentIndex(CLIP)
            page.editor.begin()

    def _remove(self, _argument: str, _at: Micros) -> None:
        page, moment = self._page, self._chosen()
        if moment is None:
            return
        place = page.moments.index(moment)
        if self._work.remove(moment):
            left = [one for one in page.moments if one.kind is not MomentKind.SUGGESTION]
            page.select(left[min(place, len(left) - 1)].id if left else None, goes=False)
            page.tabs.setCurrentIndex(MOMENTS)

    def _take_back(self, _argument: str, _at: Micros) -> None:
        self._page.editor.flush()
        self._page.desk.take_back()

    def set_still(self) -> None:
        """Let the frame on the screen stand for the clip."""
        self._still("", self._page.player.playhead.now())

    def _still(self, _argument: str, at: Micros) -> None:
        clip = self._page.editor.clip
        if clip is None:
            self._page.desk.say("cycle.choose_first", refused=True)
        else:
            self._work.set_still(clip, at)

    def hide_somebody(self) -> None:
        """Draw what hides somebody in the clip that is chosen."""
        self._hide("", Micros(0))

    def _hide(self, _argument: str, _at: Micros) -> None:
        from havenlens.ui.coaching.masks_dialog import open_masks  # noqa: PLC0415 - brings a player along

        page, clip = self._page, self._page.editor.clip
        if clip is None:
            page.desk.say("cycle.choose_first", refused=True)
            return
        page.editor.flush()
        page.player.pause()
        open_masks(page.desk, clip.id, page)

    def _go_to_neighbour(self, step: str, _at: Micros) -> None:
        page = self._page
        places = [one.id for one in page.moments]
        if not places:
            return
        chosen = page.selected
        at = 0 if chosen is None else places.index(chosen.id) + int(step)
        page.select(places[min(max(0, at), len(places) - 1)])

    def lead_number(self) -> None:
        """Let the number that is chosen lead to the frame on the screen."""
        self._page.around.numbers.lead_to(self._page.player.playhead.now())

    # --- playing ------------------------------------------------------------------------------------

    def _toggle_loop(self, _argument: str, _at: Micros) -> None:
        self._page.screen_part.transport.loop.toggle()
        self.loop()

    def loop(self) -> None:
        """Play the moment that is chosen again and again, or go on from here, as the button says."""
        page = self._page
        transport = page.screen_part.transport
        moment = self._chosen() if transport.loop.isChecked() else None
        page.player.loop(None if moment is None else moment.span)
        transport.show_loop(page.player.looped)
        if page.player.looped is not None:
            page.player.play()

    def type_line(self) -> None:
        """Loop the clip while somebody types what is said, and note when that was."""
        page, clip = self._page, self._page.editor.clip
        if clip is None:
            return
        now = page.player.playhead.now()
        inside = clip.span.covers(now)
        page.editor.picker.begin_at(now if inside else clip.span.start)
        if not page.player.is_playing:
            page.player.loop(clip.span)
            page.player.seek(Micros(max(clip.span.start, now - SECOND)) if inside else clip.span.start)
            page.player.play()

    # --- the page -----------------------------------------------------------------------------------

    def _listen(self, _argument: str, _at: Micros) -> None:
        self._page.listen()

    def _next_pane(self, _argument: str, _at: Micros) -> None:
        page = self._page
        inside = page.tabs.currentWidget()
        if not page.video.hasFocus():
            page.listen()
        elif page.tabs.currentIndex() == MOMENTS:
            page.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif page.tabs.currentIndex() == CLIP:
            page.editor.begin()
        elif inside is not None:
            page.around.title.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _help(self, _argument: str, _at: Micros) -> None:
        shown = KeyHelp(self._page.keymap, self._page)
        shown.chosen.connect(self._do_chosen)
        shown.open()

    def _do_chosen(self, binding: Binding) -> None:
        self.do(binding.action, binding.argument, self._page.player.playhead.now())
