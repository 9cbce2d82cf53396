"""Dated notes: rulings and changes of wording, each with its day and author, beside the code it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_maps import SchemeMap
from havenlens.services.study_store import StudyStore


@dataclass(frozen=True, slots=True)
class SchemeNote:
    """One note on a stored scheme version; ``code`` is empty where it is about the whole scheme."""

    id: UUID
    scheme: UUID
    noted_at: datetime
    author: str
    text: str
    code: str = ""


def notes_of(store: StudyStore, scheme: UUID) -> list[SchemeNote]:
    """List the notes of a scheme version and of the versions it came from, latest first.

    A note on a code of an earlier version stands beside the code that took its place; where that code was
    split or dropped, the note stays with the earlier version.
    """
    notes = [
        SchemeNote(row["id"], scheme, row["noted_at"], row["author"], row["text"], row["code"] or "")
        for row in store.rows_of("scheme_notes", scheme=scheme)
    ]
    for row in store.rows_of("scheme_maps", new_scheme=scheme):
        made = SchemeMap.of_plain(row["map"])
        for note in notes_of(store, row["old_scheme"]):
            code = made.target_of(note.code) if note.code else ""
            if code is not None:
                notes.append(replace(note, code=code))
    return sorted(notes, key=lambda note: note.noted_at, reverse=True)


def add_note(store: StudyStore, scheme: UUID, text: str, author: str, code: str = "") -> SchemeNote:
    """Add a note to a scheme version, or to one of its codes; raise `StudyError` where it says nothing."""
    if not text.strip():
        raise StudyError("scheme.note_missing")
    note = SchemeNote(uuid4(), scheme, datetime.now(UTC), author, text.strip(), code)
    row = {
        "id": note.id,
        "scheme": scheme,
        "code": code or None,
        "noted_at": note.noted_at,
        "author": author,
        "text": note.text,
    }
    store.add("scheme_notes", "scheme_note", [row])
    return note
