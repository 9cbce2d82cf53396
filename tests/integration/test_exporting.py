"""An export tells how far it is while sequences are worked out and while it writes, and stops at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from havenlens.app import deposits
from havenlens.app.bootstrap import open_study
from havenlens.app.results import export
from havenlens.domain.problems import StudyError
from havenlens.exchange import table_workbooks
from havenlens.media.library import VideoLibrary
from havenlens.services.agreement_plan import note_unblinding
from havenlens.services.exporting import Exported, ExportOrder
from havenlens.services.ports import Cancelled, Progress, no_progress
from havenlens.services.sequences import tables

ORDERS = {
    "folder": ExportOrder(Path("new") / "tables"),
    "deposit": ExportOrder(Path("new") / "deposit", deposit=True),
    "workbook": ExportOrder(Path("all.xlsx")),
    "bids": ExportOrder(Path("bids.parquet"), "bids"),
}


@pytest.fixture(scope="module")
def demo(demo_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_in(tmp_path_factory.mktemp("exporting"))


def exported(
    demo: Path, order: ExportOrder, place: Path, progress: Progress = no_progress, *, looked: bool = False
) -> Exported:
    file, study = open_study(demo, write=looked, must=False)
    with file:
        if looked:
            note_unblinding(study, [scheme.id for scheme in study.store.schemes()], None)
        return export(study, replace(order, out=place / order.out), VideoLibrary(), progress)


@pytest.mark.parametrize("name", ORDERS)
def test_it_comes_forward_while_sequences_are_worked_out(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    told: list[float] = []
    worked_out: list[int] = []
    real = tables.sequence_sources

    def watched(contents, progress, *options):
        found = real(contents, progress, *options)
        worked_out.append(len(told))
        assert list(tmp_path.iterdir()) == []
        return found

    for place in (tables, deposits):
        monkeypatch.setattr(place, "sequence_sources", watched)
    exported(demo, ORDERS[name], tmp_path, lambda done, total: told.append(done / total))
    meanwhile = told[: worked_out[0]]
    assert len(set(meanwhile)) > 10
    assert meanwhile[-1] - meanwhile[0] > 0.3
    assert told == sorted(told)
    assert told[-1] == 1


def test_it_comes_forward_while_agreement_is_worked_out(demo: Path, tmp_path: Path) -> None:
    told: list[float] = []
    done = exported(
        Path(shutil.copy(demo, tmp_path / "own.havenlens")),
        replace(ORDERS["folder"], table="agreement"),
        tmp_path,
        lambda done, total: told.append(done / total),
        looked=True,
    )
    assert done.rows["agreement"] > 0
    assert len(set(told)) > 3
    assert told == sorted(told)


@pytest.mark.parametrize("share", [0.1, 0.45, 0.6])
@pytest.mark.parametrize("name", ORDERS)
def test_who_stops_it_finds_nothing_written(demo: Path, tmp_path: Path, name: str, share: float) -> None:
    def stop(done: int, total: int) -> None:
        if done / total > share:
            raise Cancelled

    with pytest.raises(Cancelled):
        exported(demo, ORDERS[name], tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def refuse_work(*_: object) -> None:
    raise AssertionError("nothing is to be worked out")


@pytest.mark.parametrize("name", ORDERS)
def test_what_cannot_be_written_is_refused_before_anything_is_worked_out(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "new").write_text("a file in the place of a folder")
    monkeypatch.setattr(tables, "analyse", refuse_work)
    order = ORDERS[name]
    order = order if order.into_folder else replace(order, out=Path("new") / order.out)
    with pytest.raises(StudyError, match=r"cannot be written, because there is no folder .*new; make it"):
        exported(demo, order, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.mark.parametrize("name", ["folder", "deposit", "workbook"])
def test_rows_that_no_sheet_holds_are_refused_before_anything_is_worked_out(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(table_workbooks, "MOST_ROWS", 20)
    monkeypatch.setattr(tables, "analyse", refuse_work)
    order = replace(ORDERS[name], form="xlsx") if ORDERS[name].into_folder else ORDERS[name]
    with pytest.raises(StudyError, match=r"a sheet of a workbook holds 19; write it as CSV or Parquet"):
        exported(demo, order, tmp_path)
    assert list(tmp_path.iterdir()) == []
