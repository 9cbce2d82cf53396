"""What is read while somebody codes is found by an index, however large the study is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from havenlens.domain.time import Span, seconds
from havenlens.services.transcripts import Transcript
from havenlens.store.connections import driver
from havenlens.ui.coding.opening import view_of
from tests.support.studies import SmallStudy

GROWS = ("events", "change_log", "ratings", "rating_periods", "transcript_lines")
"""What a large study has very many rows of."""


@contextmanager
def plans_of(small: SmallStudy) -> Iterator[list[str]]:
    """Collect how SQLite goes about every statement of the block."""
    asked: list[str] = []
    plans: list[str] = []
    own = driver(small.file._connection)
    own.set_trace_callback(asked.append)
    yield plans
    own.set_trace_callback(None)
    for sql in asked:
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            plans += [row[3] for row in own.execute(f"EXPLAIN QUERY PLAN {sql}")]


def scans(plans: list[str]) -> list[str]:
    return [plan for plan in plans if re.match(rf"SCAN ({'|'.join(GROWS)})\b", plan)]


def test_a_coding_is_opened_without_going_through_those_of_others(small: SmallStudy) -> None:
    with plans_of(small) as plans:
        view = view_of(small.study, small.coding.id)
        assert view.session.undo().refused
    assert len(plans) > 10
    assert scans(plans) == []


def test_a_press_an_undo_and_a_line_look_for_their_own_rows_only(small: SmallStudy) -> None:
    session = small.session()
    transcript = Transcript(small.study.store, small.observation.id)
    with plans_of(small) as plans:
        assert not session.press("upset", seconds(1)).refused
        assert not session.undo().refused
        session.save_position(seconds(2))
        line = transcript.add(Span(seconds(1), seconds(2)), "Come.").added[0]
        transcript.delete([line.id])
    assert len(plans) > 4
    assert scans(plans) == []
