"""Tables in every format: what is written is read back by the programs it is for, with types and labels."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.exchange import table_workbooks
from havenlens.exchange.statistics_files import DTA, SAV, names_in_file
from havenlens.exchange.table_files import dictionary, write_folder, write_one_workbook, write_table
from havenlens.services.exporting import FORMATS
from havenlens.services.files import check_can_write
from havenlens.services.ports import Cancelled
from havenlens.services.tables import Coded, Column, Kind, Numbers, TableSource, source_of_rows

SCORES = {"no_opportunity": "no opportunity", "not_seen": "could not be seen"}
COLUMNS = (
    Column("code", Kind.CATEGORY, "what was coded", labels={"upset": "Is upset", "bids": "Asks for help"}),
    Column("comment", Kind.TEXT, "the coder's comment", "none was written"),
    Column("onset_us", Kind.INTEGER, "begin in microseconds"),
    Column("onset_s", Kind.NUMBER, "begin in seconds"),
    Column("score", Kind.INTEGER, "the score", "see reason", ordered=True),
    Column("reason", Kind.CATEGORY, "why there is no score", "there is a score", labels=SCORES),
    Column("live", Kind.FLAG, "was it watched live"),
    Column("filmed_on", Kind.DATE, "day of filming"),
    Column("at", Kind.INSTANT, "when it was written, in UTC"),
)
ROWS = [
    {
        "code": "upset",
        "comment": 'says "no", Ärger\nand =1+1',
        "onset_us": 14_400_000_001,
        "onset_s": 14400.000001,
        "score": 5,
        "live": True,
        "filmed_on": date(2026, 3, 5),
        "at": "2026-03-05T09:00:00.250000+00:00",
    },
    {
        "code": "bids",
        "comment": "=SUM(A1)",
        "onset_us": 0,
        "onset_s": 0.0,
        "reason": "not_seen",
        "live": False,
        "filmed_on": None,
        "at": None,
    },
    {"code": "bids", "onset_us": 7, "onset_s": 0.000007, "score": 1},
]


@pytest.fixture
def table() -> TableSource:
    return source_of_rows("mixed", COLUMNS, ROWS)


def written(table: TableSource, folder: Path, form: str) -> Path:
    return write_table(table, folder / f"mixed.{form}")[0]


def known(values: Any) -> list[object]:
    return [None if pd.isna(value) else value for value in values]


# --- each format ------------------------------------------------------------------------------------


def test_parquet_keeps_types_labels_and_reasons(table, tmp_path):
    path = written(table, tmp_path, "parquet")
    frame = pd.read_parquet(path)
    assert isinstance(frame["code"].dtype, pd.CategoricalDtype)
    assert known(frame["code"]) == ["upset", "bids", "bids"]
    assert frame["onset_us"].dtype == np.int64
    assert frame["onset_s"].dtype == np.float64
    assert known(frame["score"]) == [5, None, 1]
    assert known(frame["reason"]) == [None, "not_seen", None]
    assert known(frame["live"]) == [True, False, None]
    assert known(frame["filmed_on"]) == [date(2026, 3, 5), None, None]
    assert frame["at"][0] == pd.Timestamp("2026-03-05T09:00:00.25Z")
    assert known(frame["comment"]) == [ROWS[0]["comment"], "=SUM(A1)", None]
    assert frame.attrs["labels"]["code"] == {"upset": "Is upset", "bids": "Asks for help"}
    assert frame.attrs["labels"]["reason"] == SCORES
    assert frame.attrs["meaning"]["onset_us"] == "begin in microseconds"
    assert frame.attrs["missing"]["score"] == "see reason"
    field = pq.read_schema(path).field("code")
    assert json.loads(field.metadata[b"labels"]) == {"upset": "Is upset", "bids": "Asks for help"}


def test_sav_keeps_types_labels_and_reasons(table, tmp_path):
    path = written(table, tmp_path, "sav")
    frame, meta = pyreadstat.read_sav(path)
    assert meta.column_names_to_labels["code"] == "what was coded"
    assert meta.variable_value_labels["code"] == {"upset": "Is upset", "bids": "Asks for help"}
    assert meta.variable_value_labels["reason"] == SCORES
    assert meta.variable_measure["code"] == "nominal"
    assert meta.variable_measure["score"] == "ordinal"
    assert meta.variable_measure["onset_us"] == "scale"
    assert known(frame["code"]) == ["upset", "bids", "bids"]
    assert known(frame["reason"]) == [None, "not_seen", None]
    assert known(frame["score"]) == [5, None, 1]
    assert frame["onset_us"].tolist() == [14_400_000_001, 0, 7]
    assert frame["onset_s"].tolist() == [14400.000001, 0.0, 0.000007]
    assert known(frame["filmed_on"]) == [date(2026, 3, 5), None, None]
    assert frame["at"][0] == pd.Timestamp("2026-03-05T09:00:00.25")
    assert known(frame["live"]) == [1, 0, None]
    assert meta.variable_value_labels["live"] == {1.0: "yes", 0.0: "no"}
    assert known(frame["comment"]) == [ROWS[0]["comment"], "=SUM(A1)", None]
    labelled, _ = pyreadstat.read_sav(path, apply_value_formats=True)
    assert known(labelled["code"]) == ["Is upset", "Asks for help", "Asks for help"]


def test_dta_has_labelled_numbers(table, tmp_path):
    path = written(table, tmp_path, "dta")
    frame = pd.read_stata(path)
    assert known(frame["code"]) == ["upset", "bids", "bids"]
    assert known(frame["reason"]) == [None, "not_seen", None]
    assert frame["onset_us"].tolist() == [14_400_000_001, 0, 7]
    assert known(frame["score"]) == [5, None, 1]
    assert frame["filmed_on"][0] == pd.Timestamp("2026-03-05")
    assert frame["at"][0] == pd.Timestamp("2026-03-05T09:00:00.25")
    raw, meta = pyreadstat.read_dta(path)
    assert raw["code"].tolist() == [1, 2, 2]
    assert meta.column_names_to_labels["onset_s"] == "begin in seconds"


def test_a_long_text_is_whole_in_stata(tmp_path):
    text = "ä" * 5000
    rows = [{"comment": text}, {"comment": "short"}, {"comment": None}]
    path = written(source_of_rows("t", [Column("comment")], rows), tmp_path, "dta")
    assert pd.read_stata(path)["comment"].tolist() == [text, "short", ""]


def test_a_workbook_has_a_sheet_each_and_one_that_explains(table, tmp_path):
    path = tmp_path / "all.xlsx"
    write_one_workbook([table, replace(table, name="other")], path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["mixed", "other", "data_dictionary"]
    head, first, second, third = book["mixed"].iter_rows(values_only=True)
    assert head == tuple(column.name for column in COLUMNS)
    assert first[:5] == ("upset", ROWS[0]["comment"], 14_400_000_001, 14400.000001, 5)
    assert first[6] is True
    assert (first[7].date(), first[8].isoformat()) == (date(2026, 3, 5), "2026-03-05T09:00:00.250000")
    assert second[1] == "=SUM(A1)"
    assert book["mixed"].cell(3, 2).data_type == "s"
    assert third[4:] == (1, None, None, None, None)
    explained = list(book["data_dictionary"].iter_rows(values_only=True))
    assert ("mixed", "score", "the score", "integer", "see reason", None) in explained


def test_a_column_called_like_a_formula_is_no_formula(tmp_path):
    path = tmp_path / "odd.xlsx"
    write_one_workbook([source_of_rows("odd", [Column("=A1")], [{"=A1": "so"}])], path)
    cell = openpyxl.load_workbook(path)["odd"].cell(1, 1)
    assert (cell.value, cell.data_type) == ("=A1", "s")


def test_the_same_numbers_in_all_formats(table, tmp_path):
    paths = {form: written(table, tmp_path, form) for form in FORMATS}
    frames = {
        "csv": pd.read_csv(paths["csv"]),
        "parquet": pd.read_parquet(paths["parquet"]),
        "xlsx": pd.read_excel(paths["xlsx"], sheet_name="mixed"),
        "sav": pyreadstat.read_sav(paths["sav"])[0],
        "dta": pd.read_stata(paths["dta"]),
    }
    for column in ("code", "onset_us", "onset_s", "score", "reason"):
        read = {form: known(frame[column]) for form, frame in frames.items()}
        assert all(values == read["csv"] for values in read.values()), read
    assert paths["csv"].read_text(encoding="utf-8").splitlines()[3] == "bids,=SUM(A1),0,0.0,,not_seen,false,,"


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_without_rows_keeps_its_columns(tmp_path, form):
    path = written(source_of_rows("mixed", COLUMNS, []), tmp_path, form)
    read = {
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
        "xlsx": pd.read_excel,
        "sav": lambda path: pyreadstat.read_sav(path)[0],
        "dta": pd.read_stata,
    }[form](path)
    assert list(read.columns) == [column.name for column in COLUMNS]
    assert len(read) == 0


def test_batches_with_other_words_are_one_table(tmp_path):
    def batches() -> Iterator[list[Coded | Numbers]]:
        yield [Coded(np.array([0, -1]), ["b"]), Numbers(np.array([1, 2]), np.array([True, False]))]
        yield [Coded(np.array([1, 0]), ["b", "a"]), Numbers(np.array([3, 4]))]

    source = TableSource("t", (Column("c", Kind.CATEGORY), Column("n", Kind.INTEGER)), 4, batches)
    wanted = {"c": ["b", None, "a", "b"], "n": [1, None, 3, 4]}
    assert source.read().columns == wanted
    for form, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet), ("dta", pd.read_stata)):
        frame = read(written(source, tmp_path, form))
        assert {name: known(frame[name]) for name in wanted} == wanted


AWKWARD = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12
).filter(lambda text: text == text.rstrip(" "))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.none() | AWKWARD, min_size=1, max_size=4))
def test_awkward_texts_come_back(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("texts")
    rows = [{"n": number, "text": text, "same": text} for number, text in enumerate(texts)]
    columns = [Column("n", Kind.INTEGER), Column("text"), Column("same", Kind.CATEGORY)]
    source = source_of_rows("mixed", columns, rows)
    parquet = pd.read_parquet(written(source, folder, "parquet"))
    sav, _ = pyreadstat.read_sav(written(source, folder, "sav"))
    csv = pd.read_csv(written(source, folder, "csv"), keep_default_na=False, lineterminator="\n")
    for name in ("text", "same"):
        assert known(parquet[name]) == texts
        assert known(sav[name]) == texts
        bare = [(text or "").replace("\r", "\n") for text in texts]
        assert [str(text).replace("\r", "\n") for text in csv[name]] == bare


# --- names and labels ---------------------------------------------------------------------------------


def test_names_that_a_format_does_not_take_are_told(tmp_path):
    columns = [
        Column("coaching cycle"),
        Column("Größe"),
        Column("x" * 80),
        Column("x" * 80 + "y"),
        Column("with"),
    ]
    source = source_of_rows("t", columns, [{"coaching cycle": "a"}])
    for limits, form in ((SAV, "sav"), (DTA, "dta")):
        names = names_in_file(columns, limits)
        assert all(len(name) <= limits.name for name in names)
        assert len({name.casefold() for name in names}) == len(columns)
        read = pyreadstat.read_sav if form == "sav" else pyreadstat.read_dta
        assert list(read(written(source, tmp_path, form))[0].columns) == names
        told = dictionary([source], form).read().columns
        assert (
            dict(zip(told["column"], told["name_in_file"], strict=True))["coaching cycle"] == "coaching_cycle"
        )


def test_long_labels_are_cut_between_characters(tmp_path):
    column = Column("c", Kind.CATEGORY, "ä" * 300, labels={"a": "ö" * 100})
    path = written(source_of_rows("t", [column], [{"c": "a"}]), tmp_path, "sav")
    meta = pyreadstat.read_sav(path)[1]
    assert meta.column_names_to_labels["c"] == "ä" * 127
    assert meta.variable_value_labels["c"]["a"] == "ö" * 60


# --- what is refused ----------------------------------------------------------------------------------


def endless(n_rows: int) -> TableSource:
    def batches() -> Iterator[list[object]]:
        raise AssertionError("no row is to be read")
        yield []

    return TableSource("events", COLUMNS, n_rows, batches)


def test_more_rows_than_a_sheet_has_are_refused_before_anything_is_written(tmp_path):
    said = "The table events has 1,048,576 rows and a sheet of a workbook holds 1,048,575"
    for write in (
        lambda: write_table(endless(1_048_576), tmp_path / "events.xlsx"),
        lambda: write_folder([endless(1_048_576)], tmp_path / "all", "xlsx"),
        lambda: write_one_workbook([endless(1_048_576)], tmp_path / "all.xlsx"),
    ):
        with pytest.raises(StudyError, match=said) as refused:
            write()
        assert "write it as CSV or Parquet" in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    table_workbooks.check_rows([endless(1_048_575)])


def test_an_unknown_ending_or_format_lists_those_there_are(table, tmp_path):
    with pytest.raises(StudyError, match=r"must end in one of \.csv, \.parquet, \.xlsx, \.sav, \.dta"):
        write_table(table, tmp_path / "mixed.odt")
    with pytest.raises(StudyError, match="There is no format odt; choose one of csv, parquet, xlsx"):
        write_folder([table], tmp_path, "odt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["xlsx", "sav", "dta"])
def test_a_text_that_does_not_fit_is_refused(tmp_path, form):
    source = source_of_rows("t", [Column("comment")], [{"comment": "x" * 32_768}])
    with pytest.raises(StudyError, match="longer than the 32,767 characters"):
        write_table(source, tmp_path / f"t.{form}")
    assert list(tmp_path.iterdir()) == []


# --- whole or not at all ------------------------------------------------------------------------------


def test_a_folder_is_written_whole_or_not_at_all(table, tmp_path):
    def batches() -> Iterator[list[object]]:
        raise Cancelled
        yield []

    broken = replace(table, name="broken", batches=batches)
    with pytest.raises(Cancelled):
        write_folder([table, broken], tmp_path / "all")
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_stays_where_one_file_cannot_be_put_in_its_place(table, tmp_path):
    names = {path.name for path in write_folder([table], tmp_path)}
    before = {name: (tmp_path / name).read_bytes() for name in names}
    (tmp_path / "zebra.csv").mkdir()
    others = [replace(table, name="another"), replace(table, n_rows=0, batches=lambda: iter(()))]
    with pytest.raises(StudyError, match=r"zebra\.csv cannot be written"):
        write_folder([*others, replace(table, name="zebra")], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*names, "zebra.csv"}
    assert {name: (tmp_path / name).read_bytes() for name in names} == before


def test_a_table_and_its_dictionary_are_written_both_or_neither(table, tmp_path):
    (tmp_path / "mixed_dictionary.csv").mkdir()
    with pytest.raises(StudyError, match=r"mixed_dictionary\.csv cannot be written"):
        write_table(table, tmp_path / "mixed.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["mixed_dictionary.csv"]


def test_where_nothing_can_be_written_is_refused_before_there_is_work(table, tmp_path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(StudyError, match=r"notes cannot be written; choose a folder"):
        check_can_write(tmp_path / "notes", is_folder=True)
    with pytest.raises(StudyError, match=r"because there is no folder .*gone; make it first"):
        check_can_write(tmp_path / "gone" / "mixed.csv")
    with pytest.raises(StudyError, match=r"because there is no folder .*notes; make it first"):
        check_can_write(tmp_path / "notes" / "mixed.csv")
    check_can_write(tmp_path / "new" / "newer", is_folder=True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def test_progress_comes_to_its_end_and_may_cancel(table, tmp_path):
    told: list[tuple[int, int]] = []
    write_folder([table, replace(table, name="other")], tmp_path, "csv", lambda *one: told.append(one))
    assert told[0] == (0, 6)
    assert told[-1] == (6, 6)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")  # noqa: PTH110
@pytest.mark.parametrize("form", ["csv", "parquet", "sav", "dta"])
def test_a_full_disk_is_a_sentence(table, tmp_path, monkeypatch, form):
    from havenlens.services import files

    def on_full_disk(path: Path) -> Path:
        link = path.with_name(f".full{path.suffix}")
        link.symlink_to("/dev/full")
        return link

    monkeypatch.setattr(files, "_new_file", on_full_disk)
    with pytest.raises(StudyError, match="because the disk is full") as refused:
        write_table(table, tmp_path / f"mixed.{form}")
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


# --- beside the tables --------------------------------------------------------------------------------


def test_tables_come_with_a_dictionary_for_people_and_programs(table, tmp_path):
    paths = write_folder([table], tmp_path / "new")
    assert [path.name for path in paths] == ["data_dictionary.csv", "data_dictionary.json", "mixed.csv"]
    explained = pd.read_csv(paths[0], keep_default_na=False).set_index("column")
    assert explained.loc["score", "missing"] == "see reason"
    assert explained.loc["reason", "labels"].startswith("no_opportunity = no opportunity; ")
    [resource] = json.loads(paths[1].read_text(encoding="utf-8"))["resources"]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert (resource["path"], fields["at"]["type"]) == ("mixed.csv", "datetime")
    assert fields["code"]["categories"][0] == {"value": "upset", "label": "Is upset"}
