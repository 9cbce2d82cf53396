"""The sequences of the demo study: every number of both expected files, by the command and from Python."""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import havenlens
from havenlens.app.bootstrap import open_study
from havenlens.app.main import main
from havenlens.domain.codebook import NOTHING, UNLABELLED, Kind
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.sequences import acts
from havenlens.services.sequences.analysis import analyse
from havenlens.services.sequences.counting import (
    CountingRule,
    choose_codings,
    counting_rule,
    set_counting_rule,
)
from havenlens.services.sequences.gathering import SequenceOptions, Whose
from havenlens.services.sequences.report import sequence_report
from havenlens.services.sequences.tables import SEQUENCE_TABLES, result_sources, sequence_sources
from havenlens.services.tables import contents_of
from tests.support.program import Done, run
from tests.support.sequences import read
from tests.support.studies import tamper

RESULTS = read("expected_results.yaml")["results"]
RATINGS = {name: part for name, part in read("expected_demo_ratings.yaml").items() if name != "note"}
QUICK = SequenceOptions(draws=200, permutations=39)


def differences(wanted, found, path=""):
    """Give every number of what is wanted that did not come out, to as many places as it is written with."""
    if isinstance(wanted, dict):
        return [
            at
            for key, part in wanted.items()
            for at in differences(part, found.get(key) if isinstance(found, dict) else None, f"{path}/{key}")
        ]
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [path]
        return [at for n, part in enumerate(wanted) for at in differences(part, found[n], f"{path}/{n}")]
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return [] if wanted == found else [f"{path}: {found}, not {wanted}"]
    places = len(f"{wanted!r}".partition(".")[2])
    right = isinstance(found, int | float) and round(found, places) == wanted
    return [] if right else [f"{path}: {found}, not {wanted}"]


def ask(*arguments):
    """Run the command in this process, whose imports are done; the fixture `document` starts a real one."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["havenlens", *map(str, arguments)])
        patch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(ended.value.code or 0, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def demo(demo_in, tmp_path_factory):
    return demo_in(tmp_path_factory.mktemp("sequences"))


@pytest.fixture
def own(demo, tmp_path):
    """Give a copy of the demo study that a test may spoil; it needs no video."""
    return Path(shutil.copy(demo, tmp_path / "own.havenlens"))


@pytest.fixture(scope="module")
def document(demo):
    done = run("sequences", demo, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def printed(demo):
    return ask("sequences", demo).stdout


@pytest.fixture(scope="module")
def results(demo):
    file, study = open_study(demo)
    with file:
        return analyse(study, QUICK)


def analysed(path, options=QUICK, **more):
    file, study = open_study(path)
    with file:
        return analyse(study, options, **more)


@pytest.mark.parametrize("scene", RESULTS)
def test_every_number_of_the_expected_results_comes_out(document, scene):
    found = document["results"][scene[:2]]
    assert differences(RESULTS[scene], found) == []
    assert differences({"safe_haven_bids": {"state_seconds": {"NOBODY.here": 1.5}}}, found) != []


def test_every_number_of_the_expected_ratings_comes_out(document):
    assert differences(RATINGS, document["ratings"]) == []
    assert set(document["ratings"]) == {"double_coded_pairs", "progress_R1", "pairs", "schemes"}


def test_every_output_says_which_codings_count(demo, document, printed, tmp_path):
    names = [tmp_path / f"a.{kind}" for kind in ("html", "xlsx", "csv", "json")]
    done = ask("sequences", demo, *(part for name in names for part in ("-o", name)))
    assert done.returncode == 0, done.stderr
    rule = document["rule"]["sentence"]
    assert rule in done.stdout
    assert rule in " ".join(printed.split())
    page = names[0].read_text(encoding="utf-8")
    assert rule.replace("'", "&#39;") in page
    assert page.count("<svg") > 10
    assert "<script" not in page
    assert set(pd.read_csv(names[2])["rule"]) == {rule}
    assert json.loads(names[3].read_text(encoding="utf-8")) == document, "the same seed gives the same"
    book = load_workbook(names[1], read_only=True)
    assert {"bids", "episodes", "chains", "equity", "rating_scores"} <= set(book.sheetnames)
    assert rule in {row[-1] for row in book["sequence_results"].iter_rows(values_only=True)}


@pytest.mark.parametrize("size", [1, 3, 7, 50_000])
def test_acts_read_in_batches_of_any_size_are_those_of_each_coding(own, monkeypatch, size):
    monkeypatch.setattr(acts, "BATCH", size)
    file, study = open_study(own)
    with file:
        codings = sorted(study.store.list_codings(), key=lambda coding: coding.id)
        reader = acts.StudyReader(study, {}, {}, frozenset())
        found = list(reader.acts_of(codings))
        assert [coding for coding, _ in found] == codings
        assert {bool(own) for _, own in found} == {True, False}, "some were only rated"
        for coding, made in found:
            events = study.store.events_of(coding.id)
            assert [(act.id, act.onset, act.code, act.link) for act in made] == [
                (event.id.hex, event.span.start, event.code, None if event.link is None else event.link.hex)
                for event in events
                if event.code not in (UNLABELLED, NOTHING)
            ]
            codes = study.scheme(coding.scheme).codes
            states = {code.id for code in codes if code.kind is Kind.STATE}
            assert [act.offset for act in made if act.code in states] == [
                event.span.end for event in events if event.code in states
            ]
            assert [act.modifiers for act in made] == [
                event.modifiers for event in events if event.code not in (UNLABELLED, NOTHING)
            ]


def test_rows_of_tables_are_called_by_names_and_not_by_ids(results):
    sections = sequence_report(results, "Demo").sections
    first = [row[0] for section in sections for table in section.tables for row in table.rows]
    assert "What is wanted: Comfort for a feeling or hurt" in first
    assert any("Cause and effect" in text for text in first)
    assert not [text for text in first if re.search(r"[a-z]_[a-z]", text)]


def test_what_is_printed_fits_a_terminal_of_80_columns(printed):
    assert max(map(len, printed.splitlines())) <= 80
    assert "…" not in printed
    assert "Bids and responses within 10 s" in printed


def test_rates_on_few_bids_are_suppressed(document):
    people = document["study_results"]["safe_haven_bids"]["equity"]["people"]
    assert (people["ZOE"]["suppressed"], people["ZOE"]["share_answered"]) == (True, None)
    assert (people["AMIR"]["suppressed"], people["AMIR"]["share_answered"]) == (False, 0.6)


def test_intervals_over_observations_need_two_of_them(document):
    found = document["study_results"]["safe_haven_bids"]["bid_response"]
    assert found["over_observations"]["share_answered"]["ci"] == [0.6, 1.0]
    assert found["by_seeker"]["AMIR"]["over_observations"]["share_answered"]["ci"] is None
    assert found["summary"]["n_bids"] == 11
    few = "The interval rests on few observations (2) and is likely too narrow."
    assert few in found["over_observations"]["share_answered"]["warnings"]


def test_windows_and_schemes_that_are_asked_for(demo):
    done = ask("sequences", demo, "--json", "--scheme", "safe_haven_bids", "--window", "3", "--window", "20")
    found = json.loads(done.stdout)["results"]
    assert set(found["01"]) == {"safe_haven_bids"}
    wanted = RESULTS["02_classroom_bid_missed_repaired"]["safe_haven_bids"]["sweep"]
    own = found["02"]["safe_haven_bids"]
    assert set(own["sweep"]) == {"k3", "k20"}
    assert differences({"k3": wanted["k3"], "k20": wanted["k20"]}, own["sweep"]) == []
    assert differences(wanted["k3"], own["bid_response_k3"]["summary"]) == []


def test_permutations_are_as_many_as_were_asked_for(demo):
    about = ("--json", "--scheme", "safe_haven_bids", "--permutations")
    for asked in (20, 0):
        found = json.loads(ask("sequences", demo, *about, asked).stdout)
        of_study = found["study_results"]["safe_haven_bids"]["contingency"]
        of_scene = found["results"]["02"]["safe_haven_bids"]["contingency_k10_1s_bins"]
        assert {of_study["permutations"], of_scene["permutations"]} == {asked}
        assert (of_scene["permutation_p"] is None) == (asked == 0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--codings", "best"), "best is no rule"),
        (("--codings", "coder:XY"), "XY"),
        (("--scheme", "nothing"), "nothing"),
        (("--window", "-1"), "window"),
        (("--lag", "0"), "lag"),
        (("-o", "a.docx"), "a.docx has to end in"),
        (("--codings", "consensus"), "No coding counts"),
    ],
)
def test_what_cannot_be_asked_for_is_one_sentence(demo, options, said):
    done = ask("sequences", demo, *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


# --- which codings count ---------------------------------------------------------------------------------


def test_the_usual_rule_takes_research_before_master_and_leaves_training_out(demo):
    file, study = open_study(demo)
    with file:
        chosen = choose_codings(study, CountingRule())
        assert {one.purpose for one in chosen.counted} == {Purpose.MASTER, Purpose.RESEARCH}
        assert len({(one.observation, one.scheme) for one in chosen.counted}) == len(chosen.counted)
        raters = {one.coder for one in chosen.counted if one.purpose is Purpose.RESEARCH}
        assert raters == {study.coder("R1").id}
        hidden = [one.id for one in chosen.counted if one.purpose is Purpose.MASTER]
        assert len(choose_codings(study, CountingRule(), hidden).counted) == len(chosen.counted) - len(hidden)
        training = choose_codings(study, CountingRule("training")).counted
        assert {one.purpose for one in training} == {Purpose.TRAINING}
        assert {one.coder for one in choose_codings(study, CountingRule("coder:R2")).counted} == {
            study.coder("R2").id
        }


def test_a_random_draw_is_the_same_with_the_same_seed_and_takes_every_coder(demo):
    file, study = open_study(demo)
    with file:
        first = choose_codings(study, CountingRule("random", 1)).counted
        assert first == choose_codings(study, CountingRule("random", 1)).counted
        coders = {
            one.coder
            for seed in range(4)
            for one in choose_codings(study, CountingRule("random", seed)).counted
        }
        assert coders == {study.coder(name).id for name in ("R1", "R2")}


def test_a_consensus_comes_before_everything(own):
    file, study = open_study(own, write=True)
    with file:
        master = next(c for c in study.store.list_codings() if c.purpose is Purpose.MASTER)
        made = study.add_coding(
            master.observation,
            master.scheme,
            study.coder("R1").id,
            Purpose.CONSENSUS,
            master.casting,
            CodingStatus.SUBMITTED,
        )
        counted = choose_codings(study, CountingRule()).counted
        assert made.id in {one.id for one in counted}
        assert master.id not in {one.id for one in counted}


def test_the_rule_is_a_setting_of_the_study(own):
    assert "the consensus, else the first coder's" in ask("study", "counting", own).stdout
    assert ask("study", "counting", own, "random", "--seed", "7").returncode == 0
    assert "seed 7" in ask("study", "counting", own).stdout
    file, study = open_study(own, write=True)
    with file:
        assert counting_rule(study) == CountingRule("random", 7)
        assert analyse(study, QUICK).rule == CountingRule("random", 7)
        with pytest.raises(StudyError, match="XY"):
            set_counting_rule(study, CountingRule("coder:XY"))
    assert ask("study", "counting", own, "best").returncode == 1


# --- what cannot be analysed ------------------------------------------------------------------------------


def one_bad_observation(path, statement, *values):
    """Spoil an event of the first scene, and give what is left out and what still comes out."""
    assert tamper(path, statement, *values, checks=False)
    found = analysed(path)
    others = found.schemes[[one.counted.scheme.id for one in found.schemes].index("safe_haven_bids")]
    assert [one.coding.name for one in others.bids[0].observations] == ["02"]
    assert others.bids[0].whole.n_bids == 6
    return found.warnings


EVENT = """
    UPDATE events SET {what} WHERE id = (
        SELECT events.id FROM events JOIN codings ON codings.id = events.coding
        JOIN observations ON observations.id = codings.observation JOIN schemes ON schemes.id = codings.scheme
        WHERE observations.name = '01' AND schemes.scheme = 'safe_haven_bids' AND codings.purpose = 'master'
        AND events.code = '{code}' ORDER BY events.onset_us LIMIT 1)
"""


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("code = 'gone'", "bid_direct", "01: the event gone of MAYA at 00:00:14.600"),
        ("offset_us = onset_us - 1000000", "distress", "01: distress of MAYA at 00:00:09.000 ends before"),
        ("offset_us = 60000000", "distress", "01: engaged of MAYA at"),
    ],
)
def test_a_bad_event_leaves_out_its_observation_and_no_other(own, what, code, said):
    (warning,) = one_bad_observation(own, EVENT.format(what=what, code=code))
    assert warning.startswith(said)


def forget_length(path, name):
    """Let nobody know how long an observation lasts: neither it nor its files."""
    tamper(path, "UPDATE observations SET duration_us = NULL WHERE name = ?", name)
    files = """
        UPDATE recording_files SET duration_us = NULL WHERE recording IN (
            SELECT recordings.id FROM recordings JOIN observations ON observations.id = recordings.observation
            WHERE observations.name = ?)
    """
    assert tamper(path, files, name)


def test_an_observation_without_a_length_is_left_out(own):
    forget_length(own, "03")
    found = analysed(own)
    assert {one.name for one in found.codings if one.acts is not None} == {"01", "02"}
    assert all(warning.startswith("03 has no length") for warning in found.warnings)
    assert len(found.warnings) == 1


def test_the_command_goes_on_and_says_what_is_left_out(own):
    forget_length(own, "03")
    two = ("--scheme", "asem_partner_buffering", "--scheme", "secure_base_script_chain")
    done = ask("sequences", own, "--json", *two)
    assert done.returncode == 0
    assert done.stderr.startswith("03 has no length")
    assert json.loads(done.stdout)["warnings"] == done.stderr.splitlines()
    strict = ask("sequences", own, "--json", "--strict", *two)
    assert (strict.returncode, strict.stdout) == (1, done.stdout)
    alone = ask("sequences", own, *two[:2])
    assert (alone.returncode, alone.stdout) == (1, "")
    assert alone.stderr.startswith("03 has no length")


def test_a_coding_that_was_not_handed_in_is_named(own):
    tamper(own, "UPDATE codings SET status = 'in_progress' WHERE purpose = 'master'")
    found = analysed(own)
    named = "01: the coding of master with safe_haven_bids is left out, because it was not handed in"
    assert any(warning.startswith(named) for warning in found.warnings)
    rule = CountingRule(unfinished=True)
    assert analysed(own, SequenceOptions(rule=rule, draws=20, permutations=0)).warnings == []


def test_a_recipe_that_names_a_code_which_is_gone_is_left_out(demo):
    from dataclasses import replace

    from havenlens.domain.recipes import Selector

    file, study = open_study(demo)
    with file:
        stored = study.stored_scheme("safe_haven_bids").id
        scheme = study.scheme(stored)
        gone = replace(scheme.recipes[0], given=Selector(codes=("bid_gone",)))
        study._parsed[stored] = replace(scheme, recipes=(gone, *scheme.recipes[1:]))
        found = analyse(study, SequenceOptions(schemes=("safe_haven_bids",), draws=20, permutations=0))
    assert found.schemes[0].bids == ()
    assert found.schemes[0].equity == ()
    assert found.schemes[0].chains != ()
    assert "The recipe bid_response names bid_gone, which the scheme" in found.warnings[0]


# --- tables ----------------------------------------------------------------------------------------------


def test_every_table_has_a_meaning_for_every_column_and_no_nan(results):
    sources = {source.name: source for source in result_sources(results)}
    assert tuple(sources) == SEQUENCE_TABLES
    for source in sources.values():
        assert all(column.meaning for column in source.columns)
        whole = source.read()
        assert {len(values) for values in whole.columns.values()} == {source.n_rows}
        values = [value for own in whole.columns.values() for value in own]
        assert not any(isinstance(value, float) and np.isnan(value) for value in values)
    bids = sources["bids"].read().columns
    unanswered = [
        (reason, seeker)
        for reason, seeker, recipe in zip(bids["latency_reason"], bids["seeker"], bids["recipe"], strict=True)
        if reason is not None and recipe == "bid_response"
    ]
    assert unanswered == [("unanswered", "AMIR"), ("unanswered", "AMIR"), ("censored", "ZOE")]


def test_people_who_are_left_out_are_in_no_table(demo):
    file, study = open_study(demo)
    with file:
        amir = study.person("AMIR").id
        contents = contents_of(study)
        found = analyse(study, QUICK, whose=Whose({study.person("MAYA").id: "P1"}, {}, frozenset({amir})))
        assert found.schemes
        said = json.dumps(found.plain())
        assert "AMIR" not in said
        assert "MAYA" not in said
        assert "P1" in said
        assert {source.name: source.n_rows for source in sequence_sources(contents)}["bids"] == 16


def test_a_table_of_nothing_has_its_columns_and_says_why(own):
    tamper(own, "UPDATE codings SET status = 'in_progress'")
    file, study = open_study(own)
    told = []
    with file:
        sources = sequence_sources(contents_of(study, notice=told.append))
    assert [problem.code for problem in told] == ["sequences.nothing_counts"]
    assert all(source.n_rows == 0 and source.columns for source in sources)


# --- Python ----------------------------------------------------------------------------------------------


def test_the_page_about_python_is_right(demo, monkeypatch):
    page = Path(__file__).parents[2] / "docs" / "guide" / "python-api.md"
    monkeypatch.chdir(demo.parent)
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert (found.failed, found.attempted > 15) == (0, True)


def test_every_frame_says_what_its_columns_mean(demo):
    plain = ("events", "ratings", "observations", "participants", "codings", "agreement")
    own = ("bids", "episodes", "repairs", "chains", "buffering", "contingencies", "lags")
    with havenlens.open_study(os.fspath(demo)) as study:
        for name in (*plain, *own, "time_budget", "equity", "rating_scores", "summary"):
            frame = getattr(study, name)()
            assert len(frame), name
            assert set(frame.attrs["meaning"]) == set(frame.columns), name
        assert study.bids().attrs["rule"] == study.rule
        assert len(study.time_budget(periods=2)) == 2 * len(study.time_budget())
        assert study.path == demo
        with pytest.raises(StudyError, match="no rule"):
            study.bids(codings="best")


def test_a_study_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(StudyError, match=r"missing\.havenlens"):
        havenlens.open_study(tmp_path / "missing.havenlens")
    with pytest.raises(AttributeError, match="nothing"):
        _ = havenlens.nothing
