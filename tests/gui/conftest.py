"""Real videos, a real library and a player on a view that is shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from havenlens.media.library import VideoLibrary
from havenlens.ui.coding.page import CodePage
from havenlens.ui.player.player import Player
from havenlens.ui.player.view import VideoView
from havenlens.ui.qt import garbage
from havenlens.ui.window import MainWindow
from tests.support.desktop import new_coding, window_on
from tests.support.keys import shown
from tests.support.once import once_for_all
from tests.support.small_scenes import small_demo
from tests.support.videos import Film, Recipe, make


@pytest.fixture(scope="session", autouse=True)
def collecting() -> Iterator[Callable[[], None]]:
    """Look for garbage after every fifth coding that is closed, and give what does so after each.

    A process that runs the tests has much more in it than the program, so that looking takes long.
    """
    collect, asked = garbage._collect, count(1)

    def now_and_then() -> None:
        if next(asked) % 5 == 0:
            collect()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(garbage, "_collect", now_and_then)
        yield collect


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
def small_scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with small samples and a demo study of them, made once for all workers."""
    return once_for_all(tmp_path_factory, "small-demo", small_demo)


@pytest.fixture(scope="session")
def demo(small_scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo study, with small videos; nobody may change it."""
    return Path(shutil.copytree(small_scenes / "study", tmp_path_factory.mktemp("demo") / "study"))


@pytest.fixture
def demo_copy(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of the demo study that may be changed."""
    shutil.copytree(demo, tmp_path / "study")
    return tmp_path / "study" / "demo.havenlens"


@pytest.fixture
def window(qtbot, demo_copy: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """Give a window over a study of one's own, and close it in the end."""
    made = window_on(demo_copy, tmp_path / "settings")
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def page(qtbot, window: MainWindow) -> CodePage:
    """Give the Code workspace on an empty coding of scene 01, with its first frame on the screen."""
    new_coding(window)
    return shown(qtbot, window)


@pytest.fixture(scope="module")
def shared(qapp, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """Give one window for all tests of a module: each begins a coding of its own."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(demo, folder / "study")
    made = window_on(folder / "study" / "demo.havenlens", folder / "settings")
    yield made
    made.close()
