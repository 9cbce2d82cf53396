"""What a hand-out holds, what it never holds, and that it is written whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.app.bootstrap import open_study
from havenlens.domain.observation import Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.assignments import assign
from havenlens.services.handing_out import hand_out
from havenlens.services.ports import Cancelled
from havenlens.services.presence import PresenceLog
from havenlens.services.scheme_notes import add_note
from havenlens.services.sign_in import set_pin, set_role
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation, Variable
from havenlens.services.submitting import may_review
from havenlens.services.transcripts import Transcript
from tests.support.handed_out import (
    assert_clean,
    at_work,
    code,
    coding_of,
    hand_out_to,
    make_shared,
)
from tests.support.schemes import SMALL
from tests.support.studies import raw_bytes, tamper


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "class.havenlens"
    make_shared(path, observations=3, coders=2, each=2)
    return path


@pytest.fixture
def shared(_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(_template, tmp_path / "class.havenlens"))


def contents(path: Path, table: str, columns: str = "*") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {columns} FROM {table}").fetchall()


def furnish(study: Study) -> None:
    """Put into a study what is secret, and what a coder needs."""
    code(study, "K01", "o000", 2)
    code(study, "K02", "o002", 3)
    lead = study.add_coder("Lead", "researcher").id
    set_pin(study, lead, "4711")
    set_pin(study, study.coder("K02").id, "0815")
    study.store.keep("coders", study.coder("K02").id, settings={"theme": "secret-theme"})
    scheme = study.store.schemes()[0].id
    add_note(study.store, scheme, "A look counts.", "Lead", "bids")
    for name, hidden in (("condition", True), ("site", False)):
        study.define_variable(Variable(uuid4(), name, "text", hidden))
    ids = {variable.name: variable.id for variable in study.store.variables()}
    place = study.observation("o001").id
    rows = [
        {"observation": place, "variable": ids["condition"], "value": "secret-arm"},
        {"observation": place, "variable": ids["site"], "value": "North"},
    ]
    study.store.add("observation_variables", "observation", rows)
    mia = study.person("Mia").id
    PresenceLog(study.store, place).toggle(mia, Micros(1_000_000))
    Transcript(study.store, place).add(Span(Micros(0), Micros(900_000)), "Look!", mia)
    master = study.add_coding(study.observation("o000").id, scheme, study.coder("K01").id, Purpose.MASTER, {})
    study.store.change("codings", "return", master.id, status_note="secret-master")
    study.store.add(
        "coaching_cycles",
        "coaching",
        [
            {
                "id": uuid4(),
                "teacher": study.person("T02").id,
                "coach": lead,
                "number": 1,
                "focus": "secret-focus",
                "evidence": [],
            }
        ],
    )


def test_it_holds_what_its_coder_needs(shared: Path, tmp_path: Path) -> None:
    with at_work(shared) as study:
        furnish(study)
        own = {c.id for c in study.store.list_codings() if c.purpose is Purpose.RESEARCH}
        study_id, before = study.store.study_id, study.store.events_of(coding_of(study, "K01", "o000").id)
    out = hand_out_to(shared, "K01", tmp_path / "K01")
    assert out == tmp_path / "K01.havenlens"
    with at_work(out) as study:
        assert study.store.study_id == study_id
        assert study.handed_out is not None
        assert study.handed_out.coder == study.coder("K01").id
        assert [o.name for o in study.store.observations()] == ["o000", "o001"]
        assert study.observation("o001").variables == {"site": "North"}
        assert len(study.store.rows_of("assignments")) == 2
        [coding] = study.store.list_codings()
        assert coding.id in own
        assert study.store.events_of(coding.id) == before
        assert len(list(study.store.codings.steps_of(coding.id))) == 1
        assert [row["text"] for row in study.store.rows_of("scheme_notes")] == ["A look counts."]
        assert len(study.store.presence_of(study.observation("o001").id)) == 1
        assert [line.text for line in study.store.transcript_of(study.observation("o001").id)] == ["Look!"]
        assert {person.pseudonym for person in study.store.participants()} == {"Mr. Dale", "Mia", "Amir"}
        assert study.person("Mia").consent == "coding"
    assert_clean(out)
    assert_clean(shared)


def test_nothing_of_anybody_else_is_in_the_file(shared: Path, tmp_path: Path) -> None:
    with at_work(shared) as study:
        furnish(study)
    out = hand_out_to(shared, "K01", tmp_path / "K01.havenlens")
    whole = raw_bytes(out)
    for secret in (b"K02", b"secret", b"scrypt", b"o002", b"researcher"):
        assert secret not in whole
    assert contents(out, "coders", "name") == [("K01",)]
    assert contents(out, "coaching_cycles") == contents(out, "hand_outs") == []
    assert {row[0] for row in contents(out, "codings", "purpose")} == {"research"}


def test_the_study_remembers_each_hand_out(shared: Path, tmp_path: Path) -> None:
    with at_work(shared) as study:
        coding = code(study, "K01", "o000", 2)
    out = hand_out_to(shared, "K01", tmp_path / "K01.havenlens")
    with at_work(shared) as study:
        [row] = study.store.rows_of("hand_outs")
        assert row["coder"] == study.coder("K01").id
        assert row["contents"]["file"] == out.name
        assert row["contents"]["codings"] == {coding.hex: 2}
        assert row["merged_at"] is None
        log = study.store.rows_of("change_log", chain=study.store.study_id, kind="hand_out")
        assert len(log) == 1
    with at_work(out) as study:
        mark = study.handed_out
        assert mark is not None
        assert mark.id == row["id"]
        assert (mark.seq, mark.head) == (log[0]["seq"] - 1, log[0]["prev_hash"])


def test_videos_are_found_from_the_new_place(tmp_path: Path) -> None:
    home, stick = tmp_path / "home", tmp_path / "stick"
    for folder in (home / "films", stick / "films"):
        folder.mkdir(parents=True)
    shared = home / "class.havenlens"
    make_shared(shared, observations=2, coders=1)
    with at_work(shared) as study:
        for name, root in (("o000", home / "films"), ("o001", stick / "films")):
            (root / f"{name}.mp4").touch()
            film, kept = uuid4(), study._media_root(root)
            row = {"id": film, "observation": study.observation(name).id, "view": 1, "name": ""}
            study.store.add("recordings", "recording", [row])
            file = {"id": uuid4(), "recording": film, "ordinal": 1, "root": kept, "path": f"{name}.mp4"}
            file |= {"size": 0, "fingerprint": "", "offset_us": 0, "rate_ppm": 0.0, "duration_us": None}
            study.store.add("recording_files", "recording", [file])
        assert [row["path"] for row in study.store.rows_of("media_roots")] == [
            "films",
            str((stick / "films").resolve()),
        ]
    with at_work(hand_out_to(shared, "K01", stick / "K01.havenlens")) as study:
        paths = [study.media_path(o.files[0]) for o in study.store.observations()]
        assert all(path.exists() for path in paths)
        roots = {row["path"] for row in study.store.rows_of("media_roots")}
        assert roots == {str((home / "films").resolve()), "films"}


def test_only_its_coder_works_in_it(shared: Path, tmp_path: Path) -> None:
    with at_work(shared) as study:
        set_role(study, study.coder("K02").id, "lead")
    with at_work(hand_out_to(shared, "K01", tmp_path / "K01.havenlens")) as study:
        with pytest.raises(StudyError, match="handed out to K01, so nobody else codes in it"):
            study.add_coder("Somebody")
        assert study.add_coder("K01").name == "K01"
        added = (
            lambda: study.add_participant("C9", "Zoe", "seeker"),
            lambda: study.add_observation(NewObservation("o9")),
            lambda: study.add_scheme(SMALL.replace("A small", "Another"), "small.yaml"),
        )
        for add in added:
            with pytest.raises(StudyError, match="handed out to K01; schemes, observations and people"):
                add()
        assert may_review(study, study.coder("K01").id) is False
    with at_work(hand_out_to(shared, "K02", tmp_path / "K02.havenlens")) as study:
        assert may_review(study, study.coder("K02").id) is True


def test_a_scheme_that_was_handed_out_is_frozen(shared: Path, tmp_path: Path) -> None:
    with at_work(shared) as study:
        scheme = study.store.schemes()[0].id
        assert study.has_codings(scheme) is False
    hand_out_to(shared, "K01", tmp_path / "K01.havenlens")
    with at_work(shared) as study:
        assert study.has_codings(scheme) is True


def test_what_cannot_be_handed_out_says_why_and_leaves_nothing(shared: Path, tmp_path: Path) -> None:
    out = hand_out_to(shared, "K01", tmp_path / "K01.havenlens")
    with at_work(shared) as study:
        study.add_coder("Idle")
        master = study.add_coder("Master").id
        scheme = study.store.schemes()[0].id
        assign(study, [study.observation("o000").id], scheme, [master], Purpose.MASTER)
    (tmp_path / "dir.havenlens").mkdir()
    for coder, path, sentence in (
        ("Idle", tmp_path / "i.havenlens", "Idle has nothing to code yet; assign some observations first."),
        ("Master", tmp_path / "m.havenlens", "Master has nothing to code yet"),
        ("Nobody", tmp_path / "n.havenlens", "There is no coder Nobody in this study"),
        ("K02", out, "exists already"),
        ("K02", tmp_path / "dir.havenlens", "exists already"),
        ("K02", tmp_path / "no" / "K02.havenlens", "there is no folder"),
    ):
        before = sorted(p.name for p in tmp_path.iterdir())
        with pytest.raises(StudyError, match=sentence):
            hand_out_to(shared, coder, path)
        assert sorted(p.name for p in tmp_path.iterdir()) == before
    with at_work(out) as study, pytest.raises(StudyError, match="This study was handed out itself"):
        hand_out(study, study.coder("K01").id, tmp_path / "again.havenlens")
    file, study = open_study(shared)
    with file, pytest.raises(StudyError, match="may only be read"):
        hand_out(study, study.coder("K02").id, tmp_path / "r.havenlens")
    assert len(contents(shared, "hand_outs")) == 1


def test_cancelled_half_way_there_is_no_file(shared: Path, tmp_path: Path) -> None:
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done > total // 2:
            raise Cancelled

    with at_work(shared) as study:
        code(study, "K01", "o000", 700)
        with pytest.raises(Cancelled):
            hand_out(study, study.coder("K01").id, tmp_path / "K01.havenlens", stop)
    assert seen[0][1] > 1400
    assert not list(tmp_path.glob("*K01*"))
    assert contents(shared, "hand_outs") == []


def test_a_study_that_cannot_remember_hands_nothing_out(shared: Path, tmp_path: Path) -> None:
    tamper(
        shared, "CREATE TRIGGER no_more BEFORE INSERT ON hand_outs BEGIN SELECT RAISE(FAIL, 'disk full'); END"
    )
    with pytest.raises(Exception, match="disk"):
        hand_out_to(shared, "K01", tmp_path / "K01.havenlens")
    assert not (tmp_path / "K01.havenlens").exists()


def test_the_day_is_kept_in_utc(shared: Path, tmp_path: Path) -> None:
    with at_work(hand_out_to(shared, "K01", tmp_path / "K01.havenlens")) as study:
        assert study.handed_out is not None
        assert study.handed_out.at.tzinfo is not None
        assert abs((datetime.now(UTC) - study.handed_out.at).total_seconds()) < 300
