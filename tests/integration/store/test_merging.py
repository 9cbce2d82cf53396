"""Hand-outs come back: by id, in any order, twice, whole or not at all; what does not fit is named."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.app.bootstrap import create_study
from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.assignments import assignments_of, take_back
from havenlens.services.merging import merge
from havenlens.services.ports import Cancelled
from havenlens.services.presence import PresenceLog
from havenlens.services.scheme_notes import add_note, notes_of
from havenlens.services.study import Study
from havenlens.services.submitting import give_back, lock, submit
from havenlens.services.transcripts import Transcript
from havenlens.store.study_file import backup
from tests.support.handed_out import (
    assert_clean,
    at_work,
    code,
    coder_names,
    coding_of,
    dump,
    hand_out_to,
    make_shared,
    merge_all,
    merge_into,
)
from tests.support.schemes import SMALL
from tests.support.studies import tamper

GOLDEN = Path(__file__).parents[2] / "golden" / "studies"


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a study, coded a little by K01, and a hand-out to each coder."""
    folder = tmp_path_factory.mktemp("shared")
    make_shared(folder / "class.havenlens", observations=3, coders=2)
    with at_work(folder / "class.havenlens") as study:
        code(study, "K01", "o000", 2)
        place = study.observation("o000").id
        Transcript(study.store, place).add(Span(Micros(0), Micros(900_000)), "Look!", study.person("C1").id)
        PresenceLog(study.store, place).toggle(study.person("C1").id, Micros(1_000_000))
    for name in coder_names(2):
        hand_out_to(folder / "class.havenlens", name, folder / f"{name}.havenlens")
    return folder


@pytest.fixture
def place(_template: Path, tmp_path: Path) -> Path:
    for path in _template.glob("*.havenlens"):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


@pytest.fixture
def shared(place: Path) -> Path:
    return place / "class.havenlens"


@pytest.fixture
def mine(place: Path) -> Path:
    return place / "K01.havenlens"


@pytest.fixture
def yours(place: Path) -> Path:
    return place / "K02.havenlens"


def refused(shared: Path, file: Path) -> str:
    """Give what is said when a file is not merged; nothing may have changed."""
    before = dump(shared)
    with pytest.raises(StudyError) as told:
        merge_into(shared, file)
    assert dump(shared) == before
    assert_clean(shared)
    return str(told.value)


def status(path: Path, coder: str, observation: str) -> CodingStatus:
    with at_work(path) as study:
        return coding_of(study, coder, observation).status


# --- what comes back --------------------------------------------------------------------------------


def test_new_codings_and_those_that_went_on_come_back(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        code(study, "K01", "o000", 3)
        coding = coding_of(study, "K01", "o001")
        period = RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)
        study.store.add_ratings(coding, [period], [Rating(uuid4(), period.id, "warmth", 4)])
        row = {"id": uuid4(), "coding": coding.id, "coder": coding.coder, "kind": "coding"}
        began = datetime.now(UTC)
        row |= {"began_at": began, "ended_at": began + timedelta(minutes=5), "active_us": 300_000_000}
        study.store.add("work_spans", "work", [row])
        study.store.keep("codings", coding.id, state={"pass": 2}, resume_us=7)
        submit(study, coding)
        theirs = {
            own.id: (study.store.events_of(own.id), study.store.ratings_of(own.id), own.status, own.casting)
            for own in study.store.list_codings()
        }
        logs = {own: study.store.rows_of("change_log", chain=own) for own in theirs}
    done = merge_into(shared, mine)
    assert (done.coder, done.new, done.further, done.same, done.events) == ("K01", 1, 1, 0, 5)
    assert_clean(shared)
    with at_work(shared) as study:
        store = study.store
        for own in store.list_codings():
            there = (store.events_of(own.id), store.ratings_of(own.id), own.status, own.casting)
            assert there == theirs[own.id]
            assert store.rows_of("change_log", chain=own.id) == logs[own.id]
        [kept] = store.rows_of("codings", id=coding.id)
        assert (kept["state"], kept["resume_us"]) == ({"pass": 2}, 7)
        assert kept["submitted_at"] is not None
        assert [span["active_us"] for span in store.rows_of("work_spans")] == [300_000_000]
        due = {one.observation: one.coding for one in assignments_of(study, study.coder("K01").id)}
        assert due[study.observation("o001").id] == coding.id
        [hand_out] = store.rows_of("hand_outs", coder=study.coder("K01").id)
        assert hand_out["merged_at"] is not None
        assert len(store.rows_of("change_log", chain=store.study_id, kind="merge")) > 1


def test_the_undo_stack_comes_back_too(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        coding = code(study, "K01", "o001", 3)
        steps = [step.id for step in study.store.codings.steps_of(coding, undoable=True)]
    merge_into(shared, mine)
    with at_work(shared) as study:
        assert [step.id for step in study.store.codings.steps_of(coding, undoable=True)] == steps


def test_merging_again_changes_nothing_at_all(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        code(study, "K01", "o001", 3)
    assert merge_into(shared, mine).news
    with at_work(shared) as study:
        before = study.store.rows_of("change_log"), study.store.rows_of("hand_outs")
    again = merge_into(shared, mine)
    assert (again.news, again.new, again.further, again.same) == (False, 0, 0, 2)
    with at_work(shared) as study:
        assert (study.store.rows_of("change_log"), study.store.rows_of("hand_outs")) == before


def test_an_empty_hand_out_is_noted_as_back(shared: Path, mine: Path) -> None:
    assert merge_into(shared, mine).news is False
    with at_work(shared) as study:
        assert [row["merged_at"] is not None for row in study.store.rows_of("hand_outs")].count(True) == 1


def test_the_same_file_may_go_on_and_come_back_again(shared: Path, mine: Path) -> None:
    for _ in range(3):
        with at_work(mine) as study:
            code(study, "K01", "o001", 1)
        assert merge_into(shared, mine).news
    early = shutil.copyfile(mine, mine.with_name("early.havenlens"))
    with at_work(mine) as study:
        code(study, "K01", "o001", 1)
    merge_into(shared, mine)
    before = dump(shared)
    assert merge_into(shared, early).same == 2
    assert dump(shared) == before


def test_coding_can_go_on_in_the_study_after_a_merge(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        code(study, "K01", "o000", 1)
    with at_work(shared) as study:
        merge(study, mine)
        code(study, "K01", "o000", 1)
    assert_clean(shared)
    assert merge_into(shared, mine).same == 1


def test_several_hand_outs_in_any_order_each_twice(tmp_path: Path) -> None:
    """Fifteen hand-outs of a study of 300 observations are merged in benchmarks/hand_outs.py."""
    make_shared(tmp_path / "class.havenlens", observations=4, coders=3, each=3)
    outs = []
    for name in coder_names(3):
        out = hand_out_to(tmp_path / "class.havenlens", name, tmp_path / f"{name}.havenlens")
        outs.append(out)
        with at_work(out) as study:
            for number, due in enumerate(study.store.observations()):
                code(study, name, due.name, 2 + number)
                PresenceLog(study.store, due.id).toggle(study.person("C1").id, Micros(number))
    dumps = set()
    for seed in range(2):
        path = Path(shutil.copyfile(tmp_path / "class.havenlens", tmp_path / f"copy{seed}.havenlens"))
        order = outs * 2
        random.Random(seed).shuffle(order)
        merge_all(path, order)
        assert_clean(path)
        dumps.add(dump(path))
    assert len(dumps) == 1


# --- what happened in the study meanwhile -----------------------------------------------------------


def test_what_the_lead_did_meanwhile_holds(shared: Path, mine: Path) -> None:
    with at_work(shared) as study:
        scheme = study.store.schemes()[0].id
        add_note(study.store, scheme, "A look counts.", "Lead", "bids")
        gone = next(
            one
            for one in assignments_of(study, study.coder("K01").id)
            if one.observation == study.observation("o001").id
        )
        take_back(study, gone)
    with at_work(mine) as study:
        add_note(study.store, scheme, "Ask about looks.", "K01", "bids")
        code(study, "K01", "o001", 1)
        code(study, "K01", "o002", 1)
    done = merge_into(shared, mine)
    assert [problem.sentence for problem in done.notices] == [
        "o001 / small / K01 is no longer assigned; it was merged all the same."
    ]
    with at_work(shared) as study:
        assert {note.text for note in notes_of(study.store, scheme)} == {"A look counts.", "Ask about looks."}
        assert len(assignments_of(study, study.coder("K01").id)) == 2
    assert merge_into(shared, mine).notices == ()


def test_the_latest_status_holds(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        submit(study, coding_of(study, "K01", "o000"))
    merge_into(shared, mine)
    assert status(shared, "K01", "o000") is CodingStatus.SUBMITTED
    with at_work(shared) as study:
        give_back(study, coding_of(study, "K01", "o000"), None, "Look at the end again.")
    merge_into(shared, mine)
    assert status(shared, "K01", "o000") is CodingStatus.RETURNED
    again = hand_out_to(shared, "K01", mine.with_name("again.havenlens"))
    with at_work(again) as study:
        assert study.store.rows_of("codings")[0]["status_note"] == "Look at the end again."
        code(study, "K01", "o000", 1)
        submit(study, coding_of(study, "K01", "o000"))
    merge_into(shared, again)
    merge_into(shared, mine)
    assert status(shared, "K01", "o000") is CodingStatus.SUBMITTED
    assert_clean(shared)


def test_a_locked_coding_does_not_grow(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        code(study, "K01", "o000", 1)
    with at_work(shared) as study:
        lock(study, submit(study, coding_of(study, "K01", "o000")), None)
    assert refused(shared, mine) == (
        f"o000 / small / K01 is locked in the study and was coded on in {mine}, so nothing was merged; take "
        "the lock off first."
    )


def test_what_two_coders_note_of_the_same_film_comes_together(shared: Path, mine: Path, yours: Path) -> None:
    """The later edit of a line or a span holds, and what is removed stays away, whoever comes back first."""
    for file, onset in ((mine, 5), (yours, 9)):
        with at_work(file) as study:
            observation = study.observation("o000").id
            log = PresenceLog(study.store, observation)
            log.toggle(study.person("C2").id, Micros(onset))
            transcript = Transcript(study.store, observation)
            [line] = transcript.lines
            transcript.change(line.id, text=f"Look, {file.stem}!")
            if file is mine:
                log.remove([span.id for span in log.spans if span.participant == study.person("C1").id])
            else:
                log.toggle(study.person("C1").id, Micros(2_000_000))
    other = Path(shutil.copyfile(shared, shared.with_name("other.havenlens")))
    for path, order in ((shared, (mine, yours)), (other, (yours, mine, yours))):
        for file in order:
            merge_into(path, file)
    assert dump(shared) == dump(other)
    assert_clean(other)
    with at_work(other) as study:
        observation = study.observation("o000").id
        assert [span.span.start for span in study.store.presence_of(observation)] == [5, 9]
        assert [line.text for line in study.store.transcript_of(observation)] == ["Look, K02!"]


def test_a_line_that_was_edited_in_the_study_later_stays(shared: Path, mine: Path) -> None:
    for file, text in ((mine, "Earlier"), (shared, "Later")):
        with at_work(file) as study:
            transcript = Transcript(study.store, study.observation("o000").id)
            transcript.change(transcript.lines[0].id, text=text)
            transcript.add(Span(Micros(1), Micros(900_001)), f"New: {text}")
    merge_into(shared, mine)
    with at_work(shared) as study:
        lines = study.store.transcript_of(study.observation("o000").id)
        assert sorted(line.text for line in lines) == ["Later", "New: Earlier", "New: Later"]


# --- people who withdraw ----------------------------------------------------------------------------


def withdraw(path: Path, person: str) -> None:
    from havenlens.app.bootstrap import open_study

    file, study = open_study(path, write=True)
    with file:
        file.withdrawals.withdraw(study.person(person))


def test_who_withdrew_does_not_come_back(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        code(study, "K01", "o000", 2)
        code(study, "K01", "o001", 2)
    withdraw(shared, "Mia")
    assert refused(shared, mine) == (
        f"C1 has withdrawn from the study since {mine} was handed out, so nothing was merged; erase them "
        f"there too with: havenlens study withdraw {mine} C1"
    )
    withdraw(mine, "C1")
    done = merge_into(shared, mine)
    assert (done.new, done.further) == (1, 1)
    assert_clean(shared)
    before = dump(shared)
    assert merge_into(shared, mine).news is False
    assert dump(shared) == before
    with at_work(shared) as study:
        assert sum(study.store.event_counts().values()) == 0


def test_who_was_erased_in_the_file_alone_is_erased_in_the_study_first(shared: Path, mine: Path) -> None:
    withdraw(mine, "C1")
    assert refused(shared, mine).startswith(f"C1 was erased from {mine} and not from the study")
    withdraw(shared, "C1")
    merge_into(shared, mine)
    assert_clean(shared)


# --- what is refused --------------------------------------------------------------------------------


def test_codings_that_went_apart_are_named_and_nothing_is_merged(shared: Path, mine: Path) -> None:
    second = hand_out_to(shared, "K01", mine.with_name("second.havenlens"))
    for file in (mine, second):
        with at_work(file) as study:
            for name in ("o000", "o001", "o002")[: 3 if file is mine else 2]:
                code(study, "K01", name, 1)
    merge_into(shared, second)
    rest = f"in {mine}, so nothing was merged; decide which one counts, and take in the rest with: havenlens"
    assert refused(shared, mine).splitlines() == [
        f"o000 / small / K01 was coded on both in the study and {rest} import {mine} --without o000",
        f"o001 / small / K01 was begun both in the study and {rest} import {mine} --without o001",
    ]
    done = merge_into(shared, mine, without=["o000", "o001"])
    assert (done.new, done.further, done.same) == (1, 0, 0)
    assert_clean(shared)
    with at_work(shared) as study:
        due = [one.coding for one in assignments_of(study, study.coder("K01").id)]
        assert set(due) == {coding.id for coding in study.store.list_codings()}


def a_master(study: Study) -> None:
    scheme = study.store.schemes()[0].id
    study.add_coding(study.observation("o001").id, scheme, study.coder("K01").id, Purpose.MASTER, {})


def by_another(study: Study) -> None:
    other = uuid4()
    study.store.add("coders", "coder", [{"id": other, "name": "K09", "role": "coder"}])
    scheme = study.store.schemes()[0].id
    study.add_coding(study.observation("o001").id, scheme, other, Purpose.RESEARCH, {})


def a_stranger(study: Study) -> None:
    row = {"id": uuid4(), "label": "C9", "pseudonym": "Zoe", "role": "seeker"}
    study.store.add("participants", "participant", [row])


def new_observation(study: Study) -> None:
    place = uuid4()
    row = {"id": place, "name": "o999", "title": "", "position": 9}
    study.store.add("observations", "observation", [row])
    scheme = study.store.schemes()[0].id
    study.add_coding(place, scheme, study.coder("K01").id, Purpose.RESEARCH, {})


def own_scheme(study: Study) -> None:
    changed = SMALL.replace("version: 1.2.0", "version: 2.0.0").replace(
        "min_duration_s: 1.5", "min_duration_s: 2"
    )
    made = study._insert_scheme(study._read_scheme(changed, "own.yaml"), changed)
    study.add_coding(study.observation("o001").id, made.id, study.coder("K01").id, Purpose.RESEARCH, {})


@pytest.mark.parametrize(
    ("do", "sentence"),
    [
        (
            a_master,
            "{file} has a master or consensus coding by K01 in o001, so nothing was merged; these are ",
        ),
        (by_another, "{file} was handed out to K01 but has a coding by K09 in o001, so nothing was merged; "),
        (
            a_stranger,
            "{file} has a person C9 whom the study does not know, so nothing was merged; people are ",
        ),
        (new_observation, "o999 / small / K01: the study has no such observation, so nothing of {file} was "),
        (
            own_scheme,
            "o001 / small / K01 was coded with small 2.0.0 as it is in {file}, which is not as it is ",
        ),
    ],
)
def test_what_a_coder_has_no_right_to_is_refused(
    shared: Path, mine: Path, do: Callable[[Study], None], sentence: str
) -> None:
    with at_work(mine) as study:
        do(study)
    said = refused(shared, mine)
    assert said.startswith(sentence.format(file=mine))
    assert len(said.splitlines()) == 1


def test_other_changes_are_left_out_and_named(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        study.store.change("observations", "observation", study.observation("o000").id, title="Mine")
        code(study, "K01", "o001", 1)
    done = merge_into(shared, mine)
    assert [problem.sentence for problem in done.notices] == [
        f"{mine} also has changes that only the study itself may have, which were left out: observations."
    ]
    with at_work(shared) as study:
        assert study.observation("o000").title == ""


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE events SET comment = 'x'",
            "{file} does not hold, so nothing was merged: The events of o000 / small / K01 are not those of",
        ),
        ("UPDATE change_log SET kind = 'x' WHERE seq = 1", "{file} does not hold, so nothing was merged: "),
        (
            "UPDATE study SET settings = replace(settings, '\"seq\": ', '\"seq\": 1')",
            "{file} says otherwise in its log than in its settings to whom it was handed out",
        ),
        (
            "UPDATE study SET settings = '{{}}'",
            "{file} was not handed out to a coder but is the study itself",
        ),
        (
            "UPDATE alembic_version SET version_num = '9999_x'",
            "{file} was written by a newer Havenlens (9999_x)",
        ),
    ],
)
def test_a_file_that_was_changed_by_hand_is_refused(
    shared: Path, mine: Path, statement: str, sentence: str
) -> None:
    assert tamper(mine, statement.replace("{{}}", "{}"))
    assert refused(shared, mine).startswith(sentence.format(file=mine))


def test_files_that_are_no_hand_out_of_this_study_are_refused(
    shared: Path, mine: Path, tmp_path: Path
) -> None:
    create_study(tmp_path / "other.havenlens", "Another study")[0].close()
    copy = backup(shared, tmp_path / "copy.havenlens")
    old = Path(shutil.copyfile(GOLDEN / "0001.havenlens", tmp_path / "old.havenlens"))
    before = old.read_bytes()
    (tmp_path / "text.havenlens").write_text("no study", encoding="utf-8")
    for file, sentence in (
        (tmp_path / "other.havenlens", "belongs to another study (Another study), so nothing was merged"),
        (copy, "was not handed out to a coder but is the study itself or a copy"),
        (shared, "was not handed out to a coder but is the study itself or a copy"),
        (old, "was written by an older Havenlens, so nothing was merged; open it once with this one"),
        (tmp_path / "text.havenlens", "is not a Havenlens study"),
        (tmp_path / "none.havenlens", "There is no study"),
    ):
        assert sentence in refused(shared, file)
    assert old.read_bytes() == before
    assert "This study was handed out itself" in refused(mine, mine)


def test_an_id_that_is_another_coding_in_the_study_is_refused(shared: Path, mine: Path) -> None:
    assert tamper(shared, "UPDATE codings SET purpose = 'training'")
    assert f"o000 / small / K01 is another coding in the study than in {mine}" in refused(shared, mine)


def test_a_coder_whom_the_study_does_not_know_is_refused(shared: Path, mine: Path) -> None:
    with at_work(shared) as study:
        study.store.remove("coders", "coder", [study.coder("K01").id])
    tamper(shared, "DELETE FROM change_log WHERE chain NOT IN (SELECT id FROM study)")
    with pytest.raises(StudyError, match="was handed out to K01, who is not in this study"):
        merge_into(shared, mine)


def test_stopped_half_way_nothing_is_merged(shared: Path, mine: Path) -> None:
    with at_work(mine) as study:
        for name in ("o000", "o001", "o002"):
            code(study, "K01", name, 2)
    total = []

    def stop(done: int, of: int) -> None:
        total.append((done, of))
        if done == of - 1:
            raise Cancelled

    before = dump(shared)
    with at_work(shared) as study, pytest.raises(Cancelled):
        merge(study, mine, stop)
    assert len(total) > 4
    assert dump(shared) == before
    assert merge_into(shared, mine).new == 2
