"""What edits of coded events change, and what they leave alone."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pytest

from havenlens.domain.coding import Refused
from havenlens.domain.editing import (
    Edited,
    Ground,
    by_frames,
    by_time,
    codes_for,
    linkable,
    merge,
    move_to,
    moved_span,
    set_values,
    shift,
    split,
)
from havenlens.domain.events import Event, Flag
from havenlens.domain.frames import FrameTimes
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span
from tests.support.memory_store import CASTING, LEO, MAYA, REYES, at, whole_scheme

SCHEME = whole_scheme()
FILM = Span(Micros(0), at(60))
NAMES = {person.id: person.pseudonym for person in (MAYA, LEO, REYES)}


def event(number: int, code: str, start: float, end: float | None = -1, **values) -> Event:
    """Make an event; without an end it is a moment, with None it is open."""
    finish = None if end is None else at(start if end == -1 else end)
    actor = values.pop("actor", MAYA.id)
    return Event(UUID(int=number), code, Span(at(start), finish), actor, **values)


def ground(*events: Event) -> Ground:
    return Ground(SCHEME, CASTING, EventSeries(SCHEME, events), NAMES, FILM)


def new_id():
    numbers = count(900)
    return lambda: UUID(int=next(numbers))


def done(outcome) -> Edited:
    assert isinstance(outcome, Edited), outcome
    return outcome


def refusal(outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.problem.sentence


def test_a_split_leaves_answers_comment_flags_and_link_with_the_first_part():
    whole = event(
        1, "speaks", 2, 8, target=LEO.id, comment="long", flags=frozenset({Flag.UNSURE}), link=UUID(int=9)
    )
    changes = done(split([whole], at(5), ground(whole), new_id())).changes
    ((before, first),), (second,) = changes.replaced, changes.added
    assert before == whole
    assert first == whole.with_(span=Span(at(2), at(5)))
    assert (second.span, second.actor, second.target) == (Span(at(5), at(8)), MAYA.id, LEO.id)
    assert (second.comment, second.flags, second.link, second.modifiers) == ("", frozenset(), None, {})


def test_an_open_state_is_split_into_a_closed_and_an_open_one():
    whole = event(1, "upset", 2, None)
    changes = done(split([whole], at(5), ground(whole), new_id())).changes
    assert changes.replaced[0][1].span == Span(at(2), at(5))
    assert changes.added[0].span.is_open


@pytest.mark.parametrize("seconds", [2, 8, 9])
def test_nothing_is_split_at_its_edge_or_outside(seconds):
    whole = event(1, "upset", 2, 8)
    said = refusal(split([whole], at(seconds), ground(whole), new_id()))
    assert said.startswith(f"None of the selected events lasts over 00:00:0{seconds}.000")


def test_states_are_merged_into_the_first_one_and_links_follow():
    first = event(1, "speaks", 1, 2, comment="a", modifiers={})
    second = event(2, "speaks", 3, 5, comment="b", flags=frozenset({Flag.DISCUSS}), target=LEO.id)
    answer = event(3, "comforts", 6, actor=REYES.id, link=second.id)
    changes = done(merge([second, first], ground(first, second, answer))).changes
    assert changes.removed == (second,)
    (_, whole), (_, relinked) = changes.replaced
    assert (whole.id, whole.span, whole.comment) == (first.id, Span(at(1), at(5)), "a / b")
    assert (whole.flags, whole.target) == (frozenset({Flag.DISCUSS}), LEO.id)
    assert (relinked.id, relinked.link) == (answer.id, first.id)


def test_one_state_is_merged_with_the_next_of_its_kind():
    one, two = event(1, "upset", 1, 2), event(2, "upset", 4, None)
    other = event(3, "upset", 2, 3, actor=LEO.id)
    changes = done(merge([one], ground(one, two, other))).changes
    assert changes.removed == (two,)
    assert changes.replaced[0][1].span == Span(at(1), None)


def test_what_cannot_be_merged_is_refused_with_the_reason():
    one, other = event(1, "upset", 1, 2), event(2, "upset", 3, 4, actor=LEO.id)
    assert refusal(merge([one, other], ground(one, other))).startswith("Only events of the same code")
    assert refusal(merge([one], ground(one))).startswith("There is no later event of the same code")
    bids = event(3, "bids", 1), event(4, "bids", 2)
    assert refusal(merge(bids, ground(*bids))).startswith("Bids marks moments")


def test_events_are_shifted_together_and_never_out_of_the_recording():
    one, two = event(1, "upset", 1, 2), event(2, "bids", 58)
    changes = done(shift([one, two], by_time(2_000_000), ground(one, two))).changes
    assert [after.span.start for _, after in changes.replaced] == [at(3), at(60)]
    assert refusal(shift([one, two], by_time(2_000_001), ground(one, two))) == (
        "Bids at 00:00:58.000 would lie outside the recording (00:00:00.000 to 00:01:00.000), "
        "so nothing was moved; move by less."
    )
    assert "Upset at 00:00:01.000" in refusal(shift([one], by_time(-1_000_001), ground(one)))


def test_where_nothing_was_recorded_only_the_beginning_is_a_limit():
    one = event(1, "upset", 1, 2)
    free = Ground(SCHEME, CASTING, EventSeries(SCHEME, [one]), NAMES, Span(Micros(0), None))
    assert done(shift([one], by_time(9_000_000_000), free)).changes.replaced
    assert "before the beginning (00:00:00.000)" in refusal(shift([one], by_time(-2_000_000), free))


def test_frames_of_different_lengths_are_counted_not_measured():
    place = by_frames(FrameTimes((0, 40_000, 90_000, 100_000)), 1)
    assert [place(Micros(time)) for time in (0, 40_000, 90_000)] == [40_000, 90_000, 100_000]
    assert place(Micros(100_000)) == 110_000
    assert by_frames(FrameTimes((0, 40_000, 90_000)), -1)(Micros(0)) == -50_000


def test_a_state_that_is_moved_by_frames_never_becomes_a_moment():
    short = event(1, "upset", 1, 1.01)
    frames = FrameTimes((0, 1_000_000, 2_000_000, 3_000_000))
    moved = done(shift([short], by_frames(frames, 1), ground(short))).changes.replaced[0][1]
    assert moved.span.start == 2_000_000
    assert not moved.span.is_instant


def test_a_moment_that_is_moved_stays_one_and_an_open_state_stays_open():
    place = by_time(at(2))
    assert moved_span(Span.instant(at(3)), place) == Span.instant(at(5))
    assert moved_span(Span(at(3), None), place) == Span(at(5), None)


def test_another_code_keeps_the_answers_and_the_target_that_fit():
    bid = event(1, "bids", 1, target=REYES.id, modifiers={"need": "help", "loud": "soft"})
    after = done(set_values([bid], ground(bid), code="returns")).changes.replaced[0][1]
    assert (after.code, dict(after.modifiers), after.target) == ("returns", {}, None)


def test_another_person_who_was_the_target_leaves_no_target():
    spoken = event(1, "speaks", 1, 2, target=LEO.id, defaults=frozenset({"target"}))
    after = done(set_values([spoken], ground(spoken), actor=LEO.id)).changes.replaced[0][1]
    assert (after.actor, after.target, after.defaults) == (LEO.id, None, frozenset())


def test_a_target_that_somebody_chose_is_no_default_any_more():
    spoken = event(1, "speaks", 1, 2, target=LEO.id, defaults=frozenset({"target"}))
    after = done(set_values([spoken], ground(spoken), target=REYES.id)).changes.replaced[0][1]
    assert (after.target, after.defaults) == (REYES.id, frozenset())


def test_a_value_is_set_in_all_events_and_answers_only_where_they_are_asked():
    bid, upset = event(1, "bids", 1, modifiers={"loud": "soft"}), event(2, "upset", 1, 2)
    outcome = done(set_values([bid, upset], ground(bid, upset), modifiers={"need": "help", "loud": None}))
    assert [(b.id, dict(a.modifiers)) for b, a in outcome.changes.replaced] == [(bid.id, {"need": "help"})]
    flagged = done(set_values([bid, upset], ground(bid, upset), flag_on=Flag.DISCUSS)).changes
    assert all(after.flags == {Flag.DISCUSS} for _, after in flagged.replaced)
    same = done(set_values([bid], ground(bid), comment=""))
    assert same.changes.is_empty
    assert same.said.sentence == "1 selected, and all of them are as they were"


def test_a_move_to_another_track_goes_to_the_person_in_time_and_may_ask_for_a_code():
    upset = event(1, "upset", 1, 2)
    stage = ground(upset)
    assert [code.id for code in codes_for(upset, REYES.id, "acts", stage)] == ["speaks"]
    assert {code.id for code in codes_for(upset, LEO.id, "states", stage)} == {"upset", "calm"}
    after = done(move_to([upset], stage, actor=REYES.id, code="speaks", by=500_000)).changes.replaced[0][1]
    assert (after.actor, after.code, after.span) == (REYES.id, "speaks", Span(at(1.5), at(2.5)))
    assert "outside the recording" in refusal(move_to([upset], stage, actor=LEO.id, by=-2_000_000))


def test_bids_before_an_event_are_what_it_may_answer_the_latest_first():
    bids = [event(n, "bids", n) for n in (1, 2, 7)]
    answer = event(10, "comforts", 5, actor=REYES.id)
    assert linkable(answer, ground(*bids, answer)) == (bids[1], bids[0])
