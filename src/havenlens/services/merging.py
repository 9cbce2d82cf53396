"""Take in what came back from a hand-out: which codings may go on, and whose edit of what all share holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.services.hand_outs import Merged
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study


def merge(
    study: Study, path: Path, progress: Progress = no_progress, *, without: Collection[str] = ()
) -> Merged:
    """Merge a hand-out into the study it came from, by id, in one transaction; whole or not at all.

    Merging it once more, or in another order with others, makes the same study. ``without`` names
    observations to leave out. Raise `MergeError` with a sentence for each coding that was coded on in both
    places, and `StudyError` for a file that is not this study's, was changed by hand, or does not fit.
    """
    if study.handed_out is not None:
        raise StudyError("merge.into_a_hand_out")
    return study.store.merge_hand_out(path, progress, frozenset(without))


# --- codings ----------------------------------------------------------------------------------------


class Standing(StrEnum):
    """How a coding in a hand-out stands to the same coding in the study."""

    SAME = "same"
    FURTHER = "further"
    BEHIND = "behind"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """One row of a coding's log: its hash, whether a withdrawal wrote it, and whether its payload is gone."""

    hash: str
    withdraws: bool = False
    erased: bool = False


def standing(ours: Sequence[LoggedRow], theirs: Sequence[LoggedRow]) -> Standing:
    """Tell which of two logs of one coding goes on from the other; the longer one holds.

    Where somebody withdrew in both places, each log ends in rows of its own that say so: they take nothing
    away from the other, as long as it has erased as much.
    """
    alike = sum(1 for _ in _alike(ours, theirs))
    if alike == len(ours):
        return Standing.SAME if alike == len(theirs) else Standing.FURTHER
    if alike == len(theirs):
        return Standing.BEHIND
    if all(row.withdraws for row in ours[alike:]) and _erased(ours[:alike]) <= _erased(theirs[:alike]):
        only_withdrawn = all(row.withdraws for row in theirs[alike:])
        return Standing.BEHIND if only_withdrawn else Standing.FURTHER
    if all(row.withdraws for row in theirs[alike:]) and _erased(theirs[:alike]) <= _erased(ours[:alike]):
        return Standing.BEHIND
    return Standing.APART


def _alike(ours: Sequence[LoggedRow], theirs: Sequence[LoggedRow]) -> Iterator[LoggedRow]:
    for own, other in zip(ours, theirs, strict=False):
        if own.hash != other.hash:
            return
        yield own


def _erased(rows: Sequence[LoggedRow]) -> set[int]:
    return {place for place, row in enumerate(rows) if row.erased}


# --- what all share ---------------------------------------------------------------------------------

Stamp = tuple[str, str, int]
"""When an edit was made (UTC, as text), in which hand-out (empty for the study), as which row of its log."""
Key = tuple[str, str]
"""A table and the id of a row in it."""


class Act(StrEnum):
    """What an edit does to a row."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a row that several people may edit: which columns, and when."""

    key: Key
    act: Act
    stamp: Stamp
    columns: tuple[str, ...] = ()


@dataclass
class Registers:
    """The latest edit of each column, and of whether each row is there: the same in whatever order."""

    there: dict[Key, tuple[Stamp, bool]] = field(default_factory=dict)
    columns: dict[Key, dict[str, Stamp]] = field(default_factory=dict)

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Registers:
        """Fold edits."""
        made = cls()
        for edit in edits:
            made.take(edit)
        return made

    def take(self, edit: Edit) -> None:
        """Let an edit hold where nothing later is known."""
        if edit.act is not Act.CHANGE:
            known = self.there.get(edit.key)
            if known is None or edit.stamp > known[0]:
                self.there[edit.key] = (edit.stamp, edit.act is Act.ADD)
        own = self.columns.setdefault(edit.key, {})
        for column in edit.columns:
            if column not in own or edit.stamp > own[column]:
                own[column] = edit.stamp

    def holds(self, edit: Edit) -> bool:
        """Tell whether an edit is the latest of anything."""
        if edit.act is not Act.CHANGE and self.there[edit.key][0] == edit.stamp:
            return True
        return any(self.columns[edit.key][column] == edit.stamp for column in edit.columns)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row of the study: added, removed, or changed in some columns; nothing if None."""

    act: Act | None
    columns: tuple[str, ...] = ()


def verdict(key: Key, ours: Registers, theirs: Registers, *, is_there: bool) -> Verdict:
    """Decide by the latest edit of each column; a row is there if it was added later than removed."""
    alive = is_there
    said = theirs.there.get(key)
    known = ours.there.get(key)
    if said is not None and (known is None or said[0] > known[0]):
        alive = said[1]
    if alive != is_there:
        return Verdict(Act.ADD if alive else Act.REMOVE)
    own: Mapping[str, Stamp] = ours.columns.get(key, {})
    later = (c for c, stamp in theirs.columns.get(key, {}).items() if c not in own or stamp > own[c])
    columns = tuple(later) if is_there else ()
    return Verdict(Act.CHANGE if columns else None, columns)


def is_news(edit: Edit, ours: Registers, theirs: Registers) -> bool:
    """Tell whether the study's log has to have an edit: it holds, and is later than what is known."""
    if not theirs.holds(edit):
        return False
    if edit.act is not Act.CHANGE:
        known = ours.there.get(edit.key)
        if known is None or edit.stamp > known[0]:
            return True
    own = ours.columns.get(edit.key, {})
    return any(column not in own or edit.stamp > own[column] for column in edit.columns)
