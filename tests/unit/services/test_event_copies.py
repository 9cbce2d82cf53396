"""Events on their way from one coding to another."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pytest

from havenlens.domain.coding import Refused
from havenlens.domain.editing import Edited, Ground
from havenlens.domain.events import Event, Flag
from havenlens.domain.problems import StudyError
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span
from havenlens.services.event_copies import copied, from_json, paste, to_json, to_text
from tests.support.memory_store import CASTING, LEO, MAYA, REYES, at, whole_scheme

SCHEME = whole_scheme()
NAMES = {person.id: person.pseudonym for person in (MAYA, LEO, REYES)}
ANA, BO, COLE = (UUID(int=number) for number in (21, 22, 23))
ELSEWHERE = {"provider": (COLE,), "seeker": (ANA, BO)}
BID = Event(UUID(int=1), "bids", Span.instant(at(5)), LEO.id, REYES.id, {"need": "help"}, "asks\ttwice")
ANSWER = Event(
    UUID(int=2),
    "comforts",
    Span.instant(at(7)),
    REYES.id,
    LEO.id,
    link=BID.id,
    flags=frozenset({Flag.DISCUSS}),
    reaction_lag=Micros(120_000),
)
UPSET = Event(UUID(int=3), "upset", Span(at(4), at(9)), LEO.id)


FILM = Span(Micros(0), at(60))


def ground(*events: Event, casting=CASTING) -> Ground:
    return Ground(SCHEME, casting, EventSeries(SCHEME, events), NAMES, FILM)


def pasted(copies, stage: Ground, moment: Micros | None = None):
    numbers = count(900)
    return paste(copies, stage, lambda: UUID(int=next(numbers)), moment)


def test_copies_come_back_from_the_clipboard_as_they_were():
    several = BID.with_(modifiers={"need": ("help", "comfort"), "loud": 2.5})
    copies = copied([ANSWER, several, UPSET.with_(span=Span(at(4), None))], CASTING)
    assert from_json(to_json(copies)) == copies
    assert [event.span.start for event in copies.events] == [at(4), at(5), at(7)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "people": [{}]}', "null"])
def test_what_is_no_copy_is_refused_in_words(text):
    with pytest.raises(StudyError) as error:
        from_json(text)
    assert str(error.value) == "There are no copied events to paste; copy some with Ctrl+C first."


def test_a_spreadsheet_gets_one_row_an_event():
    lines = to_text(copied([ANSWER, BID], CASTING), ground()).split("\n")
    assert lines[0].split("\t")[:3] == ["Onset", "Offset", "Code"]
    assert lines[1].split("\t") == [
        "00:00:05.000",
        "",
        "Bids",
        "Leo",
        "Ms. Reyes",
        "What is wanted: Help",
        "asks twice",
    ]
    assert len(lines) == 3


def test_events_are_pasted_with_their_links_at_the_same_times():
    outcome = pasted(copied([BID, ANSWER], CASTING), ground())
    assert isinstance(outcome, Edited)
    bid, answer = outcome.changes.added
    assert (bid.span, bid.actor, bid.comment, dict(bid.modifiers)) == (
        BID.span,
        LEO.id,
        BID.comment,
        {"need": "help"},
    )
    assert (answer.link, answer.flags) == (bid.id, {Flag.DISCUSS})
    assert bid.id != BID.id
    assert outcome.said.sentence == "Pasted: 2"


def test_the_first_event_is_pasted_at_the_playhead():
    outcome = pasted(copied([BID, ANSWER], CASTING), ground(BID, ANSWER), at(20))
    assert [event.span.start for event in outcome.changes.added] == [at(20), at(22)]


def test_people_of_another_observation_are_found_by_their_role():
    outcome = pasted(copied([BID, ANSWER], CASTING), ground(casting=ELSEWHERE))
    assert [(event.actor, event.target) for event in outcome.changes.added] == [(BO, COLE), (COLE, BO)]


def test_what_cannot_be_pasted_is_counted_by_its_reason_in_one_sentence():
    strange = BID.with_(id=UUID(int=4), code="waves")
    late = BID.with_(id=UUID(int=5), span=Span.instant(at(61)))
    unfit = BID.with_(id=UUID(int=6), span=Span.instant(at(6)), modifiers={"need": "money"})
    fresh = BID.with_(id=UUID(int=7), span=Span.instant(at(8)))
    overlapping = UPSET.with_(id=UUID(int=8), span=Span(at(8), at(12)))
    copies = copied([BID, strange, late, unfit, fresh, overlapping], CASTING)
    outcome = pasted(copies, ground(BID, UPSET))
    assert isinstance(outcome, Edited)
    assert [event.span.start for event in outcome.changes.added] == [at(8)]
    assert outcome.said.sentence == (
        "Pasted 1 of 6; left out: 1 is there already, 1 has a code this scheme has not, 1 lies outside the "
        "recording, 1 overlaps a state it excludes, 1 does not fit this scheme."
    )


def test_nobody_in_the_role_leaves_out_and_nothing_at_all_is_refused():
    outcome = pasted(copied([BID, UPSET], CASTING), ground(casting={"provider": (COLE,)}))
    assert isinstance(outcome, Refused)
    assert outcome.problem.sentence == "None of 2 could be pasted: 2 have nobody here in the role."


def test_a_link_to_what_was_not_copied_is_kept_only_where_it_is():
    copies = copied([ANSWER], CASTING)
    assert pasted(copies, ground(BID)).changes.added[0].link == BID.id
    assert pasted(copies, ground()).changes.added[0].link is None


def test_an_event_whose_target_is_not_here_is_left_out_and_never_loses_them():
    outcome = pasted(copied([BID, UPSET], CASTING), ground(casting={"seeker": CASTING["seeker"]}))
    assert isinstance(outcome, Edited)
    assert [event.code for event in outcome.changes.added] == ["upset"]
    assert outcome.said.sentence == "Pasted 1 of 2; left out: 1 has nobody here in the role."
