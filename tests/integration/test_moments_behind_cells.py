"""What a table counts and what stands behind its cells is the same, whatever the codings are like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.events import Changes, PeriodKind, Rating, RatingChange, RatingPeriod
from havenlens.domain.observation import Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Span
from havenlens.services import moments, submitting
from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_more import more_of, profile_of
from havenlens.services.agreement_plan import AgreementPlan, fix_plan
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.agreement_tables import moments_behind, table_of
from havenlens.services.cells import MISSED, UNCODED
from havenlens.services.disagreements import disagreements_of
from havenlens.services.history import Step
from havenlens.services.presence import PresenceLog
from havenlens.words.sentences import say
from tests.support.pairs import coded, event, micros, minute
from tests.support.schemes import SMALL
from tests.support.studies import SmallStudy, make_small


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    made = make_small(tmp_path / "small.havenlens")
    yield made
    made.file.close()


def write(small: SmallStudy, coding, changes: Changes) -> None:
    step = Step(uuid4(), "press", changes, datetime.now(UTC), coding.coder)
    small.study.store.write_events(coding.id, step)


def hard_pair(small: SmallStudy) -> None:
    """Add what tables leave out: a rater without events, an absence, events after the end, an open state."""
    place = minute(small)
    open_state = replace(event(small, "upset", 50), span=Span(micros(50), None))
    coded(
        small, place, "MK", event(small, "upset", 5, 20), event(small, "bids", 30), event(small, "bids", 70)
    )
    coded(small, place, "TB", event(small, "upset", 8, 15), open_state, event(small, "bids", 70))
    PresenceLog(small.study.store, place).toggle(small.mia, micros(29))
    PresenceLog(small.study.store, place).toggle(small.mia, micros(40))
    rated = minute(small, "rated")
    coded(small, rated, "MK", event(small, "upset", 1, 9), event(small, "bids", 12))
    rater = coded(small, rated, "TB", open_=True)
    period = RatingPeriod(uuid4(), PeriodKind.CLIP, 1)
    score = Rating(uuid4(), period.id, small.study.scheme(small.scheme.id).dimensions[0].id, 3)
    write(small, rater, Changes(ratings=(RatingChange(period, None, score),)))
    submitting.submit(small.study, rater)


def counted_wrongly(small: SmallStudy) -> list[object]:
    wrong = []
    for result in agreement_of(small.study):
        table = table_of(result)
        for row, values in zip(table.ids, table.matrix, strict=True) if table else ():
            for column, value in zip(table.ids, values, strict=True):
                if row == column == MISSED:
                    continue
                found = moments_behind(small.study, result, row, column)
                over_time = result.coefficient.method == "time_unit_kappa"
                got = sum(one.span.length for one in found) / SECOND if over_time else len(found)
                if abs(got - value) > 1e-6:
                    wrong.append((result.scope, row, column, value, got))
    return wrong


@pytest.mark.parametrize("overlap", [None, 0.5])
def test_each_cell_has_as_many_moments_and_seconds_as_it_counts(small, overlap):
    hard_pair(small)
    fix_plan(small.study, AgreementPlan(bootstrap=0, overlap=overlap), None)
    assert counted_wrongly(small) == []


def two_versions(small: SmallStudy) -> list[AgreementResult]:
    """Let the same two code one minute with each of two versions of the scheme, the second time alike."""
    changed = SMALL.replace("version: 1.2.0", "version: 2.0.0").replace(
        "min_duration_s: 1.5", "min_duration_s: 2"
    )
    newer = small.study.add_scheme(changed, "small.yaml")
    first, second = minute(small, "first"), minute(small, "second")
    coded(small, first, "MK", event(small, "bids", 30))
    coded(small, first, "TB", event(small, "returns", 30))
    for coder in ("MK", "TB"):
        who = small.study.add_coder(coder).id
        casting = {"seeker": (small.mia, small.amir), "provider": (small.dale,)}
        coding = small.study.add_coding(second, newer.id, who, Purpose.RELIABILITY, casting)
        write(small, coding, Changes(added=(event(small, "bids", 30),)))
        submitting.submit(small.study, coding)
    fix_plan(small.study, AgreementPlan(bootstrap=0), None)
    return agreement_of(small.study)


def test_two_versions_of_a_scheme_are_told_apart_and_lead_to_their_own_moments(small):
    found = [
        one
        for one in two_versions(small)
        if (one.scope.group, one.coefficient.method) == ("acts", "event_kappa") and one.scope.pooled
    ]
    assert [one.scheme_name for one in found] == ["A small scheme 1.2.0", "A small scheme 2.0.0"]
    for one, cell in zip(found, (("bids", "returns"), ("bids", "bids")), strict=True):
        assert [len(moments_behind(small.study, one, "bids", column)) for column in ("returns", "bids")] == [
            int(cell[1] == column) for column in ("returns", "bids")
        ]


def test_a_result_whose_codings_were_given_back_is_refused_in_words(small):
    place = minute(small)
    coded(small, place, "MK", event(small, "bids", 30))
    theirs = coded(small, place, "TB", event(small, "bids", 30))
    other = minute(small, "other")
    rated = [coded(small, other, coder, open_=True) for coder in ("MK", "TB")]
    for coding in rated:
        period = RatingPeriod(uuid4(), PeriodKind.CLIP, 1)
        score = Rating(uuid4(), period.id, small.study.scheme(small.scheme.id).dimensions[0].id, 3)
        write(small, coding, Changes(ratings=(RatingChange(period, None, score),)))
        submitting.submit(small.study, coding)
    result = next(one for one in agreement_of(small.study) if one.scope.group == "acts")
    submitting.give_back(small.study, theirs, None, "Once more, please.")
    for asked in (more_of, profile_of):
        with pytest.raises(StudyError, match=re.escape(say("agreement.nobody_twice"))):
            asked(small.study, result)


# --- what the list for the meeting says about them -----------------------------------------------------


def on_the_list(small: SmallStudy, one) -> moments.MomentInWords:
    made = moments.add_moment(small.study, one)
    return next(each for each in moments.in_words(small.study) if each.moment.id == made.id)


def test_a_stretch_of_time_is_told_on_the_list_as_in_the_cell(small):
    place = minute(small)
    coded(small, place, "MK", event(small, "upset", 5, 20))
    coded(small, place, "TB", event(small, "upset", 8, 15))
    result = next(one for one in agreement_of(small.study) if one.coefficient.method == "time_unit_kappa")
    for cell in (("upset", UNCODED), ("upset", "upset")):
        one = moments_behind(small.study, result, *cell)[0]
        listed = on_the_list(small, one)
        assert (listed.said, listed.codes) == (one.said.sentence, one.labels)
    empty = on_the_list(small, moments_behind(small.study, result, UNCODED, UNCODED)[0])
    assert empty.codes == ("no code", "no code")
    assert "no code for MK, no code for TB" in empty.said


def test_where_onset_and_end_differ_each_is_told_as_itself(small):
    place = minute(small)
    first = coded(small, place, "MK", event(small, "upset", 5, 20))
    second = coded(small, place, "TB", event(small, "upset", 6, 25))
    found = disagreements_of(small.study, first, second)
    assert len(found) == 2
    assert [on_the_list(small, one).said for one in found] == [one.said.sentence for one in found]
