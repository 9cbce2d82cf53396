"""The command line where the terminal has few letters, as in a pipe on Windows, and where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QMessageBox

from havenlens.app.main import desktop
from tests.support.program import command


def told(*arguments, encoding):
    """Run the program with another alphabet on its streams; give what it says as bytes."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_pipe_that_lacks_letters_gets_all_others(encoding):
    done = told("schemes", "show", "safe_haven_bids", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Safe-haven bids and responses" in done.stdout.decode(encoding)


def test_json_loses_no_letter_in_a_pipe_that_lacks_some(tmp_path):
    path = tmp_path / "Žofia κ.havenlens"
    assert told("study", "new", path, encoding="cp1252").returncode == 0
    done = told("study", "info", path, "--json", encoding="cp1252")
    assert json.loads(done.stdout)["study"] == str(path)


def test_json_keeps_its_letters_in_unicode(tmp_path):
    path = tmp_path / "Žofia κ.havenlens"
    told("study", "new", path, encoding="utf-8")
    assert "Žofia κ" in told("study", "info", path, "--json", encoding="utf-8").stdout.decode()


def test_a_launcher_without_a_terminal_says_in_a_window_what_is_wrong(qtbot, monkeypatch, tmp_path):
    said = []

    def read():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    QTimer.singleShot(0, read)
    monkeypatch.setattr(sys, "argv", ["havenlens-desktop", str(tmp_path / "gone.havenlens")])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as end:
        desktop()
    assert end.value.code == 1
    assert said[0].startswith(f"There is no study {tmp_path / 'gone.havenlens'}")
