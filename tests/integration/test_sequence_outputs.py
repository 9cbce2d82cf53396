"""What is written of sequences: rates that rest on enough, the rule, parameters, and what is left out."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import havenlens
from havenlens.app.bootstrap import open_study
from havenlens.app.main import main
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.recipes import PerSubject
from havenlens.domain.time import SECOND, Micros
from havenlens.services.results.episodes import chain_sheet, episode_sheet
from havenlens.services.results.sheet import DASH, Per
from havenlens.services.sequences import lags
from havenlens.services.sequences.analysis import analyse, with_other_order, with_other_parts
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.services.sequences.lags import lags_of
from havenlens.services.sequences.report import sequence_report
from havenlens.services.sequences.results import SchemeResults, SequenceResults
from havenlens.services.sequences.tables import result_sources
from tests.support.program import Done

BIDS = "safe_haven_bids"
QUICK = SequenceOptions(schemes=(BIDS,), draws=50, permutations=0)
RULE = "For each observation and scheme one coding counts"
MANY = 6
"""More bids than anybody makes in the demo, where AMIR and MAYA make five."""


def ask(*arguments: object) -> Done:
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["havenlens", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def demo(demo_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_in(tmp_path_factory.mktemp("outputs"))


def analysed(demo: Path, options: SequenceOptions = QUICK, least: int | None = None) -> SequenceResults:
    """Analyse the demo, where somebody needs ``least`` bids for a rate."""
    file, study = open_study(demo)
    with file:
        stored = study.stored_scheme(BIDS).id
        scheme = study.scheme(stored)
        if least is not None:
            recipes = tuple(
                replace(one, min_bids_for_rate=least) if isinstance(one, PerSubject) else one
                for one in scheme.recipes
            )
            study._parsed[stored] = replace(scheme, recipes=recipes)
        return analyse(study, options)


@pytest.fixture(scope="module")
def few(demo: Path) -> SequenceResults:
    return analysed(demo, least=MANY)


def rows_of(found: SequenceResults, name: str) -> list[dict[str, Any]]:
    source = next(one for one in result_sources(found) if one.name == name)
    whole = source.read().columns
    return [dict(zip(whole, row, strict=True)) for row in zip(*whole.values(), strict=True)]


# --- rates on few ---------------------------------------------------------------------------------------


def test_nobody_with_few_bids_has_a_rate_in_the_main_numbers(demo: Path, few: SequenceResults) -> None:
    own = [row for row in rows_of(few, "sequence_results") if row["level"] == "participant"]
    assert {row["name"] for row in own} == {"AMIR", "MAYA", "ZOE"}
    assert {row["estimate"] for row in own} == {None}
    assert {row["ci_low"] for row in own} == {None}
    assert {row["undefined"] for row in own} == {"Fewer than 6 bids: too few to give a rate."}
    assert {row["n"] for row in own if row["name"] == "AMIR"} == {5}, "counts stay"
    enough = [row for row in rows_of(analysed(demo), "sequence_results") if row["name"] == "AMIR"]
    assert [row["estimate"] for row in enough] == [0.6, 0.4]


def test_nobody_with_few_bids_has_a_rate_in_plain_results(few: SequenceResults) -> None:
    document = few.plain()
    of_study = document["study_results"][BIDS]["bid_response"]
    of_scene = document["results"]["02"][BIDS]
    summaries = [
        of_study["by_seeker"]["AMIR"],
        of_study["by"]["seeker"]["AMIR"],
        of_scene["by_seeker_k10"]["AMIR"],
        of_scene["bid_response_k10"]["by"]["seeker"]["AMIR"],
    ]
    for one in summaries:
        rates = {value for name, value in one.items() if name.startswith(("share", "median", "iqr"))}
        assert (one["suppressed"], one["n_bids"], one["n_answered"], rates) == (True, 5, 3, {None})
    assert of_study["by_seeker"]["AMIR"]["over_observations"]["share_answered"]["estimate"] is None
    name = few.schemes[0].episodes[0].recipe.id
    episodes = document["study_results"][BIDS][name]["by_seeker"]["AMIR"]
    assert (episodes["suppressed"], episodes["share_answered"]) == (True, None)
    chains = document["study_results"][BIDS][few.schemes[0].chains[0].recipe.id]
    assert {one["share_complete"] for one in chains["by_person"].values()} == {None}


def test_nobody_with_few_bids_has_a_rate_in_a_report(demo: Path, few: SequenceResults) -> None:
    def cells(found: SequenceResults, person: str) -> list[tuple[str, ...]]:
        tables = sequence_report(found, "Demo").sections[0].tables
        return [
            row[1:] for table in tables[:3] for row in table.rows if row[0] in (person, f"Seeker: {person}")
        ]

    bids, episodes = cells(few, "AMIR")
    assert bids == ("5", "0", DASH, DASH, DASH)
    assert set(episodes[3:]) == {DASH}
    assert cells(analysed(demo), "AMIR")[0][2].startswith("0.60")


def test_nobody_with_few_episodes_or_chains_has_a_rate_in_a_table_of_results(few: SequenceResults) -> None:
    scheme: SchemeResults = few.schemes[0]
    for sheet in (
        episode_sheet(scheme.episodes[0], Per.PARTICIPANT, 0.95),
        chain_sheet(scheme.chains[0], Per.PARTICIPANT, 0.95),
    ):
        shares = [place for place, one in enumerate(sheet.columns) if len(one.fields) == 5]
        assert shares
        for row in sheet.rows:
            assert {row.cells[place].words for place in shares} == {DASH}
            assert {value for place in shares for value in row.cells[place].values} == {None}
            assert row.cells[1].words != DASH, "what was counted is given"
    whole = episode_sheet(scheme.episodes[0], Per.STUDY, 0.95).rows[0]
    assert whole.cells[3].values[:2] == (6, 8), "the study is nobody"


# --- what numbers rest on -------------------------------------------------------------------------------


def test_rates_and_shares_of_time_say_how_many_starts_they_rest_on(demo: Path) -> None:
    rows = [row for row in rows_of(analysed(demo), "sequence_results") if row["level"] == "study"]
    n = {(row["recipe"], row["measure"]): row["n"] for row in rows}
    assert n["rate_per_minute", "distress"] == n["share_of_time", "distress"] == 3
    assert n["rate_per_minute", "bid_direct"] == 6


def test_a_table_of_analyses_says_its_rule_and_parameters(demo: Path, tmp_path: Path) -> None:
    path = tmp_path / "eq.csv"
    done = ask("export", demo, "--table", "equity", "-o", path)
    assert "every coding" not in done.stdout
    assert RULE in done.stdout
    with (tmp_path / "eq_dictionary.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if not row["column"]]
    assert [row["table"] for row in rows] == ["equity", "equity"]
    assert rows[0]["meaning"].startswith(RULE)
    assert "Seed: 2026" in rows[1]["meaning"]
    told = json.loads(ask("export", demo, "--table", "equity", "-o", path, "--json").stdout)
    assert told["rule"].startswith(RULE)


def test_a_table_of_events_says_that_it_holds_every_coding(demo: Path, tmp_path: Path) -> None:
    done = ask("export", demo, "--table", "events", "-o", tmp_path / "events.csv")
    assert "every coding" in done.stdout
    assert RULE not in done.stdout
    assert "description" not in (tmp_path / "events_dictionary.csv").read_text(encoding="utf-8-sig")


def test_a_whole_export_says_both(demo: Path, tmp_path: Path) -> None:
    done = ask("export", demo, "-o", f"{tmp_path / 'tables'}/")
    assert "every coding" in done.stdout
    assert f"Tables of analyses: {RULE}" in done.stdout
    package = json.loads((tmp_path / "tables" / "data_dictionary.json").read_text(encoding="utf-8"))
    about = {one["name"]: one.get("description", "") for one in package["resources"]}
    assert about["lags"].startswith(RULE)
    assert about["events"] == ""


def test_every_file_has_the_parameters_and_what_is_left_out(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = analysed(demo)
    gone = Problem("sequences.no_duration", {"observation": "77"})
    from havenlens.app.sequence_files import write_sequences

    paths = [tmp_path / "a.csv", tmp_path / "a.xlsx"]
    written = write_sequences(replace(found, left_out=(gone,)), demo, paths)
    beside = tmp_path / "a_dictionary.csv"
    assert written == [paths[0], beside, paths[1]]
    lines = beside.read_text(encoding="utf-8-sig")
    assert f"Left out: {gone.sentence}" in lines
    assert "Seed: 2026" in lines
    book = load_workbook(paths[1], read_only=True)
    assert [row[0] for row in book["left_out"].iter_rows(values_only=True)] == ["left_out", gone.sentence]
    values = {str(name): str(value) for name, value in book["parameters"].iter_rows(values_only=True)}
    assert values["Rule"].startswith(RULE)
    assert (values["Seed"], values["Permutations"]) == ("2026", "0")


def test_columns_of_steps_and_modifiers_are_those_the_recipes_name(demo: Path) -> None:
    found = analysed(demo)
    scheme = found.schemes[0]
    nothing = replace(scheme, chains=(), bids=())
    for results in (found, replace(found, schemes=(nothing,))):
        names = {one.name: [column.name for column in one.columns] for one in result_sources(results)}
        steps = [name for name in names["chains"] if name.startswith("step_")]
        recipe = scheme.chains[0].recipe
        assert steps == [f"step_{step.name}_s" for step in recipe.steps]
        assert [name for name in names["bids"] if name.startswith("modifier_")] == [
            f"modifier_{name}" for name in scheme.bids[0].recipe.by.modifiers
        ]
    assert any(value is not None for row in rows_of(found, "chains") for value in [row[steps[-1]]])


# --- other ways to count --------------------------------------------------------------------------------


def test_lags_by_person_and_with_pauses(demo: Path) -> None:
    options = replace(QUICK, by_person=True, pause=Micros(5 * SECOND), lags=(1,))
    scheme = analysed(demo, options).schemes[0]
    assert scheme.lags is not None
    table = scheme.lags.tables[1]
    assert table.codes[-1] == "pause"
    assert list(table.codes[:-1]) == sorted(table.codes[:-1], key=lambda name: name.partition(".")[0])
    assert {name.partition(".")[0] for name in table.codes} >= {"AMIR", "MAYA", "T02"}
    assert table.cell("pause", "pause").count == 0, "somebody is in a state all the time"
    plain = analysed(demo).schemes[0].lags
    assert plain is not None
    by_person = analysed(demo, replace(QUICK, by_person=True)).schemes[0].lags
    assert by_person is not None
    assert by_person.tables[1].n == plain.tables[1].n


def test_a_pause_stands_where_no_state_lasts(demo: Path) -> None:
    counted = analysed(demo).schemes[0].counted
    moments = [
        replace(
            one, acts=replace(one.acts, acts=tuple(a for a in one.acts.acts if a.code not in one.acts.states))
        )
        for one in counted.with_acts
        if one.acts is not None
    ]
    found = lags_of(replace(counted, codings=tuple(moments)), replace(QUICK, pause=Micros(5 * SECOND)))
    assert found is not None
    assert found.tables[1].cell("pause", "pause").count > 0


def test_the_command_takes_pauses_people_and_parts(demo: Path) -> None:
    about = ("sequences", demo, "--scheme", BIDS)
    done = ask(*about, "--json", "--permutations", "0", "--pause", "2.5", "--by-person", "--periods", "2")
    document = json.loads(done.stdout)
    parameters = document["parameters"]
    assert (parameters["pause_s"], parameters["by_person"], parameters["periods"]) == (2.5, True, 2)
    people = document["study_results"][BIDS]["time_budget"]["people"]
    assert {row["period"] for row in people} == {"1", "2"}
    printed = ask(*about, "--by-person", "--pause", "2.5", "--periods", "2", "--permutations", "99").stdout
    assert "AMIR · " in printed
    assert "Time budget by parts of the observations" in printed


def test_a_page_draws_lags_by_person_with_names(demo: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    options = ("--by-person", "--pause", "2.5", "--periods", "2", "--permutations", "0")
    done = ask("sequences", demo, "--scheme", BIDS, "-o", path, *options)
    assert done.returncode == 0, done.stderr
    page = path.read_text(encoding="utf-8")
    assert "AMIR · Settles" in page
    assert "AMIR.settles" not in page
    assert "a pause every 2.5 s, by person" in page


@pytest.mark.parametrize("option", ["--window", "--pause"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "0", "1e300"])
def test_seconds_that_cannot_be_are_one_sentence(demo: Path, option: str, value: str) -> None:
    done = ask("sequences", demo, f"{option}={value}")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The option {option[2:]} is out of range")
    assert len(done.stderr.splitlines()) == 1


def test_python_takes_the_same_and_refuses_the_same(demo: Path) -> None:
    with havenlens.open_study(demo) as study:
        lags = study.lags(scheme=BIDS, pause=2.5, by_person=True, permutations=0)
        assert "pause" in set(lags.given)
        for wrong in (float("nan"), float("inf")):
            with pytest.raises(StudyError, match="window is out of range"):
                study.bids(window=wrong)
            with pytest.raises(StudyError, match="pause is out of range"):
                study.lags(pause=wrong)


def test_too_many_codes_by_person_are_refused(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lags, "_MOST_BY_PERSON", 3)
    with pytest.raises(StudyError, match="at most 3 can be told apart; count without telling people apart"):
        analysed(demo, replace(QUICK, by_person=True))


@pytest.mark.parametrize(
    "options",
    [
        replace(QUICK, by_person=True, pause=Micros(5 * SECOND), lags=(2,), permutations=20),
        replace(QUICK, no_repeats=True),
    ],
)
def test_counting_in_another_order_gives_what_beginning_anew_gives(demo: Path, options) -> None:
    again, anew = with_other_order(analysed(demo), options), analysed(demo, options)
    assert again.options == anew.options
    assert again.plain() == anew.plain()


def test_other_parts_give_what_beginning_anew_gives(demo: Path) -> None:
    options = replace(QUICK, periods=3)
    again, anew = with_other_parts(analysed(demo), options), analysed(demo, options)
    assert again.options == anew.options
    assert again.plain() == anew.plain()


def test_parts_have_rates_of_their_own_that_rest_on_their_time(demo: Path) -> None:
    budget = analysed(demo, replace(QUICK, periods=2)).schemes[0].budget
    assert budget is not None
    assert list(budget.parts) == ["1", "2"]
    for code, whole in budget.rates.items():
        parts = [part.rates[code] for part in budget.parts.values()]
        assert sum(one.n_units for one in parts) == whole.n_units
        assert whole.estimate == pytest.approx(sum(one.estimate for one in parts) / 2, rel=1e-6)
    one = budget.observations[0]
    assert [one.period_at(period.start) for period in one.periods] == ["1", "2"]
    assert one.period_at(one.periods[-1].end) == "2", "who acts at the very end has acted in the last part"


def test_an_export_takes_the_same_options(demo: Path, tmp_path: Path) -> None:
    options = ("--periods", "2", "--pause", "2.5", "--by-person", "--no-repeats")
    done = ask("export", demo, "-o", f"{tmp_path}/tables/", *options)
    assert done.returncode == 0, done.stderr
    lags_found = csv_rows(tmp_path / "tables" / "lags.csv")
    assert "pause" in {row["given"] for row in lags_found}
    assert "AMIR.bid_direct" in {row["given"] for row in lags_found}
    assert {row["period"] for row in csv_rows(tmp_path / "tables" / "time_budget.csv")} == {"1", "2"}
    told = (tmp_path / "tables" / "data_dictionary.csv").read_text(encoding="utf-8")
    assert "no code follows itself, a pause every 2.5 s, by person" in told
    assert "Parts of observations: 2" in told


def test_a_deposit_says_with_which_options_its_analyses_were_made(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deposit"
    options = ("--periods", "2", "--pause", "2.5", "--by-person")
    done = ask("export", demo, "--deposit", "-o", f"{folder}/", *options)
    assert done.returncode == 0, done.stderr
    assert "a pause every 2.5 s, by person" in (folder / "README.md").read_text(encoding="utf-8")
    [kept] = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("parameters.json")]
    assert (kept["sequences"]["periods"], kept["sequences"]["pause_s"]) == (2, 2.5)
    given = {row["given"] for row in csv_rows(folder / "lags.csv")}
    assert all("AMIR" not in each for each in given)
    assert any(each.startswith("P0") for each in given)


@pytest.mark.parametrize("option", ["--pause=0", "--pause=nan", "--periods=0"])
def test_an_export_refuses_what_cannot_be_in_one_sentence(demo: Path, tmp_path: Path, option: str) -> None:
    done = ask("export", demo, "-o", f"{tmp_path}/tables/", option)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The option {option[2:].partition('=')[0]} is out of range")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "tables").exists()


def test_an_export_that_cannot_tell_so_many_apart_writes_nothing(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lags, "_MOST_BY_PERSON", 3)
    done = ask("export", demo, "-o", f"{tmp_path}/tables/", "--by-person")
    assert done.returncode == 1
    assert "at most 3 can be told apart" in done.stderr
    assert not (tmp_path / "tables").exists()


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
