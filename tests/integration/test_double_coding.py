"""The quota of double coding: strata, the seed, topping up, what coders are told, and the board."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.services import submitting
from havenlens.services.assignments import assign, assignments_of, begin
from havenlens.services.certificates import EntryKind, keep_entry
from havenlens.services.double_coding import (
    AGAIN,
    SECOND,
    QuotaRules,
    draws_of,
    keep_plan,
    plan_for,
    strata_of,
    told_purpose,
)
from havenlens.services.drawing import draw, draw_key
from havenlens.services.due_board import DueKind, board_of
from tests.support.calibrated import add_places
from tests.support.studies import SmallStudy, make_small

TODAY = date(2026, 3, 20)
WAVES = [1] * 10 + [2] * 5


def fill(small: SmallStudy) -> None:
    """Give fifteen observations of two waves to three coders, one after the other."""
    coders = [small.study.add_coder(name).id for name in "ABC"]
    places = add_places(small, *(f"o{n:02d}" for n in range(15)), wave=WAVES)
    for number, place in enumerate(places):
        assign(small.study, [place], small.scheme.id, [coders[number % 3]], Purpose.RESEARCH)
    small.study.store.remove("codings", "coding", [small.coding.id])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the study once; nobody may change it."""
    made = make_small(tmp_path_factory.mktemp("whole") / "small.havenlens")
    fill(made)
    made.file.close()
    return made.path


@pytest.fixture
def small(whole: Path, tmp_path: Path) -> Iterator[SmallStudy]:
    path = Path(shutil.copy(whole, tmp_path))
    made = opened(path)
    yield made
    made.file.close()


def opened(path: Path) -> SmallStudy:
    from havenlens.app.bootstrap import open_study

    file, study = open_study(path, write=True)
    people = {person.label: person for person in study.store.participants()}
    places, schemes = study.store.observations(), study.store.schemes()
    return SmallStudy(file, study, schemes[0], people, places[0], None)


def drawn_names(small: SmallStudy, kind: str | None = None) -> list[str]:
    plan = plan_for(small.study, small.scheme.id)
    names = {place.id: place.name for place in small.study.store.observations()}
    return sorted(names[one.observation] for one in draws_of(small.study, plan) if kind in (None, one.kind))


def test_every_stratum_gets_its_share_from_another_coder(small):
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(by=("wave",)))
    done = draw(small.study, plan, TODAY)
    strata = {
        one.name: (len(one.observations), one.wanted, one.drawn) for one in strata_of(small.study, plan)
    }
    assert strata == {"1": (10, 2, 2), "2": (5, 1, 1)}
    assert done.short == ()
    research = {a.observation: a.coder for a in assignments_of(small.study) if a.purpose is Purpose.RESEARCH}
    second = {a.observation: a for a in assignments_of(small.study) if a.purpose is Purpose.RELIABILITY}
    assert set(second) == {one.observation for one in done.new}
    assert all(research[place] != a.coder and a.note == "" for place, a in second.items())
    assert small.file.check() == []


def test_the_same_seed_draws_the_same_and_another_one_does_not(small, whole, tmp_path):
    rules = QuotaRules(share=0.4, seed=5)
    draw(small.study, keep_plan(small.study, small.scheme.id, rules), TODAY)
    other = opened(Path(shutil.copy(whole, tmp_path / "other.havenlens")))
    draw(other.study, keep_plan(other.study, other.scheme.id, rules), TODAY)
    assert drawn_names(small) == drawn_names(other)
    expected = sorted(sorted((f"o{n:02d}" for n in range(15)), key=lambda name: draw_key(5, name))[:6])
    assert drawn_names(small) == expected
    third = opened(Path(shutil.copy(whole, tmp_path / "third.havenlens")))
    draw(third.study, keep_plan(third.study, third.scheme.id, QuotaRules(share=0.4, seed=6)), TODAY)
    assert drawn_names(third) != drawn_names(small)
    for each in (other, third):
        each.file.close()


def test_new_observations_top_it_up_and_nothing_is_taken_back(small):
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(by=("wave",)))
    draw(small.study, plan, TODAY)
    before = set(drawn_names(small))
    assert draw(small.study, plan, TODAY).new == ()
    more = add_places(small, *(f"p{n}" for n in range(5)), wave=[2] * 5)
    assign(small.study, more, small.scheme.id, [small.study.coder("A").id], Purpose.RESEARCH)
    assert [one.short for one in strata_of(small.study, plan)] == [0, 1]
    assert len(draw(small.study, plan, TODAY).new) == 1
    assert before < set(drawn_names(small))
    smaller = keep_plan(small.study, small.scheme.id, QuotaRules(share=0.05, by=("wave",)))
    assert smaller.id == plan.id
    assert draw(small.study, smaller, TODAY).new == ()
    assert len(drawn_names(small)) == 4


def test_part_of_it_goes_to_the_same_coder_again(small):
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(share=0.4, again=0.1))
    done = draw(small.study, plan, TODAY)
    kinds = Counter(one.kind for one in done.new)
    assert kinds == {SECOND: 4, AGAIN: 2}
    research = {a.observation: a.coder for a in assignments_of(small.study) if a.purpose is Purpose.RESEARCH}
    assert all((research[one.observation] == one.coder) == (one.kind == AGAIN) for one in done.new)


def test_the_work_is_spread_evenly(small):
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(share=0.8))
    draw(small.study, plan, TODAY)
    load = Counter(one.coder for one in draws_of(small.study, plan))
    assert sum(load.values()) == 12
    assert max(load.values()) - min(load.values()) <= 1


def test_what_nobody_may_code_is_said_per_stratum(small):
    only = small.study.coder("A").id
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(share=1.0, coders=(only,), by=("wave",)))
    done = draw(small.study, plan, TODAY)
    told = [problem.sentence for problem in done.short]
    assert len(told) == 2
    assert told[0].startswith("1: 6 of 10 drawn; nobody else may code the rest")


def test_a_paused_coder_is_not_drawn(small):
    paused = small.study.coder("B").id
    keep_entry(small.study, paused, small.scheme.id, EntryKind.DRIFT)
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(share=0.8, again=0.1))
    draw(small.study, plan, TODAY)
    assert paused not in {one.coder for one in draws_of(small.study, plan)}


def test_a_month_is_a_stratum_too_and_days_that_are_unknown_are_one(small):
    places = small.study.store.observations()
    for place in places[:12]:
        month = 2 + (place.name > "o07")
        small.study.store.change("observations", "observation", place.id, filmed_on=date(2026, month, 3))
    plan = keep_plan(small.study, small.scheme.id, QuotaRules(by=("month",)))
    assert {one.name for one in strata_of(small.study, plan)} >= {"2026-02", "2026-03", "–"}


def test_who_codes_is_not_told_that_it_is_coded_twice():
    assert told_purpose(Purpose.RELIABILITY, leads=False) is Purpose.RESEARCH
    assert told_purpose(Purpose.RELIABILITY, leads=True) is Purpose.RELIABILITY
    assert told_purpose(Purpose.TRAINING, leads=False) is Purpose.TRAINING


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (QuotaRules(share=0), "The share to code twice cannot be 0;"),
        (QuotaRules(share=20), "The share to code twice cannot be 20;"),
        (QuotaRules(again=0.5), "again cannot be 0.5; it is part of the whole share, 0 to 0.2"),
        (QuotaRules(seed=-1), "The seed cannot be -1"),
        (QuotaRules(by=("site",)), "There is no observation variable site to draw by; there are wave, month"),
        (QuotaRules(coders=(uuid4(),)), "One of the coders is not in the study"),
    ],
)
def test_what_cannot_be_a_quota_is_said(small, rules, said):
    with pytest.raises(StudyError) as error:
        keep_plan(small.study, small.scheme.id, rules)
    assert said in str(error.value)
    assert plan_for(small.study, small.scheme.id) is None


def test_there_is_nothing_to_draw_before_anybody_codes(tmp_path):
    made = make_small(tmp_path / "new.havenlens")
    made.study.store.remove("codings", "coding", [made.coding.id])
    plan = keep_plan(made.study, made.scheme.id, QuotaRules())
    with pytest.raises(StudyError, match="Nobody codes with this scheme for research yet"):
        draw(made.study, plan, TODAY)
    made.file.close()


# --- the board --------------------------------------------------------------------------------------


def test_the_board_puts_first_what_presses(small):
    study, scheme = small.study, small.scheme.id
    a, b = (study.coder(name).id for name in "AB")
    keep_plan(study, scheme, QuotaRules())
    keep_entry(study, b, scheme, EntryKind.DRIFT)
    keep_entry(study, a, scheme, EntryKind.CHECK, passed=True, expires_on=date(2026, 4, 10))
    first, late = assignments_of(study, a)[:2]
    study.store.change("assignments", "assignment", late.id, due_on=date(2026, 3, 1))
    study.store.change("assignments", "assignment", first.id, due_on=date(2026, 3, 25))
    kinds = [line.kind for line in board_of(study, TODAY)][:5]
    assert kinds == [
        DueKind.PAUSED,
        DueKind.ASSIGNMENT,
        DueKind.ASSIGNMENT,
        DueKind.CERTIFICATE,
        DueKind.DRAW,
    ]
    lines = board_of(study, TODAY, a)
    assert {line.coder for line in lines} == {a}
    assert lines[0].late
    assert [line.said.sentence for line in lines if line.kind is DueKind.CERTIFICATE] == [
        "The certificate of A for A small scheme ends on 2026-04-10."
    ]


def test_a_certificate_that_ended_is_late_and_one_far_off_is_not_told(small):
    a = small.study.coder("A").id
    keep_entry(small.study, a, small.scheme.id, EntryKind.CHECK, passed=True, expires_on=date(2026, 4, 20))
    told = {day: board_of(small.study, day, a)[0] for day in (date(2026, 3, 20), date(2026, 4, 21))}
    assert told[date(2026, 3, 20)].kind is DueKind.ASSIGNMENT
    assert told[date(2026, 4, 21)].late
    assert told[date(2026, 4, 21)].said.sentence.endswith("ended on 2026-04-20; check again.")


def test_what_is_handed_in_is_not_due_any_more(small):
    study = small.study
    plan = keep_plan(study, small.scheme.id, QuotaRules(share=0.05))
    [made] = draw(study, plan, TODAY).new
    task = next(one for one in assignments_of(study) if one.id == made.assignment)
    before = len(board_of(study, TODAY, made.coder))
    coding = begin(study, task)
    submitting.submit(study, next(one for one in study.store.list_codings() if one.id == coding))
    assert len(board_of(study, TODAY, made.coder)) == before - 1
    assert [one.done for one in strata_of(study, plan)] == [1]
    assert assignments_of(study, made.coder)[-1].status is CodingStatus.SUBMITTED
    assert made.drawn_at <= datetime.now(UTC)
