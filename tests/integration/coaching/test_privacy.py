"""Before a clip leaves: who allows what, who passed over it and why, what has to go, what was logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from havenlens.domain.coaching import Clip, ClipType, CoachingCycle, LibraryClip, Prompt, QuotedLine
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.masks import Box, Mask, MaskKey, SoundCover
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coaching.access import Action, accesses, log_access
from havenlens.services.coaching.consent import (
    Override,
    allow_override,
    consents_on,
    is_hidden,
    lacking,
    require_consent,
)
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.coaching.library import (
    add_to_library,
    library,
    remove_from_library,
    restore_to_library,
)
from havenlens.services.coaching.retention import StoredVideo, delete_video, keep_until, stored_videos
from havenlens.services.coaching.rules import coaching_rules, set_coaching_rules
from havenlens.services.coaching.sending import pass_the_gate
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from tests.support.studies import SmallStudy, small_study

DAY = date(2026, 5, 1)
SPAN = Span(Micros(0), Micros(30 * SECOND))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    with small_study(tmp_path_factory.mktemp("privacy") / "small.havenlens") as small:
        yield small


def clip(*people: UUID, masks: tuple[Mask, ...] = (), title: str = "You kneel") -> Clip:
    prompt = Prompt("You kneel.", "What did you see?")
    return Clip(uuid4(), ClipType.STRENGTH, title, SPAN, Micros(0), prompt, people=people, masks=masks)


def mask(person: UUID, start: int, end: int, *, proposed: bool = False) -> Mask:
    span = Span(Micros(start * SECOND), Micros(end * SECOND))
    key = MaskKey(span.start, Box(0.1, 0.1, 0.2, 0.2))
    return Mask(uuid4(), (key,), span, participant=person, proposed=proposed)


def allow(
    small: SmallStudy, person: UUID, level: Consent, first: date | None = None, last: date | None = None
):
    row = {"id": uuid4(), "participant": person, "level": level.value, "valid_from": first, "valid_to": last}
    small.study.store.add("consents", "consent", [row])


def lacks(small: SmallStudy, *clips: Clip, needed: Consent = Consent.FEEDBACK, on: date = DAY) -> set[str]:
    return {lack.person.label for lack in lacking(small.study, small.observation.id, clips, needed, on)}


def test_whoever_lacks_consent_is_named_with_what_is_needed(made: SmallStudy) -> None:
    [lack] = lacking(made.study, made.observation.id, [clip(made.mia)], Consent.FEEDBACK, DAY)
    assert lack.sentence == "Mia in “You kneel” allows coding, not coach feedback."
    with pytest.raises(StudyError, match="Nothing was written: Mia in “You kneel” allows coding"):
        require_consent(made.study, [lack])


def test_a_clip_that_names_nobody_shows_everybody(made: SmallStudy) -> None:
    assert lacks(made, clip()) == {"T02", "C1", "C2"}


def test_consent_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        allow(small, small.mia, Consent.EXEMPLAR, date(2026, 1, 1), date(2026, 6, 30))
        held = {day: consents_on(small.study, day)[small.mia] for day in (date(2025, 12, 31), DAY)}
        assert held == {date(2025, 12, 31): Consent.CODING, DAY: Consent.EXEMPLAR}
        assert lacks(small, clip(small.mia)) == set()
        assert lacks(small, clip(small.mia), on=date(2026, 7, 1)) == {"C1"}
        small.study.store.remove(
            "consents", "consent", [row["id"] for row in small.study.store.rows_of("consents")]
        )
        [lack] = lacking(small.study, small.observation.id, [clip(small.amir)], Consent.FEEDBACK, DAY)
        assert lack.sentence == "For Amir in “You kneel” no consent holds; coach feedback is needed."


def test_only_masks_that_hide_somebody_all_the_time_stand_for_consent(made: SmallStudy) -> None:
    mia = made.mia
    assert lacks(made, clip(mia, masks=(mask(mia, 0, 15), mask(mia, 15, 30)))) == set()
    assert lacks(made, clip(mia, masks=(mask(mia, 0, 15), mask(mia, 16, 30)))) == {"C1"}
    assert lacks(made, clip(mia, masks=(mask(mia, 1, 30),))) == {"C1"}
    assert lacks(made, clip(mia, masks=(mask(made.amir, 0, 30),))) == {"C1"}
    assert not is_hidden((mask(mia, 0, 30, proposed=True),), mia, SPAN)


def say_in(small: SmallStudy, *lines: tuple[UUID, int, int]) -> None:
    script = uuid4()
    small.study.store.add("transcripts", "transcript", [{"id": script, "observation": small.observation.id}])
    spans = ({"speaker": who, "onset_us": a * SECOND, "offset_us": b * SECOND} for who, a, b in lines)
    rows = [{"id": uuid4(), "transcript": script, "text": "Mr. Dale?", **row} for row in spans]
    small.study.store.add("transcript_lines", "transcript", rows)


def test_whoever_is_heard_is_asked_for_whatever_hides_their_picture(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        mia, dale = small.mia, small.dale
        allow(small, dale, Consent.FEEDBACK)
        say_in(small, (mia, 5, 8), (small.amir, 31, 33))
        hidden, cover = (mask(mia, 0, 30),), SoundCover(Span(Micros(4 * SECOND), Micros(8 * SECOND)))
        half = SoundCover(Span(Micros(5 * SECOND), Micros(7 * SECOND)))
        assert lacks(small, clip(mia, masks=hidden)) == {"C1"}
        assert lacks(small, clip(dale)) == {"C1"}, "she speaks, though nobody said that she is in it"
        assert lacks(small, replace(clip(mia, masks=hidden), covers=(half,))) == {"C1"}
        assert lacks(small, replace(clip(mia, masks=hidden), covers=(cover,))) == set()
        assert lacks(small, replace(clip(dale), covers=(cover,))) == set()
        typed = QuotedLine(Micros(20 * SECOND), "Help me.", mia)
        assert lacks(small, replace(clip(dale), covers=(cover,), lines=(typed,))) == {"C1"}
        [lack] = lacking(small.study, small.observation.id, [clip(dale)], Consent.FEEDBACK, DAY)
        assert lack.sentence.startswith("Mia is heard in “You kneel” and allows coding, not coach feedback;")


def test_a_clip_of_which_nobody_knows_who_is_in_it_does_not_leave(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        study, coach = small.study, small.study.add_coder("C9", "coach").id
        place = study.add_observation(NewObservation("new video"))
        cycle = CoachingCycle(uuid4(), small.dale, coach, place.id, 1, "t", "f", clips=(clip(),))
        add_cycle(study, cycle)
        with pytest.raises(StudyError, match="nobody has said who is in “You kneel”; tick them"):
            pass_the_gate(study, cycle, DAY)
        shared = LibraryClip(uuid4(), place.id, "You kneel", SPAN, Micros(0), "the hand")
        with pytest.raises(StudyError, match="Nobody is named in “You kneel”, and nobody belongs to its"):
            add_to_library(study, shared, DAY)


def test_an_authorised_coach_may_pass_over_it_and_the_reason_is_kept(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        study, coach = small.study, small.study.add_coder("C9", "coach").id
        found = lacking(study, small.observation.id, [clip(small.mia)], Consent.FEEDBACK, DAY)
        with pytest.raises(StudyError, match="C9 may not pass over"):
            require_consent(study, found, Override(coach, "asked her mother"))
        allow_override(study, coach)
        with pytest.raises(StudyError, match="needs a reason"):
            require_consent(study, found, Override(coach, "  "))
        assert accesses(study) == ()
        require_consent(study, found, Override(coach, "asked her mother"))
        [line] = accesses(study, action="overrode")
        assert (line.coder, line.reason) == (coach, "asked her mother")
        assert line.details == {"participant": small.mia.hex, "has": "coding", "needed": "feedback"}
        assert small.file.check() == []


def test_the_log_is_read_latest_first_and_stands_in_the_chain(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        log_access(small.study, Action.OPENED, subject="study")
        log_access(small.study, Action.EXPORTED, subject="cycle", details={"file": "T02-3.html"})
        assert [line.action for line in accesses(small.study)] == [Action.EXPORTED, Action.OPENED]
        assert small.file.check() == []


# --- how long videos stay -----------------------------------------------------------------------------


def test_a_file_that_another_observation_still_needs_is_not_deleted_unasked(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        study, film = small.study, tmp_path / "long.mp4"
        film.write_bytes(b"film")
        _attach(small, film)
        other = study.add_observation(NewObservation("afternoon"))
        _attach(replace(small, observation=other), film)
        keep_until(study, small.observation.id, date(2026, 4, 1))
        keep_until(study, other.id, date(2026, 6, 1))
        with pytest.raises(StudyError, match="video of afternoon may stay until 1 June 2026; give a reason"):
            delete_video(study, small.observation.id, DAY)
        keep_until(study, other.id, date(2026, 4, 2))
        assert delete_video(study, small.observation.id, DAY) == (film,)


def test_a_video_is_due_after_its_last_day(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        study, lesson = small.study, small.observation.id
        film = tmp_path / "lesson.mp4"
        film.write_bytes(b"film")
        _attach(small, film)
        assert due(study, DAY) == ()
        keep_until(study, lesson, DAY)
        assert due(study, DAY) == ()
        [video] = due(study, date(2026, 5, 2))
        assert (video.observation.name, video.until, video.size) == ("lesson", DAY, 4)
        with pytest.raises(StudyError, match="may stay until 1 May 2026; give a reason"):
            delete_video(study, lesson, DAY)
        assert delete_video(study, lesson, DAY, reason="her parents asked") == (film,)
        assert not film.exists()
        [line] = accesses(study, action="deleted")
        assert (line.details, line.reason) == ({"files": 1}, "her parents asked")
        assert due(study, date(2026, 5, 2)) == ()
        with pytest.raises(StudyError, match="not on this disk"):
            delete_video(study, lesson, DAY)


def test_the_study_s_rule_counts_from_the_day_of_filming(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        study = small.study
        (tmp_path / "lesson.mp4").write_bytes(b"film")
        _attach(small, tmp_path / "lesson.mp4")
        study.store.change("observations", "observation", small.observation.id, filmed_on=date(2026, 1, 1))
        set_coaching_rules(study, CoachingRules(keep_days=90))
        assert [video.until for video in due(study, date(2027, 1, 1))] == [date(2026, 4, 1)]


def due(study: Study, today: date) -> tuple[StoredVideo, ...]:
    return tuple(video for video in stored_videos(study) if video.is_due(today))


def _attach(small: SmallStudy, film: Path) -> None:
    store, root, recording = small.study.store, uuid4(), uuid4()
    file = {"id": uuid4(), "recording": recording, "ordinal": 1, "root": root, "path": film.name, "size": 4}
    store.add("media_roots", "media", [{"id": root, "name": root.hex, "path": str(film.parent)}])
    store.add("recordings", "media", [{"id": recording, "observation": small.observation.id}])
    store.add("recording_files", "media", [{**file, "fingerprint": "x", "offset_us": 0}])


# --- the library --------------------------------------------------------------------------------------


def exemplar(small: SmallStudy, **values) -> LibraryClip:
    given = {"watch_for": "the hand", "dimension": "awareness", "code": "comforts", "people": (small.mia,)}
    return LibraryClip(uuid4(), small.observation.id, "One minute", SPAN, Micros(0), **given | values)


def test_a_clip_comes_into_the_library_with_a_note_and_everybody_s_consent(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        study = small.study
        with pytest.raises(StudyError, match="no note what to watch for"):
            add_to_library(study, exemplar(small, watch_for=" "), DAY)
        with pytest.raises(StudyError, match="use as an exemplar"):
            add_to_library(study, exemplar(small), DAY)
        assert library(study) == ()
        allow(small, small.mia, Consent.EXEMPLAR, DAY)
        one = exemplar(small)
        add_to_library(study, one, DAY)
        assert library(study) == (one,)
        assert library(study, dimension="awareness", code="comforts", text="MINUTE hand") == (one,)
        assert library(study, dimension="warmth") == library(study, text="foot") == ()
        remove_from_library(study, one.id)
        assert library(study) == ()
        restore_to_library(study, one.id)
        assert library(study) == (one,)


# --- rules --------------------------------------------------------------------------------------------


def test_the_rules_of_a_study_are_kept_whole(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        assert coaching_rules(small.study) == CoachingRules()
        rules = CoachingRules(
            cycles_per_year=6,
            labels={ClipType.LINK: "What led to what"},
            logo=b"\x89PNG",
            footer="Project K",
            shows_scores=True,
            language="de",
            keep_days=365,
            stems={ClipType.LINK: ("You {x}. What then?",)},
        )
        set_coaching_rules(small.study, rules)
        assert coaching_rules(small.study) == rules


@pytest.mark.parametrize("n", [3, 13])
def test_too_few_or_too_many_cycles_a_year_are_refused(n: int) -> None:
    with pytest.raises(StudyError, match=f"{n} cycles a year do not fit; choose 4 to 12"):
        CoachingRules(cycles_per_year=n)
