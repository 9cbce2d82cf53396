"""Plain tables, read and written."""

from __future__ import annotations

from datetime import date

import pytest

from havenlens.domain.problems import StudyError
from havenlens.exchange.tables import read_csv_rows, write_csv
from havenlens.services.tables import DataTable


def table(name="people", **columns):
    return DataTable(name, columns, {"label": "short label"})


def test_what_was_written_is_read_back(tmp_path):
    path = tmp_path / "people.csv"
    words = ["Müller, A.", 'say "hi"', "two\nlines", None]
    write_csv(
        table(label=words, n=[1, None, 3, 4], share=[0.5, None, 1.0, 0.1], on=[date(2026, 3, 5)] * 4), path
    )
    rows = read_csv_rows(path)
    assert [row["label"] for row in rows] == ["Müller, A.", 'say "hi"', "two\nlines", ""]
    assert [row["n"] for row in rows] == ["1", "", "3", "4"]
    assert [row["share"] for row in rows] == ["0.5", "", "1.0", "0.1"]
    assert {row["on"] for row in rows} == {"2026-03-05"}
    assert b"\r" not in path.read_bytes()


def test_a_table_without_rows_keeps_its_heading(tmp_path):
    write_csv(table(label=[], n=[]), tmp_path / "people.csv")
    assert (tmp_path / "people.csv").read_text(encoding="utf-8") == "label,n\n"


def test_spreadsheets_marks_and_blank_lines_are_no_mistake(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("\ufefflabel,n\r\nA,1\r\n\r\nB,2\r\n".encode())
    assert read_csv_rows(path) == [{"label": "A", "n": "1"}, {"label": "B", "n": "2"}]


@pytest.mark.parametrize(
    ("text", "line"), [("a,b\n1\n", 2), ("a,b\n1,2\n\n\n1,2,3\n", 5), ('a,b\n"x\ny",1\n2\n', 4)]
)
def test_an_uneven_row_is_named_with_its_line(tmp_path, text, line):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=rf"t\.csv line {line} has more or fewer cells"):
        read_csv_rows(path)


def test_what_is_no_table_is_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n\xff\xfe,1\n")
    with pytest.raises(StudyError, match="is no CSV table in UTF-8"):
        read_csv_rows(path)
    path.write_text('a,b\n"x"y,1\n', encoding="utf-8")
    with pytest.raises(StudyError, match="is no CSV table in UTF-8"):
        read_csv_rows(path)
    with pytest.raises(StudyError, match="is no CSV table"):
        read_csv_rows(tmp_path)
    with pytest.raises(StudyError, match="no file"):
        read_csv_rows(tmp_path / "none.csv")
