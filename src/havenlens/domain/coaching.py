"""One round of feedback between a coach and a teacher: clips, prompts, answers and a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.time import SECOND, Micros, Span

SHORTEST_CLIP = Micros(20 * SECOND)
LONGEST_CLIP = Micros(120 * SECOND)
MOST_PROMPT_WORDS = 90
MOST_EVIDENCE = 3


class ClipType(StrEnum):
    """What a clip is for; the order is the order in which a teacher reads them."""

    STRENGTH = "strength"
    LOOK_AGAIN = "look_again"
    LINK = "link"


class CycleStep(StrEnum):
    """The steps of a cycle in their order."""

    FILM = "film"
    REVIEW = "review"
    PUBLISH = "publish"
    RESPOND = "respond"
    CONFERENCE = "conference"
    PLAN = "plan"


class EvidenceKind(StrEnum):
    """Which number of the coding is shown to the teacher."""

    BIDS_ANSWERED = "bids_answered"
    BIDS_ANSWERED_SENSITIVELY = "bids_answered_sensitively"
    TIME_TO_FIRST_RESPONSE = "time_to_first_response"
    TIME_TO_REPAIR = "time_to_repair"
    WHO_WAS_ANSWERED = "who_was_answered"


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A spoken line that is quoted beside a clip, by its start; without a speaker it stands alone."""

    at: Micros
    text: str
    speaker: UUID | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the coach saw, in words, and the one open question that follows from it."""

    text: str
    question: str

    @property
    def n_words(self) -> int:
        """Count the words of text and question together.

        >>> Prompt("You wait. Amir looks up.", "What were you noticing?").n_words
        9
        """
        return len(self.text.split()) + len(self.question.split())


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of the video with what is asked about it; times are observation time.

    ``still_at`` is the frame that stands for the clip on paper, ``still_shows`` says in words what it shows.
    ``people`` are those who can be seen or heard in it; ``masks`` and ``covers`` hide what may not travel.
    A clip that was ``struck`` by its teacher goes into no document any more.
    """

    id: UUID
    type: ClipType
    title: str
    span: Span
    still_at: Micros
    prompt: Prompt
    lines: tuple[QuotedLine, ...] = ()
    answer: str = ""
    still_shows: str = ""
    people: tuple[UUID, ...] = ()
    masks: tuple[Mask, ...] = ()
    covers: tuple[SoundCover, ...] = ()
    struck: bool = False


@dataclass(frozen=True, slots=True)
class ClipMark:
    """A moment that was marked while watching: what a clip may be made of, and for which of the blocks."""

    id: UUID
    at: Micros
    span: Span
    type: ClipType | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceChoice:
    """A number the coach chose to show: of which scheme and seeker, and the moment it leads to."""

    kind: EvidenceKind
    scheme: str
    seeker: UUID | None
    moment: Micros
    window: Micros = Micros(10 * SECOND)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A library clip to watch, with the one thing to watch for; ``clip`` is its id in the library."""

    title: str
    watch_for: str
    duration: Micros | None = None
    clip: UUID | None = None


@dataclass(frozen=True, slots=True)
class LibraryClip:
    """A responsive moment that may be shown to other teachers, by dimension and code; observation time.

    Everybody in ``people`` needs consent to be an exemplar before it leaves the study.
    """

    id: UUID
    observation: UUID
    title: str
    span: Span
    still_at: Micros
    watch_for: str = ""
    scheme: str = ""
    dimension: str = ""
    code: str = ""
    still_shows: str = ""
    people: tuple[UUID, ...] = ()
    masks: tuple[Mask, ...] = ()
    covers: tuple[SoundCover, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing the teacher will try: when in the day, what, with whom, how it will show, until when."""

    when: str
    i_will: str
    who: str
    i_will_know: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The one or two steps that teacher and coach agreed on."""

    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class PlanReview:
    """The last cycle's plan and what became of it; ``tried`` is None until somebody has asked."""

    i_will: str
    when: str = ""
    tried: bool | None = None
    what_happened: str = ""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """That a step was done on a day by somebody, or was skipped for a reason."""

    step: CycleStep
    who: str
    on: date
    skipped_because: str = ""


@dataclass(frozen=True, slots=True)
class CycleNotes:
    """What the fidelity log asks of a cycle that stands nowhere else; None is not known.

    ``usefulness`` is the teacher's own rating from 1 to 5.
    """

    conference_minutes: int | None = None
    usefulness: int | None = None
    exemplar_watched_s: int | None = None


@dataclass(frozen=True, slots=True)
class CoachingCycle:
    """One round of feedback to one teacher about one observation, or about none before filming.

    ``focus`` is the dimension in words, ``focus_dimension`` its id in ``focus_scheme``; ``opening`` is one
    sentence about the focus and the last plan; ``summary`` and ``conference_notes`` follow the talk.
    ``language`` is the document's, empty for the study's; ``due`` are the days on which steps should be done.
    """

    id: UUID
    teacher: UUID
    coach: UUID
    observation: UUID | None
    number: int
    title: str
    focus: str
    filmed_on: date | None = None
    focus_scheme: str = ""
    focus_dimension: str = ""
    opening: str = ""
    clips: tuple[Clip, ...] = ()
    evidence: tuple[EvidenceChoice, ...] = ()
    exemplar: Exemplar | None = None
    previous_plan: PlanReview | None = None
    plan: ActionPlan | None = None
    summary: str = ""
    conference_notes: str = ""
    steps: tuple[StepRecord, ...] = ()
    language: str = ""
    due: Mapping[CycleStep, date] = field(default_factory=dict)
    notes: CycleNotes = CycleNotes()
    published_at: datetime | None = None

    @property
    def next_step(self) -> CycleStep | None:
        """Give the first step that is neither done nor skipped; None when the cycle is complete."""
        return next_step(self.steps)


def next_step(records: Iterable[StepRecord]) -> CycleStep | None:
    """Give the first step that is neither done nor skipped; None when the cycle is complete."""
    done = {record.step for record in records}
    return next((step for step in CycleStep if step not in done), None)


def in_reading_order(clips: Iterable[Clip]) -> tuple[Clip, ...]:
    """Put clips in the order in which they are read: strength, look again, link; then by time."""
    order = list(ClipType)
    return tuple(sorted(clips, key=lambda clip: (order.index(clip.type), clip.span.start)))
