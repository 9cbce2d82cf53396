"""A deposit holds those who allow it, by new names, without words and dates, and says what is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pytest

from havenlens.app.deposits import write_deposit
from havenlens.app.results import export
from havenlens.domain.events import Changes, PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.services.coaching.consents import record_consent
from havenlens.services.exporting import FORMATS, ExportOrder
from havenlens.services.history import Step
from havenlens.services.ports import no_progress
from havenlens.services.sequences.counting import CountingRule, set_counting_rule
from havenlens.services.sequences.tables import SEQUENCE_TABLES
from havenlens.services.study_store import NewObservation, Variable
from havenlens.services.tables.events import no_frames
from tests.support.deposits import texts_in
from tests.support.studies import SmallStudy, small_study, tamper

TODAY = date(2026, 9, 1)
SECRETS = (
    "Mia",
    "Amir",
    "Dale",
    "T02",
    "C1",
    "C2",
    "MK",
    "Elm School",
    "kicks",
    "2026-0",
    "lesson",
    "A lesson",
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    """A study in which Amir's family allows no sharing: not any more, since the first of August."""
    with small_study(tmp_path_factory.mktemp("study") / "small.havenlens") as made:
        fill(made)
        yield made


def fill(made: SmallStudy) -> None:
    store = made.study.store
    for name, kind, choices in (
        ("school", "text", ()),
        ("condition", "choice", ("coached", "usual")),
        ("teacher", "choice", ("T02", "Mr. Dale")),
        ("child", "choice", ("C1", "C2", "Amir")),
    ):
        made.study.define_variable(Variable(uuid4(), name, kind, choices=choices))
    store.change(
        "observations", "observation", made.observation.id, filmed_on=date(2026, 3, 5), duration_us=60_000_000
    )
    values = {"school": "Elm School", "condition": "coached", "teacher": "T02", "child": "C2"}
    made.study.add_observation(
        NewObservation(
            "later", "Names Mia", date(2026, 3, 12), Micros(60_000_000), values, [made.mia, made.dale]
        )
    )
    made.study.add_observation(
        NewObservation("amir only", filmed_on=date(2026, 3, 1), participants=[made.amir])
    )
    set_counting_rule(made.study, CountingRule("coder:MK", unfinished=True))
    for person in (made.mia, made.amir, made.dale):
        record_consent(made.study, person, Consent.PUBLICATION)
    record_consent(made.study, made.amir, Consent.CODING, date(2026, 8, 1))
    session = made.session()
    session.focus_on(made.mia)
    session.press("bids", Micros(1_000_000))
    [before] = store.events_of(made.coding.id)
    after = replace(before, comment="Mia kicks the table")
    step = Step(uuid4(), "edit", Changes(replaced=((before, after),)), datetime.now(UTC), made.coding.coder)
    store.write_events(made.coding.id, step)
    session = made.session()
    session.focus_on(made.amir)
    session.press("bids", Micros(2_000_000))
    session.press("returns", Micros(3_000_000))
    periods = [RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)]
    scheme = made.study.scheme(made.coding.scheme)
    [dimension, *_] = scheme.dimensions or [None]
    if dimension is not None:
        ratings = [
            Rating(uuid4(), periods[0].id, dimension.id, 3, None, subject=made.mia),
            Rating(uuid4(), periods[0].id, dimension.id, 2, None, subject=made.amir),
        ]
        store.add_ratings(made.coding, periods, ratings)


def deposited(study: SmallStudy, folder: Path, seed: int = 1, form: str = "csv") -> Path:
    order = ExportOrder(folder, form=form, deposit=True, seed=seed, is_folder=True)
    write_deposit(study.study, order, form, TODAY, no_frames, no_progress)
    return folder


@pytest.fixture(scope="module")
def deposit(study: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deposited(study, tmp_path_factory.mktemp("deposit") / "out")


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_in_it_names_anybody(study: SmallStudy, deposit: Path, tmp_path: Path, form: str) -> None:
    folder = deposit if form == "csv" else deposited(study, tmp_path / "out", form=form)
    assert len(list(folder.glob(f"*.{form}"))) >= 1
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "schemes":
            content, raw = "".join(texts_in(path)), path.read_bytes()
            assert [secret for secret in SECRETS if secret in content] == [], path.name
            # Fewer letters may come up by chance in what is packed.
            long = [secret for secret in SECRETS if len(secret) > 5]
            assert [secret for secret in long if secret.encode() in raw] == [], path.name


def test_the_rule_names_a_coder_by_the_new_name(deposit: Path) -> None:
    [coder] = set(pd.read_csv(deposit / "codings.csv")["coder"])
    assert coder == "coder_1"
    rules = set(pd.read_csv(deposit / "sequence_results.csv")["rule"])
    [rule] = rules
    assert f"that of {coder};" in rule
    assert rule in (deposit / "README.md").read_text("utf-8")
    told = json.loads((deposit / "parameters.json").read_text("utf-8"))["sequences"]
    assert told["rule"] == {
        "choice": f"coder:{coder}",
        "seed": 2026,
        "unfinished": True,
        "sentence": rule,
    }
    assert (told["bootstrap"], told["seed"], told["permutations"], told["lags"]) == (2000, 2026, 1000, [1])
    assert "- Permutations: 1000\n" in (deposit / "README.md").read_text("utf-8")


def test_a_choice_that_names_somebody_has_the_new_name_or_is_gone(deposit: Path) -> None:
    dictionary = pd.read_csv(deposit / "data_dictionary.csv", keep_default_na=False)
    of = dictionary[dictionary["table"] == "observations"].set_index("column")
    people = pd.read_csv(deposit / "participants.csv").set_index("role")["label"]
    assert of.loc["teacher", "labels"] == f"{people['teacher']} = {people['teacher']}"
    assert of.loc["child", "labels"] == f"{people['child']} = {people['child']}"
    assert of.loc["child", "missing"] == "not known, or somebody who is left out"
    assert pd.read_csv(deposit / "observations.csv")["child"].isna().all()


def test_who_does_not_allow_sharing_today_is_left_out_and_counted(study: SmallStudy, deposit: Path) -> None:
    left_out = pd.read_csv(deposit / "left_out.csv")
    assert len(left_out) == 1
    assert (left_out["role"][0], left_out["consent"][0], left_out["events"][0]) == ("child", "coding", 2)
    events = pd.read_csv(deposit / "events.csv")
    assert len(events) == 1
    people = pd.read_csv(deposit / "participants.csv")
    assert set(people.columns) == {"label", "role", "consent"}
    assert left_out["label"][0] not in set(people["label"])
    assert set(events["actor"]) <= set(people["label"])
    assert len(pd.read_csv(deposit / "observations.csv")) == 2
    ratings = pd.read_csv(deposit / "ratings.csv")
    assert set(ratings["subject"].dropna()) <= set(people["label"])
    assert len(ratings) == len(study.study.store.ratings_of(study.coding.id)) // 2


def test_days_are_counted_and_values_recoded(deposit: Path) -> None:
    observations = pd.read_csv(deposit / "observations.csv", keep_default_na=False)
    assert sorted(observations["filmed_day"]) == [4, 11]
    assert not {"title", "filmed_on"} & set(observations.columns)
    later = observations[observations["filmed_day"] == 11].iloc[0]
    people = pd.read_csv(deposit / "participants.csv").set_index("role")
    assert (later["school"], later["condition"]) == ("school_1", "coached")
    assert later["teacher"] == people.loc["teacher", "label"]
    assert set(pd.read_csv(deposit / "change_log.csv").columns) >= {"day", "hash", "change"}


def test_small_groups_are_listed(deposit: Path) -> None:
    cells = pd.read_csv(deposit / "small_cells.csv", keep_default_na=False)
    assert ("teacher", "", 1) in set(zip(cells["role"], cells["variable_1"], cells["n"], strict=True))
    assert ("child", "condition", "coached") in set(
        zip(cells["role"], cells["variable_1"], cells["value_1"], strict=True)
    )
    assert (cells["n"].astype(int) < 5).all()


def test_it_can_be_checked_and_says_what_it_is(study: SmallStudy, deposit: Path) -> None:
    lines = (deposit / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {p.relative_to(deposit).as_posix() for p in deposit.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    assert set(listed) == files
    for name, digest in listed.items():
        assert hashlib.sha256((deposit / name).read_bytes()).hexdigest() == digest
    versions = json.loads((deposit / "versions.json").read_text("utf-8"))
    [end] = [
        row["hash"]
        for row in study.study.store.rows_of("chain_ends")
        if row["chain"] == study.study.store.study_id
    ]
    assert versions["study"]["study_log"] == end
    assert json.loads((deposit / "parameters.json").read_text("utf-8"))["agreement"]["tolerance"] == 2.0
    readme = (deposit / "README.md").read_text("utf-8")
    for told in (
        end,
        "who do not allow sharing (people: 1), with the events they have a part in (2)",
        "`small_cells`",
        "`events`: 1 row\n",
        "school",
        "Compared: one coding",
    ):
        assert told in readme
    assert (deposit / "CITATION.cff").read_text("utf-8").startswith("cff-version: 1.2.0\n")
    assert [path.name for path in (deposit / "schemes").iterdir()] == ["small-1.2.0.yaml"]


def test_the_same_study_and_seed_give_the_same_bytes(
    study: SmallStudy, deposit: Path, tmp_path: Path
) -> None:
    again = deposited(study, tmp_path / "again")
    others = [deposited(study, tmp_path / f"other{seed}", seed=seed) for seed in range(2, 7)]
    same = [p.relative_to(deposit) for p in sorted(deposit.rglob("*")) if p.is_file()]
    assert [p.relative_to(again) for p in sorted(again.rglob("*")) if p.is_file()] == same
    assert all((again / path).read_bytes() == (deposit / path).read_bytes() for path in same)
    # Of so few people, one other seed may draw the same order by chance: the study's id is another each time.
    assert len({(each / "SHA256SUMS").read_bytes() for each in (deposit, *others)}) > 1


def test_a_folder_with_other_files_is_refused(study: SmallStudy, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Mia")
    with pytest.raises(StudyError, match="holds other files, which would be deposited too"):
        deposited(study, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_where_nobody_allows_it_there_is_nothing_to_deposit(tmp_path: Path) -> None:
    with (
        small_study(tmp_path / "small.havenlens") as made,
        pytest.raises(StudyError, match="Nobody in this study"),
    ):
        deposited(made, tmp_path / "out")


def test_what_is_hidden_is_not_deposited_by_the_way(study: SmallStudy, tmp_path: Path) -> None:
    order = ExportOrder(tmp_path / "out", deposit=True)
    with pytest.raises(StudyError, match="Some codings are hidden from you"):
        export(study.study, order, VideoLibrary(), hidden={study.coding.id})


# --- tables of a study --------------------------------------------------------------------------------


def test_every_table_goes_into_a_folder_and_agreement_waits_to_be_looked_at(
    study: SmallStudy, tmp_path: Path
) -> None:
    done = export(study.study, ExportOrder(tmp_path / "all"), VideoLibrary())
    tables = ("events", "ratings", "observations", "participants", "codings", "work", "change_log")
    assert {path.name for path in done.paths} == {
        *(f"{name}.csv" for name in (*tables, *SEQUENCE_TABLES)),
        "data_dictionary.csv",
        "data_dictionary.json",
    }
    assert done.without_agreement
    log = pd.read_csv(tmp_path / "all" / "change_log.csv")
    ends = {row["hash"] for row in study.study.store.rows_of("chain_ends")}
    assert set(log.groupby("chain")["hash"].last()) == ends
    assert done.rows["change_log"] == len(log)
    assert "payload" not in log.columns
    events = pd.read_csv(tmp_path / "all" / "events.csv")
    assert set(events["frame_reason"]) == {"no_recording"}


def test_codes_that_are_gone_and_ends_before_the_begin_are_told(tmp_path: Path) -> None:
    with small_study(tmp_path / "small.havenlens") as made:
        session = made.session()
        session.focus_on(made.mia)
        session.press("bids", Micros(1_000_000))
        session.press("upset", Micros(2_000_000))
        made.file.close()
        tamper(made.path, "UPDATE events SET code = 'gone' WHERE onset_us = 1000000")
        tamper(made.path, "UPDATE events SET offset_us = 1500000 WHERE onset_us = 2000000", checks=False)
        again = made.reopened(write=False)
        done = export(again.study, ExportOrder(tmp_path / "all"), VideoLibrary())
        again.file.close()
    said = [notice.sentence for notice in done.notices if notice.code.startswith("export.")]
    assert len(said) == 2
    assert "of MK in lesson at 1.000 s has the code gone, which small 1.2.0 has not" in said[0]
    assert "in lesson begins at 2.000 s and ends before that, at 1.500 s" in said[1]
    events = pd.read_csv(tmp_path / "all" / "events.csv")
    assert events["code"].tolist() == ["gone", "upset"]
    assert events["group"].isna().tolist() == [True, False]


def test_the_table_of_agreement_counts_as_looking(tmp_path: Path) -> None:
    with (
        small_study(tmp_path / "small.havenlens") as made,
        pytest.raises(StudyError, match="coded and handed in"),
    ):
        export(made.study, ExportOrder(tmp_path / "a.csv", table="agreement"), VideoLibrary())


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (
            ExportOrder(Path("x.csv"), "bidz"),
            "There is no table bidz; choose one of events, .*, chains",
        ),
        (ExportOrder(Path("x.odt"), "events"), r"must end in one of \.csv, \.parquet, \.xlsx, \.sav, \.dta"),
        (ExportOrder(Path("x.csv")), r"is one file and holds one table; name it with --table \(events, "),
        (ExportOrder(Path("x"), form="odt"), "There is no format odt; choose one of csv, parquet, xlsx"),
        (ExportOrder(Path("x.csv"), "events", "sav"), r"does not end in \.sav; leave --format out"),
        (ExportOrder(Path("x.xlsx"), deposit=True), "A deposit is a folder of files"),
        (ExportOrder(Path("x"), "events", deposit=True), "leave out --table events or --deposit"),
    ],
)
def test_an_order_that_cannot_be_is_one_sentence(
    study: SmallStudy, tmp_path: Path, order: ExportOrder, sentence: str
) -> None:
    with pytest.raises(StudyError, match=sentence):
        export(study.study, replace(order, out=tmp_path / order.out), VideoLibrary())
    assert list(tmp_path.iterdir()) == []
