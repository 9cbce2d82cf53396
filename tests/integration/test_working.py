"""Signing in, assignments, submitting, working time and training, in a real study file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services import sign_in, submitting, training
from havenlens.services.assignment_plan import carry_out, check_plan
from havenlens.services.assignments import (
    assign,
    assignments_of,
    begin,
    next_assignment,
    set_due,
    take_back,
    tasks,
)
from havenlens.services.checklist import counts_missing, missing_in
from havenlens.services.preferences import Preferences, keep_preferences, preferences_of
from havenlens.services.study_store import NewObservation
from havenlens.services.tables import study_tables
from havenlens.services.working_time import Work, WorkClock, active_times, work_spans
from tests.support.schemes import KINDS
from tests.support.studies import SmallStudy, make_small, open_small

SECOND = 1_000_000
DAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Make the study once; nobody may change it."""
    made = make_small(tmp_path_factory.mktemp("whole") / "small.havenlens")
    made.file.close()
    return made.path


@pytest.fixture
def small(whole, tmp_path) -> Iterator[SmallStudy]:
    made = open_small(Path(shutil.copy(whole, tmp_path)))
    yield made
    made.file.close()


def add_place(small: SmallStudy, name: str, duration: int | None = None):
    people = [person.id for person in small.people.values()]
    return small.study.add_observation(NewObservation(name, duration=duration, participants=people)).id


def coder(small: SmallStudy, name: str, role: str = "coder"):
    return small.study.add_coder(name, role).id


def coding_of(small: SmallStudy, coding):
    return next(one for one in small.study.store.list_codings() if one.id == coding)


# --- signing in -------------------------------------------------------------------------------------


def test_a_pin_fits_its_coder_and_nobody_elses_does(small):
    mk = coder(small, "MK")
    assert not sign_in.has_pins(small.study)
    assert sign_in.fits(small.study, mk, "anything")
    sign_in.set_pin(small.study, mk, "4711")
    assert sign_in.has_pins(small.study)
    assert sign_in.fits(small.study, mk, "4711")
    assert not sign_in.fits(small.study, mk, "4712")
    sign_in.set_pin(small.study, mk, "")
    assert not sign_in.has_pins(small.study)


def test_equal_pins_are_kept_differently_and_never_in_the_log(small):
    for name in ("MK", "JB"):
        sign_in.set_pin(small.study, coder(small, name), "471104711047")
    kept = [row["pin_hash"] for row in small.study.store.rows_of("coders")]
    assert len(set(kept)) == 2
    logged = " ".join(str(row["payload"]) for row in small.study.store.rows_of("change_log"))
    assert "scrypt" not in logged
    assert "471104711047" not in logged  # four digits can stand in the salt of a row by chance


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "١٢٣٤"])
def test_what_is_no_pin_is_refused(small, pin):
    with pytest.raises(StudyError, match="A PIN has 4 to 12 digits"):
        sign_in.set_pin(small.study, coder(small, "MK"), pin)


def test_wrong_pins_cost_a_growing_wait_and_never_lock_out(small):
    mk, now = coder(small, "MK"), [0.0]
    sign_in.set_pin(small.study, mk, "4711")
    door = sign_in.Doorkeeper(small.study, lambda: now[0])
    assert door.refuses(mk, "1").code == "sign.wrong_pin"
    assert door.refuses(mk, "2").code == "sign.wrong_pin"
    assert door.refuses(mk, "4711").sentence == "Wait 1 s, then try again."
    now[0] = 1.0
    assert door.refuses(mk, "3").code == "sign.wrong_pin"
    now[0] = 2.5
    assert door.refuses(mk, "4711").code == "sign.wait"
    now[0] = 3.0
    assert door.refuses(mk, "4711") is None


def test_a_coder_without_a_name_is_not_added(small):
    with pytest.raises(StudyError, match="The coder has no name"):
        sign_in.add_account(small.study, "  ")


def test_settings_come_along_with_the_study(small):
    mk = coder(small, "MK")
    likes = replace(Preferences(), reaction_lag=Micros(200_000), hold_to_code=True)
    keep_preferences(small.study, mk, likes)
    again = small.reopened()
    assert preferences_of(again.study, mk) == likes
    assert preferences_of(again.study, None) == Preferences()
    again.file.close()


# --- assignments ------------------------------------------------------------------------------------


def test_every_observation_goes_to_every_coder_once(small):
    places = [add_place(small, name) for name in ("a", "b")]
    coders = [coder(small, name) for name in ("MK", "JB")]
    done = assign(small.study, places, small.scheme.id, coders, Purpose.RELIABILITY, DAY, " twice ")
    assert (len(done.new), done.there) == (4, 0)
    assert {one.note for one in done.new} == {"twice"}
    again = assign(small.study, places, small.scheme.id, coders, Purpose.RELIABILITY)
    assert (len(again.new), again.there) == (0, 4)
    assert len(assignments_of(small.study, coders[0])) == 2


def test_assigning_what_is_coded_already_takes_up_that_coding(small):
    coding = small.coding
    done = assign(small.study, [coding.observation], coding.scheme, [coding.coder], coding.purpose)
    assert done.new[0].coding == coding.id
    assert begin(small.study, done.new[0]) == coding.id


def test_assigning_takes_up_the_latest_attempt(small):
    first = submitting.submit(small.study, small.coding)
    second = training.new_attempt(small.study, first)
    assigned = assign(small.study, [first.observation], first.scheme, [first.coder], first.purpose)
    assert [one.coding for one in assigned.new] == [second.id]
    assert assigned.new[0].is_open


def test_assigning_nothing_is_refused(small):
    with pytest.raises(StudyError, match="at least one observation and one coder"):
        assign(small.study, [], small.scheme.id, [coder(small, "MK")], Purpose.RESEARCH)


def test_what_is_due_first_comes_next_and_returned_before_new(small):
    mk = coder(small, "JB")
    a, b, c = (add_place(small, name) for name in "abc")
    study, scheme = small.study, small.scheme.id
    late = assign(study, [a], scheme, [mk], Purpose.RESEARCH, DAY + timedelta(days=1)).new[0]
    early = assign(study, [b], scheme, [mk], Purpose.RESEARCH, DAY).new[0]
    assign(study, [c], scheme, [mk], Purpose.RESEARCH)
    assert next_assignment(study, mk).id == early.id
    coding = begin(study, early)
    assert next_assignment(study, mk, after=coding).id == late.id
    submitting.submit(study, coding_of(small, coding))
    assert next_assignment(study, mk).id == late.id
    submitting.give_back(study, coding_of(small, coding), None, "Look at 0:20 again.")
    set_due(study, early, late.due_on)
    assert next_assignment(study, mk).id == early.id


def test_a_begun_assignment_is_cast_by_peoples_roles(small):
    place, mk = add_place(small, "a"), coder(small, "JB")
    [one] = assign(small.study, [place], small.scheme.id, [mk], Purpose.RESEARCH).new
    coding = coding_of(small, begin(small.study, one))
    assert coding.status is CodingStatus.IN_PROGRESS
    assert assignments_of(small.study, mk)[0].coding == coding.id
    assert begin(small.study, assignments_of(small.study, mk)[0]) == coding.id


def test_the_work_list_has_what_nobody_assigned_too(small):
    place, mk = add_place(small, "a"), coder(small, "JB")
    [one] = assign(small.study, [place], small.scheme.id, [mk], Purpose.RESEARCH, DAY).new
    listed = tasks(small.study)
    assert [(t.assignment and t.assignment.id, t.coding and t.coding.id) for t in listed] == [
        (one.id, None),
        (None, small.coding.id),
    ]
    assert one.is_late(DAY + timedelta(days=1))
    assert not one.is_late(DAY)
    take_back(small.study, one)
    assert assignments_of(small.study) == []


# --- submitting -------------------------------------------------------------------------------------


def test_what_must_be_there_keeps_a_coding_from_being_handed_in(small):
    session = small.session()
    session.press("bids", Micros(5 * SECOND))
    found = missing_in(small.study, session)
    assert any(one.blocks for one in found)
    assert counts_missing(small.study)[small.coding.id] == sum(one.blocks for one in found)
    with pytest.raises(StudyError, match="cannot be handed in yet"):
        submitting.submit(small.study, small.coding, found)
    assert coding_of(small, small.coding.id).status is CodingStatus.IN_PROGRESS


def test_a_submitted_coding_is_closed_and_its_undo_ends(small):
    session = small.session()
    session.press("returns", Micros(5 * SECOND))
    session.coding = submitting.submit(small.study, small.coding)
    assert session.press("returns", Micros(9 * SECOND)).notice.code == "coding.not_open"
    assert session.undo().notice.code == "coding.not_open"
    assert small.file.check() == []
    with pytest.raises(StudyError, match="is submitted already"):
        submitting.submit(small.study, session.coding)


def test_a_returned_coding_goes_on_but_what_was_handed_in_stands(small):
    small.session().press("returns", Micros(5 * SECOND))
    handed_in = submitting.submit(small.study, small.coding)
    submitting.give_back(small.study, handed_in, None, "Look at 0:20 again.")
    assert submitting.note_on(small.study, small.coding.id) == "Look at 0:20 again."
    again = small.session(coding_of(small, small.coding.id))
    assert again.editable
    assert again.undo().notice.code == "coding.nothing_to_undo"
    again.press("returns", Micros(20 * SECOND))
    assert not again.undo().refused
    assert len(again.events) == 1


def test_only_the_lead_locks_returns_and_reopens(small):
    mk, lane = coder(small, "JB"), coder(small, "Lane", "researcher")
    handed_in = submitting.submit(small.study, small.coding)
    with pytest.raises(StudyError, match="Only whoever leads"):
        submitting.lock(small.study, handed_in, mk)
    locked = submitting.lock(small.study, handed_in, lane)
    assert coding_of(small, locked.id).status is CodingStatus.LOCKED
    with pytest.raises(StudyError, match="This coding is locked"):
        submitting.give_back(small.study, locked, lane, "why")
    opened = submitting.reopen(small.study, locked, lane)
    with pytest.raises(StudyError, match="Say in the note why"):
        submitting.give_back(small.study, opened, lane, "  ")
    submitting.give_back(small.study, opened, lane, "Begin again.")
    assert coding_of(small, locked.id).status is CodingStatus.RETURNED
    assert small.file.check() == []


def test_where_nobody_leads_anybody_may(small):
    assert submitting.may_review(small.study, None)
    coder(small, "Lane", "lead")
    assert not submitting.may_review(small.study, None)


# --- working time -----------------------------------------------------------------------------------


class Clock:
    """A steady clock and a calendar that move together, when told."""

    def __init__(self, small: SmallStudy) -> None:
        self.seconds = 0.0
        self.work = WorkClock(
            small.study,
            small.coding.id,
            small.coding.coder,
            now=lambda: self.seconds,
            today=lambda: datetime(2026, 3, 5, 9, tzinfo=UTC) + timedelta(seconds=self.seconds),
        )

    def stir(self, *gaps: float, kind: Work = Work.CODING) -> None:
        for gap in gaps:
            self.seconds += gap
            self.work.stir(kind)


def test_time_counts_while_something_happens_and_not_over_a_pause(small):
    clock = Clock(small)
    clock.stir(0, 10, 50, 300, 20)
    clock.work.write()
    assert active_times(small.study) == {small.coding.id: 80 * SECOND}
    [row] = work_spans(small.study)
    assert (row["ended_at"] - row["began_at"]).total_seconds() == 380


def test_what_was_written_survives_and_goes_on_in_the_same_row(small):
    clock = Clock(small)
    clock.stir(0, 30)
    clock.work.write()
    assert active_times(small.study)[small.coding.id] == 30 * SECOND
    clock.stir(30)
    clock.work.write()
    clock.work.write()
    assert [row["active_us"] for row in work_spans(small.study)] == [60 * SECOND]


def test_the_log_has_how_long_a_sitting_was_once_it_is_over(small):
    def logged() -> list[int]:
        rows = small.study.store.rows_of("change_log", kind="work")
        found = (json.loads(row["payload"])["row"] for row in sorted(rows, key=lambda row: row["seq"]))
        return [row["active_us"] // SECOND for row in found]

    clock = Clock(small)
    clock.stir(0, 30)
    clock.work.write()
    clock.stir(30)
    clock.work.write()
    assert logged() == [30]
    clock.work.write(over=True)
    clock.work.write(over=True)
    assert logged() == [30, 60]
    assert active_times(small.study) == {small.coding.id: 60 * SECOND}
    assert small.file.check() == []


def test_other_work_and_another_sitting_are_rows_of_their_own(small):
    clock = Clock(small)
    clock.stir(0, 30)
    clock.stir(10, 10, kind=Work.WALK)
    clock.stir(3600, 5, kind=Work.WALK)
    clock.work.write()
    assert [(row["kind"], row["active_us"] // SECOND) for row in work_spans(small.study)] == [
        ("coding", 40),
        ("walk", 10),
        ("walk", 5),
    ]


def test_a_moment_that_came_to_nothing_is_not_written(small):
    clock = Clock(small)
    clock.stir(0)
    clock.work.write()
    assert work_spans(small.study) == []


def test_work_is_a_table_of_its_own(small):
    assign(small.study, [small.observation.id], small.scheme.id, [small.coding.coder], Purpose.RESEARCH, DAY)
    clock = Clock(small)
    clock.stir(0, 30)
    clock.work.write()
    table = next(one for one in study_tables(small.study) if one.name == "work").read()
    row = {name: column[0] for name, column in table.columns.items()}
    assert row == {
        "observation": "lesson",
        "scheme": "small",
        "scheme_version": "1.2.0",
        "coder": "MK",
        "purpose": "research",
        "attempt": 1,
        "work": "coding",
        "began_at": "2026-03-05T09:00:00+00:00",
        "ended_at": "2026-03-05T09:00:30+00:00",
        "active_s": 30.0,
        "due_on": DAY,
    }
    assert set(table.meaning) == set(table.columns)


# --- training ---------------------------------------------------------------------------------------


@pytest.fixture
def trained(small):
    """Give a master coding and a trainee's, of the same minute."""
    place = add_place(small, "minute", 60 * SECOND)
    study, scheme = small.study, small.scheme.id
    casting = {"seeker": (small.mia, small.amir), "provider": (small.dale,)}
    ids = count()
    codings = []
    for name, purpose in (("panel", Purpose.MASTER), ("new", Purpose.TRAINING)):
        coding = study.add_coding(place, scheme, coder(small, name), purpose, casting)
        codings.append(coding)
        session = small.session(coding)
        moments = (("upset", 5), ("upset", 20), ("bids", 25), ("returns", 40))
        if purpose is Purpose.TRAINING:
            moments = (("upset", 6), ("upset", 20), ("returns", 25), ("returns", 50))
        for code, at in moments:
            session.press(code, Micros(at * SECOND + next(ids)))
    return codings


def test_a_trainee_sees_no_master_before_handing_in(small, trained):
    master, own = trained
    assert training.hidden_codings(small.study, own.coder) == {master.id}
    assert training.hidden_codings(small.study, master.coder) == frozenset()
    assert training.hidden_codings(small.study, None) == frozenset()
    with pytest.raises(StudyError, match="Hand the coding in first"):
        training.compare(small.study, own)
    submitting.submit(small.study, own)
    assert training.hidden_codings(small.study, own.coder) == frozenset()


def test_where_somebody_leads_nobody_in_particular_sees_what_is_trained_on(small, trained):
    master, own = trained
    coder(small, "Lena", "lead")
    assert training.hidden_codings(small.study, None) == {master.id}
    submitting.submit(small.study, own)
    assert training.hidden_codings(small.study, None) == frozenset()


def test_what_a_trainee_may_not_see_is_in_no_table_of_theirs(small, trained):
    master, own = trained
    clock = WorkClock(small.study, master.id, master.coder, now=count(0.0, 30.0).__next__)
    for _ in range(3):
        clock.stir()
    clock.write()
    assert len(work_spans(small.study)) == 1
    hidden = training.hidden_codings(small.study, own.coder)
    tables = {one.name: one.read() for one in study_tables(small.study, hidden=hidden)}
    for name in ("events", "codings", "work"):
        assert "panel" not in tables[name].columns["coder"]
    assert "new" in tables["codings"].columns["coder"]


def test_a_master_is_hidden_from_whom_the_training_is_assigned_to(small, trained):
    master, own = trained
    jo = coder(small, "Jo")
    assign(small.study, [own.observation], own.scheme, [jo], Purpose.TRAINING)
    assert training.hidden_codings(small.study, jo) == {master.id, own.id}
    sign_in.set_role(small.study, jo, "lead")
    assert training.hidden_codings(small.study, jo) == frozenset()


@pytest.mark.parametrize("purpose", [Purpose.RESEARCH, Purpose.RELIABILITY])
def test_who_still_codes_something_sees_nobody_elses_coding_of_it(small, trained, purpose):
    master, other = trained
    study = small.study
    submitting.submit(study, other)
    mine = coder(small, "Ina")
    assert training.hidden_codings(study, mine) == frozenset()
    coding = study.add_coding(other.observation, other.scheme, mine, purpose, other.casting)
    assert training.hidden_codings(study, mine) == {master.id, other.id}
    submitting.submit(study, coding)
    assert training.hidden_codings(study, mine) == frozenset()


def test_a_comparison_lists_every_difference_in_time_order(small, trained):
    _, own = trained
    compared = training.compare(small.study, submitting.submit(small.study, own))
    said = [(one.kind.value, one.at // SECOND, one.said.sentence) for one in compared.differences]
    assert said == [
        ("boundary", 5, "Upset begins 1.0 s too late"),
        ("wrong_code", 25, "Returns in place of Bids"),
        ("omission", 40, "Missed: Returns · Mia"),
        ("extra", 50, "Not in the master: Returns · Mia"),
    ]
    assert compared.matched == 0
    assert compared.results


def test_several_answers_are_the_same_in_any_order(small):
    study, scheme = small.study, small.study.add_scheme(KINDS, "kinds").id
    place, casting = add_place(small, "minute", 60 * SECOND), {"child": (small.mia,)}
    answers = ({"signs": ("face", "voice"), "loud": 40}, {"signs": ("voice", "face"), "loud": 41})
    for name, purpose, given in zip(
        ("panel", "new"), (Purpose.MASTER, Purpose.TRAINING), answers, strict=True
    ):
        own = study.add_coding(place, scheme, coder(small, name), purpose, casting)
        session = small.session(own)
        session.press("fret", Micros(SECOND))
        session.edit(session.last_event, modifiers=given)
    compared = training.compare(study, submitting.submit(study, own))
    assert [one.said.sentence for one in compared.differences] == [
        "Frets: Loudness is 41 dB, in the master 40 dB"
    ]


def test_without_a_master_there_is_nothing_to_compare(small):
    with pytest.raises(StudyError, match="has no master coding"):
        training.compare(small.study, submitting.submit(small.study, small.coding))


def test_another_attempt_takes_the_assignment_along(small, trained):
    _, own = trained
    assign(small.study, [own.observation], own.scheme, [own.coder], Purpose.TRAINING, DAY)
    again = training.new_attempt(small.study, submitting.submit(small.study, own))
    assert (again.attempt, again.status) == (2, CodingStatus.IN_PROGRESS)
    assert again.casting == own.casting
    assert [one.coding for one in assignments_of(small.study, own.coder)] == [again.id]
    assert training.new_attempt(small.study, again).attempt == 3


# --- a table of assignments -------------------------------------------------------------------------


def plan(small: SmallStudy, *rows: dict[str, str]):
    return check_plan(small.study, "plan.csv", rows)


def test_a_table_assigns_and_may_be_read_again(small):
    row = {"observation": "lesson", "scheme": "small", "coder": "JB", "due_on": "2026-03-12"}
    good, problems = plan(small, row, {**row, "coder": "Jo", "purpose": "reliability", "note": "twice"})
    assert problems == []
    assert len(carry_out(small.study, good).new) == 2
    assert carry_out(small.study, good).there == 2
    [jo] = assignments_of(small.study, coder(small, "Jo"))
    assert (jo.purpose, jo.due_on, jo.note) == (Purpose.RELIABILITY, DAY, "twice")


def test_every_line_of_the_table_is_checked(small):
    row = {"observation": "lesson", "scheme": "small", "coder": "JB"}
    _, problems = plan(
        small,
        {**row, "observation": "gone"},
        {**row, "scheme": "gone"},
        {**row, "coder": " "},
        {**row, "purpose": "fun"},
        {**row, "due_on": "soon"},
    )
    said = [problem.sentence for problem in problems]
    assert [text.split(":")[0] for text in said] == [f"plan.csv line {n}" for n in range(2, 7)]
    assert "There is no observation gone" in said[0]
    assert "There is no scheme gone" in said[1]
    assert "The coder has no name" in said[2]
    assert "fun is no purpose; write one of research, reliability" in said[3]
    assert "soon is not a date" in said[4]


def test_a_table_without_its_columns_is_refused(small):
    _, [problem] = plan(small, {"observation": "lesson", "coder": "JB"})
    assert problem.sentence == "plan.csv has no column scheme; it needs observation, scheme and coder."
    _, [nothing] = plan(small)
    assert nothing.sentence.startswith("plan.csv has no line below its heading")
