"""German proves that gettext works: every text is there, with its values, on screen and at the prompt."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from havenlens.app.main import app
from havenlens.domain.problems import StudyError
from havenlens.store.found import Found
from havenlens.words import reports
from havenlens.words.catalogue import ntr, tr, use_language
from havenlens.words.sentences import say
from scripts.catalogue import LOCALE, done, read

GERMAN = LOCALE / "de" / "LC_MESSAGES" / "havenlens.po"


@pytest.fixture
def _german():
    use_language("de")
    yield
    use_language(None)


@pytest.fixture
def run(monkeypatch):
    """Run a command as in a shell whose language is set."""

    def _run(language, *args):
        monkeypatch.setenv("HAVENLENS_LANGUAGE", language)
        use_language(None)
        return CliRunner().invoke(app, [str(arg) for arg in args])

    yield _run
    monkeypatch.undo()
    use_language(None)


@pytest.fixture
def study(run, tmp_path):
    path = tmp_path / "kita.havenlens"
    assert run("en", "study", "new", path).exit_code == 0
    return path


def test_the_catalogue_is_complete_and_nothing_in_it_is_a_guess():
    texts = [message for message in read(GERMAN) if message.id]
    assert len(texts) > 600
    assert [message.id for message in texts if not done(message.string)] == []
    assert [message.id for message in texts if message.fuzzy] == []


def test_german_is_written_as_german_is_written():
    translations = [
        (english, german)
        for message in read(GERMAN)
        if message.id
        for english, german in zip(_forms(message.id), _forms(message.string), strict=True)
    ]
    assert [one for _, one in translations if "”" in one or one.count("„") != one.count("“")] == []
    assert [one for _, one in translations if "  " in one] == []
    # A unit behind a number keeps the blank before it; nothing else has one at its ends.
    assert [german for english, german in translations if _ends(german) != _ends(english)] == []


def _forms(texts):
    return [texts] if isinstance(texts, str) else list(texts)


def _ends(text):
    return text[:1].isspace(), text[-1:].isspace()


@pytest.mark.usefixtures("_german")
def test_sentences_come_out_in_german_with_their_values():
    assert tr("Agreement by code") == "Übereinstimmung nach Code"
    assert say("media.no_such_frame", path="stunde.mp4", frame=90, last=74) == (
        "stunde.mp4 hat kein Bild 90; die Bilder gehen von 0 bis 74."
    )
    assert say("coding.answered", code="Signal", modifier="Stärke", option="leicht") == (
        "Signal · Stärke: leicht"
    )
    assert str(StudyError("file.missing", path="x.csv")) == (
        "Die Datei x.csv gibt es nicht; prüfen Sie den Namen."
    )
    assert say("report.quote", text="Nochmal!") == "„Nochmal!“"


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize(("n", "said"), [(0, "0 Ereignisse"), (1, "1 Ereignis"), (2, "2 Ereignisse")])
def test_plurals_follow_german(n, said):
    assert ntr("{n} event", "{n} events", n) == said


@pytest.mark.usefixtures("_german")
def test_dates_and_numbers_follow_german():
    assert reports.day(date(2026, 3, 12)) == "12. März 2026"
    assert reports.number(2.25) == "2,2"
    assert reports.times(1) == "einmal gesehen"
    assert reports.times(3) == "Median aus 3 Malen"


def test_the_prompt_speaks_german_where_the_shell_does(run, study):
    shown = run("de", "study", "info", study)
    assert shown.exit_code == 0
    assert shown.stdout.split("\n")[0].split("  ")[0] == "Was"
    assert "In dieser Studie" in shown.stdout
    assert "Beobachtungen" in shown.stdout
    assert "ist in Ordnung" in run("de_AT", "study", "check", study).stdout
    assert "In this study" in run("en", "study", "info", study).stdout


@pytest.mark.usefixtures("_german")
def test_what_a_withdrawal_erases_is_named_in_german():
    known = {message.id for message in read(GERMAN)}
    assert [kind for kind in Found(uuid4()).counts() if kind not in known] == []
    assert tr("spoken lines") == "Gesprochenes"


def test_scripts_read_the_same_in_every_language(run, study):
    english, german = (run(language, "study", "info", study, "--json").stdout for language in ("en", "de"))
    assert json.loads(german) == json.loads(english)


def test_a_language_without_a_catalogue_falls_back_to_english(run, study):
    assert "In this study" in run("xx", "study", "info", study).stdout
