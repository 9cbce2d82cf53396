"""Who was seen, on what occasion, recorded in which files, and coded by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, TimeBase


class Consent(StrEnum):
    """How far a person's picture may travel; each level includes the ones before it."""

    NONE = "none"
    CODING = "coding"
    FEEDBACK = "feedback"
    EXEMPLAR = "exemplar"
    PUBLICATION = "publication"


class Purpose(StrEnum):
    """What a coding is made for; it decides which analyses may use it."""

    RESEARCH = "research"
    RELIABILITY = "reliability"
    TRAINING = "training"
    MASTER = "master"
    COACHING = "coaching"
    CONSENSUS = "consensus"


class CodingStatus(StrEnum):
    """How far a coding has come."""

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    LOCKED = "locked"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who is seen, by a short label that is unique in the study and a pseudonym to read."""

    id: UUID
    label: str
    pseudonym: str
    role: str
    consent: Consent = Consent.CODING


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """One file of a recording: where it is under its media root, and how to know it again."""

    id: UUID
    ordinal: int
    root: str
    path: str
    size: int
    fingerprint: str
    offset: Micros = Micros(0)
    rate_ppm: float = 0.0
    duration: Micros | None = None

    @property
    def time_base(self) -> TimeBase:
        """Give the map from this file's clock to observation time."""
        return TimeBase(self.offset, self.rate_ppm)


@dataclass(frozen=True, slots=True)
class Recording:
    """One camera's view of an observation, as files one after another on one time base."""

    id: UUID
    view: int
    name: str
    files: tuple[RecordingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """When a person is visible, audible or off camera; time out of presence counts for nobody."""

    id: UUID
    participant: UUID
    state: str
    span: Span


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One spoken line of an observation."""

    id: UUID
    span: Span
    text: str
    speaker: UUID | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """An occasion that was filmed; it may have no recording (ratings made live)."""

    id: UUID
    name: str
    title: str = ""
    filmed_on: date | None = None
    duration: Micros | None = None
    variables: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    participants: tuple[UUID, ...] = ()
    recordings: tuple[Recording, ...] = ()

    @property
    def files(self) -> tuple[RecordingFile, ...]:
        """List the files of every recording, in the order of views and parts."""
        return tuple(file for recording in self.recordings for file in recording.files)

    @property
    def film(self) -> Span | None:
        """Give the time that all views cover together; without any, the length that was written down.

        It begins where the earliest file begins, at 0 at the latest, and ends with the last; None where no
        length is known. What is coded, and what is compared or counted of it, lies in it.
        """
        starts = [file.offset for file in self.files]
        known = [(file.time_base, file.duration) for file in self.files if file.duration is not None]
        ends = [base.to_observation(duration) for base, duration in known]
        if self.duration is not None:
            ends.append(self.duration)
        return Span(Micros(min([0, *starts])), Micros(max(ends))) if ends else None


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes or gives feedback, by a short name."""

    id: UUID
    name: str
    role: str = "coder"


def coder_named(coders: Sequence[Coder], name: str) -> Coder:
    """Find a coder by name among those of a study; StudyError names them all where there is none."""
    found = next((coder for coder in coders if coder.name == name), None)
    if found is None:
        raise StudyError("study.no_coder", name=name, names=", ".join(c.name for c in coders) or "–")
    return found


@dataclass(frozen=True, slots=True)
class Coding:
    """All events and ratings of one coder, on one observation, with one scheme version, for one purpose."""

    id: UUID
    observation: UUID
    scheme: UUID
    coder: UUID
    purpose: Purpose
    attempt: int = 1
    status: CodingStatus = CodingStatus.IN_PROGRESS
    casting: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    resume_at: Micros = Micros(0)
    submitted_at: datetime | None = None
