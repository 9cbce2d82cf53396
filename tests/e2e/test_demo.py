"""``havenlens demo`` as a program, and the commands that work on the study it leaves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from havenlens.app.output import opening
from tests.support.pdf_pages import text_of
from tests.support.program import command, run

NUMBERS = {
    "method",
    "params",
    "estimate",
    "ci",
    "se",
    "n_units",
    "n_raters",
    "undefined",
    "warnings",
    "detail",
}
RESULT_KEYS = NUMBERS | {"scheme", "scope", "coders", "observations"}
EVIDENCE = {
    "3 of 5": "signals from Amir got an answer within 10 s",
    "2 of 5": "signals from Amir got an answer that met the need",
    "40 s": "from the first missed signal of Amir to comfort",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the program printed, and how it ended."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def havenlens(*arguments: object) -> Ran:
    done = run(*arguments)
    return Ran(done.stdout, done.stderr, done.returncode)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "place"


@pytest.fixture(scope="module")
def demo(folder) -> Ran:
    done = subprocess.run(command("demo", folder, "--json"), capture_output=True, timeout=300, check=False)
    return Ran(done.stdout.decode(), done.stderr.decode(), done.returncode)


@pytest.fixture(scope="module")
def study(demo) -> Path:
    return Path(demo.json["study"])


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
def test_the_demo_prints_one_document_and_nothing_else(demo, folder):
    assert (demo.code, demo.err) == (0, "")
    assert list(demo.json) == ["study", "reports", "exports", "agreement", "seconds"]
    assert demo.json["study"] == str(folder / "demo.havenlens")
    assert {Path(path).name for path in demo.json["reports"]} == {"T02-cycle-3.html", "T02-cycle-3.pdf"}
    assert {Path(path).parent.name for path in demo.json["exports"]} == {"exports"}
    assert all(Path(path).stat().st_size > 0 for path in demo.json["reports"] + demo.json["exports"])
    assert all(set(result) == RESULT_KEYS for result in demo.json["agreement"])
    assert demo.json["seconds"] > 0


def test_the_feedback_document_has_the_numbers_of_the_scene(demo):
    html, pdf = (Path(path) for path in demo.json["reports"])
    source = html.read_text(encoding="utf-8")
    assert source.count("data:video/mp4;base64,") == 3
    body = re.sub(r"<(script|style)\b.*?</\1>", "", source, flags=re.DOTALL)
    page, paper = words(unescape(re.sub(r"<[^>]+>", " ", body))), text_of(pdf)
    for number, label in EVIDENCE.items():
        assert f"{number} {label}" in page
        assert number in paper
        assert label in paper
    for text in (page, paper):
        assert "Noticing a child who is stuck" in text
        assert "From the coding of the whole video." in text


def test_a_second_run_in_the_same_folder_is_refused(demo, folder):
    again = havenlens("demo", folder)
    assert (again.code, again.out) == (1, "")
    assert again.err == f"{folder / 'demo.havenlens'} exists already; choose another name, or open it.\n"


def test_reliability_gives_what_the_demo_gave(demo, study):
    found = havenlens("reliability", study, "--json")
    assert (found.code, found.err) == (0, "")
    assert list(found.json) == ["study", "parameters", "results"]
    assert found.json["parameters"]["rule"].startswith("Compared: one coding of each coder")
    assert found.json["results"] == demo.json["agreement"]


def test_reliability_is_written_as_a_table_with_its_rule(study, tmp_path):
    done = havenlens("reliability", study, "-o", tmp_path / "agreement.csv")
    assert done.out.startswith(f"Wrote {tmp_path / 'agreement.csv'}.\nCompared: one coding of each coder")
    table = pd.read_csv(tmp_path / "agreement.csv")
    icc = table.query("coder_1 == 'R1' and dimension == 'warmth' and method == 'ICC(2,1)'")
    assert icc["estimate"].round(4).tolist() == [0.8177]
    refused = havenlens("reliability", study, "-o", tmp_path / "agreement.pdf")
    formats = ".html, .docx, .xlsx, .csv or .json"
    said = f"{tmp_path / 'agreement.pdf'} must end in {formats}, which says what to write.\n"
    assert (refused.code, refused.err) == (1, said)


def test_reliability_for_people_ends_with_its_rule(study):
    shown = havenlens("reliability", study).out
    assert max(map(len, shown.splitlines())) <= 80
    assert "Safe-haven bids and responses · master – trainee_b" in shown
    assert words(shown).endswith("in this order; none for consensus or coaching.")


def test_export_writes_every_table_and_says_what_is_in_them(study, tmp_path):
    out = tmp_path / "events.sav"
    done = havenlens("export", study, "--table", "events", "-o", out)
    assert done.out.splitlines() == [
        f"Wrote {out}.",
        f"Wrote {tmp_path / 'events_dictionary.csv'}.",
        "The tables hold every coding, whatever it was made for; choose by purpose, status and attempt.",
    ]
    frame, meta = pyreadstat.read_sav(out)
    assert meta.variable_value_labels["code"]["tone_warm"]
    assert frame["frame"].notna().all()


def test_a_deposit_is_told_as_json(study, tmp_path):
    done = havenlens("export", study, "-o", tmp_path / "deposit", "--deposit", "--json")
    assert done.json["rows"]["left_out"] == 2
    names = {Path(path).name for path in done.json["files"]}
    assert {"README.md", "CITATION.cff", "SHA256SUMS", "events.csv", "parameters.json"} <= names


def test_a_report_for_paper(study, tmp_path):
    done = havenlens("report", study, "--teacher", "T02", "--cycle", "3", "-o", tmp_path / "f.pdf")
    assert (done.code, done.out.partition(" (")[0]) == (0, f"Wrote {tmp_path / 'f.pdf'}")
    assert "For Mr. Dale" in text_of(tmp_path / "f.pdf")


@pytest.mark.parametrize(
    ("teacher", "cycle", "name", "sentence"),
    [
        ("T02", "9", "f.html", "There is no coaching cycle 9 of T02 in this study."),
        ("T77", "3", "f.html", "Nobody in this study is called T77"),
        ("T02", "3", "f.odt", "must end in .html, .pdf, .docx or .zip, which says what to write."),
    ],
)
def test_a_report_that_cannot_be_is_one_sentence(study, tmp_path, teacher, cycle, name, sentence):
    done = havenlens("report", study, "--teacher", teacher, "--cycle", cycle, "-o", tmp_path / name)
    assert (done.code, done.out) == (1, "")
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts and quotes programs in other ways")
@pytest.mark.parametrize(
    ("started", "on_path", "said"),
    [
        (".venv/bin/havenlens", False, ".venv/bin/havenlens 'my study.havenlens'"),
        (".venv/bin/havenlens", True, "havenlens 'my study.havenlens'"),
        ("/somewhere/havenlens/__main__.py", False, "havenlens 'my study.havenlens'"),
    ],
)
def test_the_study_is_opened_by_a_program_that_is_there(started, on_path, said, tmp_path, monkeypatch):
    if on_path:
        (tmp_path / "havenlens").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", [started, "demo"])
    assert opening(Path("my study.havenlens")) == said
