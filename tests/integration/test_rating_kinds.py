"""Two coders' ratings are compared kind by kind: a clip never counts as a cycle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.ratings import RatingUnit
from havenlens.domain.time import Micros, Span
from havenlens.services.agreement import AgreementResult, agreement_of
from havenlens.services.rating import RatingWork
from tests.support.studies import SmallStudy, small_study

SECOND = 1_000_000


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as made:
        yield made


def rate(small: SmallStudy, coding: Coding, scores: tuple[int, ...], clip: tuple[int, int, int]) -> None:
    """Rate the first segments one after another, and one clip from second to second, all of Mia's warmth."""
    work = RatingWork(small.session(coding), Micros(600 * SECOND), {}, lambda _begun: None)
    unit = next(u for u in work.units if u == RatingUnit("warmth", small.mia))
    for period, score in zip(work.periods.regular, scores, strict=False):
        work.score(period, unit, score)
    start, end, score = clip
    span = Span(Micros(start * SECOND), Micros(end * SECOND))
    work.score(work.periods.add(PeriodKind.CLIP, span), unit, score)


def agreed(small: SmallStudy, clip: tuple[int, int, int]) -> dict[str | None, AgreementResult]:
    study, one = small.study, small.coding
    coder = study.add_coder("second")
    other = study.add_coding(
        one.observation, one.scheme, coder.id, Purpose.RELIABILITY, one.casting, CodingStatus.IN_PROGRESS
    )
    rate(small, one, (1, 2, 3), (0, 60, 5))
    rate(small, other, (1, 2, 4), clip)
    for coding in (one, other):
        study.store.change("codings", "submit", coding.id, status=CodingStatus.SUBMITTED.value)
    found = [result for result in agreement_of(study) if result.scope.dimension == "warmth"]
    return {result.scope.period: result for result in found if result.coefficient.method == "percent"}


def test_segments_and_clips_stand_apart(small: SmallStudy) -> None:
    found = agreed(small, (10, 60, 5))
    assert set(found) == {"segment", "clip"}
    assert found["segment"].coefficient.n_units == 3
    assert found["clip"].coefficient.n_units == 1


def test_clips_of_other_stretches_are_not_compared(small: SmallStudy) -> None:
    assert set(agreed(small, (300, 360, 5))) == {"segment"}
