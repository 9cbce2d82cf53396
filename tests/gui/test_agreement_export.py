"""The Export… button of agreement: a file in the background, or a sentence why there is none."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QFileDialog

from havenlens.app.desktop import DesktopWorkplace
from havenlens.media.library import VideoLibrary
from havenlens.services.agreement import agreement_of
from havenlens.ui.agreement.exporting import ExportMenu
from havenlens.ui.qt.jobs import Jobs
from tests.support.pairs import minute, usual_pair
from tests.support.studies import small_study


@pytest.fixture
def menu(qtbot, tmp_path):
    with small_study(tmp_path / "small.havenlens") as small:
        usual_pair(small, minute(small))
    workplace = DesktopWorkplace(VideoLibrary())
    opened = workplace.open_study(tmp_path / "small.havenlens")
    jobs = Jobs()
    made = ExportMenu(workplace, opened, jobs, partial(agreement_of, opened.study))
    qtbot.addWidget(made)
    made.show()
    yield made
    jobs.shutdown()
    opened.close()


def choose(menu, monkeypatch, number, path):
    """Choose a kind from the menu, and a file in the dialog, which is the system's own."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    menu.kinds.actions()[number].trigger()


@pytest.mark.parametrize(
    ("number", "suffix"), [(0, ".html"), (1, ".docx"), (2, ".xlsx"), (3, ".csv"), (4, ".json")]
)
def test_each_kind_is_written_and_gets_its_suffix(qtbot, menu, monkeypatch, tmp_path: Path, number, suffix):
    with qtbot.waitSignal(menu.said, timeout=20_000) as said:
        choose(menu, monkeypatch, number, tmp_path / "out")
        assert not menu.isEnabled()
    assert said.args == [f"Wrote {tmp_path / 'out'}{suffix}.", False]
    assert (tmp_path / f"out{suffix}").stat().st_size > 500
    assert menu.isEnabled()


def test_a_folder_that_is_gone_is_said_and_the_button_can_be_pressed_again(qtbot, menu, tmp_path: Path):
    with qtbot.waitSignal(menu.said, timeout=20_000) as said:
        menu.write(tmp_path / "gone" / "a.html")
    assert said.args[1] is True
    assert "gone" in said.args[0]
    assert menu.isEnabled()


def test_nothing_is_written_where_no_file_was_chosen(menu, monkeypatch, tmp_path: Path):
    choose(menu, monkeypatch, 0, "")
    assert menu.isEnabled()
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix == ".html"] == []
