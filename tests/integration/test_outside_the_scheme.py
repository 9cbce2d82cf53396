"""Stretches without a label and samples of nothing are kept, and counted nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from havenlens.domain.codebook import UNLABELLED
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span, seconds
from havenlens.services.agreement import agreement_of
from havenlens.services.sampling import Sampler
from havenlens.services.study_store import NewObservation
from havenlens.services.tables import DataTable, study_tables
from tests.support.schemes import SAMPLED, SMALL
from tests.support.studies import SmallStudy, small_study

LENGTH = seconds(20)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as made:
        yield made


def coded_by(small: SmallStudy, name: str, source: str) -> Coding:
    """Begin a coding of an observation of 20 seconds."""
    study, people = small.study, [person.id for person in small.people.values()]
    places = study.store.observations()
    new = NewObservation("short", duration=LENGTH, participants=people)
    place = next((o for o in places if o.name == "short"), None) or study.add_observation(new)
    scheme = study.add_scheme(source, name)
    casting = {"child": (small.mia,), "seeker": (small.mia, small.amir), "provider": (small.dale,)}
    cast = {role: casting[role] for role in study.scheme(scheme.id).role_by_id}
    return study.add_coding(place.id, scheme.id, study.add_coder(name).id, Purpose.RESEARCH, cast)


def table(small: SmallStudy, name: str) -> DataTable:
    return next(each for each in study_tables(small.study) if each.name == name).read()


def hand_in(small: SmallStudy) -> None:
    for coding in small.study.store.list_codings():
        small.study.store.change("codings", "coding", coding.id, status=CodingStatus.SUBMITTED.value)


def test_nothing_is_compared_before_both_have_handed_in(small: SmallStudy) -> None:
    for name in ("one", "two"):
        small.session(coded_by(small, name, SMALL)).press("returns", seconds(5))
    with pytest.raises(StudyError, match="coded and handed in by two coders"):
        agreement_of(small.study)
    hand_in(small)
    assert agreement_of(small.study)


def test_what_waits_for_a_label_changes_no_coefficient(small: SmallStudy) -> None:
    sessions = [small.session(coded_by(small, name, SMALL)) for name in ("one", "two")]
    for session in sessions:
        session.focus_on(small.mia)
        for at in (2, 8, 15):
            session.press("returns", seconds(at))
    hand_in(small)
    before = [result.as_json() for result in agreement_of(small.study)]
    assert not sessions[0].keep_segment(Span(seconds(1), seconds(2))).refused
    assert [result.as_json() for result in agreement_of(small.study)] == before


def test_tables_keep_them_and_count_them_not(small: SmallStudy) -> None:
    sampler = Sampler(small.session(coded_by(small, "sampler", SAMPLED)), LENGTH)
    first, second, *_ = sampler.samples()
    sampler.toggle(first, "fret")
    sampler.nothing(second)
    session = small.session(coded_by(small, "one", SMALL))
    session.focus_on(small.mia)
    session.keep_segment(Span(seconds(1), seconds(2)))
    assert sorted(table(small, "events").columns["code"]) == ["fret", "nothing", UNLABELLED]
    codings = table(small, "codings").columns
    counted = dict(zip(codings["coder"], codings["n_events"], strict=True))
    assert counted == {"MK": 0, "sampler": 1, "one": 0}


def test_agreement_of_samples_alone_stands(small: SmallStudy) -> None:
    for name in ("one", "two"):
        sampler = Sampler(small.session(coded_by(small, name, SAMPLED)), LENGTH)
        for number, sample in enumerate(sampler.samples()):
            reply = sampler.toggle(sample, "fret") if number % 3 == 0 else sampler.nothing(sample)
            assert not reply.refused
    hand_in(small)
    found = {result.scope.code: result for result in agreement_of(small.study)}
    assert "nothing" not in found
    assert None in found
