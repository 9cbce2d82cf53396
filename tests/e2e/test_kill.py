"""The program is killed in a burst of key presses: what had returned is there, and the study is whole."""

from __future__ import annotations

from pathlib import Path

from tests.support.killing import rounds


def test_nothing_that_returned_is_lost(tmp_path: Path) -> None:
    results = list(rounds(tmp_path, 5))
    assert [problems for _, problems in results] == [[]] * 5
    assert sum(presses for presses, _ in results) > 20
