"""The folders that travel with the program are found in a source tree and in a wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.services import shipped as module
from havenlens.services.shipped import shipped

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("folder", ["coding_schemes", "sample_videos"])
def test_a_source_tree_has_them_beside_src(folder):
    assert shipped(folder) == ROOT / folder


def test_a_folder_that_is_nowhere_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "havenlens")
    with pytest.raises(StudyError, match="The folder sample_videos is missing beside"):
        shipped("sample_videos")


def test_a_folder_outside_the_package_is_not_taken_for_a_shipped_one(tmp_path, monkeypatch):
    (tmp_path / "coding_schemes").mkdir()
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "python" / "havenlens")
    with pytest.raises(StudyError):
        shipped("coding_schemes")


@pytest.mark.slow
def test_a_wheel_holds_them_and_finds_them(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = (tmp_path / "dist").glob("havenlens-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    inside = tmp_path / "site" / "havenlens"
    for folder, suffix in (("coding_schemes", "yaml"), ("sample_videos", "yaml"), ("sample_videos", "mp4")):
        here = sorted(path.name for path in (ROOT / folder).glob(f"*.{suffix}"))
        assert here, f"{folder} has no *.{suffix} in the source tree"
        assert sorted(path.name for path in (inside / folder).glob(f"*.{suffix}")) == here
    program = (
        "from havenlens.exchange.schemes import check_schemes, shipped_schemes;"
        "from havenlens.services.shipped import shipped;"
        "assert check_schemes(shipped_schemes()) == [];"
        "print(shipped('coding_schemes'), shipped('sample_videos'), sep='\\n')"
    )
    found = subprocess.run(
        [sys.executable, "-P", "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**_environment(), "PYTHONPATH": str(tmp_path / "site")},
        timeout=60,
    )
    assert found.stdout.split("\n")[:2] == [str(inside / "coding_schemes"), str(inside / "sample_videos")]


def _environment():
    import os

    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
