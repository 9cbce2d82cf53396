"""A feedback document to try things on: words of the drawn scene 02, pictures made on the spot."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from havenlens.domain.coaching import ClipType, EvidenceKind, Exemplar, PlanReview, PlanStep
from havenlens.domain.time import Span, seconds
from havenlens.services.feedback import (
    BidCounts,
    ClipBlock,
    CyclePoint,
    FeedbackDocument,
    FeedbackProgress,
    FeedbackScore,
    SpokenLine,
    evidence_from,
)

DOCUMENT_ID = UUID("8d0a8a4c-6c0e-4d49-9a53-6f1f0c3f7a11")
CLIP_IDS = tuple(UUID(int=DOCUMENT_ID.int + n) for n in (1, 2, 3))
COUNTS = BidCounts("Amir", 10, n_bids=5, n_answered=3, n_sensitive=2, first_response_s=2.0, repairs_s=(40.0,))
WANTED = (
    (EvidenceKind.BIDS_ANSWERED, seconds(25)),
    (EvidenceKind.BIDS_ANSWERED_SENSITIVELY, seconds(61.5)),
    (EvidenceKind.TIME_TO_REPAIR, seconds(49)),
)
_LINES = (
    SpokenLine(Span(seconds(9), seconds(10.8)), "Amir", "Ugh. I can't do this one."),
    SpokenLine(
        Span(seconds(27.5), seconds(29.4)), "Mr. Dale", "You're fine, Amir, just try.", by_teacher=True
    ),
    SpokenLine(Span(seconds(49), seconds(54.5)), "Mr. Dale", "I heard you ask. I'm sorry.", by_teacher=True),
    SpokenLine(Span(seconds(59.5), seconds(60.6)), "Amir", "There's too many."),
    SpokenLine(Span(seconds(70), seconds(71.9)), "Mr. Dale", "Which one do you want?", by_teacher=True),
)
_BLOCKS = (
    (
        ClipType.STRENGTH,
        "You go to Amir and own the miss",
        (41, 69),
        'At 0:41 you tell Zoe what to read next. At 0:49 you say, "I heard you ask."',
        "What were you noticing that made you start with those words?",
    ),
    (
        ClipType.LOOK_AGAIN,
        "Three moments before Amir's head goes down",
        (7, 31),
        "Watch only Amir. He holds his hand up (0:16-0:25), then calls you. At 0:30 his head goes down.",
        "What does each of these moments tell you about what he needed?",
    ),
    (
        ClipType.LINK,
        "Two problems, one choice",
        (59, 87),
        "You fold the page so that two problems show (1:06). Amir picks up his pencil and works.",
        "Which of your moves do you think helped him begin again?",
    ),
)


def picture(width: int = 64, height: int = 36, grey: int = 200) -> bytes:
    """Make a PNG of one grey."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_block(position: int = 0, clip: Path = Path("clip.mp4"), **changes: Any) -> ClipBlock:
    """Make one of the three blocks, changed as asked."""
    kind, title, (start, end), prompt, question = _BLOCKS[position]
    span = Span(seconds(start), seconds(end))
    spoken = tuple(line for line in _LINES if line.span.overlaps(span))
    block = ClipBlock(
        id=CLIP_IDS[position],
        type=kind,
        title=title,
        span=span,
        still=picture(grey=180 + 20 * position),
        still_shows=f"What the picture of clip {position + 1} shows.",
        clip=clip,
        prompt=prompt,
        question=question,
        lines=spoken,
    )
    return replace(block, **changes)


def a_document(clips: tuple[Path, ...] = (), **changes: Any) -> FeedbackDocument:
    """Make the whole document, changed as asked; without clips it names files that are not there."""
    paths = clips or tuple(Path(f"clip-{n}.mp4") for n in (1, 2, 3))
    document = FeedbackDocument(
        id=DOCUMENT_ID,
        language="en",
        written_on=date(2026, 3, 16),
        teacher="Mr. Dale",
        coach="C1",
        number=3,
        title="Noticing a child who is stuck",
        focus="awareness and responsiveness",
        blocks=tuple(a_block(n, path) for n, path in enumerate(paths)),
        filmed_on=date(2026, 3, 12),
        opening="Last time you chose to listen for children who get stuck during small-group reading.",
        previous_plan=PlanReview("listen for children who get stuck", "small-group reading"),
        evidence=evidence_from(COUNTS, WANTED, "en"),
        draft_scheme="safe_haven_bids 1.0.0",
        exemplar=Exemplar("One minute, then you", "what the teacher's hand does", seconds(45)),
        plan=(
            PlanStep(
                "small-group reading",
                "look up at each page turn",
                "Amir, Zoe's table",
                "hands go down without heads going down",
                date(2026, 3, 26),
            ),
        ),
    )
    return replace(document, **changes)


def some_progress(n: int = 3, dimension: str = "") -> FeedbackProgress:
    """Make a picture over cycles: some with many first responses, some with one, steps of all three kinds."""
    seconds_to = ((9.0, 4.0, 12.0), (2.0,), (3.0, 3.0, 6.0, 8.0))
    steps = ((True,), (False, True), (None,))
    scores = ((3, 4, 4), (4, 5), (5, 5, 6, 4))
    cycles = tuple(
        CyclePoint(
            number=i + 1,
            n_bids=5 + i % 4,
            n_answered=2 + i % 3,
            first_responses_s=seconds_to[i % 3],
            steps=steps[i % 3],
            scores=scores[i % 3] if dimension else (),
        )
        for i in range(n)
    )
    return FeedbackProgress(cycles, dimension=dimension)


def a_full_document(clips: tuple[Path, ...] = (), **changes: Any) -> FeedbackDocument:
    """Make a document with everything that a study may add: logo, footer, progress, scores, a still."""
    added: dict[str, Any] = {
        "logo": picture(180, 48, 90),
        "logo_shows": "Haven Study",
        "footer_note": "Haven Study · study@example.org",
        "answers_by": date(2026, 3, 20),
        "progress": some_progress(3, "Awareness"),
        "scores": (FeedbackScore("Awareness", (4, 5, 4)), FeedbackScore("Warmth", (6,))),
        "exemplar_still": picture(160, 90, 140),
        "exemplar_shows": "A teacher lifts one finger.",
    }
    return a_document(clips, **(added | changes))


LONG_NAME = "Bartholomäus-Maximilian Freiherr von Österreicher-Großenbrück zu Schwarzenberg-Hohenstein"
RIGHT_TO_LEFT_NAME = "نور الهدى"
NINETY_WORDS = " ".join(f"Observation{n}" if n % 9 == 0 else f"word{n}" for n in range(90))


def a_hard_document(clips: tuple[Path, ...] = ()) -> FeedbackDocument:
    """Make the document that strains every page: German, 90-word prompts, long names, long answers."""
    paths = clips or tuple(Path(f"clip-{n}.mp4") for n in (1, 2, 3))
    quoted = tuple(
        SpokenLine(
            Span(seconds(60 + n), seconds(61 + n)), LONG_NAME, "Schau mal, es geht über die Straße! " * 3
        )
        for n in range(5)
    )
    blocks = tuple(
        a_block(
            n,
            path,
            title="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwahrungsbeauftragter",
            prompt=NINETY_WORDS,
            question="Was könnte es für die Größe der Aufgabe bedeuten, dass er „zu viel“ sagt?",
            lines=quoted,
            answer="Ich hätte früher aufschauen können. " * (40 if n == 1 else 1),
        )
        for n, path in enumerate(paths)
    )
    step = PlanStep(
        "beim Vorlesen in der Kleingruppe", NINETY_WORDS, LONG_NAME, "Hände gehen hoch", date(2026, 3, 26)
    )
    return a_document(
        clips,
        language="de",
        teacher=LONG_NAME,
        coach=RIGHT_TO_LEFT_NAME,
        blocks=blocks,
        plan=(step, step),
        summary="Wir haben gesehen, wie Amir Hilfe sucht. " * 6,
        conference_notes="Gespräch über Nähe und Eigenständigkeit.\nZweiter Absatz.",
        progress=some_progress(8),
        footer_note="Studie zu Bindung und Nähe",
        previous_plan=PlanReview(
            "zuhören", "beim Lesen", tried=True, what_happened="Es ging öfter als gedacht."
        ),
    )
