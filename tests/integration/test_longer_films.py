"""A second camera that ran before and after the first: what was coded there is compared and counted, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from havenlens.domain.observation import Purpose
from havenlens.domain.time import Span, TimeBase
from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_more import more_of
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.agreement_tables import moments_behind, table_of
from havenlens.services.ports import MediaFacts
from havenlens.services.presence import PresenceLog
from havenlens.services.sequences.analysis import analyse
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.services.study_store import NewObservation
from havenlens.services.views import Views
from tests.support.pairs import coded, event, micros
from tests.support.studies import SmallStudy, make_small

EARLY, LONG = 20, 90
QUICK = SequenceOptions(draws=20, permutations=19, periods=3, pause=micros(5))


@pytest.fixture
def studies(tmp_path: Path) -> Iterator[tuple[SmallStudy, SmallStudy]]:
    """Make a study filmed by one camera for 90 s, and the same by two: one from 20 s on, one all the time."""
    made = [make_small(tmp_path / f"{name}.havenlens") for name in ("one", "two")]
    for small, by in zip(made, (0, EARLY), strict=True):
        code_pair(small, filmed(small, tmp_path, by), by)
    yield made[0], made[1]
    for small in made:
        small.file.close()


def facts(folder: Path, name: str, seconds: float) -> MediaFacts:
    path, mark = folder / f"{name}.mp4", name.ljust(64, "0")
    return MediaFacts(path, 1, mark, micros(seconds), 640, 360, 0, 25.0, False, 25, micros(0), None)


def filmed(small: SmallStudy, folder: Path, early: float):
    people = [person.id for person in small.people.values()]
    front = facts(folder, "front", 60 if early else LONG)
    place = small.study.add_observation(NewObservation("long", participants=people, video=front)).id
    if early:
        views = Views(small.study)
        door = views.add(place, facts(folder, "door", LONG), "door")
        views.place(place, door.id, TimeBase(micros(-early)))
        assert small.study.observation("long").film == Span(micros(-early), micros(LONG - early))
    return place


def code_pair(small: SmallStudy, place, by: float) -> None:
    """Let two coders note the same things, by so many seconds earlier: some before 0, some after 60 s."""

    def at(code, start, end=None, **values):
        return event(small, code, start - by, None if end is None else end - by, **values)

    def mine():
        return [at("upset", 5, 12), at("bids", 8, modifiers={"need": "help"}), at("comforts", 10), *late()]

    def late():
        bid = at("bids", 84, modifiers={"need": "help"})
        return [at("upset", 70, 83), bid, at("comforts", 86), at("returns", 89)]

    theirs = [at("upset", 6, 12), at("bids", 8, modifiers={"need": "comfort"}), at("returns", 40)]
    coded(small, place, "MK", *mine())
    coded(small, place, "TB", *theirs, *late()[:3])
    coded(small, place, "AB", *mine(), purpose=Purpose.RESEARCH)
    log = PresenceLog(small.study.store, place)
    log.toggle(small.amir, micros(15 - by))
    log.toggle(small.amir, micros(25 - by))


def told(results: list[AgreementResult]) -> list[object]:
    return [(one.scope, one.coders, one.coefficient.method, one.coefficient.estimate) for one in results]


def test_two_coders_agree_as_much_as_if_one_camera_had_filmed_all_of_it(studies):
    found = []
    for small in studies:
        agreed = agreement_of(small.study)
        assert any(one.coefficient.estimate is not None for one in agreed)
        more = [one for result in agreed for one in more_of(small.study, result)]
        found.append((told(agreed), told(more)))
    assert found[0] == found[1]


def test_what_stands_behind_a_table_is_all_that_it_counts(studies):
    for small in studies:
        counted = {}
        for result in agreement_of(small.study):
            table = table_of(result)
            for row, values in zip(table.ids, table.matrix, strict=True) if table else ():
                for column, value in zip(table.ids, values, strict=True):
                    moments = moments_behind(small.study, result, row, column)
                    over_time = result.coefficient.method == "time_unit_kappa"
                    shown = sum(one.span.length for one in moments) / 1e6 if over_time else len(moments)
                    counted[str(result.scope), row, column] = (value, pytest.approx(shown))
        assert counted
        assert {place: pair for place, pair in counted.items() if pair[0] != pair[1]} == {}


def test_sequences_are_those_of_all_that_was_filmed(studies):
    found = [analyse(small.study, QUICK).schemes[0] for small in studies]
    plain = [one.plain() for one in found]
    assert plain[0] == plain[1]
    budget = found[1].budget
    assert budget is not None
    own = {(row.person, row.code, row.period): row.count for row in budget.people}
    assert [own["C1", "bids", part] for part in "123"] == [1, 0, 1]
    assert {row.observable for row in budget.people} == {micros(LONG / 3)}
