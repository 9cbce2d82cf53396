"""`havenlens agree` on tables as people have them: good ones, and each way a table can be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.program import run

EVENTS = "coder,onset,offset,code\nA,0,5,calm\nA,5,9,upset\nB,0,6,calm\nB,6,9,upset\n"
RATINGS = "unit,MK,JT\n1,4,4\n2,5,6\n3,3,3\n4,2,4\n5,6,6\n"


def write(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def results(*arguments: str | Path) -> list[dict]:
    done = run("agree", *map(str, arguments), "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)["results"]


def test_ratings(tmp_path: Path) -> None:
    [found] = results(write(tmp_path, RATINGS), "--method", "within_k")
    assert (found["estimate"], found["n_units"], found["n_raters"]) == (0.8, 5, 2)
    assert found["undefined"] is None


def test_several_methods_at_once_and_everything_that_fits(tmp_path: Path) -> None:
    path = write(tmp_path, RATINGS)
    assert [one["method"] for one in results(path, "-m", "cohen,percent")] == ["cohen", "percent"]
    fitting = {one["method"] for one in results(path)}
    assert {"cohen", "icc", "krippendorff", "gwet_ac2", "gtheory", "kendall_w"} <= fitting


def test_events_with_other_peoples_headings_and_units(tmp_path: Path) -> None:
    rows = ["v;Ada;A;0;5000;calm", "v;Ada;B;0;4000;calm", "v;Ada;B;4000;5000;upset"]
    table = "\n".join(["video;subject;coder;onset;offset;code", *rows])
    [found] = results(write(tmp_path, table), "-m", "overlap_ratio", "--time-unit", "ms")
    assert found["estimate"] == pytest.approx(4 / 6)
    assert found["detail"]["coders"] == ["A", "B"]


def test_an_interval_by_resampling_is_the_same_each_time(tmp_path: Path) -> None:
    path = write(tmp_path, RATINGS)
    once, again, other = (
        results(path, "-m", "krippendorff", "--bootstrap", "500", "--seed", seed) for seed in ("7", "7", "8")
    )
    assert once == again
    assert once[0]["ci"] != other[0]["ci"]


def test_weights_from_a_file(tmp_path: Path) -> None:
    table = "rater1\\rater2,a,b,c\na,10,2,0\nb,1,8,2\nc,0,1,6\n"
    weights = write(tmp_path, "1,0.5,0\n0.5,1,0.5\n0,0.5,1\n", "weights.csv")
    given = results(write(tmp_path, table), "-m", "weighted_kappa", "--weights", str(weights))[0]
    linear = results(tmp_path / "table.csv", "-m", "weighted_kappa", "--weights", "linear")[0]
    assert given["estimate"] == pytest.approx(linear["estimate"])


def test_weights_and_level_as_parameters(tmp_path: Path) -> None:
    path = write(tmp_path, RATINGS)
    [named], [given] = (
        results(path, "-m", "cohen", *how)
        for how in (["--weights", "linear"], ["-p", "weights=linear", "-p", "level=ordinal"])
    )
    assert named["estimate"] == given["estimate"]
    [plain], [unweighted] = (results(path, "-m", "cohen", *how) for how in ([], ["--weights", "unweighted"]))
    assert plain["estimate"] == unweighted["estimate"]


def test_no_table_is_needed_for_what_needs_no_data() -> None:
    [found] = results("-m", "kappa_acc", "-p", "prevalence=[0.5,0.5]", "-p", "accuracy=0.8")
    assert found["detail"]["kappa_two_observers"] == pytest.approx(0.36)


@pytest.mark.parametrize(
    ("table", "arguments", "said"),
    [
        ("", [], "table.csv has no headings; put the columns' names in its first line."),
        ("unit,A,A\n1,2,3\n", [], "two columns called A"),
        ("unit,A,\n1,2,3\n", [], "Column 3 of table.csv has no heading"),
        ("unit,A,B\n1,2\n", [], "Line 2 of table.csv has 2 cells, but there are 3 headings"),
        ("unit,A\n1,2\n", [], "scores of fewer than two coders"),
        ("unit,A,B\n", [], "has headings but no rows"),
        ("unit,A,B\n1,2,x\n2,3,3\n", ["-m", "icc"], "icc needs numbers"),
        (RATINGS, ["-m", "kapa"], "There is no method kapa; there are percent"),
        (RATINGS, ["-m", "gamma"], "gamma needs events, but the table holds ratings"),
        (RATINGS, ["--level", "metric"], "metric is no value for level; give nominal"),
        (RATINGS, ["--weights", "heavy"], "heavy is neither a rule for weights nor a file"),
        (RATINGS, ["-p", "tolerance"], "“tolerance” is no parameter; write name=value"),
        (RATINGS, ["-m", "cohen", "-p", "tolerence=2"], "cohen has no parameter tolerence; it has"),
        (RATINGS, ["-m", "cohen", "-p", "index_file=none.csv"], "There is no file"),
        (RATINGS, ["-m", "within_k", "-p", "k=near"], "is no value for k"),
        (RATINGS, ["--ci", "95"], "95.0 is no value for --ci"),
        (RATINGS.replace("5,6,6", "5,9,6"), ["-p", "scale=[1,7]", "-m", "icc"], "not on the scale 1 to 7"),
        ("coder,onset,offset,code\nA,1,2,x\n", [], "All events in table.csv are A's"),
        (
            "coder,onset,offset,code\nA,1,2,x\nB,3,2,x\n",
            [],
            "Line 3 of table.csv ends at 2, before it starts at 3",
        ),
        ("coder,onset,offset,code\nA,1,2,x\nB,soon,2,x\n", [], "Line 3 of table.csv has “soon” for onset"),
        ("coder,onset,offset,code\nA,1,2,x\nB,1,2,\n", [], "Line 3 of table.csv has no code"),
        ("coder,onset,offset,code\n", [], "has headings but no rows"),
        ("r1\\r2,a,b\na,1,2\nc,3,4\n", [], "The rows of table.csv are a, c but its columns are a, b"),
        ("r1\\r2,a,b\na,1,-2\nb,3,4\n", [], "table.csv has “-2” for a where a count belongs"),
        ("teacher,rater,score\nT1,A,3\nT1,A,4\n", ["-m", "icc"], "has two scores of A for T1"),
        ("p,i,score\n1,1,3\n1,2,much\n", ["-m", "gtheory"], "much"),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path: Path, table: str, arguments: list[str], said: str) -> None:
    done = run("agree", str(write(tmp_path, table)), *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_and_one_that_is_no_table(tmp_path: Path) -> None:
    assert "There is no file" in run("agree", str(tmp_path / "none.csv")).stderr
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\xff\xfe\x00")
    assert "photo.csv is no table in UTF-8" in run("agree", str(tmp_path / "photo.csv")).stderr


@pytest.mark.parametrize(
    ("table", "method", "why"),
    [
        ("unit,A,B\n1,x,x\n2,x,x\n", "cohen", "one category"),
        ("unit,A,B\n1,3,3\n2,3,3\n", "icc", "vari"),
        ("unit,A,B\n1,3,\n2,,3\n", "cohen", "unit"),
        ("coder,onset,offset,code\nA,1,2,x\nB,1,2,x\n", "event_kappa", "Only the code x"),
    ],
)
def test_what_has_no_value_says_why(tmp_path: Path, table: str, method: str, why: str) -> None:
    found = results(write(tmp_path, table), "-m", method)[0]
    assert found["estimate"] is None
    assert found["undefined"]


def test_how_many_coders_are_enough(tmp_path: Path) -> None:
    rows = [
        f"t{teacher},{rater},{teacher + (teacher * rater) % 3}"
        for teacher in range(8)
        for rater in range(1, 4)
    ]
    table = write(tmp_path, "\n".join(["teacher,rater,score", *rows]))
    [found] = results(table, "-m", "gtheory", "-p", "target=0.8")
    [least] = found["detail"]["smallest_designs"]
    assert least["Erho2"] >= 0.8
    [fewer] = results(table, "-m", "gtheory", "-p", f"n_r={max(1, least['n_r'] - 1)}")
    assert least["n_r"] == 1 or fewer["estimate"] < 0.8
