"""The feedback document: one frozen report model that HTML, PDF and DOCX are made from."""

from __future__ import annotations

import re
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

_OF_ANYONE = {
    EvidenceKind.BIDS_ANSWERED: "report.bids_answered_anyone",
    EvidenceKind.BIDS_ANSWERED_SENSITIVELY: "report.bids_answered_sensitively_anyone",
    EvidenceKind.TIME_TO_FIRST_RESPONSE: "report.time_to_first_response_anyone",
    EvidenceKind.TIME_TO_REPAIR: "report.time_to_repair_anyone",
}

FEWEST_FOR_PROGRESS = 3
"""Cycles below which a picture over cycles is provisional."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    r"""Leave out of a text what no file can hold, and make every kind of line end the same.

    >>> writable("Her hand\x0bis up.\x00\ud83d")
    'Her hand\nis up.'
    """
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text))


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
    ``label`` replaces the usual name of the clip's type where the study has its own. A clip that was
    ``struck`` by the teacher is shown nowhere: not its words, not its picture, not its film.
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
    struck: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceNumber:
    """One small number from the coding in words ("3 of 5"), how many it rests on, the moment it leads to."""

    kind: EvidenceKind
    value: str
    n: int
    sentence: str
    moment: Micros


@dataclass(frozen=True, slots=True)
class FeedbackScore:
    """One dimension's scores in this cycle, each a point: shown only where the study allows scores."""

    dimension: str
    points: tuple[float, ...]
    lowest: float = 1
    highest: float = 7

    @property
    def mean(self) -> float:
        """Give the mean of the points.

        >>> FeedbackScore("warmth", (4, 5, 6)).mean
        5.0
        """
        return sum(self.points) / len(self.points)


@dataclass(frozen=True, slots=True)
class CyclePoint:
    """What one cycle adds to the picture over the cycles; what was not coded or asked stays empty.

    ``n_answered`` of ``n_bids`` bids got an answer; ``first_responses_s`` are the seconds to each first
    response, ``steps`` tell of each action step of this cycle's plan whether it was tried (None: nobody has
    asked yet), ``scores`` are the points of the one dimension that the progress names.
    """

    number: int
    n_bids: int = 0
    n_answered: int = 0
    first_responses_s: tuple[float, ...] = ()
    steps: tuple[bool | None, ...] = ()
    scores: tuple[float, ...] = ()

    @property
    def median_response_s(self) -> float | None:
        """Give the median of the seconds to a first response; None where there was none."""
        return _median(self.first_responses_s) if self.first_responses_s else None


@dataclass(frozen=True, slots=True)
class FeedbackProgress:
    """One teacher's own cycles, in their order, never beside another teacher's.

    ``dimension`` names what ``scores`` are of, on the scale ``lowest`` to ``highest``; it stays empty unless
    the study shows scores.
    """

    cycles: tuple[CyclePoint, ...]
    window_s: float = 10
    dimension: str = ""
    lowest: float = 1
    highest: float = 7

    @property
    def provisional(self) -> bool:
        """Tell whether there are too few cycles to read anything into them."""
        return len(self.cycles) < FEWEST_FOR_PROGRESS


@dataclass(frozen=True, slots=True)
class FeedbackDocument:
    """Everything a teacher reads in one cycle, resolved: no store, no scheme and no video is asked any more.

    ``written_on`` dates the files, so that the same document always gives the same bytes. ``language`` is the
    document's own, whatever the desktop speaks. ``draft_scheme`` names the scheme behind the numbers where it
    has not been validated; ``clips_only`` tells that only the clips were coded, not the whole video.

    ``exemplar_clip`` is an MP4 file, with ``exemplar_captions`` timed from its own start.
    ``previous_plans`` are all steps of the last plan where it had several; else ``previous_plan`` is the one.
    ``logo`` is a PNG or JPEG file's bytes and ``logo_shows`` whose it is; ``footer_note`` is the study's own
    line below "not for evaluation". ``answers_by`` is the day the coach hopes for answers, ``answers_at`` the
    day on which the answers in it came. ``scores`` stay empty unless the study shows them.
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
    previous_plans: tuple[PlanReview, ...] = ()
    exemplar_still: bytes = b""
    exemplar_shows: str = ""
    exemplar_clip: Path | None = None
    exemplar_captions: tuple[SpokenLine, ...] = ()
    logo: bytes | None = None
    logo_shows: str = ""
    footer_note: str = ""
    answers_by: date | None = None
    answers_at: date | None = None
    progress: FeedbackProgress | None = None
    scores: tuple[FeedbackScore, ...] = ()

    @property
    def shown_blocks(self) -> tuple[ClipBlock, ...]:
        """Give the blocks that the teacher has not struck."""
        return tuple(block for block in self.blocks if not block.struck)

    @property
    def look_back(self) -> tuple[PlanReview, ...]:
        """Give the steps of the last plan."""
        return self.previous_plans or (() if self.previous_plan is None else (self.previous_plan,))

    def block_at(self, moment: Micros) -> int | None:
        """Find the position of the first shown block whose clip shows a moment; None if none does."""
        return next((i for i, block in enumerate(self.shown_blocks) if block.span.covers(moment)), None)


@dataclass(frozen=True, slots=True)
class BidCounts:
    """The counts behind the evidence, for one seeker and one window.

    ``n_bids`` leaves out bids whose window the video's end cut off; ``first_response_s`` is the median of the
    answered ones; ``repairs_s`` are the seconds from the first missed bid of each repaired run to comfort.
    ``of_each`` counts for every seeker by name: answered bids, and all.
    """

    seeker: str
    window_s: float
    n_bids: int
    n_answered: int
    n_sensitive: int
    first_response_s: float | None = None
    repairs_s: tuple[float, ...] = ()
    of_each: tuple[tuple[str, int, int], ...] = ()


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
    if kind is EvidenceKind.WHO_WAS_ANSWERED:
        return _who(counts, moment)
    values = {"seeker": counts.seeker, "window": number(counts.window_s)}
    code = f"report.{kind}" if counts.seeker else _OF_ANYONE[kind]
    if kind in {EvidenceKind.BIDS_ANSWERED, EvidenceKind.BIDS_ANSWERED_SENSITIVELY}:
        if counts.n_bids == 0:
            return None
        part = counts.n_answered if kind is EvidenceKind.BIDS_ANSWERED else counts.n_sensitive
        value = say("report.part_of", part=part, n=counts.n_bids)
        return EvidenceNumber(kind, value, counts.n_bids, say(code, **values), moment)
    spans = _seconds(kind, counts)
    if not spans:
        return None
    n = counts.n_answered if kind is EvidenceKind.TIME_TO_FIRST_RESPONSE else len(spans)
    value = say("report.seconds", seconds=number(_median(spans)))
    return EvidenceNumber(kind, value, n, say(code, **values, times=times(n)), moment)


def _who(counts: BidCounts, moment: Micros) -> EvidenceNumber | None:
    if not counts.of_each:
        return None
    answered = sum(part > 0 for _, part, _ in counts.of_each)
    who = ", ".join(say("report.who_part", who=name, part=part, n=n) for name, part, n in counts.of_each)
    return EvidenceNumber(
        EvidenceKind.WHO_WAS_ANSWERED,
        say("report.part_of", part=answered, n=len(counts.of_each)),
        sum(n for _, _, n in counts.of_each),
        say("report.who_was_answered", window=number(counts.window_s), who=who),
        moment,
    )


def _seconds(kind: EvidenceKind, counts: BidCounts) -> tuple[float, ...]:
    if kind is EvidenceKind.TIME_TO_REPAIR:
        return counts.repairs_s
    return () if counts.first_response_s is None else (counts.first_response_s,)


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
