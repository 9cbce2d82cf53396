"""What the program says where it cannot open a window: one sentence and code 1, never a crash."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from havenlens.app.display import missing_library
from tests.support.program import command

_LACKING = 'raise ImportError("libhavenlens-none.so.0: Kann die Shared-Object-Datei nicht öffnen")\n'


def opened(**environment):
    """Start the desktop app with this environment; give its code and what it says."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        command(), capture_output=True, encoding="utf-8", timeout=120, check=False, env=kept | environment
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only X11 names its displays")
def test_a_display_that_nobody_serves_is_named():
    code, said = opened(QT_QPA_PLATFORM="xcb", DISPLAY=":9876")
    assert (code, len(said.splitlines())) == (1, 1)
    assert said.startswith("Qt cannot open a window here (could not connect to display :9876); see that ")


def test_a_way_to_windows_that_qt_does_not_know_is_named():
    code, said = opened(QT_QPA_PLATFORM="papyrus")
    assert (code, len(said.splitlines())) == (1, 1)
    assert '"papyrus"' in said


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_without_a_display_nothing_else_is_said():
    code, said = opened()
    assert (code, len(said.splitlines())) == (1, 1)
    assert said.startswith("There is no display to open a window on")


def test_a_system_library_that_is_missing_is_named(tmp_path):
    (tmp_path / "PyQt6").mkdir()
    (tmp_path / "PyQt6" / "__init__.py").write_text(_LACKING, encoding="utf-8")
    before = os.environ.get("PYTHONPATH")
    code, said = opened(
        QT_QPA_PLATFORM="offscreen", PYTHONPATH=os.pathsep.join(filter(None, [str(tmp_path), before]))
    )
    assert (code, len(said.splitlines())) == (1, 1)
    assert said.startswith("The system library libhavenlens-none.so.0 is missing")


@pytest.mark.parametrize(
    "words",
    [
        "No module named 'PyQt7'",
        "/somewhere/cv2.abi3.so: undefined symbol: cv_none",
        pytest.param(
            "libc.so.6: version `GLIBC_9.99' not found",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="the C library has another name"),
        ),
    ],
)
def test_what_else_keeps_an_import_from_working_is_no_missing_library(words):
    assert missing_library(ImportError(words)) is None
