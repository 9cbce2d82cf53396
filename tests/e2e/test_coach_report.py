"""A cycle's documents from the shipped demo study by one command, and the answers that come back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import docx
import pytest

from tests.support.pdf_pages import text_of
from tests.support.program import run

PROMPTS = (
    "At 0:41 you tell Zoe what to read next and walk to Amir.",
    "Watch only Amir. He says “I can’t do this one” (0:09), holds his hand up (0:16–0:25)",
    "You fold the page so that two problems show (1:06) and ask",
)
QUESTIONS = (
    "What were you noticing that made you start with those words?",
    "What does each of these three moments tell you about what he needed",
    "Which of your moves do you think helped him begin again",
)
NUMBERS = ("3 of 5", "2 of 5", "40 s")


@pytest.fixture(scope="module")
def built(demo_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_in(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def written(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("written")
    paths = {kind: folder / f"T02-3.{kind}" for kind in ("html", "pdf", "docx", "zip")}
    outs = [part for path in paths.values() for part in ("-o", path)]
    done = run("report", built, "--teacher", "T02", "--cycle", "3", *outs)
    assert done.returncode == 0, done.stderr
    return paths


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built.parent, tmp_path / "study")
    return tmp_path / "study" / built.name


def words_of(kind: str, path: Path) -> str:
    if kind == "pdf":
        return " ".join(text_of(path).split())
    if kind == "html":
        from html import unescape
        from re import sub

        return " ".join(unescape(sub("<[^>]+>", " ", path.read_text(encoding="utf-8"))).split())
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_moments_prompts_and_numbers_are_those_of_the_scene(written, kind):
    text = words_of(kind, written[kind])
    for part in (*PROMPTS, *QUESTIONS, *NUMBERS):
        assert "".join(part.split()) in "".join(text.split()), part
    assert "small-group reading" in text


def test_a_pack_holds_the_page_its_clips_and_the_pdf_and_fits_into_mail(written):
    pack = written["zip"]
    assert pack.stat().st_size <= 20_000_000
    with zipfile.ZipFile(pack) as archive:
        names = set(archive.namelist())
        assert {"T02-3/T02-3.html", "T02-3/T02-3.pdf"} <= names
        assert archive.testzip() is None


def test_what_left_stands_in_the_log(written, built):
    with closing(sqlite3.connect(built)) as connection:
        rows = connection.execute("SELECT action, details FROM access_log").fetchall()
    left = {json.loads(details)["file"]: action for action, details in rows}
    assert left["T02-3.zip"] == "sent"
    assert left["T02-3.pdf"] == "exported"


def _lower_consent(study: Path, label: str) -> None:
    with closing(sqlite3.connect(study)) as connection, connection:
        who = "SELECT id FROM participants WHERE label = ?"
        connection.execute(f"UPDATE consents SET level = 'coding' WHERE participant = ({who})", (label,))


def test_without_consent_nothing_is_written_and_everybody_is_named(study, tmp_path):
    _lower_consent(study, "ZOE")
    order = ("report", study, "--teacher", "T02", "--cycle", "3", "-o", tmp_path / "f.pdf")
    refused = run(*order)
    assert refused.returncode == 1
    assert (
        "Nothing was written: Zoe in “You go to Amir and own the miss” allows coding, not" in refused.stderr
    )
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "f.pdf").exists()
    barred = run(*order, "--override-by", "C1", "--reason", "her mother agreed by telephone")
    assert "C1 may not pass over a missing consent" in barred.stderr
    with closing(sqlite3.connect(study)) as connection, connection:
        connection.execute("UPDATE coders SET may_override = 1 WHERE name = 'C1'")
        connection.execute("UPDATE coders SET may_override = 1 WHERE name = 'Coach 1'")
    passed = run(*order, "--override-by", "C1", "--reason", "her mother agreed by telephone")
    assert passed.returncode == 0, passed.stderr
    with closing(sqlite3.connect(study)) as connection:
        reasons = connection.execute("SELECT reason FROM access_log WHERE action = 'overrode'").fetchall()
    assert reasons == [("her mother agreed by telephone",)] * 3


def test_a_missing_video_is_one_sentence(study, tmp_path):
    shutil.rmtree(study.parent / "videos")
    done = run("report", study, "--teacher", "T02", "--cycle", "3", "-o", tmp_path / "f.html")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no file ")
    assert not list(tmp_path.glob("f*"))


def test_a_full_disk_leaves_no_half_document(study, tmp_path):
    done = run(
        "report", study, "--teacher", "T02", "--cycle", "3", "-o", tmp_path / "f.html", file_size=300_000
    )
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_answers_come_back_from_the_page_and_from_word(study, written, tmp_path):
    with closing(sqlite3.connect(study)) as connection:
        [(cycle,)] = connection.execute("SELECT id FROM coaching_cycles").fetchall()
        clips = [row[0] for row in connection.execute("SELECT id FROM clips ORDER BY position")]
    answers = {
        "kind": "havenlens.answers", "version": 1, "document": cycle, "cycle": 3,
        "saved_at": "2026-03-18T09:30:00+00:00", "answers": [{"clip": clips[0], "text": "His head."}],
    }  # fmt: skip
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    done = run("import", path, "--study", study)
    assert done.stdout == "Mr. Dale, cycle 3: 1 new answers, 0 known, 0 clips struck.\n", done.stderr
    answers["document"] = "0" * 32
    path.write_text(json.dumps(answers), encoding="utf-8")
    refused = run("import", path, "--study", study)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "answers a document that is not of this study" in refused.stderr
    document = docx.Document(str(written["docx"]))
    boxes = [cell for table in document.tables for row in table.rows for cell in row.cells]
    assert boxes
    document.save(str(tmp_path / "back.docx"))
    empty = run("import", tmp_path / "back.docx", "--study", study)
    assert "holds no answer" in empty.stderr
