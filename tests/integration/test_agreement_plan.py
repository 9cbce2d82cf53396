"""Parameters of agreement are fixed before anybody looks; what is changed later is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.services.agreement_plan import (
    AgreementPlan,
    changes_told,
    fix_plan,
    note_unblinding,
    plan_of,
    plans_of,
    unblinded_at,
)
from tests.support.studies import SmallStudy, small_study


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as found:
        yield found


def look(small: SmallStudy) -> None:
    note_unblinding(small.study, [scheme.id for scheme in small.study.store.schemes()], None)


def test_a_study_that_fixed_nothing_has_the_usual_plan(small: SmallStudy) -> None:
    assert plan_of(small.study).plan == AgreementPlan()
    assert plan_of(small.study).number == 0
    assert unblinded_at(small.study) is None


def test_what_is_fixed_before_anybody_looks_needs_no_reason_and_is_not_told(small: SmallStudy) -> None:
    fix_plan(small.study, AgreementPlan(tolerance=1.0), None)
    look(small)
    assert plan_of(small.study).plan.tolerance == 1.0
    assert changes_told(small.study) == []


def test_a_change_after_looking_needs_a_reason_and_every_report_tells_it(small: SmallStudy) -> None:
    look(small)
    with pytest.raises(StudyError, match="say why the parameters change now"):
        fix_plan(small.study, AgreementPlan(tolerance=3.0), None, "  ")
    assert len(plans_of(small.study)) == 1
    fix_plan(small.study, AgreementPlan(tolerance=3.0, seed=5), None, "bids are slow here")
    told = [one.sentence for one in changes_told(small.study)]
    assert len(told) == 2
    assert told[0].startswith("tolerance was changed from 2 to 3 on ")
    assert told[0].endswith("after agreement had been looked at: bids are slow here")


def test_the_change_stands_in_the_change_log(small: SmallStudy) -> None:
    look(small)
    fix_plan(small.study, AgreementPlan(within=2), None, "a wide scale")
    assert small.file.check() == []
    rows = small.study.store.rows_of("agreement_plans")
    assert [(row["number"], row["reason"]) for row in rows] == [(1, "a wide scale")]


def test_looking_twice_is_kept_once(small: SmallStudy) -> None:
    look(small)
    first = unblinded_at(small.study)
    look(small)
    assert unblinded_at(small.study) == first
    assert len(small.study.store.rows_of("unblindings")) == len(small.study.store.schemes())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tolerance": -1.0}, "tolerance cannot be -1.0; it may be 0 … 60"),
        ({"overlap": 1.5}, "overlap cannot be 1.5"),
        ({"weights": "heavy"}, "weights cannot be heavy; it may be linear, quadratic, ordinal"),
        ({"level": None}, "level cannot be None"),
        ({"profile_from": 6.0}, "profile_from cannot be 6.0"),
    ],
)
def test_a_value_that_cannot_be_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(StudyError) as error:
        AgreementPlan().changed(**values)
    assert said in str(error.value)


def test_a_plan_survives_being_kept_and_unknown_parameters_are_left_out() -> None:
    plan = replace(AgreementPlan(), unit=1.0, interval="bca")
    assert AgreementPlan.of_json({**plan.as_json(), "of a later version": 3}) == plan
