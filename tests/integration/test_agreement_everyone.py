"""Three coders and more are also compared all together, on whatever each of them rated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.reliability.icc import icc
from havenlens.reliability.units import ratings_of_numbers
from havenlens.services.agreement import agreement_of
from havenlens.services.study_store import NewObservation
from tests.support.schemes import SMALL
from tests.support.studies import SmallStudy, small_study

SCORES = {"A": [2, 4, 5, 3], "B": [3, 4, 5, None], "C": [2, None, 4, 3]}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as found:
        yield found


def rate(small: SmallStudy, coders: list[str]) -> None:
    study = small.study
    scheme = study.add_scheme(SMALL, "small.yaml").id
    for number in range(4):
        place = study.add_observation(NewObservation(f"lesson {number}", participants=[small.mia]))
        for name in coders:
            if SCORES[name][number] is None:
                continue
            coder = study.add_coder(name).id
            casting = {"seeker": (small.mia,), "provider": (small.dale,)}
            coding = study.add_coding(
                place.id, scheme, coder, Purpose.RESEARCH, casting, CodingStatus.SUBMITTED
            )
            period = RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)
            score = SCORES[name][number]
            study.store.add_ratings(coding, [period], [Rating(uuid4(), period.id, "warmth", score)])


def test_all_coders_together_have_values_that_take_gaps(small: SmallStudy) -> None:
    rate(small, ["A", "B", "C"])
    found = {
        result.coefficient.method: result
        for result in agreement_of(small.study)
        if result.coders == ("A", "B", "C")
    }
    assert set(found) == {"icc", "krippendorff"}
    scale = small.study.scheme(small.study.store.schemes()[0].id).scale.values
    alone = icc(ratings_of_numbers(list(zip(*SCORES.values(), strict=True)), scale=scale), "ICC(2,1)")
    assert found["icc"].coefficient.estimate == pytest.approx(alone.estimate)
    assert found["icc"].coefficient.params["estimator"] == alone.params["estimator"]
    assert not found["icc"].of_a_pair


def test_two_coders_are_a_pair_and_nothing_more(small: SmallStudy) -> None:
    rate(small, ["A", "B"])
    assert {result.coders for result in agreement_of(small.study)} == {("A", "B")}
