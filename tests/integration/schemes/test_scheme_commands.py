"""``havenlens schemes list|show|check`` as a person runs them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from havenlens.app.commands.schemes import schemes_app
from havenlens.domain.problems import StudyError
from havenlens.exchange.schemes import shipped_schemes
from havenlens.services.scheme_notes import add_note
from tests.support.schemes import SMALL
from tests.support.studies import small_study

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setenv("HAVENLENS_LANGUAGE", "en")


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(schemes_app, [str(argument) for argument in arguments])


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace('key: "d"', 'key: "j"').replace("#0072B2", "blue"), encoding="utf-8")
    return path


def test_list_shows_every_scheme_and_where_the_template_is(run):
    result = run("list")
    assert result.exit_code == 0
    assert all(path.stem in result.stdout for path in shipped_schemes())
    assert "my_instrument" not in result.stdout
    assert "template" in result.stdout


def test_list_as_json(run):
    document = json.loads(run("list", "--json").stdout)
    bids = next(one for one in document["schemes"] if one["id"] == "safe_haven_bids")
    assert (bids["version"], bids["status"], bids["codes"], bids["ratings"]) == ("1.0.0", "draft", 21, 0)
    assert len(bids["measurement_hash"]) == 64


def test_show_reads_as_a_codebook(run):
    result = run("show", "classroom_emotional_support")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    for part in ("draft", "m Comforts", "Safe haven", "low 1–2:", "no opportunity", "domain_mean"):
        assert part in text


def test_show_takes_a_file(run, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    result = run("show", path)
    assert "What is wanted (asked at once): 1 Comfort 2 Help" in " ".join(result.stdout.split())


def test_show_as_json(run):
    document = json.loads(run("show", "safe_haven_bids", "--json").stdout)
    assert document["codes"][0]["id"] == "distress"
    assert [recipe["kind"] for recipe in document["recipes"]][:3] == ["response_window", "episode", "repair"]


def test_show_of_nothing_known_is_one_sentence(run):
    result = run("show", "nothing")
    assert isinstance(result.exception, StudyError)
    assert str(result.exception).startswith("There is no scheme nothing;")


def test_check_of_good_schemes(run):
    result = run("check", *shipped_schemes())
    assert (result.exit_code, result.stdout) == (0, "7 schemes, no problems\n")
    assert all("their colours look alike" in line for line in result.stderr.splitlines())


def test_check_counts_one(run):
    assert run("check", shipped_schemes()[0]).stdout == "1 scheme, no problems\n"


def test_check_names_each_problem_with_file_and_line(run, bad):
    result = run("check", bad)
    assert result.exit_code == 1
    assert result.stdout == ""
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{bad}:") and "has the key j" in first  # noqa: PT018 - one line, two halves
    assert "the colour “blue”" in second


def test_check_as_json(run, bad):
    result = run("check", bad, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["schemes"] == 1
    assert [problem["code"] for problem in document["problems"]] == [
        "scheme.reserved_key",
        "scheme.bad_colour",
    ]
    assert document["problems"][0]["file"] == str(bad)
    assert document["problems"][0]["sentence"].startswith("codes.upset has the key j")


def test_check_of_nothing_is_wrong_usage(run):
    assert run("check").exit_code == 2


def test_check_warns_of_colours_that_look_alike(run, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("#009E73", "#0070B0"), encoding="utf-8")
    result = run("check", path)
    assert (result.exit_code, result.stdout) == (0, "1 scheme, no problems\n")
    assert result.stderr.startswith(f"{path}: codes.comforts and codes.bids stand on one row in one shape")
    [warning] = json.loads(run("check", path, "--json").stdout)["warnings"]
    assert warning["code"] == "scheme.colours_alike"


@pytest.mark.parametrize(("name", "begin"), [("book.html", b"<!doctype html>"), ("book.pdf", b"%PDF")])
def test_codebook_is_written_in_the_format_of_the_name(run, tmp_path, name, begin):
    result = run("codebook", "coach_clip_markers", "-o", tmp_path / name)
    assert result.stdout == f"{tmp_path / name}\n"
    assert (tmp_path / name).read_bytes().startswith(begin)


def test_codebook_of_a_study_has_its_dated_notes(run, tmp_path):
    with small_study(tmp_path / "small.havenlens") as small:
        add_note(small.study.store, small.scheme.id, "A sigh counts.", "MK", "bids")
    run("codebook", "small", "--study", tmp_path / "small.havenlens", "-o", tmp_path / "book.html")
    assert "A sigh counts." in (tmp_path / "book.html").read_text(encoding="utf-8")


def test_codebook_in_another_format_is_one_sentence(run, tmp_path):
    result = run("codebook", "coach_clip_markers", "-o", tmp_path / "book.docx")
    assert isinstance(result.exception, StudyError)
    assert str(result.exception).endswith("give it a name that ends in .html or .pdf.")
