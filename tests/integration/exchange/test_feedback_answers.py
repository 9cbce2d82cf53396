from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.exchange.feedback_answers import read_answers
from tests.support.feedback_documents import CLIP_IDS, DOCUMENT_ID


def content(**changes):
    whole = {
        "kind": "havenlens.answers",
        "version": 1,
        "document": str(DOCUMENT_ID),
        "cycle": 3,
        "saved_at": "2026-03-19T15:04:05.123Z",
        "answers": [
            {"clip": str(CLIP_IDS[0]), "text": "Ja.\r\nZwei Zeilen. "},
            {"clip": str(CLIP_IDS[1]), "text": ""},
        ],
        "struck": [str(CLIP_IDS[1])],
        "usefulness": 4,
    }
    return whole | changes


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "answers.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_everything_a_teacher_saved_is_read(tmp_path: Path):
    answers = read_answers(written(tmp_path, json.dumps(content())))
    assert answers.document == DOCUMENT_ID
    assert answers.cycle == 3
    assert answers.by_clip == {CLIP_IDS[0]: "Ja.\nZwei Zeilen.", CLIP_IDS[1]: ""}
    assert answers.struck == {CLIP_IDS[1]}
    assert answers.usefulness == 4
    assert answers.saved_at == datetime(2026, 3, 19, 15, 4, 5, 123000, UTC)
    assert (answers.n_words, answers.is_empty) == (3, False)


def test_a_page_without_these_questions_is_read_too(tmp_path: Path):
    plain = {key: value for key, value in content().items() if key not in {"struck", "usefulness"}}
    answers = read_answers(written(tmp_path, b"\xef\xbb\xbf" + json.dumps(plain).encode()))
    assert (answers.struck, answers.usefulness) == (frozenset(), None)


@pytest.mark.parametrize(
    "text", ["", "Dear coach", "[]", '{"kind": "other"}', b"\xff\xfe\x00", b"PK\x03\x04\x80"]
)
def test_a_file_that_is_none_of_answers_is_named(tmp_path: Path, text):
    path = written(tmp_path, text)
    with pytest.raises(StudyError) as caught:
        read_answers(path)
    sentence = "is no file of answers; choose the file that the teacher's page saved, which ends in .json."
    assert str(caught.value) == f"{path} {sentence}"


@pytest.mark.parametrize(
    "changes",
    [
        {"document": "8d0a"},
        {"answers": None},
        {"answers": [{"clip": str(CLIP_IDS[0])}]},
        {"answers": [{"clip": str(CLIP_IDS[0]), "text": 7}]},
        {"saved_at": "yesterday"},
        {"usefulness": 9},
        {"usefulness": "5"},
        {"struck": [1]},
    ],
)
def test_a_file_that_was_changed_is_named(tmp_path: Path, changes):
    path = written(tmp_path, json.dumps(content(**changes)))
    with pytest.raises(StudyError) as caught:
        read_answers(path)
    assert str(caught.value) == (
        f"The file of answers {path} breaks off or was changed; ask the teacher to save and send it again."
    )


@given(st.integers(30, 300))
def test_a_file_that_breaks_off_is_named(tmp_path_factory: pytest.TempPathFactory, length: int):
    path = written(tmp_path_factory.getbasetemp(), json.dumps(content())[:length])
    with pytest.raises(StudyError) as caught:
        read_answers(path)
    assert "breaks off" in str(caught.value)


def test_a_file_of_a_newer_page_is_named(tmp_path: Path):
    path = written(tmp_path, json.dumps(content(version=2, answers="other")))
    with pytest.raises(StudyError) as caught:
        read_answers(path)
    assert str(caught.value) == (
        f"The answers in {path} were saved in a newer form (2) than this program reads (1); update Havenlens."
    )


def test_half_signs_that_no_study_can_hold_are_left_out(tmp_path: Path):
    said = [{"clip": str(CLIP_IDS[0]), "text": "She\ud83d waits.\x00"}]
    answers = read_answers(written(tmp_path, json.dumps(content(answers=said))))
    assert answers.answers == ((CLIP_IDS[0], "She waits."),)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(StudyError) as caught:
        read_answers(tmp_path / "none.json")
    assert str(caught.value) == f"There is no file {tmp_path / 'none.json'}; check the name."
