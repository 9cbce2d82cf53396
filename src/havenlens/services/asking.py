"""What is asked about an event: which questions apply, and what an answer makes of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import Ask, AskIf, Modifier, ModifierKind, Scheme
from havenlens.domain.coding import Choice
from havenlens.domain.events import Event, ModifierValue
from havenlens.domain.problems import Problem
from havenlens.domain.queries import EventSeries
from havenlens.domain.recipes import response_window_of
from havenlens.domain.time import SECOND, Micros
from havenlens.words.catalogue import tr

_MEMORIES = (30 * SECOND, 600 * SECOND)
"""How far back a missed bid is looked for, first nearby; what is older has been passed by."""


TAKE_BACK = "backspace"
"""The key that takes the last digit of a number back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is shown: the digit that gives it, its words, and whether it has been given."""

    key: str
    text: str
    given: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A modifier that is being asked about an event; digits answer it, as part of the step that asked.

    ``value`` is what was answered so far, ``typed`` the digits of a number as they were typed. One that is
    asked ``alone`` brings no other after it: what comes next is for whoever asked to say.
    """

    event: UUID
    modifier: Modifier
    step: UUID
    value: ModifierValue | None = None
    typed: str = ""
    alone: bool = False

    @property
    def title(self) -> str:
        """Give the words of the question."""
        return f"{self.modifier.name}?"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """List the answers to choose from; none where a number or words are wanted."""
        given = self.value if isinstance(self.value, tuple) else (self.value,)
        return tuple(Answer(o.key, o.name, o.id in given) for o in self.modifier.options)

    @property
    def hint(self) -> str:
        """Say how to answer, where a digit alone is not enough."""
        match self.modifier.kind:
            case ModifierKind.SEVERAL:
                return tr("Several may hold; Enter when done")
            case ModifierKind.NUMBER:
                shown = self.typed or "…"
                return f"{shown} {self.modifier.unit}".strip() + " · " + tr("digits, then Enter")
            case ModifierKind.TEXT:
                return tr("Enter to write")
        return ""

    def with_key(self, key: str) -> Question | None:
        """Give the question after a digit, a decimal point or `TAKE_BACK`; None where it answers nothing."""
        kind, options = self.modifier.kind, {option.key: option.id for option in self.modifier.options}
        if kind is ModifierKind.NUMBER:
            return self._with_typed(self.typed[:-1] if key == TAKE_BACK else self.typed + key)
        if kind is ModifierKind.TEXT or key not in options:
            return None
        if kind is ModifierKind.SINGLE:
            return replace(self, value=options[key])
        chosen = self.value if isinstance(self.value, tuple) else ()
        one = options[key]
        kept = tuple(o.id for o in self.modifier.options if (o.id in chosen) != (o.id == one))
        return replace(self, value=kept or None)

    def _with_typed(self, typed: str) -> Question | None:
        """Give the question with the digits of a number; what lies outside its limits is no answer."""
        try:
            number = float(typed) if "." in typed else int(typed or "0")
        except ValueError:
            return None
        taken = bool(typed) and self.modifier.takes(number)
        return replace(self, typed=typed, value=number if taken else None)

    @property
    def outside(self) -> Problem | None:
        """Say why the digits of a number are no answer; None where they are one, or none were typed."""
        modifier = self.modifier
        if not self.typed or self.value is not None:
            return None
        values = {"modifier": modifier.name, "typed": f"{self.typed} {modifier.unit}".strip()}
        if self.too_large:
            return Problem("coding.number_too_large", {**values, "most": modifier.shown(modifier.maximum)})
        return Problem("coding.number_too_small", {**values, "least": modifier.shown(modifier.minimum)})

    @property
    def too_large(self) -> bool:
        """Tell whether the digits make more than a number may be; no other digit makes up for that."""
        most = self.modifier.maximum
        return bool(self.typed) and most is not None and float(self.typed) > most

    @property
    def goes_on(self) -> bool:
        """Tell whether one digit is the whole answer, so that the next question may come."""
        return self.modifier.kind is ModifierKind.SINGLE


@dataclass(frozen=True, slots=True)
class Offer:
    """Other ways to take a press that was written already; the digit 1 keeps it as it is."""

    event: UUID
    step: UUID
    said: Problem
    choices: tuple[Choice, ...]

    @property
    def title(self) -> str:
        """Say what was done."""
        return self.said.sentence

    @property
    def answers(self) -> tuple[Answer, ...]:
        """List what may be done instead."""
        others = (Answer(str(n), choice.words.sentence) for n, choice in enumerate(self.choices, start=2))
        return (Answer("1", tr("Keep it so"), given=True), *others)

    @property
    def hint(self) -> str:
        """An offer needs no explanation."""
        return ""

    def choice(self, key: str) -> Choice | None:
        """Give what a digit stands for; None for the first, which keeps what was done, and for no choice."""
        place = int(key) - 2
        return self.choices[place] if 0 <= place < len(self.choices) else None


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice of one value of an event (its target, its link) out of several; each digit sets one.

    ``values`` gives what each answer sets, in the order of ``answers``; nothing where it sets nothing.
    """

    event: UUID
    title: str
    answers: tuple[Answer, ...]
    values: tuple[Mapping[str, Any], ...]
    hint: str = ""

    def value(self, key: str) -> Mapping[str, Any] | None:
        """Give what a digit sets; None where there is no such answer."""
        found = (value for answer, value in zip(self.answers, self.values, strict=True) if answer.key == key)
        return next(found, None)


Asked = Question | Offer | Pick


def blanks(event: Event, scheme: Scheme, events: EventSeries) -> Iterator[Modifier]:
    """List the questions that apply to an event and have no answer yet, in the scheme's order."""
    for modifier in scheme.modifiers_of(event.code):
        if modifier.id not in event.modifiers and applies(modifier, event, scheme, events):
            yield modifier


def asked_now(event: Event, scheme: Scheme, events: EventSeries) -> Iterator[Modifier]:
    """List the blanks that are asked at the key press."""
    return (modifier for modifier in blanks(event, scheme, events) if modifier.ask is Ask.NOW)


def applies(modifier: Modifier, event: Event, scheme: Scheme, events: EventSeries) -> bool:
    """Tell whether a question makes sense for an event: a repair only after a miss that nobody repaired."""
    if modifier.ask_if is AskIf.AFTER_MISS:
        return _after_miss(modifier, event, scheme, events)
    return True


def _after_miss(modifier: Modifier, event: Event, scheme: Scheme, events: EventSeries) -> bool:
    """Look for a bid of the event's target that had no sensitive answer in its window.

    What the modifier asks about would have made good for it: such an act towards the same person, after the
    bid's window or as its answer, ends the search.
    """
    window = response_window_of(scheme)
    if window is None or event.target is None:
        return False
    given = {code.id for code in scheme.selected(window.given)}
    sensitive = {code.id for code in scheme.codes if code.code_class in window.sensitive_classes}
    for memory in _MEMORIES:
        earlier = events.starting_within(event.span.start - memory, event.span.start)
        repairs = _times(earlier, modifier.applies_to, event.target)
        answers = _times(earlier, sensitive, event.target)
        for bid in reversed(earlier):
            if bid.code not in given or bid.actor != event.target:
                continue
            at, closes = bid.span.start, bid.span.start + window.window
            if repairs and at <= repairs[-1]:
                break
            following = bisect_left(answers, at)
            missed = following == len(answers) or answers[following] > closes
            if missed and closes < event.span.start:
                return True
        if repairs:
            return False  # whatever was missed before it has been made good
    return False


def _times(events: Iterable[Event], codes: Container[str], target: UUID) -> list[Micros]:
    """List the onsets of events with some code towards a person; comparing people takes longer than codes."""
    return [event.span.start for event in events if event.code in codes and event.target == target]
