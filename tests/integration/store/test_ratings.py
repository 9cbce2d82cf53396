"""Ratings in a study file: one log with the events, undone and redone, checked, withdrawn, opened again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.app.bootstrap import open_study
from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.ratings import RatingUnit
from havenlens.domain.time import Micros, Span
from havenlens.services.rating import RATINGS_BEGUN, RatingWork
from havenlens.services.tables import study_tables
from tests.support.studies import SmallStudy, findings, open_small, raw_bytes, tamper

SECOND = 1_000_000
GOLDEN = Path(__file__).parents[2] / "golden" / "studies"


class Rater:
    """Somebody at work on the small study, whose begun ratings are kept in the file."""

    def __init__(self, small: SmallStudy) -> None:
        self.small, self.session = small, small.session()
        self.work = RatingWork(self.session, Micros(300 * SECOND), self.begun(), self.keep)
        self.first = self.work.periods.regular[0]
        self.mia, self.amir = (self.unit(small.mia), self.unit(small.amir))

    def unit(self, person: object) -> RatingUnit:
        return next(u for u in self.work.units if u.dimension == "warmth" and u.subject == person)

    def begun(self) -> dict[str, object]:
        row = self.small.study.store.rows_of("codings", id=self.small.coding.id)[0]
        return dict(row["state"].get(RATINGS_BEGUN) or {})

    def keep(self, begun: object) -> None:
        self.small.study.store.keep("codings", self.small.coding.id, state={RATINGS_BEGUN: begun, "pass": 1})


@pytest.fixture
def rater(small: SmallStudy) -> Rater:
    return Rater(small)


def kept(small: SmallStudy) -> list[tuple[str, int, int | None]]:
    found = small.study.store.ratings_of(small.coding.id)
    return [(r.dimension, p.ordinal, r.score) for p, r in found]


def periods(small: SmallStudy) -> int:
    return len(small.study.store.rows_of("rating_periods"))


def test_a_rating_is_kept_with_its_period_and_comes_back(rater: Rater, small: SmallStudy) -> None:
    rater.session.press("bids", Micros(15 * SECOND))
    event = rater.session.last_event
    assert event is not None
    rater.work.score(rater.first, rater.mia, 4)
    rater.work.note(rater.first, rater.mia, "leans in")
    rater.work.cite(rater.first, rater.mia, event, cited=True)
    again = Rater(small.reopened())
    rating = again.work.rating(again.first, again.mia)
    assert rating is not None
    assert (rating.score, rating.note, rating.evidence) == (4, "leans in", (event,))
    assert again.first.span == Span(Micros(0), Micros(120 * SECOND))
    assert again.small.file.check() == []
    again.small.file.close()


def test_a_period_comes_with_its_first_rating_and_goes_with_its_last(rater: Rater, small: SmallStudy) -> None:
    assert periods(small) == 0
    rater.work.score(rater.first, rater.mia, 4)
    rater.work.score(rater.first, rater.amir, 2)
    assert periods(small) == 1
    rater.work.clear(rater.first, rater.mia)
    assert periods(small) == 1
    rater.work.clear(rater.first, rater.amir)
    assert periods(small) == 0
    assert small.file.check() == []


def test_undo_and_redo_go_on_after_closing(rater: Rater, small: SmallStudy) -> None:
    rater.session.press("upset", Micros(5 * SECOND))
    rater.work.score(rater.first, rater.mia, 4)
    rater.work.score(rater.first, rater.mia, 5)
    small = small.reopened()
    session = small.session()
    assert session.undo().notice.sentence == "Undone: Warmth, Segment 1"
    assert kept(small) == [("warmth", 1, 4)]
    assert session.undo().notice.sentence == "Undone: Warmth, Segment 1"
    assert (kept(small), periods(small)) == ([], 0)
    assert session.redo().notice.sentence == "Done again: Warmth, Segment 1"
    session.undo()
    assert session.undo().notice.sentence == "Undone: Upset"
    assert small.file.check() == []
    small.file.close()


def test_ratings_brought_in_are_a_floor_and_can_be_changed(small: SmallStudy) -> None:
    period = RatingPeriod(uuid4(), PeriodKind.SEGMENT, 1)
    store = small.study.store
    store.add_ratings(small.coding, [period], [Rating(uuid4(), period.id, "warmth", 4, subject=small.mia)])
    rater = Rater(small)
    assert rater.first.id == period.id
    unit = RatingUnit("warmth", small.mia)
    rater.work.score(rater.first, unit, 1)
    assert kept(small) == [("warmth", 1, 1)]
    rater.session.undo()
    assert kept(small) == [("warmth", 1, 4)]
    assert rater.session.undo().refused
    assert small.file.check() == []


def test_a_rating_changed_behind_the_log_is_found(rater: Rater, small: SmallStudy) -> None:
    rater.work.score(rater.first, rater.mia, 4)
    rater.work.score(rater.first, rater.amir, 4)
    small.file.close()
    tamper(small.path, "UPDATE ratings SET score = 5")
    assert findings(small.path) == [
        "The ratings of lesson / small / MK are not those of its change log (2 differ); restore a backup."
    ]


def test_the_log_holds_before_and_after(rater: Rater, small: SmallStudy) -> None:
    rater.work.score(rater.first, rater.mia, 4)
    rater.work.score(rater.first, rater.mia, 5)
    rows = small.study.store.rows_of("change_log", chain=small.coding.id)
    contents = [json.loads(row["payload"]) for row in rows if row["kind"] == "rating"]
    scores = [
        (c["rating_before"] and c["rating_before"]["score"], c["rating_after"]["score"]) for c in contents
    ]
    assert scores == [(None, 4), (4, 5)]


def test_what_was_begun_is_there_again(rater: Rater, small: SmallStudy) -> None:
    rater.work.note(rater.first, rater.mia, "leans in")
    again = Rater(small.reopened())
    assert again.work.written(again.first, again.mia).note == "leans in"
    again.small.file.close()


def test_a_withdrawal_takes_ratings_evidence_and_words_along(rater: Rater, small: SmallStudy) -> None:
    session, work = rater.session, rater.work
    session.press("bids", Micros(15 * SECOND))
    mias = session.last_event
    session.focus_on(small.amir)
    session.press("returns", Micros(20 * SECOND))
    amirs = session.last_event
    assert mias is not None
    assert amirs is not None
    work.score(rater.first, rater.mia, 2)
    work.score(rater.first, rater.amir, 4)
    for event in (mias, amirs):
        work.cite(rater.first, rater.amir, event, cited=True)
    second = work.periods.regular[1]
    work.score(second, rater.amir, 3)
    work.note(second, rater.amir, "beside Mia")
    work.clear(second, rater.amir)
    third = work.periods.regular[2]
    work.excuse(third, [rater.amir], "hidden by Mia")
    small.file.withdrawals.withdraw(small.people["C1"])
    assert small.file.check() == []
    found = {p.ordinal: r for p, r in small.study.store.ratings_of(small.coding.id)}
    assert (found[1].subject, found[1].evidence) == (small.amir, (amirs,))
    assert found[3].reason == f"hidden by withdrawn-{small.mia.hex[:8]}"
    assert rater.begun() == {}
    assert small.study.store.rows_of("codings", id=small.coding.id)[0]["state"] == {"pass": 1}
    assert b"Mia" not in raw_bytes(small.path)
    assert small.session().undo().refused


def test_an_event_whose_removal_was_erased_stays_gone(small: SmallStudy) -> None:
    session = small.session()
    session.focus_on(small.amir)
    session.press("returns", Micros(20 * SECOND))
    event = session.last_event
    assert event is not None
    session.edit(event, comment="beside Mia")
    session.delete([event])
    small.file.withdrawals.withdraw(small.people["C1"])
    assert small.file.check() == []
    assert small.file.codings.events_of(small.coding.id) == []


@pytest.mark.parametrize("golden", sorted(path.name for path in GOLDEN.glob("*.havenlens")))
def test_an_older_study_is_rated_on(golden: str, tmp_path: Path) -> None:
    path = tmp_path / golden
    shutil.copy(GOLDEN / golden, path)
    small = open_small(path)
    before = len(small.study.store.ratings_of(small.coding.id))
    rater = Rater(small)
    rater.work.score(rater.first, rater.mia, 2)
    assert len(small.study.store.ratings_of(small.coding.id)) == before + 1
    rater.session.undo()
    assert len(small.study.store.ratings_of(small.coding.id)) == before
    assert small.file.check() == []
    small.file.close()


def test_the_table_tells_kinds_apart_and_carries_notes_and_evidence(rater: Rater, small: SmallStudy) -> None:
    rater.session.press("bids", Micros(15 * SECOND))
    event = rater.session.last_event
    assert event is not None
    work = rater.work
    work.score(rater.first, rater.mia, 4)
    work.note(rater.first, rater.mia, "leans in")
    work.cite(rater.first, rater.mia, event, cited=True)
    clip = work.periods.add(PeriodKind.CLIP, Span(Micros(0), Micros(9 * SECOND)))
    work.excuse(clip, [rater.mia], "not_seen")
    file, study = open_study(small.path, write=False)
    table = next(table for table in study_tables(study) if table.name == "ratings").read()
    file.close()
    rows = [
        dict(zip(table.columns, values, strict=True)) for values in zip(*table.columns.values(), strict=True)
    ]
    by_kind = {row["kind"]: row for row in rows}
    assert by_kind["segment"]["score"] == 4
    assert (by_kind["segment"]["note"], by_kind["segment"]["evidence"]) == ("leans in", str(event))
    assert (by_kind["clip"]["score"], by_kind["clip"]["reason"]) == (None, "not_seen")
    assert (by_kind["clip"]["note"], by_kind["clip"]["evidence"], by_kind["clip"]["offset_s"]) == (
        None,
        None,
        9.0,
    )
    assert set(table.meaning) == set(table.columns)
