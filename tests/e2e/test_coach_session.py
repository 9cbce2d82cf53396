"""A coach's evening in a real window: a 20-minute video nobody coded becomes a document in every format.

With ``HAVENLENS_SHOTS`` set to a folder, a picture of the screen is kept of each step, by ffmpeg.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
import pytest

from havenlens.app.bootstrap import create_study, open_study
from havenlens.domain.coaching import Clip, ClipType, CycleStep
from havenlens.domain.observation import Consent
from havenlens.domain.time import SECOND
from havenlens.media.library import VideoLibrary
from havenlens.services.coaching.access import Action, accesses
from havenlens.services.coaching.cycles import list_cycles, marks_of
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from tests.support.pdf_pages import text_of
from tests.support.screen import Program, screen, wait_until
from tests.support.videos import Recipe, make

FRAME = SECOND // 5
PEOPLE = (("T07", "Ms. Okafor", "teacher"), ("C1", "Mia", "child"), ("C2", "Amir", "child"))
MOMENTS = ((120, "1", 95, 125), (425, "2", 395, 435), (900, "3", 870, 910))
"""Seconds at which M is pressed, the block, and from where to where the clip goes: the first is trimmed."""
WORDS = {
    ClipType.STRENGTH: ("You wait with her", "Mia looks up. You wait.", "What did she do then?"),
    ClipType.LOOK_AGAIN: ("Amir calls", "Amir calls twice. You turn to him.", "What told you?"),
    ClipType.LINK: ("You sit down", "You sit down. Mia leans on your arm.", "What made it easier?"),
}


# File dialogs on a screen without a window manager lose the keyboard where the machine is busy.
pytestmark = pytest.mark.skipif(
    not os.environ.get("HAVENLENS_WALK"), reason="run by `make walk`, on a machine that does nothing else"
)


@pytest.fixture
def display() -> Iterator[str]:
    with screen() as number:
        yield number


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Make a study of a teacher, two children, a coach and a video of 20 minutes that nobody has coded."""
    short = make(
        tmp_path / "short.mp4",
        Recipe(fps=Fraction(5), seconds=20, size=(160, 90), gop=20, b_frames=0, sound=False),
    )
    video = VideoLibrary().facts(_again(short.path, 20, 60, tmp_path / "tuesday.mp4"))
    path = tmp_path / "evening.havenlens"

    def fill(study: Study) -> None:
        people = [study.add_participant(*who, Consent.FEEDBACK).id for who in PEOPLE]
        study.add_coder("Ruth", "coach")
        study.add_observation(
            NewObservation("12", "Tuesday", filmed_on=date(2026, 3, 3), participants=people, video=video)
        )

    create_study(path, "Evening", fill)[0].close()
    return path


def _again(short: Path, seconds: int, times: int, path: Path) -> Path:
    """Put the same pictures after one another a number of times, without encoding them anew."""
    with av.open(str(short)) as source, av.open(str(path), "w", format="mp4") as out:
        [stream] = source.streams
        copy = out.add_stream_from_template(stream)
        packets = [packet for packet in source.demux() if packet.pts is not None and packet.dts is not None]
        kept = [(packet.pts or 0, packet.dts or 0, bytes(packet), packet.is_keyframe) for packet in packets]
        base = stream.time_base
        assert base is not None
        for turn in range(times):
            shift = round(Fraction(turn * seconds) / base)
            for pts, dts, data, is_key in kept:
                packet = av.Packet(data)
                packet.pts, packet.dts, packet.time_base = pts + shift, dts + shift, base
                packet.is_keyframe, packet.stream = is_key, copy
                out.mux(packet)
    return path


class Coach:
    """Keys and a mouse; what they did is looked up in the study's file."""

    def __init__(self, program: Program, study: Path) -> None:
        self.program, self.study = program, study
        self.shots = os.environ.get("HAVENLENS_SHOTS", "")
        self._steps = 0

    def look(self, read: Callable[[Study], Any]) -> Any:
        """Read something from the file that the program works on."""
        file, opened = open_study(self.study)
        with file:
            return read(opened)

    def see(self, check: Callable[[Study], bool], name: str = "") -> None:
        """Wait until the file says that something has happened."""
        wait_until(lambda: bool(self.look(check)))
        self.keep(name)

    def keep(self, name: str) -> None:
        """Keep a picture of the screen."""
        if self.shots and name:
            self._steps += 1
            path = Path(self.shots) / f"{self._steps:02} {name}.png"
            grab = ["-f", "x11grab", "-video_size", "1440x900", "-i", self.program.env["DISPLAY"]]
            command = ["ffmpeg", "-loglevel", "error", "-y", *grab, "-frames:v", "1", str(path)]
            subprocess.run(command, check=True)

    def press(self, *keys: str) -> None:
        self.program.key(*keys)

    def type(self, words: str) -> None:
        self.program.tool("type", "--delay", "3", "--window", self.program.window, words)

    def click(self, x: int, y: int) -> None:
        self.program.tool("mousemove", str(x), str(y), "click", "1")

    def answer(self, title: str, *keys: str, words: str = "", at: tuple[int, int] | None = None) -> None:
        """Type into a dialog, wait until it is gone, and give the keyboard back to the window."""
        wait_until(lambda: self._dialog(title) != "")
        dialog = self._dialog(title)
        self.program.tool("windowfocus", "--sync", dialog)
        if at is not None:
            self.click(*at)
        if words:
            self.program.tool("type", "--delay", "3", "--window", dialog, words)
        self.keep(title)
        for _ in range(10):  # the first Enter may be taken by the list of names that a file dialog proposes
            self.program.tool("key", "--window", dialog, *keys)
            time.sleep(0.4)
            if self._dialog(title) != dialog:
                return
        pytest.fail(f"“{title}” does not close")

    def _dialog(self, title: str) -> str:
        return self.program.tool("search", "--onlyvisible", "--name", f"^{re.escape(title)}$")

    # --- the evening ----------------------------------------------------------------------------------

    def go(self, seconds: int, patience: float) -> None:
        self.press("ctrl+g")
        self.type(f"{seconds // 60}:{seconds % 60:02}")
        self.press("Return")
        time.sleep(patience)

    def mark(self, seconds: int, block: str) -> None:
        """Press M on a frame; where it was not there yet, take it back and try again."""
        known = self.look(_marks)
        for attempt in range(1, 6):
            self.go(seconds, 0.3 * attempt)
            self.press("m")
            self.see(lambda study: len(_marks(study)) == len(known) + 1)
            [mark] = [one for one in self.look(_marks) if one.id not in {one.id for one in known}]
            if abs(mark.at - seconds * SECOND) <= FRAME:
                self.press(block)
                self.see(
                    lambda study: len([one for one in _marks(study) if one.type]) == len(known) + 1, "marked"
                )
                return
            self.press("ctrl+z")
            self.see(lambda study: len(_marks(study)) == len(known))
        pytest.fail(f"M never met the frame at {seconds} s")

    def trim(self, key: str, seconds: int) -> None:
        """Let what is chosen begin or end at a moment."""
        for attempt in range(1, 6):
            self.go(seconds, 0.3 * attempt)
            self.press(key)
            time.sleep(0.2)
            edges = [edge for one in self.look(_marks) for edge in (one.span.start, one.span.end)]
            if any(abs(edge - seconds * SECOND) <= FRAME for edge in edges):
                return
        pytest.fail(f"{key} never met the frame at {seconds} s")

    def write_prompt(self, kind: ClipType) -> None:
        """Make a clip of what is chosen, and write beside it what there is to say."""
        known = len(self.look(_clips))
        self.press("Return")
        self.see(lambda study: len(_clips(study)) == known + 1)
        for words in WORDS[kind]:
            self.type(words)
            self.press("Tab")
        self.see(lambda study: _said(study).get(kind) == WORDS[kind], f"prompt {kind.value}")

    def write_file(self, path: Path, begin: Callable[[], None], again: Callable[[], None]) -> None:
        """Write a file, and wait until it is there and stands in the log.

        Without a window manager a dialog may lose the keyboard while its name is typed; then it is asked for
        again, with the mouse.
        """
        for attempt in range(3):
            (again if attempt else begin)()
            self.answer("Write the document", "Return", words=str(path))
            for _ in range(100):
                if self.look(
                    lambda study: [a for a in accesses(study) if a.details.get("file") == path.name]
                ):
                    self.keep(path.name)
                    assert path.stat().st_size > 5_000
                    return
                time.sleep(0.1)
        pytest.fail(f"{path.name} was not written")


def _cycle(study: Study) -> Any:
    [cycle] = list_cycles(study)
    return cycle


def _marks(study: Study) -> Any:
    return marks_of(study, _cycle(study).id)


def _clips(study: Study) -> tuple[Clip, ...]:
    clips: tuple[Clip, ...] = _cycle(study).clips
    return clips


def _said(study: Study) -> dict[ClipType, tuple[str, str, str]]:
    return {clip.type: (clip.title, clip.prompt.text, clip.prompt.question) for clip in _clips(study)}


def test_an_uncoded_video_becomes_every_document_in_one_evening(
    display: str, study: Path, tmp_path: Path
) -> None:
    program = Program(display, study, tmp_path / "home")
    program.tool("windowsize", "--sync", program.window, "1440", "900")
    coach, begun = Coach(program, study), time.monotonic()
    time.sleep(1.5)
    coach.click(258, 20)  # Coach
    time.sleep(1)
    coach.keep("board")
    coach.press("Return")
    coach.answer("Start a cycle", "Return", words="When a child comes to you", at=(742, 479))
    coach.see(lambda study: len(list_cycles(study)) == 1, "begun")
    coach.press("Return")
    time.sleep(1.5)
    coach.keep("review")

    for at, block, start, end in MOMENTS:
        coach.mark(at, block)
        if (start, end) != (at - 30, at + 10):
            coach.trim("i", start)
            coach.trim("o", end)
    coach.keep("trimmed")
    coach.click(450, 400)  # the picture: it plays, and stands still again
    time.sleep(0.5)
    coach.click(450, 400)
    for kind in (ClipType.LINK, ClipType.LOOK_AGAIN, ClipType.STRENGTH):  # what was marked last is chosen
        coach.write_prompt(kind)
        if kind is ClipType.LOOK_AGAIN:
            coach.click(914, 624)  # Amir is neither seen nor heard
            coach.see(lambda study: any(len(clip.people) == 2 for clip in _clips(study)), "people")
        coach.press("Escape", "Down", "Down", "Down")  # on to the last mark
        time.sleep(0.3)

    coach.press("alt+3")
    time.sleep(1.5)
    coach.keep("document")
    page, paper, words, pack = write_files(coach, tmp_path / "sent")
    coach.press("alt+1")
    time.sleep(0.5)
    coach.click(893, 835)  # Done: review
    coach.see(lambda study: len(_cycle(study).steps) == 2, "reviewed")
    coach.click(893, 835)  # Done: publish
    coach.see(lambda study: len(_cycle(study).steps) == 3, "published")
    print(f"from the study to the sent pack: {time.monotonic() - begun:.0f} s")
    program.process.terminate()
    program.process.wait()

    check_study(coach)
    check_files(page, paper, words, pack)


def write_files(coach: Coach, folder: Path) -> tuple[Path, ...]:
    """Write the document in every format, the first by mouse and the others by keys."""
    folder.mkdir()
    page, paper, words, pack = (folder / f"Okafor.{kind}" for kind in ("html", "pdf", "docx", "zip"))
    top, below = 727, 765  # two rows of two buttons
    coach.write_file(page, lambda: coach.click(1031, top), lambda: coach.click(1031, top))
    coach.write_file(paper, lambda: coach.press("Tab", "space"), lambda: coach.click(1290, top))
    coach.write_file(words, lambda: coach.press("Tab", "Tab", "space"), lambda: coach.click(1031, below))

    def ask_for_pack(ask: Callable[[], None]) -> None:
        ask()
        coach.answer("Pack to send", "Return")

    coach.write_file(
        pack,
        partial(ask_for_pack, lambda: coach.press("Tab", "Tab", "Tab", "space")),
        partial(ask_for_pack, lambda: coach.click(1290, below)),
    )
    return page, paper, words, pack


def check_study(coach: Coach) -> None:
    """See that everything that was marked, trimmed, typed and done is in the study."""
    cycle = coach.look(_cycle)
    assert [record.step for record in cycle.steps] == [CycleStep.FILM, CycleStep.REVIEW, CycleStep.PUBLISH]
    assert (cycle.title, cycle.published_at is not None) == ("When a child comes to you", True)
    assert coach.look(_marks) == ()
    assert coach.look(_said) == WORDS
    ends = {clip.type: (clip.span.start, clip.span.end) for clip in cycle.clips}
    for kind, (_, _, start, end) in zip(ClipType, MOMENTS, strict=True):
        assert abs(ends[kind][0] - start * SECOND) <= FRAME
        assert abs(ends[kind][1] - end * SECOND) <= FRAME
    people = {person.id: person.pseudonym for person in coach.look(lambda study: study.store.participants())}
    seen = {clip.type: {people[one] for one in clip.people} for clip in cycle.clips}
    assert seen[ClipType.LOOK_AGAIN] == {"Ms. Okafor", "Mia"}
    assert seen[ClipType.LINK] == {"Ms. Okafor", "Mia", "Amir"}
    actions = [one.action for one in coach.look(accesses)]
    assert (actions.count(Action.EXPORTED), actions.count(Action.SENT)) == (3, 1)


def check_files(page: Path, paper: Path, words: Path, pack: Path) -> None:
    """See that every document says what was typed, and that the page and the pack hold three clips."""
    html = page.read_text(encoding="utf-8")
    printed = " ".join(text_of(paper).split())
    with zipfile.ZipFile(words) as file:
        written = file.read("word/document.xml").decode()
    for title, _, question in WORDS.values():
        assert all(title in text and question in text for text in (html, printed, written))
    assert html.count("<video") == len(MOMENTS)
    with zipfile.ZipFile(pack) as file:
        names = file.namelist()
    assert sum(name.endswith(".mp4") for name in names) in {0, len(MOMENTS)}
    assert {Path(name).suffix for name in names} >= {".html", ".pdf"}
