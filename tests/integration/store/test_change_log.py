"""The change log: what is written to it, and that `check` finds everything that was done behind it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from uuid import uuid4

import pytest

from havenlens.domain.events import Changes, PeriodKind, Rating, RatingPeriod
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.history import Step
from tests.support.studies import SmallStudy, fill_disk, findings, free_disk, now, tamper

CHAIN = "lesson / small / MK"
OF_CODING = "chain IN (SELECT id FROM codings)"
OF_STUDY = "chain IN (SELECT id FROM study)"
LAST = f"(SELECT max(seq) FROM change_log WHERE {OF_STUDY})"


@pytest.fixture
def coded(small: SmallStudy) -> SmallStudy:
    """Give the small study with three presses, an answer and an undo."""
    session = small.session()
    session.press("upset", Micros(1_000_000))
    session.press("bids", Micros(2_000_000))
    session.answer("1")
    session.press("returns", Micros(3_000_000))
    session.undo()
    return small


def rows(small: SmallStudy) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(small.path)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(f"SELECT * FROM change_log WHERE {OF_CODING} ORDER BY seq").fetchall()


def test_every_write_is_a_row(coded: SmallStudy) -> None:
    kinds = [row["kind"] for row in rows(coded)]
    assert kinds == ["press", "press", "answer", "press", "undo"]
    assert coded.file.check() == []


def test_an_undo_appends_the_inverse(coded: SmallStudy) -> None:
    pressed, undone = rows(coded)[-2:]
    assert undone["undoes_step_id"] == pressed["step_id"]
    assert json.loads(undone["payload"])["before"] == json.loads(pressed["payload"])["after"]
    assert json.loads(undone["payload"])["after"] is None


def test_equal_payloads_have_different_hashes(coded: SmallStudy) -> None:
    """A payload that is erased cannot be guessed from its hash."""
    session = coded.session()
    session.redo()
    session.undo()
    hashes = [row["payload_sha256"] for row in rows(coded)]
    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            f"UPDATE change_log SET payload = replace(payload, '2000000', '2') WHERE seq = 2 AND {OF_CODING}",
            f"Row 2 of the change log of {CHAIN} was changed afterwards; restore a backup.",
        ),
        (
            f"UPDATE change_log SET payload = 'nonsense' WHERE seq = 2 AND {OF_CODING}",
            f"Row 2 of the change log of {CHAIN} was changed afterwards; restore a backup.",
        ),
        (
            f"UPDATE change_log SET at_utc = '2020-01-01' WHERE seq = 3 AND {OF_CODING}",
            f"The change log of {CHAIN} is broken at row 3; restore a backup.",
        ),
        (
            f"UPDATE change_log SET kind = 'edit' WHERE seq = 1 AND {OF_CODING}",
            f"The change log of {CHAIN} is broken at row 1; restore a backup.",
        ),
        (
            f"UPDATE change_log SET coder = NULL WHERE seq = 4 AND {OF_CODING}",
            f"The change log of {CHAIN} is broken at row 4; restore a backup.",
        ),
        (
            f"DELETE FROM change_log WHERE seq = 2 AND {OF_CODING}",
            f"The change log of {CHAIN} is broken at row 3; restore a backup.",
        ),
        (
            f"DELETE FROM change_log WHERE seq = 1 AND {OF_CODING}",
            f"The change log of {CHAIN} is broken at row 2; restore a backup.",
        ),
        (
            f"DELETE FROM change_log WHERE seq = 5 AND {OF_CODING}",
            f"The last rows of the change log of {CHAIN} are missing; restore a backup.",
        ),
        (
            f"DELETE FROM change_log WHERE {OF_CODING}",
            f"The last rows of the change log of {CHAIN} are missing; restore a backup.",
        ),
        (
            f"DELETE FROM change_log WHERE {OF_STUDY} AND seq = {LAST}",
            "The last rows of the change log of A small study are missing; restore a backup.",
        ),
        (
            f"UPDATE change_log SET payload = NULL WHERE seq = 2 AND {OF_CODING}",
            f"Row 2 of the change log of {CHAIN} was erased without a withdrawal.",
        ),
        (
            "UPDATE events SET onset_us = 2100000, offset_us = 2100000 WHERE code = 'bids'",
            f"The events of {CHAIN} are not those of its change log (1 differ); restore a backup.",
        ),
        (
            "UPDATE events SET modifiers = '{\"need\": \"help\"}' WHERE code = 'bids'",
            f"The events of {CHAIN} are not those of its change log (1 differ); restore a backup.",
        ),
        (
            "DELETE FROM events WHERE code = 'upset'",
            f"The events of {CHAIN} are not those of its change log (1 differ); restore a backup.",
        ),
        (
            "UPDATE events SET onset_us = 9000000, offset_us = 1 WHERE code = 'bids'",
            "Some rows cannot be read (a span cannot end (1) before it starts (9000000)); restore a backup.",
        ),
        (
            "DELETE FROM coders",
            "Rows that point to something that is gone: 1; restore a backup.",
        ),
    ],
)
def test_tampering_is_found(coded: SmallStudy, statement: str, sentence: str) -> None:
    coded.file.close()
    assert tamper(coded.path, statement, checks=False) > 0
    assert findings(coded.path) == [sentence]


def test_a_log_without_its_coding_is_found(small: SmallStudy) -> None:
    small.session().press("upset", Micros(1_000_000))
    small.file.close()
    for table in ("events", "casting", "codings"):
        tamper(small.path, f"DELETE FROM {table}")
    assert findings(small.path) == ["Rows of the change log that belong to no coding: 1; restore a backup."]


def test_rows_in_another_order_are_found(coded: SmallStudy) -> None:
    coded.file.close()
    for old, new in ((2, 99), (3, 2), (99, 3)):
        tamper(coded.path, f"UPDATE change_log SET seq = ? WHERE seq = ? AND {OF_CODING}", new, old)
    assert findings(coded.path) == [f"The change log of {CHAIN} is broken at row 2; restore a backup."]


def test_an_event_that_no_log_knows_is_found(coded: SmallStudy) -> None:
    coded.file.close()
    columns = (
        "code, onset_us, offset_us, actor, target, modifiers, comment, unsure, off_camera, discuss, defaults"
    )
    tamper(
        coded.path,
        f"INSERT INTO events (id, coding, {columns}, reaction_lag_us)"
        f" SELECT ?, coding, {columns}, 0 FROM events WHERE code = 'bids'",
        uuid4().hex,
    )
    assert findings(coded.path) == [
        f"The events of {CHAIN} are not those of its change log (1 differ); restore a backup."
    ]


def test_a_rating_changed_behind_the_log_is_found(small: SmallStudy) -> None:
    period = RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)
    small.study.store.add_ratings(small.coding, [period], [Rating(uuid4(), period.id, "warmth", 4)])
    assert small.file.check() == []
    small.file.close()
    tamper(small.path, "UPDATE ratings SET score = 5")
    assert findings(small.path) == [
        f"The ratings of {CHAIN} are not those of its change log (1 differ); restore a backup."
    ]


def test_a_check_reads_one_state_while_a_coder_works(coded: SmallStudy) -> None:
    """Between two queries of a check another process may write: the check must not see half of it."""
    session, other = coded.session(), coded.file.reader()
    coding = coded.coding.id
    with other.transaction():
        before = len(other.events_of(coding))
        session.press("returns", Micros(5_000_000))
        assert len(other.rows_of("change_log", chain=coding)) == 5
        assert len(other.events_of(coding)) == before
    assert len(other.events_of(coding)) == before + 1
    other.close()


def test_ratings_and_events_in_one_transaction_share_a_chain(small: SmallStudy) -> None:
    period = RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)
    session = small.session()
    store = small.study.store
    with store.transaction():
        session.press("upset", Micros(1_000_000))
        store.add_ratings(small.coding, [period], [Rating(uuid4(), period.id, "warmth", 4)])
        session.press("returns", Micros(2_000_000))
    assert small.file.check() == []
    assert [row["kind"] for row in rows(small)] == ["press", "rate", "press"]


def test_a_write_that_fails_leaves_log_and_memory_as_they_were(coded: SmallStudy) -> None:
    session = coded.session()
    fill_disk(coded.file)
    before = list(session.events), rows(coded)
    with pytest.raises(StudyError, match=r"The disk is full: nothing was changed in small\.havenlens"):  # noqa: PT012
        for turn in range(2000):
            session.press("returns", Micros(turn))
            before = list(session.events), rows(coded)
    assert (list(session.events), rows(coded)) == before
    free_disk(coded.file)
    session.press("returns", Micros(9_000_000))
    assert coded.file.check() == []
    assert list(coded.file.codings.events_of(coded.coding.id)) == list(session.events)


def test_an_empty_step_is_no_step_to_undo(small: SmallStudy) -> None:
    step = Step(uuid4(), "press", Changes(), now(), small.coding.coder)
    small.file.codings.write(small.coding.id, step)
    assert list(small.file.codings.steps_of(small.coding.id)) == []
    assert small.file.check() == []
