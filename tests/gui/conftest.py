"""Real videos, a real library and a player on a view that is shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from havenlens.media.library import VideoLibrary
from havenlens.ui.player.player import Player
from havenlens.ui.player.view import VideoView
from tests.support.desktop import demo_study
from tests.support.videos import Film, Recipe, make


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Recipe], Film]:
    """Make test videos, each once in a session."""
    folder, made = tmp_path_factory.mktemp("films"), {}

    def get(recipe: Recipe) -> Film:
        if recipe not in made:
            made[recipe] = make(folder / f"film{len(made)}.{recipe.container}", recipe)
        return made[recipe]

    return get


@pytest.fixture
def player(qtbot) -> Iterator[Player]:
    """Give a player whose view is on the screen, and close it in the end."""
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(480, 300)
    view.show()
    made = Player(view, VideoLibrary())
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the demo study once in a session; nobody may change it."""
    return demo_study(tmp_path_factory.mktemp("demo")).parent


@pytest.fixture
def demo_copy(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of the demo study that may be changed."""
    shutil.copytree(demo, tmp_path / "study")
    return tmp_path / "study" / "demo.havenlens"
