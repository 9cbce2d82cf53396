"""What a document is cut from: the right file, the right frame, and nothing that is covered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
import pytest

from havenlens.domain.coaching import Clip, ClipType, CoachingCycle, Prompt, QuotedLine
from havenlens.domain.masks import Box, Mask, MaskKey, SoundCover
from havenlens.domain.observation import Observation, Recording, RecordingFile
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.media.library import VideoLibrary
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.coaching.document import build_feedback
from havenlens.services.coaching.footage import file_showing
from havenlens.services.coaching.readiness import gaps_of
from havenlens.services.feedback import ClipBlock, FeedbackDocument
from tests.support.studies import SmallStudy, small_study
from tests.support.videos import Recipe, make, read_number

SMALL = (160, 90)


def at(seconds: float) -> Micros:
    return Micros(round(seconds * SECOND))


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    """Make a study whose camera wrote two files, from 1 s on and from 3 s on."""
    folder = tmp_path_factory.mktemp("footage")
    make(folder / "a.mp4", Recipe(seconds=2, size=SMALL))
    make(folder / "b.mp4", Recipe(seconds=2, size=SMALL, fps=Fraction(10)))
    with small_study(folder / "small.havenlens") as made:
        store, root, recording, script = made.study.store, uuid4(), uuid4(), uuid4()
        place = made.observation.id
        store.add("media_roots", "media", [{"id": root, "name": "videos", "path": "."}])
        store.add("recordings", "media", [{"id": recording, "observation": place}])
        for n, (name, offset) in enumerate((("a.mp4", 1), ("b.mp4", 3)), start=1):
            file = {
                "id": uuid4(),
                "recording": recording,
                "ordinal": n,
                "root": root,
                "path": name,
                "size": 4,
            }
            store.add(
                "recording_files",
                "media",
                [{**file, "fingerprint": name, "offset_us": at(offset)}],
            )
        store.change("observations", "observation", place, duration_us=at(5))
        store.add("transcripts", "transcript", [{"id": script, "observation": place}])
        lines = [
            {"id": uuid4(), "transcript": script, "onset_us": at(a), "offset_us": at(b), "text": text}
            for a, b, text in ((1.2, 1.6, "Mia Miller, come."), (1.8, 2.2, "Look at this."))
        ]
        store.add("transcript_lines", "transcript", [{**line, "speaker": made.dale} for line in lines])
        yield made


def clip(cut: Span, still: Micros, **values: object) -> Clip:
    prompt = Prompt("You wait.", "What did you see?")
    return replace(Clip(uuid4(), ClipType.STRENGTH, "You wait", cut, still, prompt), **values)


def written(
    small: SmallStudy, number: int, *clips: Clip, language: str = "en", folder: Path | None = None
) -> FeedbackDocument:
    coach = small.study.store.coders()[0].id
    cycle = CoachingCycle(uuid4(), small.dale, coach, small.observation.id, number, "t", "f", clips=clips)
    add_cycle(small.study, cycle)
    place = folder or small.path.parent
    media = VideoLibrary()
    return build_feedback(
        small.study, "T02", number, media, place, language=language, cut_clips=folder is not None
    )


def picture(block: ClipBlock) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(block.still, np.uint8), cv2.IMREAD_COLOR)


def test_a_clip_is_cut_from_the_file_that_shows_it(small: SmallStudy, tmp_path: Path) -> None:
    document = written(small, 1, clip(span(3.4, 4), at(3.4)), folder=tmp_path)
    assert read_number(picture(document.blocks[0])) == 4
    film = cv2.VideoCapture(str(document.blocks[0].clip))
    numbers = []
    while (frame := film.read())[0]:
        numbers.append(read_number(frame[1]))
    film.release()
    assert numbers == [4, 5, 6, 7, 8, 9]


def test_a_clip_in_two_files_is_refused_and_told_before(small: SmallStudy) -> None:
    across = clip(span(2.5, 3.5), at(2.6))
    said = "from 00:00:02.500 to 00:00:03.500 passes into the next file of the recording at 00:00:03.000"
    with pytest.raises(StudyError, match=said):
        written(small, 2, across)
    cycle = CoachingCycle(uuid4(), small.dale, uuid4(), None, 9, "t", "f", clips=(across,))
    place = small.study.store.observations()[0]
    assert "report.across_files" in {gap.problem.code for gap in gaps_of(small.study, cycle, place)}


def test_a_file_of_another_view_is_never_taken() -> None:
    def file(start: float) -> RecordingFile:
        return RecordingFile(uuid4(), 1, ".", "x.mp4", 1, "x", offset=at(start))

    first, other = file(0), file(10)
    views = (Recording(uuid4(), 1, "door", (first,)), Recording(uuid4(), 2, "window", (other,)))
    assert file_showing(Observation(uuid4(), "o", recordings=views), span(20, 30)) is first


def test_a_still_is_a_frame_of_the_clip_with_its_masks(small: SmallStudy) -> None:
    # The frame on the screen at 1.41 s began before the clip, in which the mask begins.
    cut = span(1.41, 2)
    mask = Mask(uuid4(), (MaskKey(cut.start, Box(0, 0, 0.5, 1)),), cut)
    bare, masked, outside = (
        written(small, number, one).blocks[0]
        for number, one in (
            (3, clip(cut, cut.start)),
            (4, clip(cut, cut.start, masks=(mask,))),
            (5, clip(cut, at(1.1), masks=(mask,))),
        )
    )
    assert read_number(picture(bare)) == 11
    for hidden in (masked, outside):
        assert np.ptp(picture(hidden)[:, :80].astype(int)) <= 2


def test_what_is_covered_is_written_nowhere(small: SmallStudy) -> None:
    lines = (QuotedLine(at(1.2), "Mia Miller, come."), QuotedLine(at(1.8), "Look at this."))
    cover = SoundCover(span(1.3, 1.5))
    one = clip(span(1, 2.5), at(1), lines=lines, covers=(cover,))
    [block] = written(small, 6, one).blocks
    assert [line.text for line in block.lines] == ["Look at this."]
    assert [line.text for line in block.captions] == ["Look at this."]


def test_a_language_that_documents_do_not_speak_is_refused(small: SmallStudy) -> None:
    with pytest.raises(StudyError, match="not written in “fr”; choose en, de, es"):
        written(small, 7, clip(span(1, 2), at(1)), language="fr")
    assert written(small, 8, clip(span(1, 2), at(1)), language="es_MX").language == "es_MX"
