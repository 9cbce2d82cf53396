"""The demo study: what is in it, what is found in it, and the tables that leave it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.app.bootstrap import open_study
from havenlens.app.demo import build_demo_study
from havenlens.app.output import print_agreement
from havenlens.app.results import export_study
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.exchange.tables import write_csv
from havenlens.exchange.yaml import read_yaml
from havenlens.media.library import VideoLibrary
from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_columns import agreement_table
from havenlens.services.agreement_pairs import coder_pairs
from havenlens.services.coding import CodingSession
from havenlens.services.ports import Cancelled
from havenlens.services.shipped import shipped

SAMPLES = shipped("sample_videos")
ICC = {"ICC(1,1)": "icc_1_1", "ICC(2,1)": "icc_2_1", "ICC(3,1)": "icc_3_1", "ICC(2,k)": "icc_2_k"}
METHODS = {"percent": "exact", "within_k": "within_one", "weighted_kappa": "weighted_kappa_quadratic"}


@pytest.fixture(scope="module")
def demo(demo_in, tmp_path_factory) -> Path:
    return demo_in(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def agreement(demo):
    file, study = open_study(demo)
    with file:
        return agreement_of(study)


@pytest.fixture(scope="module")
def tables(demo, tmp_path_factory) -> dict[str, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("tables")
    file, study = open_study(demo)
    with file:
        paths = export_study(study, folder, VideoLibrary())
    return {path.stem: pd.read_csv(path, dtype={"observation": str}) for path in paths}


@pytest.fixture
def own(demo, tmp_path) -> Path:
    """Give a copy of the study to change; the videos stay where they are."""
    return Path(shutil.copy(demo, tmp_path / "own.havenlens"))


# --- building ---------------------------------------------------------------------------------------


def test_the_study_holds_and_has_everything(demo):
    file, study = open_study(demo)
    with file:
        assert file.check() == []
        observations = study.store.observations()
        assert [o.name for o in observations[:3]] == ["01", "02", "03"]
        assert len(observations) == 15
        assert all(study.store.transcript_of(o.id) for o in observations[:3])
        purposes = Counter(coding.purpose for coding in study.store.list_codings())
        assert purposes[Purpose.RESEARCH] == 24  # R1 and R2 on twelve coaching cycles
        assert {c.status for c in study.store.list_codings()} == {CodingStatus.SUBMITTED}


def test_a_study_that_is_there_is_not_written_over(demo):
    before = demo.read_bytes()
    with pytest.raises(StudyError, match="exists already; choose another name, or open it"):
        build_demo_study(demo.parent, VideoLibrary())
    assert demo.read_bytes() == before


def test_what_is_cancelled_leaves_no_study_and_can_be_run_again(tmp_path):
    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        build_demo_study(tmp_path, VideoLibrary(), stop)
    assert not list(tmp_path.glob("*.havenlens"))


# --- agreement --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dimension", ["warmth", "harshness", "awareness", "voice", "safe_haven", "secure_base"]
)
def test_the_ratings_agree_as_the_expected_results_say(agreement, dimension):
    expected = read_yaml(SAMPLES / "expected_demo_ratings.yaml")["double_coded_pairs"][dimension]
    found = {}
    for result in agreement:
        if result.coders == ("R1", "R2") and result.scope.dimension == dimension:
            coefficient = result.coefficient
            form = coefficient.params.get("shrout_fleiss")
            found[ICC[form] if form else METHODS[coefficient.method]] = coefficient.estimate
            assert coefficient.n_units == expected["n"]
            assert result.scope.period == "cycle"
    wanted = {name: expected[name] for name in (*METHODS.values(), *ICC.values())}
    assert found == pytest.approx(wanted, abs=5.1e-5)  # given with four decimals


def test_master_and_trainee_are_compared_over_time_and_over_events(agreement):
    found = {
        (result.scope.group, result.coefficient.method): result
        for result in agreement
        if result.scheme == "safe_haven_bids" and result.scope.pooled
    }
    assert {group for group, _ in found} == {"seeker_state", "bid", "response", "outcome"}
    over_time = found["seeker_state", "time_unit_kappa"]
    assert (over_time.coders, over_time.observations) == (("master", "trainee_b"), 2)
    assert over_time.coefficient.n_units == 2 * (75 + 88)  # seconds of two children in two scenes
    assert 0.9 < over_time.coefficient.estimate < 1
    assert found["seeker_state", "event_kappa"].coefficient.estimate == 1
    assert ("bid", "time_unit_kappa") not in found


def test_every_pooled_value_has_the_values_of_its_codes_behind_it(agreement):
    pooled = {(r.scheme, r.coders, r.scope.group) for r in agreement if r.scope.group and not r.scope.code}
    single = {(r.scheme, r.coders, r.scope.group) for r in agreement if r.scope.code}
    assert pooled == single


def other_coding(path: Path, status: CodingStatus, purpose: Purpose = Purpose.RESEARCH):
    file, study = open_study(path, write=True)
    with file:
        place = study.observation("01")
        scheme = study.stored_scheme("safe_haven_bids")
        master = study.coder("master").id
        cast = next(
            c.casting
            for c in study.store.list_codings()
            if (c.observation, c.scheme, c.coder) == (place.id, scheme.id, master)
        )
        study.add_coding(place.id, scheme.id, study.add_coder("empty").id, purpose, cast, status)
        return [r for r in agreement_of(study) if r.coders == ("master", "empty")]


def test_a_coder_who_handed_in_nothing_disagrees(own):
    found = [r.coefficient for r in other_coding(own, CodingStatus.SUBMITTED) if r.scope.group == "bid"]
    assert found[0].undefined.sentence == (
        "empty has no event here, so agreement beyond chance has no value; check that the coding is finished."
    )


def test_a_coding_that_has_not_begun_is_not_compared(own):
    assert other_coding(own, CodingStatus.IN_PROGRESS) == []


def test_a_state_left_open_lasts_to_the_end_of_the_observation(own, agreement):
    file, study = open_study(own, write=True)
    with file:
        codings = [
            c
            for c in study.store.list_codings()
            if c.purpose in (Purpose.MASTER, Purpose.TRAINING)
            and study.store.event_counts().get(c.id)
            and study.scheme(c.scheme).id == "safe_haven_bids"
        ]
        for coding in codings:
            study.store.change("codings", "coding", coding.id, status=CodingStatus.RETURNED.value)
        people = study.store.participants()
        ends = {o.id: o.duration for o in study.store.observations()}
        for coding in (c for c in study.store.list_codings() if c.id in {each.id for each in codings}):
            session = CodingSession(
                study.store.codings, coding, study.scheme(coding.scheme), people, now=float
            )
            for event in [e for e in session.events if e.span.end == ends[coding.observation]]:
                assert not session.set_span(event.id, event.span.start, None).refused
            assert session.events.open_states()
        for coding in codings:
            study.store.change("codings", "coding", coding.id, status=CodingStatus.SUBMITTED.value)
        again = [r.coefficient for r in agreement_of(study) if r.scheme == "safe_haven_bids"]
    assert again == [r.coefficient for r in agreement if r.scheme == "safe_haven_bids"]


def test_consensus_and_coaching_are_not_compared(own):
    assert other_coding(own, CodingStatus.SUBMITTED, Purpose.CONSENSUS) == []


def test_a_coding_for_research_goes_before_one_for_training(own):
    file, study = open_study(own, write=True)
    with file:
        training = next(c for c in study.store.list_codings() if c.purpose is Purpose.TRAINING)
        research = study.add_coding(
            training.observation,
            training.scheme,
            training.coder,
            Purpose.RESEARCH,
            training.casting,
            CodingStatus.SUBMITTED,
        )
        compared = {coding.id for pair in coder_pairs(study) for _, *both in pair.codings for coding in both}
    assert research.id in compared
    assert training.id not in compared


def test_a_study_coded_once_says_what_is_missing(own):
    file, study = open_study(own, write=True)
    with file:
        for coding in study.store.list_codings():
            study.store.change("codings", "coding", coding.id, purpose=Purpose.COACHING.value)
        with pytest.raises(StudyError, match="have a second person code some of them"):
            agreement_of(study)


@pytest.mark.parametrize("width", [80, 120])
def test_the_printed_table_fits_and_names_what_it_is_about(agreement, capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    print_agreement(agreement)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    rows = [line.split() for line in lines]
    assert ["Seeker", "state", "0.96", "1.00", "10"] in rows
    assert ["Safe", "haven", "(cycle)", "0.82", "1.00", "0.91", "0.92", "11"] in rows
    assert ["Turning", "point", "–", "2"] in rows
    text = " ".join(" ".join(lines).split())
    assert "Turning point: Only the code Turns toward occurs here" in text
    assert "…" not in text
    assert text.endswith("in this order; none for consensus or coaching.")


# --- tables -----------------------------------------------------------------------------------------


def test_the_events_table_has_the_agreed_columns(tables):
    places = {"observation", "scheme", "scheme_version", "coder", "purpose"}
    what = {"event_id", "code", "group", "kind", "actor", "target", "link", "comment"}
    times = {"onset_us", "offset_us", "onset_s", "offset_s", "frame"}
    events = tables["events"]
    assert places | what | times <= set(events.columns)
    assert {"modifier_need", "modifier_intensity", "modifier_repair"} <= set(events.columns)
    assert events["event_id"].is_unique
    assert (events["onset_us"] == (events["onset_s"] * 1_000_000).round()).all()
    master = events.query("coder == 'master' and scheme == 'safe_haven_bids' and observation == '01'")
    bids = master.query("group == 'bid' and actor == 'MAYA'")
    assert list(zip(bids["onset_s"], bids["code"], bids["modifier_need"], strict=True)) == [
        (10.2, "bid_indirect", "comfort"),
        (12.0, "bid_approach", "comfort"),
        (14.6, "bid_direct", "comfort"),
        (24.0, "bid_direct", "help"),
        (56.0, "bid_checkin", "reassurance"),
        (65.0, "bid_connection", "attention"),
    ]


def test_the_frame_of_an_event_is_the_one_on_the_screen(demo, tables):
    library, checked = VideoLibrary(), 0
    for name, events in tables["events"].groupby("observation"):
        (video,) = (demo.parent / "videos").glob(f"{name}_*.mp4")
        times = library.times(video)
        for at, frame in zip(events["onset_us"], events["frame"], strict=True):
            assert times.time_of(frame) <= at < times.end_of(frame)
            checked += 1
    assert checked == len(tables["events"]) == 193


def test_time_in_states_is_as_expected(tables):
    expected = read_yaml(SAMPLES / "expected_results.yaml")["results"]
    states = tables["events"].query("coder == 'master' and kind == 'state'")
    seconds = (states["offset_s"] - states["onset_s"]).groupby(
        [states["observation"], states["scheme"], states["actor"], states["code"]]
    )
    found = {(o, s, f"{a}.{c}"): round(value, 3) for (o, s, a, c), value in seconds.sum().items()}
    wanted = {
        (scene[:2], scheme, state): value
        for scene, schemes in expected.items()
        for scheme, results in schemes.items()
        for state, value in results.get("state_seconds", {}).items()
    }
    assert len(wanted) == 8
    assert {key: found[key] for key in wanted} == wanted


def test_whole_numbers_stay_whole_and_missing_values_are_empty(demo, tmp_path):
    file, study = open_study(demo)
    with file:
        export_study(study, tmp_path, VideoLibrary())
    ratings = (tmp_path / "ratings.csv").read_text(encoding="utf-8").splitlines()
    assert ",safe_haven,,no_opportunity,," in "\n".join(ratings)
    assert "T02-3,classroom_emotional_support,1.0.0,R1,research,1,cycle,1,,,awareness,6,,,,," in ratings
    observations = (tmp_path / "observations.csv").read_text(encoding="utf-8").splitlines()
    assert observations[1] == "01,The tower,2026-03-05,75.0,North,T01,1,coaching,3"
    assert observations[3] == "03,The review,2026-03-18,90.0,Home,,1,,"
    assert observations[4].startswith('T01-1,"Ratings only, coaching cycle 1",,,')


def test_every_column_is_explained(tables):
    explained = tables["data_dictionary"]
    assert explained["meaning"].notna().all()
    for name in tables.keys() - {"data_dictionary"}:
        assert list(explained.query("table == @name")["column"]) == list(tables[name].columns)


def test_a_video_that_is_gone_leaves_frames_empty(own, tmp_path):
    file, study = open_study(own)
    with file:
        export_study(study, tmp_path, VideoLibrary())
    events = pd.read_csv(tmp_path / "events.csv")
    assert events["frame"].isna().all()
    assert events["onset_us"].notna().all()


def test_coefficients_are_exported_with_their_reasons(agreement, tmp_path):
    write_csv(agreement_table(agreement), tmp_path / "agreement.csv")
    table = pd.read_csv(tmp_path / "agreement.csv")
    assert len(table) == len(agreement)
    assert (table["estimate"].isna() == table["undefined"].notna()).all()
    assert {"ICC(2,1)", "time_unit_kappa", "event_kappa", "percent"} <= set(table["method"])


@given(st.lists(st.none() | st.integers(0, 2**62), min_size=1, max_size=5))
def test_integers_of_any_size_are_written_as_they_are(tmp_path_factory, numbers):
    from havenlens.services.tables import DataTable

    path = tmp_path_factory.mktemp("integers") / "table.csv"
    write_csv(DataTable("t", {"id": range(len(numbers)), "n": numbers}, {}), path)
    written = [line.split(",")[1] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert written == ["" if number is None else str(number) for number in numbers]
