"""Save an edited scheme: in place while nobody has coded with it, as a version of its own from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_maps import SchemeMap
from havenlens.domain.scheme_versions import ChangeKind, SchemeChange, compare, version_parts
from havenlens.services.ports import Progress, no_progress
from havenlens.services.recoding import Queue, build_queue
from havenlens.services.scheme_notes import add_note
from havenlens.services.study import Study
from havenlens.services.study_store import StoredScheme


@dataclass(frozen=True, slots=True)
class Saving:
    """What saving would do: the change since the stored version, the version number it takes, what is asked.

    ``old`` is the stored version it follows: the newest, whichever was there when editing began. ``codings``
    counts those made with it, which freeze it.
    """

    change: SchemeChange | None
    version: str
    codings: int
    old: UUID | None = None

    @property
    def wants_note(self) -> bool:
        """Tell whether a dated note is asked for: other words under a scheme that is in use."""
        return (
            bool(self.codings) and self.change is not None and self.change.kind is not ChangeKind.MEASUREMENT
        )

    @property
    def wants_map(self) -> bool:
        """Tell whether a map from old to new codes is asked for."""
        return bool(self.codings) and self.change is not None and self.change.kind is ChangeKind.MEASUREMENT


@dataclass(frozen=True, slots=True)
class Saved:
    """The stored version, and the recode queue that a map has built."""

    stored: StoredScheme
    queue: Queue | None = None


def plan(study: Study, base: UUID | None, scheme: Scheme, text: str) -> Saving:
    """Work out what saving a scheme would do; raise `StudyError` where it cannot be saved at all."""
    stored = {row.id: row for row in study.store.schemes()}
    began = stored.get(base) if base is not None else None
    if began is None or began.scheme != scheme.id:
        if any(row.scheme == scheme.id for row in stored.values()):
            raise StudyError("scheme.id_taken", id=scheme.id)
        return Saving(None, scheme.version, 0)
    old = study.stored_scheme(scheme.id)
    if text == old.source:
        raise StudyError("scheme.nothing_to_save", version=old.version)
    change = compare(study.scheme(old.id), scheme)
    codings = sum(coding.scheme == old.id for coding in study.store.list_codings())
    return Saving(change, next_version(old.version, scheme.version, change.kind, codings), codings, old.id)


def next_version(old: str, new: str, kind: ChangeKind, codings: int) -> str:
    """Give the number that a change needs: the one that was written where it says enough.

    Nothing has to change while nobody has coded; words are a patch, another measurement is a minor version.

    >>> next_version("1.2.3", "1.2.3", ChangeKind.WORDING, 4)
    '1.2.4'
    >>> next_version("1.2.3", "1.2.3", ChangeKind.MEASUREMENT, 4)
    '1.3.0'
    >>> next_version("1.2.3", "2.0.0", ChangeKind.MEASUREMENT, 4)
    '2.0.0'
    >>> next_version("0.1.0", "0.1.0", ChangeKind.MEASUREMENT, 0)
    '0.1.0'
    """
    before, after = version_parts(old), version_parts(new)
    if not codings:
        return new if after >= before else old
    if kind is ChangeKind.MEASUREMENT:
        return new if after[:2] > before[:2] else f"{before[0]}.{before[1] + 1}.0"
    return new if after > before else f"{before[0]}.{before[1]}.{before[2] + 1}"


def save(
    study: Study,
    base: UUID | None,
    scheme: Scheme,
    text: str,
    *,
    author: str = "",
    note: str = "",
    note_code: str = "",
    made: SchemeMap | None = None,
    progress: Progress = no_progress,
) -> Saved:
    """Store a scheme under the version that `plan` gives, with its note or its map, in one transaction.

    Raise `StudyError` where a note or a map is missing, or a map does not cover what was coded.
    """
    saving = plan(study, base, scheme, text)
    if saving.wants_note and not note.strip():
        raise StudyError("scheme.note_missing")
    old = next((row for row in study.store.schemes() if row.id == saving.old), None)
    if saving.wants_map:
        assert old is not None
        if made is None:
            raise StudyError("scheme.map_missing", id=scheme.id, version=old.version)
        problems = made.problems(study.scheme(old.id), scheme)
        if problems:
            raise StudyError.of(problems[0])
    with study.store.transaction():
        stored = study.add_scheme(text, f"{scheme.id} {scheme.version}")
        if note.strip():
            add_note(study.store, stored.id, note, author, note_code)
        if not saving.wants_map or old is None or made is None:
            return Saved(stored)
        coder = next((coder.id for coder in study.store.coders() if coder.name == author), None)
        map_id = uuid4()
        row = {
            "id": map_id,
            "old_scheme": old.id,
            "new_scheme": stored.id,
            "map": made.plain(),
            "made_at": datetime.now(UTC),
            "coder": coder,
        }
        study.store.add("scheme_maps", "scheme_map", [row])
        return Saved(stored, build_queue(study, map_id, progress))
