"""The codebook's dated notes, beside the definition of the code they are about."""

from __future__ import annotations

from havenlens.services.days import day_of
from havenlens.services.scheme_notes import notes_of
from havenlens.ui.coding.desk import Desk, Feature


class CodebookNotes(Feature):
    """Gives the notes to what explains codes: hovering a code's row, and the key ``?``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        notes: dict[str, list[str]] = {}
        for note in notes_of(desk.study.store, desk.session.coding.scheme):
            author = f" ({note.author})" if note.author else ""
            line = f"{day_of(note.noted_at).isoformat()}{author}: {note.text}"
            notes.setdefault(note.code, []).append(line)
        desk.parts.codes.notes.update(notes)
        desk.parts.editor.notes = desk.parts.codes.notes
