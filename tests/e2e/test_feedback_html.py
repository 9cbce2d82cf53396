"""The teacher's page in a real browser: it plays, it asks nothing of a network, it keeps an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from havenlens.domain.time import Span, seconds
from havenlens.exchange.feedback_answers import read_answers
from havenlens.reporting.feedback_html import write_feedback_html
from havenlens.services.feedback import SpokenLine
from havenlens.services.feedback_answers import asked_in
from havenlens.services.mail_answers import answers_in
from tests.support.axe import problems
from tests.support.browser import Page, browser_page
from tests.support.feedback_documents import (
    CLIP_IDS,
    DOCUMENT_ID,
    a_document,
    a_full_document,
    a_hard_document,
)
from tests.support.videos import Recipe, make

_HEARD = (SpokenLine(Span(seconds(0.2), seconds(0.8)), "Zoe", "Look!"),)
_KEEPING = ("useful", "firm save", "plain copy", "plain resume")


@dataclass(frozen=True, slots=True)
class Sent:
    """The pages that were written, and where the browser puts its downloads."""

    inside: Path
    full: Path
    beside: Path
    hard: Path
    downloads: Path


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    folder = tmp_path_factory.mktemp("feedback pages")
    clips = tuple(make(folder / f"cut-{n}.mp4", Recipe(seconds=1.2 + n / 5)).path for n in range(3))
    names = ("inside", "full", "beside 1", "hard")
    sent = Sent(*(folder / f"{name}.html" for name in names), folder / "downloads")
    write_feedback_html(a_full_document(clips, exemplar_clip=clips[0], exemplar_captions=_HEARD), sent.full)
    write_feedback_html(a_document(clips), sent.inside)
    write_feedback_html(a_document(clips), sent.beside, clips="beside")
    write_feedback_html(a_hard_document(clips), sent.hard)
    return sent


@pytest.fixture(scope="module")
def page(sent: Sent) -> Iterator[Page]:
    with browser_page(sent.downloads.parent) as page:
        yield page


def _video(number: int) -> str:
    return f"document.querySelector('#clip-{number} video')"


@pytest.mark.parametrize("where", ["inside", "beside"])
def test_three_clips_play_to_the_end_and_nothing_leaves_the_machine(page: Page, sent: Sent, where: str):
    path = getattr(sent, where)
    page.open(path)
    for number in (1, 2, 3):
        page.click(f"#clip-{number} .play")
        page.wait_for(f"{_video(number)}.ended")
        width, played, duration = page.evaluate(
            f"[{_video(number)}.videoWidth, {_video(number)}.currentTime, {_video(number)}.duration]"
        )
        assert width == 320
        assert played == pytest.approx(duration, abs=0.05)
        assert duration == pytest.approx(1.2 + (number - 1) / 5, abs=0.1)
        assert page.evaluate(f"document.querySelector('#clip-{number} .play').hidden")
    folder = sent.inside.parent.as_uri()
    assert all(url.startswith((folder, "data:")) for url in page.requests), page.requests
    assert page.complaints == []


def test_an_answer_that_was_typed_is_saved_into_a_file(page: Page, sent: Sent):
    page.open(sent.inside)
    page.click("#answer-2")
    page.type('Ich hörte ihn nicht.\n"Gleich" hätte gereicht. 😀')
    page.click(".save")
    name, content = page.downloaded(sent.downloads)
    saved = json.loads(content)
    assert saved["struck"] == []
    assert saved["usefulness"] is None
    assert name == "feedback-cycle-3-answers.json"
    assert saved["kind"] == "havenlens.answers"
    assert saved["document"] == str(DOCUMENT_ID)
    assert saved["answers"] == [
        {"clip": str(CLIP_IDS[0]), "text": ""},
        {"clip": str(CLIP_IDS[1]), "text": 'Ich hörte ihn nicht.\n"Gleich" hätte gereicht. 😀'},
        {"clip": str(CLIP_IDS[2]), "text": ""},
    ]
    assert page.evaluate("document.querySelector('.saved').textContent") == f"Saved as {name}."
    assert page.complaints == []


def test_what_a_teacher_chose_is_saved_and_can_be_read(page: Page, sent: Sent, tmp_path: Path):
    page.open(sent.full)
    page.click("#answer-1")
    page.type("Er hatte aufgehört.")
    page.click("#clip-3 .ask")
    assert page.evaluate("document.activeElement.className").endswith("no")
    page.click("#clip-3 .yes")
    assert page.evaluate("document.querySelector('#clip-3 textarea').checkVisibility()") is False
    page.click("[name=useful][value='4']")
    page.click(".save")
    name, content = page.downloaded(sent.downloads)
    (tmp_path / name).write_bytes(content)
    answers = read_answers(tmp_path / name)
    assert answers.document == DOCUMENT_ID
    assert answers.by_clip == {CLIP_IDS[0]: "Er hatte aufgehört.", CLIP_IDS[1]: "", CLIP_IDS[2]: ""}
    assert (answers.struck, answers.usefulness, answers.cycle) == ({CLIP_IDS[2]}, 4, 3)

    page.open(sent.full)
    page.click("#answer-2")
    page.type("typed meanwhile")
    page.choose_file(".chosen", tmp_path / name)
    page.wait_for("document.querySelector('.saved').textContent.startsWith('Your saved answers')")
    values = page.evaluate("[...document.querySelectorAll('textarea')].map((e) => e.value)")
    assert values == ["Er hatte aufgehört.", "typed meanwhile", ""]
    assert page.evaluate("document.querySelector('#clip-3').classList.contains('is-struck')")
    assert page.evaluate("document.querySelector('[name=useful]:checked').value") == "4"
    (tmp_path / "other.json").write_bytes(content.replace(str(DOCUMENT_ID).encode(), b"other"))
    page.choose_file(".chosen", tmp_path / "other.json")
    page.wait_for("document.querySelector('.saved').textContent.startsWith('This file holds no answers')")
    assert page.complaints == []


def test_answers_can_be_copied_for_a_mail_and_are_found_in_it(page: Page, sent: Sent):
    page.open(sent.inside)
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.click("#answer-3")
    page.type("The fold.\nAnd the choice.")
    page.click(".copy")
    page.wait_for("document.querySelector('.saved').textContent.startsWith('Copied; paste it')")
    found = answers_in(page.evaluate("copied"), asked_in(a_document()))
    assert found.answers.by_clip == {
        CLIP_IDS[0]: "",
        CLIP_IDS[1]: "",
        CLIP_IDS[2]: "The fold.\nAnd the choice.",
    }
    assert found.unplaced == ()


def test_a_clip_is_left_out_only_after_a_question_and_can_come_back(page: Page, sent: Sent):
    struck = "document.querySelectorAll('.is-struck').length"
    page.open(sent.inside)
    page.click("#clip-2 .ask")
    assert page.evaluate(struck) == 0
    page.press_key("Escape", 27)
    assert page.evaluate("document.querySelector('#clip-2 .sure').hidden")
    page.click("#clip-2 .ask")
    page.click("#clip-2 .yes")
    assert page.evaluate(struck) == 1
    assert page.evaluate("document.activeElement.classList.contains('back')")
    page.press_key("Enter", 13)
    assert page.evaluate(struck) == 0


@pytest.mark.parametrize("which", ["full", "hard"])
def test_axe_finds_nothing_serious(page: Page, sent: Sent, which: str):
    page.open(getattr(sent, which))
    if which == "full":
        page.click("#clip-1 .ask")
        page.click("#clip-2 .ask")
        page.click("#clip-2 .yes")
        page.wait_for("document.querySelectorAll('.sure:not([hidden]), .struck:not([hidden])').length === 2")
    assert problems(page) == []


def test_a_number_and_a_time_in_the_text_lead_to_their_moment(page: Page, sent: Sent):
    page.open(sent.inside)
    page.click("#clip-1 .moment[data-at='8.0']")
    page.wait_for(f"{_video(1)}.ended")
    page.open(sent.inside)
    page.click(".number[href='#clip-2']")
    page.wait_for(f"{_video(2)}.currentTime > 1 && {_video(1)}.paused")
    assert page.evaluate(f"document.activeElement === {_video(2)}")


def test_captions_are_there_for_who_wants_them(page: Page, sent: Sent):
    page.open(sent.inside)
    page.evaluate(f"{_video(1)}.textTracks[0].mode = 'showing'")
    page.wait_for(f"{_video(1)}.textTracks[0].cues?.length === 2")
    said = page.evaluate(f"[...{_video(1)}.textTracks[0].cues].map((cue) => [cue.startTime, cue.text])")
    assert said == [[8, "Mr. Dale: “I heard you ask. I'm sorry.”"], [18.5, "Amir: “There's too many.”"]]


def test_the_keyboard_reaches_everything(page: Page, sent: Sent):
    page.open(sent.inside)
    wanted = ".play, .moment, textarea, .ask, .keep button, a.number"
    # Five numbers to choose from are one stop.
    count = page.evaluate(f"document.querySelectorAll('{wanted}').length") + 1
    reached = []
    for _ in range(count):
        page.press_key("Tab", 9)
        reached.append(page.evaluate("[document.activeElement].map((e) => e.id || e.className || e.name)[0]"))
    assert reached.count("play") == 3
    assert [name for name in reached if name.startswith("answer")] == ["answer-1", "answer-2", "answer-3"]
    assert reached.count("plain ask") == 3
    assert [name for name in reached if name in _KEEPING] == list(_KEEPING)
    assert reached.count("number") == 3
    page.open(sent.inside)
    page.press_key("Tab", 9)
    page.press_key("Enter", 13)
    page.wait_for(f"{_video(1)}.currentTime > 0")


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, sent: Sent, width: int):
    for path in (sent.full, sent.hard):
        page.open(path, width)
        wide = page.evaluate(
            "[...document.body.querySelectorAll('*')]"
            ".filter((e) => e.checkVisibility() && !e.closest('.unseen')"
            " && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 80))"
        )
        assert wide == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_printed_page_shows_stills_and_answers(page: Page, sent: Sent):
    page.open(sent.hard)
    page.send("Emulation.setEmulatedMedia", {"media": "print"})
    page.wait_for(
        "[...document.querySelectorAll('.still')].every((e) => e.naturalWidth > 0 && e.offsetWidth > 0)"
    )
    shown = page.evaluate(
        "[...document.querySelectorAll('.written')].map((e) => [e.offsetHeight > 50, e.textContent])"
    )
    page.send("Emulation.setEmulatedMedia", {"media": ""})
    assert [high for high, _ in shown] == [True] * 3
    assert shown[0][1] == "Ich hätte früher aufschauen können. "
