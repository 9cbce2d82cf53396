"""A deposit says nothing wrong about those who are in it because of those who are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pandas as pd
import pytest

from havenlens.app.bootstrap import create_study, open_study
from havenlens.app.results import export
from havenlens.domain.events import Changes, Event, PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import CodingStatus, Consent, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.media.library import VideoLibrary
from havenlens.services.coaching.consents import record_consent
from havenlens.services.exporting import Exported, ExportOrder
from havenlens.services.history import Step
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation, Variable
from tests.support.deposits import texts_in
from tests.support.schemes import SMALL
from tests.support.studies import now, tamper

PEOPLE = (("MIA", "child"), ("AMIR", "child"), ("DALE", "teacher"), ("UTE", "teacher"))
CODER = "Nosycoder"


class Made:
    """A study being made: people and codings by name."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.scheme = study.add_scheme(SMALL, "small.yaml").id
        self.people = {
            name: study.add_participant(name, f"Pseudonym {name}", role).id for name, role in PEOPLE
        }
        self.coder = study.add_coder(CODER).id

    def code(
        self, name: str, *events: Event, cast: bool = True, status: CodingStatus = CodingStatus.SUBMITTED
    ) -> UUID:
        """Add an observation of 200 seconds with everybody in it, and its coding."""
        place = self.study.add_observation(
            NewObservation(name, duration=Micros(200 * SECOND), participants=[*self.people.values()])
        )
        casting = {
            "seeker": (self.people["MIA"], self.people["AMIR"]),
            "provider": (self.people["DALE"], self.people["UTE"]),
        }
        coding = self.study.add_coding(
            place.id, self.scheme, self.coder, Purpose.RESEARCH, casting if cast else {}, status
        )
        if events:
            step = Step(uuid4(), "code", Changes(added=events), now(), self.coder)
            self.study.store.write_events(coding.id, step)
        return coding.id

    def event(
        self, at: float, code: str, actor: str, target: str | None = None, until: float | None = None
    ) -> Event:
        begin = Micros(round(at * SECOND))
        end = begin if until is None else Micros(round(until * SECOND))
        aimed = None if target is None else self.people[target]
        modifiers: dict[str, Any] = {"need": "help"} if code == "bids" else {}
        return Event(uuid4(), code, Span(begin, end), self.people[actor], aimed, modifiers)


def fill(study: Study) -> None:
    """Ute, who does not allow sharing, answers Mia, makes good for a miss, and is coded in odd ways."""
    made = Made(study)
    made.code(
        "one",
        made.event(10, "bids", "MIA"),
        made.event(12, "comforts", "UTE", "MIA"),
        made.event(40, "bids", "MIA"),
        made.event(43, "comforts", "DALE", "MIA"),
        made.event(70, "bids", "MIA"),
        made.event(85, "comforts", "UTE", "MIA"),
        made.event(100, "bids", "MIA"),
        made.event(102, "comforts", "DALE", "MIA"),
        made.event(104, "comforts", "UTE", "MIA"),
        made.event(195, "bids", "MIA"),
        made.event(20, "upset", "UTE", until=40),
        made.event(30, "upset", "UTE", until=60),
    )
    made.code("two", made.event(20, "upset", "AMIR", until=40), made.event(30, "upset", "AMIR", until=60))
    made.code("three", made.event(20, "returns", "AMIR"), status=CodingStatus.IN_PROGRESS)
    rated = made.code("four", cast=False)
    coding = next(one for one in study.store.list_codings() if one.id == rated)
    periods = [RatingPeriod(uuid4(), PeriodKind.CYCLE, number) for number in (1, 2, 3)]
    study.store.add_ratings(
        coding, periods, [Rating(uuid4(), period.id, "warmth", 3, None) for period in periods]
    )
    for name, person in made.people.items():
        record_consent(study, person, Consent.CODING if name == "UTE" else Consent.PUBLICATION)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "study.havenlens"
    create_study(path, "Left out", fill)[0].close()
    # An end before the begin, of Ute's and of Amir's: only his may be told.
    for at in (20, 30):
        tamper(
            path,
            "UPDATE events SET offset_us = 5 WHERE onset_us = ? AND code = 'upset'",
            at * SECOND,
            checks=False,
        )
    return path


@pytest.fixture(scope="module")
def done(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    file, study = open_study(path)
    with file:
        folder = tmp_path_factory.mktemp("deposit") / "out"
        yield export(study, ExportOrder(folder, deposit=True), VideoLibrary())


@pytest.fixture(scope="module")
def deposit(done: Exported) -> Path:
    return next(path.parent for path in done.paths if path.name == "README.md")


def table(deposit: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(deposit / f"{name}.csv")


def result(deposit: Path, recipe: str, measure: str, level: str = "study") -> pd.Series:
    rows = table(deposit, "sequence_results")
    [found] = [
        row
        for _, row in rows.iterrows()
        if (row["recipe"], row["measure"], row["level"]) == (recipe, measure, level)
    ]
    return found


def test_a_bid_that_somebody_left_out_answered_is_not_called_unanswered(deposit: Path) -> None:
    bids = table(deposit, "bids").sort_values("at_s")
    told = [
        "answered",
        "sensitive",
        "latency_s",
        "provider",
        "first_class",
        "best_class",
        "n_answers",
        "linked",
    ]
    assert bids["latency_reason"].fillna("").tolist() == ["not_shared", "", "unanswered", "", "censored"]
    assert bids.iloc[0][told].isna().all()
    assert bids["answered"].tolist()[1:] == [True, False, True, False]
    assert bids["latency_s"].tolist()[3] == 2.0
    equity = table(deposit, "equity").sort_values("n_bids").iloc[-1]
    assert (equity["n_bids"], equity["n_counted"]) == (5, 3)
    assert result(deposit, "window", "share_answered")["estimate"] == pytest.approx(2 / 3)
    one = result(deposit, "window", "share_answered", "participant")
    assert one["n"] == 3  # too few for a rate about one person
    assert pd.isna(one["estimate"])


def test_nor_are_an_episode_and_its_repair(deposit: Path) -> None:
    episodes = table(deposit, "episodes").sort_values("start_s")
    assert episodes["response_reason"].fillna("").tolist() == ["not_shared", "", "unanswered", "", "censored"]
    assert episodes["censored"].isna().tolist() == [True, False, False, False, False]
    assert episodes["resolved"].isna().tolist() == [True, False, False, False, False]
    assert result(deposit, "bouts", "share_answered")["estimate"] == pytest.approx(2 / 3)
    [repair] = [row for _, row in table(deposit, "repairs").iterrows()]
    assert (repair["first_missed_s"], repair["repair_reason"]) == (70.0, "not_shared")
    assert repair[["repaired", "explicit", "repaired_by", "repaired_at_s"]].isna().all()


def test_the_readme_says_what_hangs_on_those_who_are_left_out(deposit: Path) -> None:
    readme = (deposit / "README.md").read_text("utf-8")
    assert "the reason is not_shared, and it is in no share" in readme
    assert "were worked out as if the events that are left out had not happened" in readme


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_who_is_left_out_is_in_no_table_but_that_of_those(path: Path, tmp_path: Path, form: str) -> None:
    file, study = open_study(path)
    with file:
        done = export(study, ExportOrder(tmp_path / "out", form=form, deposit=True), VideoLibrary())
    tables = [path for path in done.paths if path.suffix == f".{form}"]
    [listed] = [path for path in tables if path.stem == "left_out"]
    [ute] = (pd.read_csv if form == "csv" else pd.read_parquet)(listed)["label"]
    assert [path for path in tables if any(ute in text for text in texts_in(path))] == [listed]


def test_ratings_about_nobody_are_counted_for_all_who_were_filmed(deposit: Path) -> None:
    assert len(table(deposit, "ratings")) == 0
    [ratings] = table(deposit, "left_out")["ratings"]
    assert ratings == 3
    assert "the ratings of them (3)" in (deposit / "README.md").read_text("utf-8")


def test_as_many_rows_are_told_as_there_are(done: Exported, deposit: Path) -> None:
    rows = {path.stem: len(pd.read_csv(path)) for path in deposit.glob("*.csv") if path.stem in done.rows}
    assert rows["events"] == 10
    assert done.rows == rows
    described = json.loads((deposit / "data_dictionary.json").read_text("utf-8"))["resources"]
    assert {one["name"]: one["rows"] for one in described} == rows
    readme = (deposit / "README.md").read_text("utf-8")
    for name, n in rows.items():
        assert f"- `{name}`: {n} row" in readme


def test_what_is_odd_or_cannot_be_analysed_is_told_by_the_new_names(done: Exported, deposit: Path) -> None:
    said = [notice.sentence for notice in done.notices]
    assert len(said) == len(set(said)) == 4
    ends = [one for one in said if "ends before that" in one]
    assert len(ends) == 2
    [first, second] = sorted(notice.code for notice in done.notices if notice.code.startswith("sequences."))
    assert (first, second) == ("sequences.ends_before_it_starts", "sequences.not_handed_in")
    readme = (deposit / "README.md").read_text("utf-8")
    for one in said:
        assert f"- {one}\n" in readme
        assert not any(name in one for name in (CODER, "AMIR", "UTE", "two", "three"))
    events = set(table(deposit, "events")["event_id"])
    assert all(any(event in one for event in events) for one in ends)


def test_the_sheets_of_statistics_tell_them_once(path: Path, tmp_path: Path) -> None:
    file, study = open_study(path)
    with file:
        done = export(study, ExportOrder(tmp_path / "out", form="sav", deposit=True), VideoLibrary())
    assert len({notice.sentence for notice in done.notices}) == len(done.notices) == 4


def test_a_rule_whose_coder_is_gone_is_refused_without_a_name(path: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.havenlens"
    own.write_bytes(path.read_bytes())
    tamper(
        own,
        "UPDATE study SET settings = json_set(settings, '$.counting', json('{\"choice\": \"coder:Gone\"}'))",
    )
    file, study = open_study(own)
    with file, pytest.raises(StudyError, match="a coder who is not in this study") as refused:
        export(study, ExportOrder(tmp_path / "out", deposit=True), VideoLibrary())
    assert "Gone" not in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_names_typed_another_way_and_those_of_coders_are_not_in_the_choices(tmp_path: Path) -> None:
    def fill(study: Study) -> None:
        made = Made(study)
        for name, choices in (("filmed_by", (CODER, "others")), ("focus", ("mia", "Amir", "MIA ", "nobody"))):
            study.define_variable(Variable(uuid4(), name, "choice", choices=choices))
        said = {"filmed_by": CODER, "focus": "mia"}
        people = [*made.people.values()]
        study.add_observation(
            NewObservation("two", duration=Micros(60 * SECOND), participants=people, variables=said)
        )
        for name, person in made.people.items():
            record_consent(study, person, Consent.CODING if name == "MIA" else Consent.PUBLICATION)

    file, study = create_study(tmp_path / "study.havenlens", "Typed", fill)
    with file:
        done = export(study, ExportOrder(tmp_path / "out", deposit=True), VideoLibrary())
    texts = [text for path in done.paths if path.suffix in {".csv", ".json"} for text in texts_in(path)]
    assert any("others" in text for text in texts)
    assert not [name for name in (CODER, "mia", "MIA", "Amir") for text in texts if name in text]
