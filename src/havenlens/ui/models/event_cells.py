"""What stands in the cells of a table of events, and in which order a column puts them. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, Scheme
from havenlens.domain.event_filter import Questions
from havenlens.domain.events import Event, Flag
from havenlens.domain.time import clock, in_seconds
from havenlens.words.catalogue import N_, tr

COLUMNS = ONSET, OFFSET, CODE, WHO, WHOM, MODIFIERS, COMMENT, FLAGS, ANSWER_TO = tuple(range(9))

SortKey = Callable[[Event], tuple[Any, ...]]
"""Gives what events are compared by; it ends in onset and id, so that no two events have the same."""

_NEVER = 2**63
_BLANK = {"code": CODE, "target": WHOM}
_NOTHING_BLANK: frozenset[int] = frozenset()

_HEADINGS = (
    N_("Onset"),
    N_("Offset"),
    N_("Code"),
    N_("Who"),
    N_("To whom"),
    N_("Modifiers"),
    N_("Comment"),
    N_("Flags"),
    N_("Answer to"),
)


def heading(column: int) -> str:
    """Give the title of a column."""
    return tr(_HEADINGS[column])


def flag_names(flags: frozenset[Flag]) -> str:
    """Name the flags of an event, in the order in which they are always named."""
    names = {Flag.UNSURE: tr("unsure"), Flag.OFF_CAMERA: tr("off camera"), Flag.DISCUSS: tr("discuss")}
    return " · ".join(names[flag] for flag in Flag if flag in flags)


class EventCells:
    """Texts, values and sort keys of events; ``events`` is where linked ones are looked up."""

    def __init__(self, scheme: Scheme, names: Mapping[UUID, str], events: Mapping[UUID, Event]) -> None:
        self._scheme, self._names, self._events = scheme, names, events
        self._questions = Questions(scheme)
        self._codes: dict[str, str] = {}
        self.use_letters(scheme)

    def use_letters(self, scheme: Scheme) -> None:
        """Write codes with the letters they have in another copy of the scheme."""
        self._codes = {code.id: f"{code.name}  {code.key}" for code in scheme.code_by_id.values()}

    def text(self, event: Event, column: int) -> str:
        """Write one cell."""
        match column:
            case 0:
                return clock(event.span.start)
            case 1:
                return self._offset(event)
            case 2:
                return self._codes[event.code]
            case 3:
                return self._names[event.actor]
            case 4:
                return "" if event.target is None else self._names[event.target]
            case 5:
                return self._modifiers(event)
            case 6:
                return event.comment
            case 7:
                return flag_names(event.flags) if event.flags else ""
        return self._answer_to(event)

    def value(self, event: Event, column: int) -> Any:
        """Give what an editor of a cell begins with: times and the comment as text, the rest as it is."""
        match column:
            case 0 | 6:
                return self.text(event, column)
            case 1:
                return "" if event.span.end is None else self._offset(event)
            case 2:
                return event.code
            case 3:
                return event.actor
            case 4:
                return event.target
            case 5:
                return dict(event.modifiers)
            case 7:
                return event.flags
        return event.link

    def blank_columns(self, event: Event) -> frozenset[int]:
        """Give the columns in which something has still to be answered."""
        blank = self._questions.unanswered(event)
        return frozenset(_BLANK.get(part, MODIFIERS) for part in blank) if blank else _NOTHING_BLANK

    def tip(self, event: Event, column: int) -> str:
        """Say more about a cell: a code's definition, or what may be too long to be read in it."""
        if column == CODE:
            return self._scheme.code_by_id[event.code].definition
        return self.text(event, column) if column in (MODIFIERS, COMMENT) else ""

    def sort_key(self, column: int) -> SortKey:
        """Give what a column is sorted by: texts in any case, empty cells last, equal ones in time order."""
        if column == ONSET:
            return _by_time
        if column == OFFSET:
            return lambda event: (_end(event), *_by_time(event))
        if column == ANSWER_TO:
            return lambda event: (self._onset_of(event.link), *_by_time(event))
        folded: dict[str, str] = {}
        text = self.text

        def key(event: Event) -> tuple[Any, ...]:
            written = text(event, column)
            fold = folded.get(written)
            if fold is None:
                fold = folded[written] = written.casefold()
            return (not fold, fold, event.span.start, event.id.int)

        return key

    def _onset_of(self, event_id: UUID | None) -> int:
        event = None if event_id is None else self._events.get(event_id)
        return _NEVER if event is None else event.span.start

    @staticmethod
    def _offset(event: Event) -> str:
        if event.span.is_instant:
            return ""
        return tr("open") if event.span.end is None else clock(event.span.end)

    def _modifiers(self, event: Event) -> str:
        parts, given = [], event.modifiers
        for modifier in self._questions.of(event.code):
            if modifier.id in given:
                parts.append(modifier.shown(given[modifier.id]))
            elif modifier.required and event.code != UNLABELLED:
                parts.append(f"{modifier.name}?")
        return " · ".join(parts)

    def _answer_to(self, event: Event) -> str:
        bid = self._events.get(event.link) if event.link else None
        if bid is None:
            return ""
        seconds = in_seconds(event.span.start - bid.span.start)
        return f"↳ {clock(bid.span.start)}  {seconds:.1f} s"


def _by_time(event: Event) -> tuple[int, int]:
    return (event.span.start, event.id.int)


def _end(event: Event) -> int:
    """Put moments after what lasts: their cell is empty."""
    if event.span.is_instant:
        return _NEVER
    return _NEVER - 1 if event.span.end is None else event.span.end
