"""A person withdraws: what is listed is what is erased, to the last byte, and the log still verifies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from havenlens.domain.coaching import (
    ActionPlan,
    Clip,
    ClipType,
    CoachingCycle,
    CycleStep,
    EvidenceChoice,
    EvidenceKind,
    LibraryClip,
    PlanReview,
    PlanStep,
    Prompt,
    StepRecord,
)
from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.masks import Box, Mask, MaskKey
from havenlens.domain.observation import Participant, Purpose, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.assignments import assign
from havenlens.services.coaching.access import Action, accesses, log_access
from havenlens.services.coaching.consent import Override, allow_override
from havenlens.services.coaching.cycles import add_clip, add_cycle, list_cycles
from havenlens.services.coaching.editing import set_masks
from havenlens.services.coaching.library import add_to_library, library
from havenlens.services.study_store import NewObservation
from havenlens.services.submitting import give_back, submit
from havenlens.store.connections import connect_to_read, disconnect, driver
from havenlens.store.naming import Naming
from havenlens.store.study_file import backup, copies_of
from tests.support.schemes import KINDS
from tests.support.studies import SmallStudy, findings, raw_bytes

SECOND = 1_000_000


def at(seconds: float) -> Micros:
    return Micros(round(seconds * SECOND))


def clip(
    title: str, start: float, end: float, people: Sequence[UUID] = (), prompt: str = "You wait."
) -> Clip:
    prompts = Prompt(prompt, "What did you notice?")
    span = Span(at(start), at(end))
    return Clip(uuid4(), ClipType.STRENGTH, title, span, at(start), prompts, people=tuple(people))


@pytest.fixture
def full(small: SmallStudy) -> SmallStudy:
    """Put Mia everywhere, and Amir beside her, so that it shows who is left."""
    session = small.session()
    session.press("upset", at(10))
    session.press("upset", at(12))
    session.press("bids", at(15))
    bid = session.last_event
    session.answer("1")
    session.press("comforts", at(16))
    comfort = session.last_event
    assert comfort is not None
    session.edit(comfort, link=bid)
    session.focus_on(small.amir)
    session.press("bids", at(40))
    amirs = session.last_event
    assert amirs is not None
    session.edit(amirs, comment="MIA pushes him first")
    session.press("returns", at(45))
    wrong = session.last_event
    assert wrong is not None
    session.edit(wrong, comment="xylophone corner")
    session.edit(wrong, actor=small.mia)
    session.press("upset", at(50))
    mistaken = session.last_event
    assert mistaken is not None
    session.edit(mistaken, actor=small.mia)
    session.edit(mistaken, actor=small.amir)
    session.edit(mistaken, comment="beside Mia's table")
    session.edit(mistaken, comment="beside the table")
    _add_rest(small)
    return small


def _add_rest(small: SmallStudy) -> None:
    study, lesson = small.study, small.observation.id
    period = RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)
    ratings = [
        Rating(uuid4(), period.id, "warmth", 4, subject=small.mia, note="zebra"),
        Rating(uuid4(), period.id, "pressure", 2, subject=small.amir, note="like Mia"),
    ]
    study.store.add_ratings(small.coding, [period], ratings)
    study.add_transcript(
        lesson,
        [
            TranscriptLine(uuid4(), Span(at(15), at(16)), "Please kangaroo me", small.mia),
            TranscriptLine(uuid4(), Span(at(20), at(21)), "Come here, Mia.", small.dale),
            TranscriptLine(uuid4(), Span(at(30), at(31)), "All of you, tidy up.", small.dale),
        ],
    )
    presence = {"observation": lesson, "participant": small.mia, "state": "visible"}
    study.store.add(
        "presence",
        "presence",
        [{"id": uuid4(), **presence, "onset_us": 10 * SECOND, "offset_us": 17 * SECOND}],
    )
    study.add_observation(
        NewObservation("Mia-2", "Mia at the sand table", variables={"child": "C1"}, participants=[small.mia])
    )
    coach = study.add_coder("coach-1", "coach")
    shows, quotes = clip("Wobbly", 11, 14, prompt="She giraffes"), clip("Other", 60, 70, (small.amir,))
    told = clip("Third", 80, 90, prompt="You turn to Mia.")
    cycle = CoachingCycle(
        id=uuid4(),
        teacher=small.dale,
        coach=coach.id,
        observation=lesson,
        number=1,
        title="Mia and the blocks",
        focus="Warmth",
        opening="You greet everybody.",
        clips=(shows, quotes, told),
        evidence=(
            EvidenceChoice(EvidenceKind.BIDS_ANSWERED, "small", small.mia, at(15)),
            EvidenceChoice(EvidenceKind.BIDS_ANSWERED, "small", small.amir, at(40)),
        ),
        previous_plan=PlanReview("sit with Mia at lunch", "lunch", tried=True),
        plan=ActionPlan((PlanStep("circle time", "wait", "Mia and Amir", "they look up", date(2026, 5, 1)),)),
        steps=(StepRecord(CycleStep.FILM, "coach-1", date(2026, 4, 1)),),
    )
    add_cycle(study, cycle)


def test_library_clips_go_and_overrides_forget_whose_consent_was_missing(full: SmallStudy) -> None:
    study = full.study
    coach = next(coder.id for coder in study.store.coders() if coder.name == "coach-1")
    span = Span(at(200), at(230))
    hers, others = (
        LibraryClip(uuid4(), full.observation.id, "Waiting", span, at(200), "the hand", people=people)
        for people in ((full.mia,), (full.amir,))
    )
    allow_override(study, coach)
    for one in (hers, others):
        add_to_library(study, one, date(2026, 5, 1), coach, Override(coach, "asked them"))
    full.file.withdrawals.withdraw(full.people["C1"])
    assert library(study) == (others,)
    left = {line.details.get("participant") for line in accesses(study)}
    assert left == {None, full.amir.hex}
    told = [row["payload"] for row in study.store.rows_of("change_log", kind="access")]
    assert [full.mia.hex in (payload or "") for payload in told] == [False, False]
    assert full.file.check() == []


def test_masks_and_names_of_files_forget_the_person(full: SmallStudy) -> None:
    study, mia = full.study, full.mia
    cycle = list_cycles(study)[0]
    still, once = (clip("Waiting", 500, 530, [full.dale]) for _ in range(2))
    for one in (still, once):
        add_clip(study.store, cycle.id, 9, one)
        mask = Mask(uuid4(), (MaskKey(at(500), Box(0, 0, 1, 1)),), one.span, participant=mia)
        set_masks(study, one.id, [mask])
    set_masks(study, once.id, [])
    log_access(study, Action.EXPORTED, details={"file": "C1-cycle-1.html", "bytes": 7})
    full.file.withdrawals.withdraw(full.people["C1"])
    kept = {row["id"] for row in study.store.rows_of("clips")}
    assert (still.id in kept, once.id in kept) == (False, True)
    assert [line.details for line in accesses(study, action="exported")] == [{"bytes": 7}]
    assert str(mia).encode() not in raw_bytes(full.path)
    assert full.file.check() == []


def test_what_is_listed_is_erased(full: SmallStudy) -> None:
    plan = full.file.withdrawals.plan_withdrawal(full.people["C1"])
    assert dict(plan.counts) == {
        "events": 4,
        "comments": 2,
        "ratings": 1,
        "clips": 2,
        "presence": 1,
        "spoken lines": 2,
        "coaching cycles": 0,
        "coaching texts": 4,
        "names": 3,
    }
    assert plan.places == ("lesson / small / MK: 4",)
    assert full.file.withdrawals.withdraw(full.people["C1"]) == plan
    after = full.file.withdrawals.plan_withdrawal(full.people["C1"])
    assert after.total == 0


def test_listing_changes_nothing(full: SmallStudy) -> None:
    log = full.path.with_name(full.path.name + "-wal")
    before = full.path.read_bytes(), log.read_bytes()
    full.file.withdrawals.plan_withdrawal(full.people["C1"])
    assert (full.path.read_bytes(), log.read_bytes()) == before


def test_the_others_keep_what_is_theirs(full: SmallStudy) -> None:
    full.file.withdrawals.withdraw(full.people["C1"])
    events = full.file.codings.events_of(full.coding.id)
    assert [(e.code, e.actor, e.comment, e.link) for e in events] == [
        ("bids", full.amir, "", None),
        ("upset", full.amir, "beside the table", None),
    ]
    [(_, rating)] = full.study.store.ratings_of(full.coding.id)
    assert (rating.subject, rating.note) == (full.amir, "")
    [line] = full.study.store.transcript_of(full.observation.id)
    assert line.text == "All of you, tidy up."
    [cycle] = list_cycles(full.study)
    assert [clip.title for clip in cycle.clips] == ["Other"]
    assert [choice.seeker for choice in cycle.evidence] == [full.amir]
    assert (cycle.title, cycle.opening, cycle.previous_plan) == ("", "You greet everybody.", None)
    assert cycle.plan is not None
    assert (cycle.plan.steps[0].who, cycle.plan.steps[0].i_will) == ("", "wait")
    label = f"withdrawn-{full.mia.hex[:8]}"
    other = full.study.observation(f"{label}-2")
    assert (other.title, other.variables) == (f"{label} at the sand table", {"child": label})
    assert [person.label for person in full.study.store.participants()] == ["C2", "T02"]
    assert full.study.store.list_codings()[0].casting["seeker"] == (full.amir,)


def test_check_stays_clean(full: SmallStudy) -> None:
    assert full.file.check() == []
    full.file.withdrawals.withdraw(full.people["C1"])
    assert full.file.check() == []
    full.file.close()
    assert findings(full.path) == []


SECRETS = [b"Mia", b"MIA", b"kangaroo", b"xylophone", b"zebra", b"giraffes", b"Wobbly"]


def test_no_byte_of_it_is_left_in_the_file(full: SmallStudy) -> None:
    before = raw_bytes(full.path)
    assert [secret for secret in SECRETS if secret not in before] == []
    full.file.withdrawals.withdraw(full.people["C1"])
    assert [secret for secret in SECRETS if secret in raw_bytes(full.path)] == []
    full.file.close()
    assert [secret for secret in SECRETS if secret in raw_bytes(full.path)] == []


def test_what_is_overwritten_leaves_no_bytes_either(full: SmallStudy) -> None:
    """Also without a withdrawal, a cell that was changed lies nowhere but in the log."""
    full.file.rows.change("observations", "observation", full.observation.id, title="quokka")
    full.file.rows.change("observations", "observation", full.observation.id, title="x")
    full.file.close()
    assert raw_bytes(full.path).count(b"quokka") == 1


def test_notes_of_the_work_and_written_answers_go_too(small: SmallStudy) -> None:
    study, lead = small.study, small.study.add_coder("Lead", "lead").id
    scheme, coder = study.add_scheme(KINDS, "kinds").id, study.add_coder("KX").id
    assign(study, [small.observation.id], scheme, [coder], Purpose.RESEARCH, None, "Mind Mia's quokka")
    casting = {"child": (small.mia, small.amir)}
    coding = study.add_coding(small.observation.id, scheme, coder, Purpose.RESEARCH, casting)
    session = small.session(coding)
    session.focus_on(small.amir)
    session.press("fret", at(1))
    fret = session.last_event
    assert fret is not None
    session.edit(fret, modifiers={"said": "Mia took my wombat", "signs": ("face",), "loud": 40})
    give_back(study, submit(study, coding), lead, "Look at Mia's platypus again")
    plan = small.file.withdrawals.withdraw(small.people["C1"])
    assert plan.counts["comments"] == 3
    [event] = study.store.events_of(coding.id)
    assert event.modifiers == {"signs": ("face",), "loud": 40}
    assert small.file.check() == []
    small.file.close()
    left = raw_bytes(small.path)
    assert [word for word in (b"Mia", b"quokka", b"wombat", b"platypus") if word in left] == []


def test_undo_starts_anew(full: SmallStudy) -> None:
    full.file.withdrawals.withdraw(full.people["C1"])
    session = full.session()
    assert session.undo().notice.code == "coding.nothing_to_undo"
    session.focus_on(full.amir)
    session.press("returns", at(80))
    assert session.undo().refused is False
    assert session.redo().refused is False
    assert full.file.check() == []


def test_writing_goes_on_in_the_same_session(full: SmallStudy) -> None:
    """The withdrawal writes to the chains: the next press must follow its rows, not collide with them."""
    session = full.session()
    session.press("returns", at(75))
    full.file.withdrawals.withdraw(full.people["C1"])
    going_on = full.session()
    going_on.focus_on(full.amir)
    going_on.press("returns", at(85))
    full.study.add_coder("second")
    assert full.file.check() == []


def test_the_second_child_can_withdraw_too(full: SmallStudy) -> None:
    full.file.withdrawals.withdraw(full.people["C1"])
    full.file.withdrawals.withdraw(full.people["C2"])
    assert full.file.check() == []
    assert full.file.codings.events_of(full.coding.id) == []
    assert b"Amir" not in raw_bytes(full.path)


def test_a_teacher_takes_the_cycles_along(full: SmallStudy) -> None:
    full.file.withdrawals.withdraw(full.people["T02"])
    assert list_cycles(full.study) == []
    assert full.file.check() == []
    assert b"You greet everybody" not in raw_bytes(full.path)


def test_a_second_withdrawal_finds_nobody(full: SmallStudy) -> None:
    full.file.withdrawals.withdraw(full.people["C1"])
    for name in ("C1", "Mia"):
        with pytest.raises(StudyError) as told:
            full.study.person(name)
        assert str(told.value) == (
            f"Nobody in this study is called {name}; its people are: C2 (Amir), T02 (Mr. Dale)."
        )


def test_the_label_is_free_again(full: SmallStudy) -> None:
    full.file.withdrawals.withdraw(full.people["C1"])
    assert full.study.add_participant("C1", "Noa", "child").id != full.mia


def test_a_withdrawal_that_fails_changes_nothing(full: SmallStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StudyError("study.disk_full", path="x")

    before = full.file.codings.events_of(full.coding.id)
    monkeypatch.setattr(full.file.withdrawals, "_erase_in_study_log", fail)
    with pytest.raises(StudyError):
        full.file.withdrawals.withdraw(full.people["C1"])
    assert full.file.codings.events_of(full.coding.id) == before
    assert full.file.check() == []


def test_a_reader_in_the_way_is_told_of(full: SmallStudy) -> None:
    """Somebody who reads an old state keeps the file from being written anew."""
    reader = connect_to_read(full.path)
    driver(full.file._connection).execute("PRAGMA busy_timeout = 0")
    reader.begin()
    reader.exec_driver_sql("SELECT count(*) FROM events").fetchall()
    with pytest.raises(StudyError, match=r"All of it is erased, but .* could not be written anew"):
        full.file.withdrawals.withdraw(full.people["C1"])
    disconnect(reader)
    assert full.file.check() == []
    copy = backup(full.path)
    assert [secret for secret in SECRETS if secret in copy.read_bytes()] == []


def test_copies_beside_the_study_are_told_of(full: SmallStudy) -> None:
    copy = backup(full.path)
    full.path.with_name("other-backup-1.havenlens").write_bytes(b"")
    assert copies_of(full.path) == [copy]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mia", True),
        ("mia cries", True),
        ("Mia's bag", True),
        ("Mias Tasche", True),
        ("to Mia.", True),
        ("Jamia", False),
        ("C1 cries", True),
        ("C12 cries", False),
        ("", False),
    ],
)
def test_how_a_person_is_named(text: str, named: bool) -> None:
    assert Naming(Participant(UUID(int=1), "C1", "Mia", "child")).in_text(text) is named


def test_names_of_any_alphabet_are_found_in_any_case() -> None:
    assert Naming(Participant(UUID(int=1), "C1", "Ömer", "child")).in_text("wieder ÖMER")
    assert Naming(Participant(UUID(int=1), "C1", 'Li "Lee" Ann', "child")).in_content(['with li "lee" ann'])


def test_another_coding_of_the_same_people_stays_whole(full: SmallStudy) -> None:
    other = full.study.add_coder("second")
    coding = full.study.add_coding(
        full.observation.id, full.scheme.id, other.id, Purpose.RELIABILITY, full.coding.casting
    )
    session = full.session(coding)
    session.press("bids", at(15))
    session.focus_on(full.amir)
    session.press("bids", at(41))
    full.file.withdrawals.withdraw(full.people["C1"])
    assert [event.actor for event in full.file.codings.events_of(coding.id)] == [full.amir]
    assert full.file.check() == []


def test_when_it_was_is_kept(full: SmallStudy) -> None:
    before = datetime.now(UTC)
    full.file.withdrawals.withdraw(full.people["C1"])
    [row] = [row for row in full.study.store.rows_of("participants") if row["withdrawn_at"]]
    assert row["withdrawn_at"] >= before.replace(microsecond=0)
    assert row["pseudonym"] == ""
