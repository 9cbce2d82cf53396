"""Which of a coding's events to look at: in the table, in the walk, in an export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, Code, Modifier, Scheme
from havenlens.domain.events import Event, Flag
from havenlens.domain.time import Span

Matches = Callable[[Event], bool]
"""Tells whether an event is one of those that are looked for."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What events must fulfil, all of it at once; what is left empty asks nothing.

    ``text`` are words that must all stand somewhere in the code's name, the people's names, the answers or
    the comment, in any case. ``people`` act in the event or are its target. ``flags``: at least one of them
    is set. ``span``: the event touches it. ``missing``: something has still to be answered. ``linked``: the
    event is linked to another one, or is not.
    """

    text: str = ""
    codes: frozenset[str] = frozenset()
    people: frozenset[UUID] = frozenset()
    flags: frozenset[Flag] = frozenset()
    span: Span | None = None
    missing: bool = False
    linked: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether every event passes."""
        return self == EventFilter()

    def matches(self, scheme: Scheme, names: Mapping[UUID, str]) -> Matches:
        """Make the test for the events of a scheme; ``names`` are the people's."""
        codes, people, flags, span, linked = self.codes, self.people, self.flags, self.span, self.linked
        tests: list[Matches] = []
        if codes:
            tests.append(lambda event: event.code in codes)
        if people:
            tests.append(lambda event: event.actor in people or event.target in people)
        if flags:
            tests.append(lambda event: not flags.isdisjoint(event.flags))
        if span is not None:
            tests.append(lambda event: _touches(event.span, span))
        if linked is not None:
            tests.append(lambda event: (event.link is not None) is linked)
        if self.missing:
            questions = Questions(scheme)
            tests.append(lambda event: bool(questions.unanswered(event)))
        words = self.text.casefold().split()
        if words:
            tests.append(_says(words, scheme, names))
        return lambda event: all(test(event) for test in tests)


class Questions:
    """What a scheme asks about each of its codes, looked up once."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._of: dict[str, tuple[Modifier, ...]] = {}

    def of(self, code: str) -> tuple[Modifier, ...]:
        """List the questions that apply to a code, in the scheme's order."""
        asked = self._of.get(code)
        if asked is None:
            asked = self._of[code] = self._scheme.modifiers_of(code)
        return asked

    def unanswered(self, event: Event) -> tuple[str, ...]:
        """Name what an event must have and has not: ``code``, ``target``, or the ids of required modifiers.

        A modifier that makes sense under a condition only is never among them.
        """
        if event.code == UNLABELLED:
            return ("code",)
        code: Code = self._scheme.code_by_id[event.code]
        blank = ["target"] if code.target_required and event.target is None else []
        blank += (
            modifier.id
            for modifier in self.of(event.code)
            if modifier.required and modifier.ask_if is None and modifier.id not in event.modifiers
        )
        return tuple(blank)


def _touches(span: Span, window: Span) -> bool:
    ends_before = span.end is not None and span.end < window.start
    return not ends_before and (window.end is None or span.start < window.end)


def _says(words: Iterable[str], scheme: Scheme, names: Mapping[UUID, str]) -> Matches:
    wanted = tuple(words)
    codes = {code.id: f"{code.name} {code.key}" for code in scheme.code_by_id.values()}
    questions = Questions(scheme)

    def says(event: Event) -> bool:
        parts = [codes[event.code], names.get(event.actor, ""), event.comment]
        if event.target is not None:
            parts.append(names.get(event.target, ""))
        if event.modifiers:
            given = event.modifiers
            parts += [m.shown(given[m.id]) for m in questions.of(event.code) if m.id in given]
        text = "\n".join(parts).casefold()
        return all(word in text for word in wanted)

    return says
