"""What may be shown beside an open coding: a coder's own, and nobody's who has not finished."""

from __future__ import annotations

import pytest

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.services.beside import codings_beside
from havenlens.services.shipped import shipped


@pytest.fixture
def add(small):
    study = small.study

    def add(coder="MK", scheme="small", purpose=Purpose.RESEARCH, status=CodingStatus.IN_PROGRESS):
        path = shipped("coding_schemes") / f"{scheme}.yaml"
        stored = (
            small.scheme if scheme == "small" else study.add_scheme(path.read_text("utf-8"), f"{scheme}.yaml")
        )
        who = study.add_coder(coder)
        return study.add_coding(small.observation.id, stored.id, who.id, purpose, {}, status)

    return add


def test_a_coders_other_schemes_are_offered_and_other_coders_are_not_even_named(small, add):
    mine = add(scheme="safe_haven_bids")
    add(coder="somebody else", scheme="safe_haven_bids")
    (found,) = codings_beside(small.study, small.coding)
    assert (found.coding, found.name, found.refusal) == (mine.id, "Safe-haven bids and responses", None)


def test_other_coders_are_shown_when_both_are_locked(small, add):
    locked = add(scheme="safe_haven_bids", status=CodingStatus.LOCKED)
    theirs = add(coder="else", scheme="safe_haven_bids", status=CodingStatus.LOCKED)
    add(coder="third", scheme="safe_haven_bids", status=CodingStatus.SUBMITTED)
    names = {beside.coding: beside.name for beside in codings_beside(small.study, locked)}
    assert names[theirs.id] == "Safe-haven bids and responses (else)"
    assert set(names) == {theirs.id, small.coding.id}


def test_schemes_whose_codes_are_kept_apart_are_refused_with_the_reason(small, add):
    bids = add(scheme="safe_haven_bids")
    add(scheme="classroom_emotional_support")
    refused = [beside for beside in codings_beside(small.study, bids) if beside.refusal is not None]
    assert [beside.refusal.sentence.split(" is coded apart")[0] for beside in refused] == [refused[0].name]


def test_a_repetition_for_reliability_is_made_without_the_first_in_sight(small, add):
    again = add(purpose=Purpose.RELIABILITY)
    (found,) = codings_beside(small.study, again)
    assert found.coding == small.coding.id
    assert found.refusal is not None
