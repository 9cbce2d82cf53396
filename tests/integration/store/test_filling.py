"""Filling a study: variables, schemes that are frozen, imports and tables, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from havenlens.app.results import frames_from
from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.services.importing import CodingDraft, Destination, EventDraft, RatingDraft, import_coding
from havenlens.services.manifest import ManifestRow, Registered, check_manifest, register
from havenlens.services.ports import MediaFacts
from havenlens.services.study_store import NewObservation, Variable, VariableType
from havenlens.services.tables.events import FrameClock
from tests.support.schemes import SMALL
from tests.support.studies import SmallStudy
from tests.support.videos import Recipe, make

FILES = "table.csv"


def said(deed: Callable[[], object]) -> str:
    with pytest.raises(StudyError) as told:
        deed()
    return str(told.value)


# --- variables ----------------------------------------------------------------------------------------


def test_variables_keep_their_types(small: SmallStudy) -> None:
    given = {
        "site": "Nørre",
        "wave": 2,
        "score": 1.5,
        "on": date(2026, 3, 12),
        "treated": True,
        "none": None,
    }
    small.study.add_observation(NewObservation("typed", variables=given))
    opened = small.reopened()
    with opened.file:
        kept = opened.study.observation("typed").variables
        assert kept == {"site": "Nørre", "wave": 2, "score": 1.5, "on": "2026-03-12", "treated": True}
        types = {variable.name: variable.type for variable in opened.study.store.variables()}
        assert types == {
            "site": "text",
            "wave": "integer",
            "score": "number",
            "on": "date",
            "treated": "flag",
        }


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (VariableType.INTEGER, "two"),
        (VariableType.NUMBER, "1,5"),
        (VariableType.DATE, "12.3.2026"),
        (VariableType.FLAG, "yes"),
        (VariableType.CHOICE, "west"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_all_of_its_observation(
    small: SmallStudy, kind: VariableType, value: str
) -> None:
    choices = ("north", "south") if kind is VariableType.CHOICE else ()
    small.study.define_variable(Variable(uuid4(), "v", kind.value, choices=choices))
    sentence = said(lambda: small.study.add_observation(NewObservation("odd", variables={"v": value})))
    assert sentence == (
        f"{value} in odd does not fit the variable v, which is of type {kind.value}; correct it."
    )
    assert [observation.name for observation in small.study.store.observations()] == ["lesson"]
    assert small.file.check() == []


def test_hidden_from_coders_is_kept(small: SmallStudy) -> None:
    small.study.define_variable(
        Variable(uuid4(), "arm", VariableType.CHOICE.value, hidden_from_coders=True, choices=("a", "b"))
    )
    small.study.add_observation(NewObservation("x", variables={"arm": "a"}))
    [variable] = small.study.store.variables()
    assert variable.hidden_from_coders
    assert variable.choices == ("a", "b")


def test_the_latest_consent_counts(small: SmallStudy) -> None:
    person = small.people["C1"].id
    later = {"id": uuid4(), "participant": person, "level": "none", "valid_from": date(2026, 6, 1)}
    earlier = {"id": uuid4(), "participant": person, "level": "exemplar", "valid_from": date(2026, 1, 1)}
    for row in (later, earlier):
        small.study.store.add("consents", "consent", [row])
    assert small.study.person("C1").consent == "none"


def test_a_label_belongs_to_one_person(small: SmallStudy) -> None:
    assert small.study.add_participant("C1", "Mia", "child") == small.people["C1"]
    assert said(lambda: small.study.add_participant("C1", "Noa", "child")) == (
        "C1 is already Mia in this study; use another label."
    )


# --- schemes ------------------------------------------------------------------------------------------

WORDED = SMALL.replace("name: Comforts\n", "name: Consoles\n")
MEASURED = SMALL.replace("min_duration_s: 1.5", "min_duration_s: 3.0")


def versioned(source: str, version: str) -> str:
    return source.replace("version: 1.2.0", f"version: {version}")


def stored(small: SmallStudy) -> list[str]:
    return [scheme.version for scheme in small.study.store.schemes()]


def test_the_same_scheme_again_is_the_one_that_is_there(small: SmallStudy) -> None:
    assert small.study.add_scheme(SMALL, "x") == small.scheme
    assert stored(small) == ["1.2.0"]


@pytest.mark.parametrize("source", [WORDED, MEASURED])
def test_a_coded_scheme_is_frozen(small: SmallStudy, source: str) -> None:
    assert said(lambda: small.study.add_scheme(source, "x")) == (
        "small 1.2.0 has codings in this study and is frozen; give the changed scheme a new version."
    )
    assert small.study.store.schemes() == [small.scheme]


def test_new_words_under_a_patch_version_replace_the_old_with_a_note(small: SmallStudy) -> None:
    new = small.study.add_scheme(versioned(WORDED, "1.2.1"), "x")
    assert new.id == small.scheme.id
    assert stored(small) == ["1.2.1"]
    assert small.study.scheme(new.id).code_by_id["comforts"].name == "Consoles"
    [note] = small.study.store.rows_of("scheme_notes")
    assert note["text"] == "1.2.0 → 1.2.1: codes.comforts.name"
    assert small.file.check() == []


def test_a_new_measurement_is_a_version_of_its_own(small: SmallStudy) -> None:
    new = small.study.add_scheme(versioned(MEASURED, "1.3.0"), "x")
    assert new.id != small.scheme.id
    assert stored(small) == ["1.2.0", "1.3.0"]
    assert small.study.stored_scheme("small") == new


def test_a_new_measurement_needs_more_than_a_patch(small: SmallStudy) -> None:
    assert said(lambda: small.study.add_scheme(versioned(MEASURED, "1.2.1"), "x")) == (
        "Version 1.2.1 of small measures something else than version 1.2.0 (codes.upset.min_duration_s); "
        "give it a higher number in the first or second place."
    )
    assert stored(small) == ["1.2.0"]


def test_an_older_version_is_refused_once_there_are_codings(small: SmallStudy) -> None:
    sentence = said(lambda: small.study.add_scheme(versioned(SMALL, "1.1.0"), "x"))
    assert sentence == "Version 1.1.0 of small is older than version 1.2.0, which is here already."


def test_a_scheme_that_nobody_has_coded_with_may_change(small: SmallStudy) -> None:
    fresh = small.study.add_scheme(versioned(MEASURED, "2.0.0"), "x")
    again = versioned(MEASURED.replace("min_duration_s: 3.0", "min_duration_s: 4.0"), "2.0.0")
    assert small.study.add_scheme(again, "x").id == fresh.id
    assert small.study.scheme(fresh.id).code_by_id["upset"].min_duration_s == 4.0


def test_versions_are_numbers_and_not_words(small: SmallStudy) -> None:
    for version in ("1.9.0", "1.10.0"):
        small.study.add_scheme(versioned(MEASURED, version).replace("3.0", version[2:-2]), "x")
    assert small.study.stored_scheme("small").version == "1.10.0"


# --- imports ------------------------------------------------------------------------------------------


def destination(small: SmallStudy, coder: str = "import") -> Destination:
    people = {
        name: person.id for person in small.people.values() for name in (person.label, person.pseudonym)
    }
    return Destination(
        small.observation.id, small.scheme.id, small.study.add_coder(coder).id, Purpose.MASTER, people
    )


def event(code: str, onset: int, offset: int | None = -1, actor: str = "C1", **rest: object) -> EventDraft:
    end = onset if offset == -1 else offset
    return EventDraft(code, Micros(onset), None if end is None else Micros(end), actor, **rest)  # type: ignore[arg-type]


def rating(dimension: str = "warmth", score: int | None = 3, **rest: object) -> RatingDraft:
    return RatingDraft(PeriodKind.CYCLE, 1, None, dimension, score, **rest)  # type: ignore[arg-type]


ROLES = {"seeker": ("C1", "C2"), "provider": ("T02",)}
GOOD = (event("upset", 0, 5), event("bids", 2, target="T02"), event("upset", 7, None))


def bring(small: SmallStudy, events: tuple[EventDraft, ...], *ratings: RatingDraft) -> Coding:
    return import_coding(small.study, CodingDraft(ROLES, events, ratings), destination(small))


def test_an_import_is_whole(small: SmallStudy) -> None:
    coding = bring(small, GOOD, rating())
    assert len(small.file.codings.events_of(coding.id)) == 3
    assert len(small.study.store.ratings_of(coding.id)) == 1
    assert small.file.check() == []


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (event("hugs", 9), "small 1.2.0 has no code hugs; import with the scheme version it was coded in."),
        (event("upset", 3, 6), "Upset would overlap Upset from 00:00:00.000"),
        (event("bids", 3, 6), "Bids at 00:00:00.000 marks a moment and cannot have an end"),
        (event("upset", 20), "Upset at 00:00:00.000 is a state and must end after it begins."),
        (event("bids", 9, actor="Zoe"), "Nobody in this observation is called Zoe; add the person first."),
        (event("bids", 9, actor="T02"), "this person cannot show it in this scheme."),
        (event("bids", 9, target="C2"), "it cannot be aimed at this person in this scheme."),
        (event("bids", 9, modifiers={"need": "gold"}), "Bids cannot have need = gold in this scheme."),
        (event("bids", 9, 3), "An event cannot end (00:00:00.000) before it begins"),
        (rating("height"), "small 1.2.0 has no rating height; check the name."),
        (rating(score=9), "9 lies outside the scale 1 to 5 of Warmth; correct it."),
        (rating(score=None), "Warmth in cycle 1 needs a score or a reason why there is none"),
        (rating(reason="absent"), "Warmth in cycle 1 needs a score or a reason why there is none"),
        (rating(), "warmth is rated twice in cycle 1; remove one of the two."),
    ],
)
def test_an_import_with_one_misfit_brings_nothing(
    small: SmallStudy, bad: EventDraft | RatingDraft, sentence: str
) -> None:
    destination(small)
    rows = small.study.store.rows_of("change_log")
    events, ratings = ((*GOOD, bad), ()) if isinstance(bad, EventDraft) else (GOOD, (rating(), bad))
    if isinstance(bad, RatingDraft) and bad != rating():
        ratings = (bad,)
    assert sentence in said(lambda: bring(small, events, *ratings))
    assert small.study.store.rows_of("change_log") == rows
    assert small.study.store.list_codings() == [small.coding]


def test_an_import_that_fails_in_the_store_brings_nothing(
    small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StudyError("study.disk_full", path="x")

    destination(small)
    rows = small.study.store.rows_of("change_log")
    monkeypatch.setattr(small.study.store, "add_ratings", fail)
    said(lambda: bring(small, GOOD, rating()))
    assert small.study.store.rows_of("change_log") == rows
    assert small.study.store.event_counts() == {}
    small.session().press("upset", Micros(1_000_000))
    assert small.file.check() == []


def test_importing_twice_codes_nothing_twice(small: SmallStudy) -> None:
    coding = bring(small, GOOD)
    assert said(lambda: bring(small, GOOD)) == (
        "lesson is coded already by import with small 1.2.0; import it for another coder or purpose."
    )
    assert len(small.file.codings.events_of(coding.id)) == 3


# --- tables -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two short videos."""
    place = tmp_path_factory.mktemp("videos")
    make(place / "one.mp4", Recipe(seconds=0.4, sound=False))
    make(place / "two.mp4", Recipe(seconds=0.8, sound=False))
    return place


def checked(folder: Path, *rows: dict[str, str]) -> tuple[list[ManifestRow], list[str]]:
    good, problems = check_manifest(FILES, rows, folder, VideoLibrary().facts)
    return good, [problem.sentence for problem in problems]


def row(name: str, video: str = "one.mp4", people: str = "C1:Mia:child", **rest: str) -> dict[str, str]:
    return {"name": name, "video": video, "people": people, **rest}


def test_registering_twice_adds_once(small: SmallStudy, folder: Path) -> None:
    rows, problems = checked(folder, row("a", site="North"), row("b", "two.mp4"), row("live", ""))
    assert problems == []
    assert register(small.study, FILES, rows) == Registered(("a", "b", "live"), ())
    assert register(small.study, FILES, rows) == Registered((), ("a", "b", "live"))
    observation = small.study.observation("a")
    assert observation.variables == {"site": "North"}
    assert observation.participants == (small.mia,)
    assert observation.duration == 400_000
    assert small.study.observation("live").recordings == ()
    assert small.file.check() == []


def test_several_files_of_a_row_are_one_recording(small: SmallStudy, folder: Path) -> None:
    rows, problems = checked(folder, row("a", "two.mp4; one.mp4"))
    assert problems == []
    assert register(small.study, FILES, rows) == Registered(("a",), ())
    observation = small.study.observation("a")
    (recording,) = observation.recordings
    told = [(file.ordinal, file.path, file.offset) for file in recording.files]
    assert told == [(1, "two.mp4", 0), (2, "one.mp4", 800_000)]
    assert observation.duration == 1_200_000
    assert register(small.study, FILES, rows) == Registered((), ("a",))
    shorter = checked(folder, row("a", "two.mp4"))[0]
    assert register(small.study, FILES, shorter) == Registered((), ("a",))
    turned = checked(folder, row("a", "one.mp4; two.mp4"))[0]
    assert said(lambda: register(small.study, FILES, turned)).startswith(
        "table.csv line 2: a is in the study"
    )
    assert small.file.check() == []


def test_frames_of_one_recording_are_counted_through_its_files(small: SmallStudy, folder: Path) -> None:
    register(small.study, FILES, checked(folder, row("a", "two.mp4; one.mp4"))[0])
    found = frames_from(small.study, VideoLibrary())(small.study.observation("a"))
    assert isinstance(found, FrameClock)
    moments = np.array([0, 790_000, 800_000, 1_190_000, 5_000_000])
    assert found.shown_at(moments).tolist() == [0, 19, 20, 29, 29]


def test_files_of_a_row_that_cannot_be_one_recording_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a; b.mp4").write_bytes((folder / "one.mp4").read_bytes())
    assert len(checked(tmp_path, row("a", "a; b.mp4"))[0]) == 1  # one file whose name has a semicolon
    _, problems = checked(folder, row("a", "one.mp4; one.mp4"), row("b", "one.mp4; none.mp4"))
    assert problems[0] == "table.csv line 2: one.mp4 is part of a already; choose another file."
    assert problems[1].startswith("table.csv line 3: There is no file")


def test_every_row_is_checked_and_every_mistake_is_told(folder: Path) -> None:
    (folder / "text.mp4").write_text("no video")
    good, problems = checked(
        folder,
        row("ok"),
        row(""),
        row("late", filmed_on="12.3.26"),
        row("gone", "none.mp4"),
        row("text", "text.mp4"),
        row("who", people="Mia"),
        row("ok"),
    )
    assert [each.observation.name for each in good] == ["ok"]
    assert problems[0] == "table.csv line 3: the observation has no name; fill it in."
    assert problems[1] == "table.csv line 4: 12.3.26 is not a date; write it as 2026-03-12."
    assert problems[2].startswith("table.csv line 5: There is no file")
    assert problems[3].startswith("table.csv line 6: ")
    assert problems[4] == (
        "table.csv line 7: Mia is no person; write label:pseudonym:role, e.g. T02:Mr. Dale:teacher"
    )
    assert problems[5] == "table.csv line 8: ok stands in the table twice; remove one."
    assert len(problems) == 6


def test_a_table_without_names_or_rows(folder: Path) -> None:
    assert checked(folder) == ([], ["table.csv has no rows; put one line for each video."])
    assert checked(folder, {"title": "x"})[1] == [
        "table.csv has no column name; add it, or see: havenlens study add --help"
    ]


def test_a_name_with_another_video_is_refused_and_nothing_added(small: SmallStudy, folder: Path) -> None:
    register(small.study, FILES, checked(folder, row("a"))[0])
    rows, _ = checked(folder, row("new"), row("a", "two.mp4"))
    assert said(lambda: register(small.study, FILES, rows)) == (
        "table.csv line 3: a is in the study with another video; give it another name."
    )
    assert {o.name for o in small.study.store.observations()} == {"lesson", "a"}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"people": "C1:Noa:child"}, "line 3: C1 is already Mia in this study; use another label."),
        (
            {"people": "C5:Ida:child; C5:Ida:child"},
            "line 3: The same person stands twice among the people of b; remove one.",
        ),
        (
            {"wave": "two"},
            "line 3: two in b does not fit the variable wave, which is of type integer; correct it.",
        ),
    ],
)
def test_what_does_not_fit_the_study_is_told_with_its_line(
    small: SmallStudy, folder: Path, bad: dict[str, str], sentence: str
) -> None:
    small.study.define_variable(Variable(uuid4(), "wave", VariableType.INTEGER.value))
    rows, _ = checked(folder, row("a"), row("b", **bad))
    assert said(lambda: register(small.study, FILES, rows)) == f"table.csv {sentence}"
    assert small.study.observation("lesson")
    assert len(small.study.store.observations()) == 1


def test_two_people_of_one_label_inside_a_table(small: SmallStudy, folder: Path) -> None:
    rows, _ = checked(folder, row("a", people="C9:Ida:child"), row("b", people="C9:Ole:child"))
    assert said(lambda: register(small.study, FILES, rows)) == (
        "table.csv line 3: C9 is already Ida in this study; use another label."
    )


def test_a_moved_video_is_known_by_what_is_in_it(small: SmallStudy, folder: Path, tmp_path: Path) -> None:
    register(small.study, FILES, checked(folder, row("a"))[0])
    observation = small.study.observation("a")
    new = tmp_path / "new"
    new.mkdir()
    (new / "one.mp4").write_bytes((folder / "two.mp4").read_bytes())
    probe: Callable[[Path], MediaFacts] = VideoLibrary().facts
    assert said(lambda: small.study.relocate(observation, new, probe)) == (
        "one.mp4 in that folder is not the video that was coded; choose another folder."
    )
    (new / "one.mp4").write_bytes((folder / "one.mp4").read_bytes())
    small.study.relocate(observation, new, probe)
    moved = small.study.observation("a").recordings[0].files[0]
    assert small.study.media_path(moved) == new / "one.mp4"
    assert moved.root == "new"
    assert small.file.check() == []
