"""`havenlens import` as a person uses it: a transcript goes into an observation, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.program import run
from tests.support.studies import make_small, open_small

TALK = """1
00:00:01,000 --> 00:00:02,000 X1:5
Mia: Look!
Mr. Dale: I do.

2
00:00:03,000 --> 00:00:04,000
Müde
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "small.havenlens"
    make_small(path).file.close()
    (tmp_path / "talk.txt").write_bytes(TALK.encode("cp1252"))
    return path


def lines(study: Path) -> list[tuple[str, str | None]]:
    opened = open_small(study, write=False)
    names = {person.id: person.pseudonym for person in opened.people.values()}
    found = opened.study.store.transcript_of(opened.observation.id)
    opened.file.close()
    return [(line.text, names.get(line.speaker) if line.speaker else None) for line in found]


def test_a_transcript_is_imported_and_imported_again_in_its_place(study: Path) -> None:
    talk, where = study.with_name("talk.txt"), ("--study", study, "--observation", "lesson")
    done = run("import", talk, *where)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Lines read from talk.txt: 3; left out: 1 position.",
        "Its letters were read as Windows-1252, which is a guess; look at the accents.",
        "Lines now in lesson: 3.",
    ]
    assert lines(study) == [("Look!", "Mia"), ("I do.", "Mr. Dale"), ("Müde", None)]
    assert json.loads(run("import", talk, *where, "--replace", "--json").stdout)["lines"] == 3
    assert len(lines(study)) == 3
    assert run("import", talk, *where).stdout.splitlines()[-1] == "Lines now in lesson: 3."
    assert len(lines(study)) == 3
    assert run("study", "check", study).returncode == 0


def test_what_cannot_be_read_or_found_is_one_sentence_and_changes_nothing(study: Path) -> None:
    bad = study.with_name("bad.srt")
    bad.write_text("1\n00:00:03,000 --> 00:00:01,000\nHi\n", encoding="utf-8")
    empty, late = study.with_name("empty.vtt"), study.with_name("late.vtt")
    empty.write_text("WEBVTT\n", encoding="utf-8")
    late.write_text(f"WEBVTT\n\n00:00:01.000 --> {10**15}:00:00.000\nHi\n", encoding="utf-8")
    for file, observation, said in (
        (empty, "lesson", f"{empty} has no lines in it, so nothing was changed."),
        (late, "lesson", f"{late}:3:"),
        (bad, "lesson", f"{bad}:2: The line would end (00:00:01,000) before it begins (00:00:03,000)"),
        (study.with_name("talk.txt"), "nowhere", "nowhere"),
        (study.with_name("none.vtt"), "lesson", "There is no file"),
    ):
        done = run("import", file, "--study", study, "--observation", observation)
        assert done.returncode == 1
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert lines(study) == []
