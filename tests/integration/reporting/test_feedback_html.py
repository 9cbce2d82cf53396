from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span, seconds
from havenlens.reporting import feedback_html
from havenlens.reporting.feedback_html import write_feedback_html
from havenlens.services.feedback import SpokenLine
from tests.support.feedback_documents import (
    LONG_NAME,
    NINETY_WORDS,
    RIGHT_TO_LEFT_NAME,
    a_block,
    a_document,
    a_full_document,
    a_hard_document,
)

_INJECTION = '<script>window.pwned = 1</script><img src=x onerror="pwned=1">&amp;"\'</textarea>'


@dataclass
class _Reader(HTMLParser):
    """What a browser would find in a page: tags with attributes, and the text outside script and style."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in {"script", "style"}:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


@pytest.fixture
def clips(tmp_path: Path) -> tuple[Path, ...]:
    paths = tuple(tmp_path / f"cut-{n}.mp4" for n in (1, 2, 3))
    for path in paths:
        path.write_bytes(b"no film, but bytes of " + path.name.encode())
    return paths


def test_the_page_says_what_the_document_says(tmp_path: Path, clips: tuple[Path, ...]):
    document = a_document(clips)
    write_feedback_html(document, tmp_path / "t02.html")
    page = _read(tmp_path / "t02.html")
    text = " ".join(page.text.split())
    assert document.opening in text
    for block in document.blocks:
        assert block.title in text
        assert block.prompt in text
        assert block.question in text
    for number in document.evidence:
        assert number.value in text
        assert number.sentence in text
    assert "Not for evaluation · shared with Mr. Dale only" in text
    assert "is a draft and has not been validated" in text
    assert page.all("html")[0]["lang"] == "en"


def test_the_page_is_one_file_that_forbids_the_network(tmp_path: Path, clips: tuple[Path, ...]):
    write_feedback_html(a_document(clips), tmp_path / "t02.html")
    page = _read(tmp_path / "t02.html")
    addresses = [
        value
        for _, attributes in page.tags
        for name, value in attributes.items()
        if name in {"src", "href", "poster", "srcset", "action"} and value
    ]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    source = page.all("source")[0]["src"] or ""
    assert base64.b64decode(source.removeprefix("data:video/mp4;base64,")) == clips[0].read_bytes()
    policy = next(m["content"] or "" for m in page.all("meta") if m.get("http-equiv"))
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy


def test_the_policy_allows_the_page_s_own_script_and_no_other(tmp_path: Path, clips: tuple[Path, ...]):
    write_feedback_html(a_document(clips), tmp_path / "t02.html")
    content = (tmp_path / "t02.html").read_text(encoding="utf-8")
    [script] = re.findall(r"<script>(.*?)</script>", content, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in content


def test_markup_in_a_person_s_words_stays_words(tmp_path: Path, clips: tuple[Path, ...]):
    block = a_block(
        clip=clips[0],
        prompt=_INJECTION,
        question=_INJECTION,
        title=_INJECTION,
        answer=_INJECTION,
        label=_INJECTION,
    )
    document = a_document(
        teacher=_INJECTION, coach=_INJECTION, title=_INJECTION, blocks=(block,), summary=_INJECTION
    )
    write_feedback_html(document, tmp_path / "t02.html")
    page = _read(tmp_path / "t02.html")
    assert len(page.all("script")) == 1
    assert len(page.all("img")) == 1
    assert not page.all("b")[3:]
    assert not any("onerror" in attributes for _, attributes in page.tags)
    assert page.text.count(_INJECTION) >= 6


def test_it_can_be_read_by_a_screen_reader(tmp_path: Path, clips: tuple[Path, ...]):
    write_feedback_html(a_full_document(clips), tmp_path / "t02.html")
    page = _read(tmp_path / "t02.html")
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(image["alt"] for image in page.all("img"))
    assert all(video["aria-label"] and "controls" in video for video in page.all("video"))
    assert [track["kind"] for track in page.all("track")] == ["captions"] * 3
    drawings = [each["aria-label"] or "" for each in page.all("div") if each.get("role") == "img"]
    assert len(drawings) == 4
    assert drawings[0].endswith("cycle 1: 2 of 5; cycle 2: 3 of 6; cycle 3: 4 of 7.")
    answers = {answer["id"] for answer in page.all("textarea")}
    assert answers == {label["for"] for label in page.all("label") if "for" in label}
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


def test_long_german_and_right_to_left_texts_are_whole(tmp_path: Path, clips: tuple[Path, ...]):
    write_feedback_html(a_hard_document(clips), tmp_path / "t02.html")
    page = _read(tmp_path / "t02.html")
    assert page.all("html")[0]["lang"] == "de"
    for text in (LONG_NAME, RIGHT_TO_LEFT_NAME, NINETY_WORDS, "für die Größe der Aufgabe"):
        assert text in page.text


def test_a_clip_that_was_struck_is_not_in_the_file(tmp_path: Path, clips: tuple[Path, ...]):
    clips[1].unlink()
    blocks = (a_block(0, clips[0]), a_block(1, clips[1], struck=True, title="Gone"), a_block(2, clips[2]))
    write_feedback_html(a_document(blocks=blocks), tmp_path / "t02.html")
    page = _read(tmp_path / "t02.html")
    assert len(page.all("video")) == 2
    assert "Gone" not in page.text
    write_feedback_html(a_document(blocks=(a_block(struck=True),)), tmp_path / "none.html")
    page = _read(tmp_path / "none.html")
    assert "left out because you asked for it" in page.text
    assert not page.all("textarea")


def test_the_clip_to_watch_travels_along(tmp_path: Path, clips: tuple[Path, ...]):
    heard = (SpokenLine(Span(seconds(1), seconds(2)), "Zoe", "Look!"),)
    document = a_full_document(clips, exemplar_clip=clips[0], exemplar_captions=heard)
    write_feedback_html(document, tmp_path / "t02.html", clips="beside")
    page = _read(tmp_path / "t02.html")
    assert page.all("source")[-1]["src"] == "t02-clips/exemplar.mp4"
    assert len(page.all("track")) == 4
    assert (tmp_path / "t02-clips" / "exemplar.mp4").exists()


def test_large_clips_go_into_a_folder_beside(
    tmp_path: Path, clips: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feedback_html, "MOST_EMBEDDED", 50)
    write_feedback_html(a_document(clips), tmp_path / "t02.html")
    sources = [source["src"] for source in _read(tmp_path / "t02.html").all("source")]
    assert sources == [f"t02-clips/clip-{n}.mp4" for n in (1, 2, 3)]
    for source, clip in zip(sources, clips, strict=True):
        assert (tmp_path / (source or "")).read_bytes() == clip.read_bytes()


def test_a_film_that_the_page_shows_no_more_does_not_stay_beside_it(tmp_path: Path, clips: tuple[Path, ...]):
    folder = tmp_path / "t02-clips"
    whole = a_document(clips)
    write_feedback_html(replace(whole, exemplar_clip=clips[0]), tmp_path / "t02.html", clips="beside")
    (folder / "my own.mp4").write_bytes(b"mine")
    struck = replace(whole, blocks=(replace(whole.blocks[0], struck=True), *whole.blocks[1:]))
    write_feedback_html(struck, tmp_path / "t02.html", clips="beside")
    assert {film.name for film in folder.iterdir()} == {"clip-1.mp4", "clip-2.mp4", "my own.mp4"}
    write_feedback_html(struck, tmp_path / "t02.html", clips="inside")
    assert [film.name for film in folder.iterdir()] == ["my own.mp4"]


def test_a_folder_name_with_spaces_and_signs_can_be_followed(tmp_path: Path, clips: tuple[Path, ...]):
    write_feedback_html(a_document(clips), tmp_path / "Zyklus 3 #1 100%.html", clips="beside")
    source = _read(tmp_path / "Zyklus 3 #1 100%.html").all("source")[0]["src"]
    assert source == "Zyklus%203%20%231%20100%25-clips/clip-1.mp4"


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, clips: tuple[Path, ...]):
    for name in ("one.html", "two.html"):
        write_feedback_html(a_document(clips), tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_missing_clip_is_named_and_nothing_is_left(tmp_path: Path, clips: tuple[Path, ...]):
    clips[1].unlink()
    with pytest.raises(StudyError) as caught:
        write_feedback_html(a_document(clips), tmp_path / "t02.html")
    sentence = f"The clip {clips[1]} is not there any more; make the clips of this cycle again."
    assert str(caught.value) == sentence
    assert not (tmp_path / "t02.html").exists()


def test_a_missing_folder_is_named(tmp_path: Path, clips: tuple[Path, ...]):
    with pytest.raises(StudyError) as caught:
        write_feedback_html(a_document(clips), tmp_path / "no" / "t02.html")
    assert "there is no folder" in str(caught.value)
