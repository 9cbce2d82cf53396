"""A new study: its tables, its version, and that it is there whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from havenlens.app.bootstrap import create_study
from havenlens.domain.problems import StudyError
from havenlens.services.study import Study
from havenlens.store.connections import connect_to_read, disconnect
from havenlens.store.schema import APPLICATION_ID, HEAD
from havenlens.store.study_file import StudyFile
from havenlens.store.tables import metadata
from tests.support.studies import SmallStudy, open_small

CONTENTS = [
    "study",
    "schemes",
    "scheme_notes",
    "participants",
    "consents",
    "observations",
    "variables",
    "observation_variables",
    "observation_participants",
    "recordings",
    "recording_files",
    "media_roots",
    "presence",
    "transcripts",
    "transcript_lines",
    "coders",
    "assignments",
    "codings",
    "casting",
    "events",
    "rating_periods",
    "ratings",
    "coaching_cycles",
    "cycle_steps",
    "clips",
    "clip_participants",
    "clip_lines",
    "prompts",
    "answers",
    "plans",
    "certificates",
    "work_spans",
    "scheme_maps",
    "recode_items",
    "change_log",
    "chain_ends",
    "alembic_version",
    "agreement_plans",
    "unblindings",
    "moments",
    "rulings",
    "panels",
    "panel_decisions",
    "training_sets",
    "double_coding_plans",
    "double_coding_draws",
    "hand_outs",
    "library_clips",
    "library_clip_participants",
    "clip_marks",
    "access_log",
]
GOLDEN = Path(__file__).parents[2] / "golden" / "studies"


def test_every_table_of_the_design_is_there(small: SmallStudy) -> None:
    with closing(sqlite3.connect(small.path)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert names == set(CONTENTS)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_the_migrations_make_what_the_tables_say(small: SmallStudy) -> None:
    connection = connect_to_read(small.path)
    try:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    finally:
        disconnect(connection)


def test_a_new_study_is_whole(small: SmallStudy) -> None:
    assert small.file.check() == []
    assert small.file.name == "A small study"


def test_the_suffix_is_added(tmp_path: Path) -> None:
    with StudyFile.create(tmp_path / "without", "x") as made:
        assert made.path == tmp_path / "without.havenlens"


def test_a_file_that_is_there_is_never_overwritten(small: SmallStudy) -> None:
    before = small.path.read_bytes()
    with pytest.raises(StudyError, match="exists already"):
        StudyFile.create(small.path, "x")
    assert small.path.read_bytes() == before


def test_a_study_whose_filling_fails_is_not_there(tmp_path: Path) -> None:
    def fail(study: Study) -> None:
        study.add_coder("MK")
        raise StudyError("study.nobody", person="x", people="–")

    with pytest.raises(StudyError, match="Nobody in this study"):
        create_study(tmp_path / "half.havenlens", "x", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_study_is_not_there_before_it_is_filled(tmp_path: Path) -> None:
    seen = []
    path = tmp_path / "late.havenlens"
    file, _ = create_study(path, "x", lambda _: seen.append(path.exists()))
    file.close()
    assert seen == [False]
    assert path.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["late.havenlens", "late.havenlens-lock"]


def test_what_a_killed_creation_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".new.havenlens-new").write_bytes(b"half a study")
    with StudyFile.create(tmp_path / "new.havenlens", "x") as made:
        assert made.check() == []


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.havenlens")), ids=lambda path: path.stem)
def test_a_study_of_every_version_opens(golden: Path, tmp_path: Path) -> None:
    path = tmp_path / golden.name
    shutil.copyfile(golden, path)
    kept = open_small(path)
    with kept.file:
        assert kept.file.check() == []
        session = kept.session()
        assert [event.code for event in session.events] == ["upset", "bids", "comforts"]
        bid = list(session.events)[1]
        assert bid.modifiers == {"need": "help"}
        assert bid.comment == "Mia holds up the puzzle"
        assert session.undo().refused is False
        assert kept.study.observation("lesson").variables == {"site": "North", "wave": 2}
        assert kept.file.check() == []


def test_there_is_a_golden_study_of_this_version() -> None:
    assert (GOLDEN / f"{HEAD.split('_')[0]}.havenlens").exists()
