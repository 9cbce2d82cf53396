"""What a coach does with the boxes and covered sounds of a clip: written at once, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from havenlens.domain.coaching import Clip
from havenlens.domain.masks import Box, Mask, MaskKey, SoundCover, SoundKind, confirmed
from havenlens.domain.time import Micros, Span, short_clock
from havenlens.services.coaching.editing import set_covers, set_masks
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.typed import PAUSE_MS
from havenlens.words.catalogue import tr

LEAST = 0.01
"""The shortest side of a box, as a part of the picture's."""


def joined(spans: Sequence[Span]) -> list[Span]:
    """Put spans that overlap or touch together.

    >>> [(s.start, s.end) for s in joined([Span(Micros(5), Micros(9)), Span(Micros(0), Micros(6))])]
    [(0, 9)]
    """
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = found[-1].end if found else None
        if last is not None and span.start <= last and span.end is not None:
            found[-1] = Span(found[-1].start, max(last, span.end))
        else:
            found.append(span)
    return found


class MaskWork(QObject):
    """Holds which box or cover is chosen; ``masks`` are as they will be once what moves has come to rest."""

    changed = pyqtSignal()
    """Boxes, covers or what is chosen are others now."""

    def __init__(self, desk: CycleDesk, clip: UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._id = desk, clip
        self._chosen: UUID | None = None
        self._cover: Span | None = None
        self._moving: Mask | None = None
        self._undoable = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.settle)
        desk.leaving.connect(self.settle)

    # --- what is there ------------------------------------------------------------------------------

    @property
    def clip(self) -> Clip | None:
        """Give the clip as it is in the study; None where it has been removed meanwhile."""
        cycle = self._desk.cycle
        return None if cycle is None else next((one for one in cycle.clips if one.id == self._id), None)

    @property
    def masks(self) -> tuple[Mask, ...]:
        """List the boxes by their beginning, with the one that is being moved where it is now."""
        clip, moving = self.clip, self._moving
        found = () if clip is None else clip.masks
        shown = (moving if moving is not None and one.id == moving.id else one for one in found)
        return tuple(sorted(shown, key=lambda mask: (mask.span.start, str(mask.id))))

    @property
    def covers(self) -> tuple[SoundCover, ...]:
        """List the covered sounds by their beginning."""
        clip = self.clip
        return tuple(sorted(() if clip is None else clip.covers, key=lambda cover: cover.span.start))

    @property
    def proposals(self) -> tuple[Mask, ...]:
        """List the boxes that wait for a person."""
        return tuple(mask for mask in self.masks if mask.proposed)

    @property
    def chosen(self) -> Mask | None:
        """Give the box that is chosen."""
        return next((mask for mask in self.masks if mask.id == self._chosen), None)

    @property
    def chosen_cover(self) -> SoundCover | None:
        """Give the covered sound that is chosen."""
        return next((cover for cover in self.covers if cover.span == self._cover), None)

    # --- choosing -----------------------------------------------------------------------------------

    def choose(self, mask: UUID | None) -> None:
        """Choose a box, or let go of it."""
        if mask == self._chosen and self._cover is None:
            return
        self.settle()
        self._chosen, self._cover = mask, None
        self.changed.emit()

    def choose_cover(self, span: Span | None) -> None:
        """Choose a covered sound."""
        self.settle()
        self._chosen, self._cover = None, span
        self.changed.emit()

    def neighbour(self, step: int) -> Mask | None:
        """Choose the box before or after the chosen one; those that wait for a person come first."""
        masks = self.proposals or self.masks
        if not masks:
            return None
        place = next((n for n, mask in enumerate(masks) if mask.id == self._chosen), None)
        place = (0 if step > 0 else -1) if place is None else (place + step) % len(masks)
        self.choose(masks[place].id)
        return masks[place]

    # --- boxes --------------------------------------------------------------------------------------

    def add(self, box: Box, at: Micros, person: UUID | None) -> None:
        """Draw a new box that hides for the whole clip."""
        clip = self.clip
        if clip is None:
            return
        made = Mask(uuid4(), (MaskKey(at, box),), clip.span, participant=person)
        self._chosen, self._cover = made.id, None
        self._write((*clip.masks, made), tr("the new box"))

    def move(self, mask: Mask, box: Box, at: Micros) -> None:
        """Put a box elsewhere at a frame, and keep it once it has been still for a moment."""
        self._moving = mask.with_key(MaskKey(at, box))
        self._rest.start()
        self.changed.emit()

    def settle(self) -> None:
        """Write where a box has come to rest."""
        self._rest.stop()
        moved, self._moving = self._moving, None
        if moved is not None:
            self._put(moved, tr("the move of the box"))

    def add_key(self, at: Micros) -> None:
        """Fix the chosen box at a frame where it is."""
        mask = self._own(at)
        box = None if mask is None else mask.box_at(at)
        if mask is not None and box is not None:
            self._put(mask.with_key(MaskKey(at, box)), tr("the keyframe"))

    def remove_key(self, at: Micros) -> None:
        """Take the keyframe at a frame away; with the last one goes the box."""
        self.settle()
        mask = self._own(at)
        if mask is None:
            return
        if all(key.at != at for key in mask.keys):
            self._desk.say("mask.none_here", refused=True)
        elif len(mask.keys) == 1:
            self.remove()
        else:
            self._put(mask.without_key(at), tr("the removed keyframe"))

    def remove(self) -> None:
        """Take the chosen box or cover away."""
        self.settle()
        clip, mask, cover = self.clip, self.chosen, self.chosen_cover
        if clip is None:
            return
        if mask is not None:
            after = self._waiting_after(mask)
            self._chosen = after[0] if after else None
            kept = tuple(one for one in clip.masks if one.id != mask.id)
            self._write(kept, tr("the removed box"))
        elif cover is not None:
            self._cover = None
            self._write_covers([one for one in self.covers if one != cover], tr("the removed sound cover"))

    def confirm(self) -> None:
        """Let the chosen proposal hide from now on, and go to the next that waits."""
        self.settle()
        mask = self.chosen
        if mask is None or not mask.proposed:
            return
        after = self._waiting_after(mask)
        if self._put(confirmed(mask), tr("the confirmed box")):
            if after:
                self.choose(after[0])
            else:
                self._desk.say("mask.none_wait")

    def _waiting_after(self, mask: Mask) -> list[UUID]:
        """List the other proposals, beginning with the next; none after a box that waits for nobody."""
        waiting = [one.id for one in self.proposals]
        if mask.id not in waiting:
            return []
        place = waiting.index(mask.id)
        return [*waiting[place + 1 :], *waiting[:place]]

    def restyle(self, **values: object) -> None:
        """Change how the chosen box hides, whom, or when: style, cells, participant, span."""
        self.settle()
        mask = self.chosen
        if mask is not None:
            changed = replace(mask, **values)  # type: ignore[arg-type]  # the fields' own types
            if changed != mask:
                self._put(changed, tr("the change of the box"))

    def propose(self, found: Sequence[Mask]) -> None:
        """Take in what a machine found; it takes the place of proposals that nobody has looked at."""
        clip = self.clip
        if clip is None:
            return
        kept = [mask for mask in clip.masks if not mask.proposed]
        if found and self._write((*kept, *found), tr("the faces that were found")):
            self.choose(self.proposals[0].id)
            self._desk.say("mask.found", n=len(found))
        elif not found:
            self._desk.say("mask.none_found")

    # --- sound --------------------------------------------------------------------------------------

    def cover(self, start: Micros, end: Micros, kind: SoundKind) -> None:
        """Cover the sound of a span; covers that it overlaps give way to it."""
        if end <= start:
            self._desk.say("cover.no_end", refused=True, start=short_clock(start))
            return
        made = Span(start, end)
        apart = [one for one in self.covers if not one.span.overlaps(made)]
        self._chosen, self._cover = None, made
        self._write_covers([*apart, SoundCover(made, kind)], tr("the sound cover"))

    def cover_all(self, spans: Sequence[Span], kind: SoundKind) -> None:
        """Cover the sound of several spans at once, such as of all that somebody says."""
        apart = [one for one in self.covers if not any(one.span.overlaps(span) for span in spans)]
        touched = [one.span for one in self.covers if one not in apart]
        made = [SoundCover(span, kind) for span in joined([*spans, *touched])]
        self._write_covers([*apart, *made], tr("the sound covers"))

    def recover(self, old: SoundCover, new: SoundCover) -> None:
        """Change when a cover is heard, and as what."""
        if old != new:
            self._cover = new.span
            kept = [one for one in self.covers if one != old]
            self._write_covers([*kept, new], tr("the change of the sound cover"))

    # --- writing ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last change that was made here; never one that was made before."""
        self.settle()
        if self._undoable == 0:
            self._desk.say("cycle.no_way_back", refused=True)
            return
        self._undoable -= 1
        self._desk.take_back()
        self.changed.emit()

    def refuse(self, code: str) -> None:
        """Say why something cannot be done to a box."""
        self._desk.say(code, refused=True)

    def _own(self, at: Micros) -> Mask | None:
        mask = self.chosen
        if mask is None:
            self.refuse("mask.choose_first")
        elif mask.box_at(at) is None:
            self.refuse("mask.off_span")
            return None
        return mask

    def _put(self, mask: Mask, words: str) -> bool:
        clip = self.clip
        if clip is None:
            return False
        return self._write(tuple(mask if one.id == mask.id else one for one in clip.masks), words)

    def _write(self, masks: tuple[Mask, ...], words: str) -> bool:
        clip = self.clip
        assert clip is not None
        return self._do(
            partial(set_masks, self._desk.study, clip.id, masks),
            partial(set_masks, self._desk.study, clip.id, clip.masks),
            words,
        )

    def _write_covers(self, covers: Sequence[SoundCover], words: str) -> bool:
        clip = self.clip
        assert clip is not None
        ordered = sorted(covers, key=lambda cover: cover.span.start)
        return self._do(
            partial(set_covers, self._desk.study, clip.id, ordered),
            partial(set_covers, self._desk.study, clip.id, clip.covers),
            words,
        )

    def _do(self, edit: Callable[[], object], back: Callable[[], object], words: str) -> bool:
        done = self._desk.opened.writable and self._desk.do(edit)
        if done:
            self._desk.remember(words, back)
            self._undoable += 1
        self.changed.emit()
        return done
