"""What a coach does with moments: mark, assign, trim, choose and remove them, each with its way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from havenlens.domain.coaching import Clip, ClipMark, ClipType, CoachingCycle, Prompt
from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import SECOND, Micros, Span, short_clock
from havenlens.services.coaching.editing import (
    change_mark,
    choose_clip,
    choose_mark,
    mark_moment,
    remove_clip,
    remove_mark,
    restore_clip,
    restore_mark,
    trim_clip,
    write_clip,
)
from havenlens.services.coaching.spans import begun_at, ended_with, length_note, snapped
from havenlens.services.coaching.suggestions import Suggestion
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.moments import Moment, MomentKind
from havenlens.words.catalogue import tr
from havenlens.words.reports import number

_AGAIN = 300_000
"""Microseconds of real time within which the same press counts once."""


class ClipWork:
    """Changes the cycle at hand; everything is written at once, and most of it can be taken back."""

    def __init__(self, desk: CycleDesk) -> None:
        self._desk = desk
        self._marked_at: float | None = None

    @property
    def _cycle(self) -> CoachingCycle:
        assert self._desk.cycle is not None
        return self._desk.cycle

    # --- marks --------------------------------------------------------------------------------------

    def mark(self, at: Micros, now: float, times: FrameTimes | None) -> UUID | None:
        """Mark a moment, from 30 s before to 10 s after it; the same press again within 300 ms is ignored.

        ``now`` is a clock's time in seconds.
        """
        last, self._marked_at = self._marked_at, now
        if last is not None and (now - last) * SECOND < _AGAIN:
            self._desk.say("cycle.pressed_twice", refused=True)
            return None
        made: list[ClipMark] = []

        def write() -> None:
            made.append(mark_moment(self._desk.study, self._cycle, at, times=times))

        if not self._desk.do(write):
            return None
        mark = made[0]
        self._remember(tr("the mark at {at}"), at, partial(remove_mark, self._desk.study, mark.id))
        self._desk.say(
            "cycle.marked", at=short_clock(at), start=short_clock(mark.span.start), end=_end(mark.span)
        )
        return mark.id

    def assign(self, moment: Moment, kind: ClipType) -> None:
        """Put a mark or a clip into a block."""
        study, source = self._desk.study, moment.source
        if moment.type is kind or isinstance(source, Suggestion):
            return
        if isinstance(source, ClipMark):
            edit = partial(change_mark, study, replace(source, type=kind))
            back = partial(change_mark, study, source)
        else:
            edit = partial(write_clip, study, source.id, type=kind.value)
            back = partial(write_clip, study, source.id, type=source.type.value)
        if self._desk.do(edit):
            self._remember(tr("the block of {at}"), moment.span.start, back)
            self._desk.say("cycle.assigned", block=self._desk.label(kind), at=short_clock(moment.span.start))

    # --- trimming -----------------------------------------------------------------------------------

    def trim(self, moment: Moment, at: Micros, times: FrameTimes | None, *, begins: bool) -> None:
        """Let a mark or a clip begin or end with the frame on the screen; say where it is no good length."""
        span = begun_at(moment.span, at) if begins else ended_with(moment.span, at, times)
        if span is None:
            self._desk.say("cycle.nothing_left", refused=True, at=short_clock(at))
            return
        study, source = self._desk.study, moment.source
        if isinstance(source, Suggestion):
            self._desk.say("cycle.take_first", refused=True)
            return
        if isinstance(source, ClipMark):
            edit = partial(change_mark, study, replace(source, span=span))
            back = partial(change_mark, study, source)
        else:
            edit = partial(trim_clip, study, self._cycle, source, span)
            back = partial(_untrim, self._desk, source)
        if not self._desk.do(edit):
            return
        self._remember(tr("the trim at {at}"), at, back)
        note = length_note(span)
        if note is not None:
            self._desk.said.emit(note.sentence, False)
        else:
            seconds = number(span.length / SECOND)
            self._desk.say("cycle.trimmed", start=short_clock(span.start), end=_end(span), seconds=seconds)

    # --- clips --------------------------------------------------------------------------------------

    def choose(self, moment: Moment, people: Sequence[UUID], times: FrameTimes | None) -> UUID | None:
        """Make a clip of a mark or a suggestion, in its block or in the first that has none yet."""
        if moment.kind is MomentKind.CLIP:
            return None
        kind = moment.type or self._free_block()
        span = snapped(moment.span, times)
        assert span.end is not None
        still = moment.still if span.covers(moment.still) else Micros((span.start + span.end) // 2)
        clip = Clip(uuid4(), kind, "", span, still, Prompt("", ""), people=tuple(people))
        study = self._desk.study
        if moment.kind is MomentKind.MARK:
            edit = partial(choose_mark, study, self._cycle, moment.id, clip)
            back = partial(_unchoose, self._desk, clip.id, moment.id)
        else:
            edit = partial(choose_clip, study, self._cycle, clip)
            back = partial(remove_clip, study, clip.id)
        if not self._desk.do(edit):
            return None
        self._remember(tr("the clip at {at}"), span.start, back)
        self._desk.say(
            "cycle.chosen", block=self._desk.label(kind), start=short_clock(span.start), end=_end(span)
        )
        return clip.id

    def _free_block(self) -> ClipType:
        taken = {clip.type for clip in self._cycle.clips if not clip.struck}
        return next((kind for kind in ClipType if kind not in taken), ClipType.STRENGTH)

    def remove(self, moment: Moment) -> bool:
        """Set a mark or a clip aside; Ctrl+Z brings it back."""
        study = self._desk.study
        if moment.kind is MomentKind.SUGGESTION:
            return False
        if moment.kind is MomentKind.MARK:
            edit, back = partial(remove_mark, study, moment.id), partial(restore_mark, study, moment.id)
        else:
            edit, back = partial(remove_clip, study, moment.id), partial(restore_clip, study, moment.id)
        if not self._desk.do(edit):
            return False
        self._remember(tr("the removal at {at}"), moment.span.start, back)
        self._desk.say("cycle.removed", at=short_clock(moment.span.start))
        return True

    def set_still(self, clip: Clip, at: Micros) -> None:
        """Let the frame on the screen stand for a clip on paper."""
        if not clip.span.covers(at):
            self._desk.say("cycle.still_outside", refused=True, start=short_clock(clip.span.start))
            return
        study = self._desk.study
        if self._desk.do(partial(write_clip, study, clip.id, still_us=at)):
            back = partial(write_clip, study, clip.id, still_us=clip.still_at)
            self._remember(tr("the still picture at {at}"), at, back)
            self._desk.say("cycle.still_set", at=short_clock(at))

    def _remember(self, words: str, at: int, back: partial[None]) -> None:
        self._desk.remember(words.format(at=short_clock(at)), back)


def _untrim(desk: CycleDesk, clip: Clip) -> None:
    write_clip(desk.study, clip.id, onset_us=clip.span.start, offset_us=clip.span.end, still_us=clip.still_at)


def _unchoose(desk: CycleDesk, clip: UUID, mark: UUID) -> None:
    with desk.study.store.transaction():
        remove_clip(desk.study, clip)
        restore_mark(desk.study, mark)


def _end(span: Span) -> str:
    return short_clock(span.start if span.end is None else span.end)
