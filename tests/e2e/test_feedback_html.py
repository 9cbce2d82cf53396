"""The teacher's page in a real browser: it plays, it asks nothing of a network, it keeps an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from havenlens.reporting.feedback_html import write_feedback_html
from tests.support.browser import Page, browser_page
from tests.support.feedback_documents import CLIP_IDS, DOCUMENT_ID, a_document, a_hard_document
from tests.support.videos import Recipe, make


@dataclass(frozen=True, slots=True)
class Sent:
    """The pages that were written, and where the browser puts its downloads."""

    inside: Path
    beside: Path
    hard: Path
    downloads: Path


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    folder = tmp_path_factory.mktemp("feedback pages")
    clips = tuple(make(folder / f"cut-{n}.mp4", Recipe(seconds=1.2 + n / 5)).path for n in range(3))
    sent = Sent(folder / "inside.html", folder / "beside 1.html", folder / "hard.html", folder / "downloads")
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
    count = page.evaluate("document.querySelectorAll('.play, .moment, textarea, .save, a.number').length")
    reached = []
    for _ in range(count):
        page.press_key("Tab", 9)
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert reached.count("play") == 3
    assert [name for name in reached if name.startswith("answer")] == ["answer-1", "answer-2", "answer-3"]
    assert reached.count("save") == 1
    assert reached.count("number") == 3
    page.open(sent.inside)
    page.press_key("Tab", 9)
    page.press_key("Enter", 13)
    page.wait_for(f"{_video(1)}.currentTime > 0")


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, sent: Sent, width: int):
    for path in (sent.inside, sent.hard):
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
