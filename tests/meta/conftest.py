"""What the tests that read all of the source share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def _no_search_for_garbage() -> Iterator[None]:
    """Search for none: looking through the trees of all files again and again takes longer than they do."""
    gc.disable()
    yield
    gc.enable()
