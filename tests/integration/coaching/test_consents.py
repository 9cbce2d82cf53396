"""What people allow from day to day, key files, and what the command line says of privacy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from havenlens.app.main import app
from havenlens.domain.coaching import Clip, ClipType, Prompt
from havenlens.domain.masks import Box, Mask, MaskKey
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coaching.access import Action, accesses, log_access
from havenlens.services.coaching.access_words import accesses_in_words, log_as_csv
from havenlens.services.coaching.consents import (
    ConsentRow,
    change_consent,
    consent_history,
    consents_now,
    participant_named,
    record_consent,
    set_consents,
)
from havenlens.services.coaching.hiding import exposed, gaps
from havenlens.services.coaching.key_file import lies_beside, read_key_file
from tests.support.studies import SmallStudy, small_study

DAY = date(2026, 5, 1)
SPAN = Span(Micros(0), Micros(30 * SECOND))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as made:
        yield made


def mia(small: SmallStudy, day: date = DAY) -> Consent:
    return next(one.level for one in consents_now(small.study, day) if one.person.id == small.mia)


# --- consents -----------------------------------------------------------------------------------------


def test_the_row_that_began_last_counts_while_it_holds(small: SmallStudy) -> None:
    record_consent(small.study, small.mia, Consent.EXEMPLAR, date(2026, 1, 1), date(2026, 6, 30))
    record_consent(small.study, small.mia, Consent.NONE, date(2026, 4, 1), date(2026, 4, 30))
    assert [mia(small, day) for day in (date(2025, 12, 31), date(2026, 4, 15), DAY, date(2026, 7, 1))] == [
        Consent.CODING,
        Consent.NONE,
        Consent.EXEMPLAR,
        Consent.CODING,
    ]
    assert [row.level for row in consent_history(small.study, small.mia)] == [
        Consent.NONE,
        Consent.EXEMPLAR,
        Consent.CODING,
    ]


def test_a_row_of_the_same_first_day_gives_way_so_that_one_alone_counts(small: SmallStudy) -> None:
    record_consent(small.study, small.mia, Consent.FEEDBACK, DAY)
    record_consent(small.study, small.mia, Consent.EXEMPLAR, DAY)
    record_consent(small.study, small.mia, Consent.NONE)
    assert [(row.level, row.valid_from) for row in consent_history(small.study, small.mia)] == [
        (Consent.EXEMPLAR, DAY),
        (Consent.NONE, None),
    ]


def test_a_row_is_corrected_and_a_history_put_back_and_each_is_logged(small: SmallStudy) -> None:
    study, before = small.study, consent_history(small.study, small.mia)
    made = record_consent(study, small.mia, Consent.FEEDBACK, DAY)
    change_consent(study, ConsentRow(made.id, small.mia, Consent.EXEMPLAR, DAY, date(2027, 1, 1)))
    assert mia(small) is Consent.EXEMPLAR
    set_consents(study, small.mia, before)
    assert consent_history(study, small.mia) == before
    lines = accesses(study, action=Action.ALLOWED.value)
    assert [line.details["level"] for line in lines] == ["coding", "exemplar", "feedback"]
    assert small.file.check() == []


def test_consent_cannot_end_before_it_begins(small: SmallStudy) -> None:
    with pytest.raises(StudyError, match="Consent from 2026-05-01 cannot end on 2026-04-30"):
        record_consent(small.study, small.mia, Consent.CODING, DAY, date(2026, 4, 30))


def test_people_are_found_by_label_or_pseudonym(small: SmallStudy) -> None:
    assert participant_named(small.study, "C1").id == participant_named(small.study, "Mia").id == small.mia
    with pytest.raises(StudyError, match="Nobody in the study is called “Eva”; there are: C1, C2, T02"):
        participant_named(small.study, "Eva")


# --- hiding -------------------------------------------------------------------------------------------


def mask(small: SmallStudy, start: int, end: int, *, proposed: bool = False) -> Mask:
    span = Span(Micros(start * SECOND), Micros(end * SECOND))
    key = MaskKey(span.start, Box(0.1, 0.1, 0.2, 0.2))
    return Mask(uuid4(), (key,), span, participant=small.mia, proposed=proposed)


def test_gaps_are_where_no_confirmed_mask_hides_somebody(small: SmallStudy) -> None:
    masks = (mask(small, 2, 10), mask(small, 8, 12), mask(small, 20, 40), mask(small, 0, 30, proposed=True))
    assert [(g.start // SECOND, (g.end or 0) // SECOND) for g in gaps(masks, small.mia, SPAN)] == [
        (0, 2),
        (12, 20),
    ]
    assert gaps((), small.mia, SPAN) == (SPAN,)
    assert gaps((mask(small, 0, 30),), small.mia, SPAN) == ()


def test_who_lacks_consent_is_exposed_until_nothing_is_left(small: SmallStudy) -> None:
    record_consent(small.study, small.amir, Consent.FEEDBACK, DAY)
    prompt = Prompt("You kneel.", "What did you see?")
    people = (small.mia, small.amir)
    clip = Clip(
        uuid4(), ClipType.STRENGTH, "t", SPAN, Micros(0), prompt, people=people, masks=(mask(small, 0, 30),)
    )
    [one] = exposed(small.study, small.observation.id, clip, Consent.FEEDBACK, DAY)
    assert (one.person.id, one.has, one.gaps) == (small.mia, Consent.CODING, ())


# --- key files ----------------------------------------------------------------------------------------


def test_a_key_file_gives_names_by_label(tmp_path: Path) -> None:
    path = tmp_path / "key.csv"
    path.write_text("\ufefflabel,name,note\nC1,Mia Müller,x\n\n,\nC2,Amir,\n", encoding="utf-8")
    assert read_key_file(path) == {"C1": "Mia Müller", "C2": "Amir"}
    path.write_text("Name;Label\nMia;C1\n", encoding="utf-8")
    assert read_key_file(path) == {"C1": "Mia"}
    assert lies_beside(path, tmp_path / "s.havenlens")
    assert not lies_beside(path, tmp_path / "study" / "s.havenlens")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("label\nC1\n", "has no column “name”"),
        ("", "has no column “label”"),
        ("label,name\nC1,\n", "Line 2 of .* has a label or a name only"),
        ("label,name\nC1,a\nC1,b\n", "Line 3 of .* names C1 for the second time"),
        ("label,name\n", "names nobody"),
    ],
)
def test_a_bad_key_file_is_told_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "key.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(StudyError, match=said):
        read_key_file(path)


def test_a_key_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="cannot be read"):
        read_key_file(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_bytes(b"label,name\n\xff\xfe")
    with pytest.raises(StudyError, match="no text in UTF-8"):
        read_key_file(tmp_path / "x.csv")


# --- the log in words ---------------------------------------------------------------------------------


def test_the_log_is_told_in_words_filtered_and_saved(small: SmallStudy) -> None:
    study, coach = small.study, small.study.add_coder("K1", "coach").id
    record_consent(study, small.mia, Consent.FEEDBACK, DAY, coder=coach)
    log_access(study, Action.DELETED, subject="observation", subject_id=small.observation.id, reason="asked")
    last, first = accesses_in_words(study)
    assert last.cells[2:] == ("deleted a video", "lesson", "", "asked")
    assert first.cells[1:5] == (
        "K1",
        "wrote down a consent",
        "C1 Mia",
        "allows coach feedback, from 2026-05-01",
    )
    assert accesses_in_words(study, action="deleted") == (last,)
    assert accesses_in_words(study, text="mia FEEDBACK") == (first,)
    assert log_as_csv([last]).splitlines()[0] == "at,who,action,about,details,reason"


# --- the command line ---------------------------------------------------------------------------------


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_consent_retention_and_log_by_command(tmp_path: Path) -> None:
    path = tmp_path / "small.havenlens"
    with small_study(path) as made:
        _attach(made, tmp_path / "lesson.mp4")
    assert run("study", "consent", path, "Mia", "feedback", "--from", "2026-05-01") == (
        "Mia allows coach feedback from 1 May 2026 on.\n".replace("Mia", "C1")
    )
    until = run("study", "consent", path, "C2", "exemplar", "--from", "2026-05-01", "--to", "2027-05-01")
    assert until == "C2 allows use as an exemplar from 1 May 2026 to 1 May 2027.\n"
    said = run("study", "retention", path, "--set", "lesson", "2020-01-31")
    assert said == "The video of lesson may stay until 31 January 2020.\n"
    [video] = json.loads(run("study", "retention", path, "--json"))["videos"]
    assert (video["observation"], video["until"], video["due"], video["bytes"]) == (
        "lesson",
        "2020-01-31",
        True,
        4,
    )
    assert "2020-01-31" in run("study", "retention", path)
    assert "as long as the study's rule says" in run("study", "retention", path, "--set", "lesson", "none")
    log = json.loads(run("study", "access", path, "--json"))["log"]
    assert [(line["action"], line["about"]) for line in log] == [
        ("allowed", "C2 Amir"),
        ("allowed", "C1 Mia"),
    ]
    assert "consent" in run("study", "access", path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("consent", "Eva", "coding"), "Nobody in the study is called “Eva”"),
        (("consent", "C1", "all"), "“all” is no level of consent; choose none, coding, feedback"),
        (("consent", "C1", "coding", "--from", "May"), "“May” is no day"),
    ],
)
def test_what_the_commands_refuse(small: SmallStudy, words: tuple[str, ...], said: str) -> None:
    small.file.close()
    with pytest.raises(StudyError, match=said):
        run("study", words[0], small.path, *words[1:])


def _attach(small: SmallStudy, film: Path) -> None:
    film.write_bytes(b"film")
    store, root, recording = small.study.store, uuid4(), uuid4()
    file = {"id": uuid4(), "recording": recording, "ordinal": 1, "root": root, "path": film.name, "size": 4}
    store.add("media_roots", "media", [{"id": root, "name": "videos", "path": str(film.parent)}])
    store.add("recordings", "media", [{"id": recording, "observation": small.observation.id}])
    store.add("recording_files", "media", [{**file, "fingerprint": "x", "offset_us": 0}])
