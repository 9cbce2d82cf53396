"""A small study, open to write, in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.studies import SmallStudy, make_small, open_small


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_small(tmp_path_factory.mktemp("template") / "small.havenlens")
    made.file.close()
    return made.path


@pytest.fixture
def small(_template: Path, tmp_path: Path) -> Iterator[SmallStudy]:
    path = tmp_path / "small.havenlens"
    shutil.copyfile(_template, path)
    opened = open_small(path)
    yield opened
    opened.file.close()
