"""Time sampling at the desk: stop at every interval, ask for every person, go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.events import Changes
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, short_clock
from havenlens.services.sampling import Sample, Sampler
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import why_not
from havenlens.ui.coding.opening import CodingView
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_GO_ON = {KeyStroke("enter"), KeyStroke("down")}


class TimeSampling(Feature):
    """Plays to the next interval that is not coded, stops there, and takes letters for each person in turn.

    A letter codes (again takes it away), 0 is nothing seen, Enter goes on, Up goes back. For schemes that
    sample time only; Ctrl+Shift+P turns it off and on.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        scheme = desk.session.scheme
        self._sampler = None if scheme.sampling is None else Sampler(desk.session, desk.view.duration)
        self._on = self._sampler is not None and desk.session.editable
        self._asked: Sample | None = None
        self._first_missing: Sample | None = None
        self._stale = True
        if self._sampler is not None:
            desk.player.position_changed.connect(self._follow)
            desk.player.film_ended.connect(self._ended)
            desk.changed.connect(self._changed)
            desk.handed_in.connect(self._end)
            desk.refilmed.connect(self._lay_anew)

    @property
    def asked(self) -> Sample | None:
        """Give the sample that is asked at the moment."""
        return self._asked

    def bindings(self) -> Sequence[Binding]:
        if self._sampler is None:
            return ()
        words = tr("Stop at every interval, or not")
        return [Binding(KeyStroke("p", ctrl=True, shift=True), "sampling", words, tr("Code and edit"))]

    def actions(self) -> Mapping[str, Action]:
        return {"sampling": self._toggle}

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002
        sample, sampler = self._asked, self._sampler
        if sample is None or sampler is None:
            return False
        code = self.desk.code_of(stroke)
        if code is not None:
            self.desk.bridge.do(lambda: sampler.toggle(sample, code))
        elif stroke == KeyStroke("0"):
            if self.desk.bridge.do(lambda: sampler.nothing(sample)):
                self._go_on(sample)
        elif stroke in _GO_ON:
            self._go_on(sample)
        elif stroke == KeyStroke("up"):
            before = sampler.before(sample)
            if before is not None:
                self._ask(before)
        else:
            return False
        return True

    def step_back(self) -> bool:
        if self._asked is None:
            return False
        self._leave()
        return True

    def _toggle(self, _argument: str, _at: Micros) -> None:
        reason = why_not(self.desk.session)
        if reason is not None:
            self.desk.tell(reason)
            return
        self._on = not self._on
        if not self._on:
            self._leave()
            self.desk.say("coding.sampling_off")

    def _follow(self, at: Micros) -> None:
        """Stop when the moment of the next sample comes during play."""
        sampler, player = self._sampler, self.desk.player
        # A walk, a thread or a loop shows what was coded.
        if not player.is_playing or player.plays_stretch:
            return
        if sampler is None or not self._on or self._asked is not None:
            return
        if self._stale:  # looked for once a change, not once a frame
            self._first_missing, self._stale = sampler.first_missing(), False
        due = self._first_missing
        if due is not None and self._moment(due, sampler) <= at:
            player.pause()
            self._ask(due)

    def _ended(self) -> None:
        """Ask at the end of the film what was not asked while it played."""
        sampler = self._sampler
        if sampler is None or not self._on or self._asked is not None:
            return
        due = sampler.first_missing()
        last = self._last_frame()  # of a film that has ended, it need not have been painted
        if due is not None and self._moment(due, sampler) <= (self.desk.now if last is None else last):
            self._ask(due)

    def _moment(self, sample: Sample, sampler: Sampler) -> Micros:
        """Give when a sample is asked: on the last frame where its interval ends after that."""
        at, last = sampler.asked_at(sample), self._last_frame()
        return at if last is None or not sample.span.start <= last < at else last

    def _last_frame(self) -> Micros | None:
        times = self.desk.player.times
        return times.time_of(len(times) - 1) if times is not None and len(times) else None

    def _ask(self, sample: Sample) -> None:
        desk, sampler = self.desk, self._sampler
        assert sampler is not None
        self._asked = sample
        desk.session.focus_on(sample.person)
        desk.bridge.focus_moved.emit()
        desk.player.seek(sampler.asked_at(sample))
        self._show(sample, sampler)

    def _show(self, sample: Sample, sampler: Sampler) -> None:
        names = self.desk.session.scheme.code_by_id
        coded = ", ".join(names[event.code].name for event in sampler.coded(sample))
        heading = say(
            "coding.sample_at",
            n=sample.ordinal,
            count=len(sampler.intervals),
            start=short_clock(sample.span.start),
            end=short_clock(sample.span.start if sample.span.end is None else sample.span.end),
            who=self.desk.session.names[sample.person],
        )
        asks = tr("What holds now?") if sampler.momentary else tr("What occurred?")
        keys = tr("letters code · 0 nothing seen · Enter goes on · ↑ back")
        self.desk.parts.codes.now.show_heading("\n".join((heading, f"{asks} {coded}".strip(), keys)))

    def _changed(self, _changes: Changes) -> None:
        self._stale = True
        if self._asked is not None and self._sampler is not None:
            self._show(self._asked, self._sampler)

    def _lay_anew(self, view: CodingView) -> None:
        """Lay the intervals over what was filmed now; one that grew or shrank is asked in its turn."""
        sampler, asked = self._sampler, self._asked
        assert sampler is not None
        sampler.lay(view.duration)
        self._stale = True
        if asked is not None and asked in sampler.samples():
            self._show(asked, sampler)
        elif asked is not None:
            self._ask_no_more()

    def _go_on(self, sample: Sample) -> None:
        sampler = self._sampler
        assert sampler is not None
        following = sampler.after(sample)
        # Where the film was sent for this sample need not be on the screen yet.
        reached = max(self.desk.now, self._moment(sample, sampler))
        if following is None:
            self._leave()
            self.desk.say("coding.samples_done")
        elif self._moment(following, sampler) <= reached:
            self._ask(following)
        else:
            self._leave()
            self.desk.player.play()

    def _end(self) -> None:
        self._on = False
        if self._asked is not None:
            self._leave()

    def _leave(self) -> None:
        self._ask_no_more()
        self.desk.listen()

    def _ask_no_more(self) -> None:
        self._asked = None
        self.desk.parts.codes.now.show_heading("")
