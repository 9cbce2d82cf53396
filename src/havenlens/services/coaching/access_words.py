"""The log of openings and exports as a person reads it, and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from havenlens.services.coaching.access import Access, accesses
from havenlens.services.coaching.fidelity import as_csv
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.privacy import action_name, allows, detail_name

COLUMNS = ("at", "who", "action", "about", "details", "reason")


@dataclass(frozen=True, slots=True)
class AccessInWords:
    """One line of the log in words; ``at`` is UTC, ``about`` names the study, cycle, clip or video."""

    at: datetime
    action: str
    who: str
    about: str
    details: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Give the values in the order of `COLUMNS`."""
        at = self.at.isoformat(sep=" ", timespec="seconds")
        return (at, self.who, action_name(self.action), self.about, self.details, self.reason)

    @property
    def plain(self) -> dict[str, str]:
        """Give the values for a JSON document; the action is not translated."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "action": self.action,
            "who": self.who,
            "about": self.about,
            "details": self.details,
            "reason": self.reason,
        }


def accesses_in_words(study: Study, action: str = "", text: str = "") -> tuple[AccessInWords, ...]:
    """List the log in words, latest first: all of it, or one kind of action, or what holds some words."""
    names = _Names(study)
    lines = (names.line(one) for one in accesses(study, **({"action": action} if action else {})))
    words = text.casefold().split()
    return tuple(one for one in lines if all(word in " ".join(one.cells).casefold() for word in words))


def log_as_csv(lines: Iterable[AccessInWords]) -> str:
    """Write lines of the log as a CSV table."""
    return as_csv(COLUMNS, (line.cells for line in lines))


class _Names:
    """What ids stand for, read once."""

    def __init__(self, study: Study) -> None:
        store = study.store
        self._coders = {coder.id: coder.name for coder in store.coders()}
        self._people = {person.id.hex: person for person in store.participants()}
        labels = {person.id: person.label for person in store.participants()}
        cycles = {
            row["id"]: tr("{teacher} · cycle {number}").format(
                teacher=labels.get(row["teacher"], "–"), number=row["number"]
            )
            for row in store.rows_of("coaching_cycles")
        }
        clips = [*store.rows_of("clips"), *store.rows_of("library_clips")]
        self._about: dict[UUID, str] = {place.id: place.name for place in store.observations()}
        self._about |= cycles
        self._about |= {
            row["id"]: " · ".join(filter(None, [cycles.get(row.get("cycle"), ""), row["title"]]))
            for row in clips
        }

    def line(self, one: Access) -> AccessInWords:
        """Say one line in words."""
        coder = "" if one.coder is None else self._coders.get(one.coder, "–")
        details = [self._detail(name, value) for name, value in one.details.items() if name != "participant"]
        return AccessInWords(
            one.at, one.action.value, coder, self._subject(one), ", ".join(details), one.reason
        )

    def _subject(self, one: Access) -> str:
        person = self._people.get(str(one.details.get("participant", "")))
        about = "" if one.subject_id is None else self._about.get(one.subject_id, "–")
        if not about and one.subject == "study":
            about = tr("the study")
        who = "" if person is None else f"{person.label} {person.pseudonym}"
        return " · ".join(filter(None, [about, who]))

    def _detail(self, name: str, value: Any) -> str:
        shown = _size(value) if name == "bytes" and isinstance(value, int) else value
        if name in ("has", "needed", "level"):
            shown = allows(str(value))
        if isinstance(value, Mapping | list):
            shown = len(value)
        return f"{detail_name(name)} {shown}"


def _size(n: int) -> str:
    return f"{n / 1_000_000:.1f} MB"
