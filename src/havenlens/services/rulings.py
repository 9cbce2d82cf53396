"""What a meeting decided: a ruling is a dated note in the codebook, linked to the moment it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import clock
from havenlens.services.moments import moment_of, settle_moment
from havenlens.services.scheme_notes import add_note
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision; ``code`` is empty where it is about the whole scheme, ``note`` is its dated note."""

    id: UUID
    scheme: UUID
    text: str
    author: str
    ruled_at: datetime
    code: str = ""
    moment: UUID | None = None
    note: UUID | None = None


def rule(
    study: Study,
    scheme: UUID,
    text: str,
    author: str,
    codes: Sequence[str] = (),
    moment: UUID | None = None,
) -> tuple[Ruling, ...]:
    """Write a ruling into the codebook, beside each of some codes or beside the scheme; settle its moment.

    The note names the observation and the time that it was made at. Raise `StudyError` for one that says
    nothing.
    """
    if not text.strip():
        raise StudyError("ruling.empty")
    shown = text.strip()
    if moment is not None:
        about = moment_of(study, moment)
        place = next(o for o in study.store.observations() if o.id == about.observation)
        at = clock(about.span.start)
        shown = say("ruling.note", text=shown, observation=place.name, at=at)
    made = []
    with study.store.transaction():
        for code in dict.fromkeys(codes or ("",)):
            note = add_note(study.store, scheme, shown, author, code)
            made.append(
                Ruling(uuid4(), scheme, text.strip(), author, datetime.now(UTC), code, moment, note.id)
            )
        study.store.add("rulings", "ruling", [_row(one) for one in made])
        if moment is not None:
            settle_moment(study, moment)
    return tuple(made)


def rulings_of(study: Study, scheme: UUID | None = None, moment: UUID | None = None) -> tuple[Ruling, ...]:
    """List rulings, latest first: all of them, those of a scheme version, or those about one moment."""
    wanted = {name: value for name, value in (("scheme", scheme), ("moment", moment)) if value is not None}
    found = [
        Ruling(
            row["id"],
            row["scheme"],
            row["text"],
            row["author"],
            row["ruled_at"],
            row["code"],
            row["moment"],
            row["note"],
        )
        for row in study.store.rows_of("rulings", **wanted)
    ]
    return tuple(sorted(found, key=lambda one: one.ruled_at, reverse=True))


def ruling_in_words(study: Study, made: Sequence[Ruling]) -> Problem:
    """Say where a ruling stands now."""
    scheme = study.scheme(made[0].scheme)
    codes = [scheme.code_by_id[one.code].name if one.code else tr("the whole scheme") for one in made]
    return Problem("ruling.made", {"scheme": scheme.name, "codes": ", ".join(codes)})


def _row(one: Ruling) -> dict[str, object]:
    return {
        "id": one.id,
        "scheme": one.scheme,
        "moment": one.moment,
        "code": one.code,
        "text": one.text,
        "author": one.author,
        "ruled_at": one.ruled_at,
        "note": one.note,
    }
