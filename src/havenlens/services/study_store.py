"""What a study is kept in: the values that cross to the store, and what is asked of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from havenlens.domain.events import Event, Rating, RatingPeriod
from havenlens.domain.observation import (
    Coder,
    Coding,
    Observation,
    Participant,
    Presence,
    TranscriptLine,
)
from havenlens.domain.time import Micros
from havenlens.services.coding_record import CodingStore
from havenlens.services.hand_outs import HandOutContents, HandOutOrder, Merged
from havenlens.services.history import Step
from havenlens.services.ports import MediaFacts, Progress
from havenlens.services.stored_columns import Coded, Ids

if TYPE_CHECKING:
    import numpy as np  # slow to import
    from numpy.typing import NDArray


class VariableType(StrEnum):
    """What values an observation variable takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Variable:
    """Something known about each observation (site, wave, condition), maybe hidden from coders."""

    id: UUID
    name: str
    type: str
    hidden_from_coders: bool = False
    choices: tuple[str, ...] = ()

    @staticmethod
    def read(kind: str, text: str) -> str | int | float | bool:
        """Give the value that a stored text stands for; raise ValueError where it does not fit the type."""
        match kind:
            case VariableType.INTEGER:
                return int(text)
            case VariableType.NUMBER:
                return float(text)
            case VariableType.FLAG:
                if text not in ("true", "false"):
                    raise ValueError(text)
                return text == "true"
            case VariableType.DATE:
                return date.fromisoformat(text).isoformat()
        return text

    def takes(self, text: str) -> bool:
        """Tell whether a text is a value of this variable."""
        try:
            self.read(self.type, text)
        except ValueError:
            return False
        return not self.choices or text in self.choices

    @staticmethod
    def type_of(value: Any) -> VariableType:
        """Choose the type for a value as it was first given."""
        match value:
            case bool():
                return VariableType.FLAG
            case int():
                return VariableType.INTEGER
            case float():
                return VariableType.NUMBER
            case date():
                return VariableType.DATE
        return VariableType.TEXT


@dataclass(frozen=True, slots=True)
class StoredScheme:
    """A scheme version as it is kept in the study, with its source text."""

    id: UUID
    scheme: str
    version: str
    measurement_hash: str
    source: str


@dataclass(frozen=True, slots=True)
class TimedRows:
    """A coding's events by onset, as statistics see them: columns of equal length, times in microseconds.

    ``code`` and ``actor`` are places in ``codes`` and ``people``; where ``is_open``, a state was left open,
    and its offset is its onset.
    """

    onset: NDArray[np.int64]
    offset: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    code: NDArray[np.intp]
    actor: NDArray[np.intp]
    codes: tuple[str, ...]
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Some events as they lie in the file, as columns of equal length for tables; times in microseconds.

    ``coding`` is a place in the codings that were asked for; people are 32 digits; modifiers and defaults
    are JSON. Where ``is_open``, the offset is the onset. ``flags`` has a bit each for unsure, off camera and
    discuss, in this order.
    """

    coding: NDArray[np.intp]
    id: Ids
    code: Coded
    onset: NDArray[np.int64]
    offset: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    actor: Coded
    target: Coded
    link: Ids
    modifiers: Coded
    comment: Sequence[str]
    flags: NDArray[np.intp]
    defaults: Sequence[str]
    reaction_lag: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LogBatch:
    """Some rows of the change log as columns, without payloads; ids are 32 digits, instants ISO in UTC."""

    chain: Sequence[str]
    seq: NDArray[np.int64]
    step: Sequence[str]
    at: Sequence[str]
    coder: Sequence[str | None]
    kind: Sequence[str]
    hash: Sequence[str]


class StudyStore(Protocol):
    """What the use cases ask of an open study; writes stand in its change log."""

    @property
    def codings(self) -> CodingStore: ...

    def transaction(self) -> AbstractContextManager[None]: ...

    @property
    def study_id(self) -> UUID: ...

    def settings(self) -> Mapping[str, Any]: ...

    def participants(self) -> list[Participant]: ...

    def coders(self) -> list[Coder]: ...

    def schemes(self) -> list[StoredScheme]: ...

    def variables(self) -> list[Variable]: ...

    def observations(self, name: str | None = None) -> list[Observation]: ...

    def list_codings(self) -> list[Coding]: ...

    def event_counts(self, leaving_out: Collection[str] = ()) -> Mapping[UUID, int]: ...

    def rating_counts(self) -> Mapping[UUID, int]: ...

    def events_of(self, coding: UUID) -> Sequence[Event]: ...

    def timed_rows(self, codings: Sequence[UUID]) -> Mapping[UUID, TimedRows]: ...

    def event_batches(self, codings: Sequence[UUID], size: int) -> Iterator[EventBatch]: ...

    def log_batches(self, size: int) -> Iterator[LogBatch]: ...

    def ratings_of(self, coding: UUID) -> list[tuple[RatingPeriod, Rating]]: ...

    def presence_of(self, observation: UUID) -> list[Presence]: ...

    def transcript_of(self, observation: UUID) -> list[TranscriptLine]: ...

    def rows_of(self, table: str, **equal: Any) -> list[Mapping[str, Any]]: ...

    def add(self, table: str, kind: str, rows: Sequence[Mapping[str, Any]]) -> None: ...

    def change(self, table: str, kind: str, row_id: UUID, /, **values: Any) -> None: ...

    def remove(self, table: str, kind: str, row_ids: Sequence[UUID]) -> None: ...

    def replace(
        self, table: str, kind: str, owner: str, owner_id: UUID, rows: Sequence[Mapping[str, Any]]
    ) -> None: ...

    def keep(self, table: str, row_id: UUID, **values: Any) -> None: ...

    def write_events(self, coding: UUID, step: Step) -> None: ...

    def add_ratings(
        self, coding: Coding, periods: Sequence[RatingPeriod], ratings: Sequence[Rating]
    ) -> None: ...

    def write_hand_out(self, order: HandOutOrder, path: Path, progress: Progress) -> HandOutContents: ...

    def merge_hand_out(self, path: Path, progress: Progress, without: Collection[str]) -> Merged: ...


@dataclass(frozen=True, slots=True)
class NewObservation:
    """An observation to be added, with its video's facts where it has one.

    ``following`` are the files that go on where the video ends: one recording in several files.
    """

    name: str
    title: str = ""
    filmed_on: date | None = None
    duration: Micros | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    participants: Sequence[UUID] = ()
    video: MediaFacts | None = None
    following: Sequence[MediaFacts] = ()
