"""The feedback document: one frozen report model that HTML, PDF and DOCX are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from havenlens.domain.coaching import MOST_EVIDENCE, ClipType, EvidenceKind, Exemplar, PlanReview, PlanStep
from havenlens.domain.time import Micros, Span
from havenlens.words.catalogue import speaking
from havenlens.words.reports import number, times
from havenlens.words.sentences import say


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line of the transcript in observation time; ``by_teacher`` shows the reader as "You"."""

    span: Span
    speaker: str
    text: str
    by_teacher: bool = False


@dataclass(frozen=True, slots=True)
class ClipBlock:
    """One clip with everything that stands beside it; times are observation time.

    ``still`` holds a PNG or JPEG file's bytes and ``still_shows`` says in words what is on it; ``clip`` is an
    MP4 file that begins at ``span.start``. ``captions`` are all its lines where ``lines`` quotes some.
    ``label`` replaces the usual name of the clip's type where the study has its own.
    """

    id: UUID
    type: ClipType
    title: str
    span: Span
    still: bytes
    still_shows: str
    clip: Path
    prompt: str
    question: str
    lines: tuple[SpokenLine, ...] = ()
    captions: tuple[SpokenLine, ...] = ()
    answer: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceNumber:
    """One small number from the coding in words ("3 of 5"), how many it rests on, the moment it leads to."""

    kind: EvidenceKind
    value: str
    n: int
    sentence: str
    moment: Micros


@dataclass(frozen=True, slots=True)
class FeedbackDocument:
    """Everything a teacher reads in one cycle, resolved: no store, no scheme and no video is asked any more.

    ``written_on`` dates the files, so that the same document always gives the same bytes. ``language`` is the
    document's own, whatever the desktop speaks. ``draft_scheme`` names the scheme behind the numbers where it
    has not been validated; ``clips_only`` tells that only the clips were coded, not the whole video.
    """

    id: UUID
    language: str
    written_on: date
    teacher: str
    coach: str
    number: int
    title: str
    focus: str
    blocks: tuple[ClipBlock, ...]
    filmed_on: date | None = None
    video: str = ""
    opening: str = ""
    previous_plan: PlanReview | None = None
    evidence: tuple[EvidenceNumber, ...] = ()
    clips_only: bool = False
    draft_scheme: str = ""
    exemplar: Exemplar | None = None
    conference_notes: str = ""
    summary: str = ""
    plan: tuple[PlanStep, ...] = ()

    def block_at(self, moment: Micros) -> int | None:
        """Find the position of the first block whose clip shows a moment; None if none does."""
        return next((i for i, block in enumerate(self.blocks) if block.span.covers(moment)), None)


@dataclass(frozen=True, slots=True)
class BidCounts:
    """The counts behind the evidence, for one seeker and one window.

    ``n_bids`` leaves out bids whose window the video's end cut off; ``first_response_s`` is the median of the
    answered ones; ``repairs_s`` are the seconds from the first missed bid of each repaired run to comfort.
    """

    seeker: str
    window_s: float
    n_bids: int
    n_answered: int
    n_sensitive: int
    first_response_s: float | None = None
    repairs_s: tuple[float, ...] = ()


def evidence_from(
    counts: BidCounts, wanted: Sequence[tuple[EvidenceKind, Micros]], language: str
) -> tuple[EvidenceNumber, ...]:
    """Put the numbers a coach chose into words, each with its n; at most three, undefined ones left out.

    >>> counts = BidCounts("Amir", 10, n_bids=5, n_answered=3, n_sensitive=2, repairs_s=(40.0,))
    >>> [first] = evidence_from(counts, [(EvidenceKind.BIDS_ANSWERED, Micros(25_000_000))], "en")
    >>> first.value, first.sentence
    ('3 of 5', 'signals from Amir got an answer within 10 s')
    """
    with speaking(language):
        found = (_number(kind, counts, moment) for kind, moment in wanted)
        return tuple(each for each in found if each is not None)[:MOST_EVIDENCE]


def _number(kind: EvidenceKind, counts: BidCounts, moment: Micros) -> EvidenceNumber | None:
    values = {"seeker": counts.seeker, "window": number(counts.window_s)}
    if kind in {EvidenceKind.BIDS_ANSWERED, EvidenceKind.BIDS_ANSWERED_SENSITIVELY}:
        if counts.n_bids == 0:
            return None
        part = counts.n_answered if kind is EvidenceKind.BIDS_ANSWERED else counts.n_sensitive
        value = say("report.part_of", part=part, n=counts.n_bids)
        return EvidenceNumber(kind, value, counts.n_bids, say(f"report.{kind}", **values), moment)
    spans = _seconds(kind, counts)
    if not spans:
        return None
    n = counts.n_answered if kind is EvidenceKind.TIME_TO_FIRST_RESPONSE else len(spans)
    value = say("report.seconds", seconds=number(_median(spans)))
    sentence = say(f"report.{kind}", **values, times=times(n))
    return EvidenceNumber(kind, value, n, sentence, moment)


def _seconds(kind: EvidenceKind, counts: BidCounts) -> tuple[float, ...]:
    if kind is EvidenceKind.TIME_TO_REPAIR:
        return counts.repairs_s
    return () if counts.first_response_s is None else (counts.first_response_s,)


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
