"""Find and replace in coded events: in comments, codes, people and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.coding import Refused
from havenlens.domain.editing import Edited, Ground, Outcome, with_values
from havenlens.domain.events import Changes, Event
from havenlens.domain.problems import Problem


class Where(StrEnum):
    """What is looked through."""

    COMMENTS = "comments"
    CODES = "codes"
    PEOPLE = "people"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is to be replaced by what.

    In comments, and in answers that are text, ``find`` and ``by`` are texts; for codes they are code ids,
    for people their ids, for answers the ids of options of ``modifier`` (an empty ``by`` takes it away).
    """

    where: Where
    find: str | UUID
    by: str | UUID
    modifier: str = ""
    match_case: bool = False
    whole_words: bool = False

    @property
    def is_ready(self) -> bool:
        """Tell whether there is something to look for."""
        return self.find not in ("", self.by)


def replace(events: Iterable[Event], wanted: Replacement, ground: Ground) -> Outcome:
    """Work out what replacing changes in some events, as one step."""
    pairs = tuple(
        (event, after)
        for event in events
        if (after := replaced_in(event, wanted, ground)) is not None and after != event
    )
    if not pairs:
        return Refused(Problem("editing.nothing_found"))
    return Edited(Changes(replaced=pairs), Problem("editing.replaced", {"n": len(pairs)}))


def replaced_in(event: Event, wanted: Replacement, ground: Ground) -> Event | None:
    """Give an event after replacing in it; None where it is not what was looked for."""
    if not wanted.is_ready:
        return None
    match wanted.where:
        case Where.COMMENTS:
            return event.with_(comment=_in_text(event.comment, wanted))
        case Where.CODES:
            found = event.code == wanted.find
            return with_values(event, ground, code=str(wanted.by)) if found else None
        case Where.PEOPLE:
            return _other_people(event, wanted, ground)
    return _other_answer(event, wanted, ground)


def _other_people(event: Event, wanted: Replacement, ground: Ground) -> Event | None:
    values = {part: wanted.by for part in ("actor", "target") if getattr(event, part) == wanted.find}
    return with_values(event, ground, **values) if values else None


def _other_answer(event: Event, wanted: Replacement, ground: Ground) -> Event | None:
    asked = next((m for m in ground.scheme.modifiers_of(event.code) if m.id == wanted.modifier), None)
    given = None if asked is None else event.modifiers.get(asked.id)
    if asked is None or given is None:
        return None
    if asked.kind is ModifierKind.TEXT:
        text = _in_text(str(given), wanted)
        return with_values(event, ground, modifiers={asked.id: text if text.strip() else None})
    if isinstance(given, tuple):
        if wanted.find not in given:
            return None
        by = [wanted.by if one == wanted.find else one for one in given]
        several = tuple(str(one) for one in dict.fromkeys(by) if one)
        return with_values(event, ground, modifiers={asked.id: several or None})
    if given != wanted.find:
        return None
    return with_values(event, ground, modifiers={asked.id: wanted.by or None})


def _in_text(text: str, wanted: Replacement) -> str:
    pattern = re.escape(str(wanted.find))
    if wanted.whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    flags = re.NOFLAG if wanted.match_case else re.IGNORECASE
    return re.sub(pattern, lambda _match: str(wanted.by), text, flags=flags)
