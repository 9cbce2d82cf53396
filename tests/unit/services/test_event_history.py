"""What happened to one event, told from the steps of the log."""

from __future__ import annotations

from havenlens.domain.time import Span
from havenlens.services.event_history import history_of
from tests.support.memory_store import LEO, Desk, at


def story(desk: Desk, event_id):
    return [(h.kind, h.parts, h.undone, h.takes_back) for h in history_of(event_id, desk.store.steps)]


def test_every_change_is_told_with_before_and_after_and_who():
    desk = Desk()
    event = desk.coded("returns", 5)
    desk.session.edit(event.id, comment="again", span=Span.instant(at(6)))
    desk.session.edit(event.id, actor=LEO.id)
    desk.session.delete([event.id])
    told = history_of(event.id, desk.store.steps)
    assert [(h.kind, h.parts) for h in told] == [
        ("press", ()),
        ("edit", ("span", "comment")),
        ("edit", ("actor",)),
        ("delete", ()),
    ]
    assert (told[0].before, told[0].after) == (None, event)
    assert (told[1].before, told[1].after.comment) == (event, "again")
    assert told[3].after is None
    assert {h.coder for h in told} == {desk.coding.coder}


def test_what_was_taken_back_is_told_as_undone_until_it_is_done_again():
    desk = Desk()
    event = desk.coded("returns", 5)
    desk.session.edit(event.id, comment="a")
    desk.session.undo()
    assert story(desk, event.id) == [
        ("press", (), False, False),
        ("edit", ("comment",), True, False),
        ("undo", ("comment",), False, True),
    ]
    desk.session.redo()
    assert [undone for _, _, undone, _ in story(desk, event.id)] == [False, False, True, False]
    desk.session.undo()
    desk.session.undo()
    assert [undone for _, _, undone, _ in story(desk, event.id)] == [True, True, False, True, False, False]


def test_other_events_are_left_out():
    desk = Desk()
    one, other = desk.coded("returns", 5), desk.coded("returns", 8)
    desk.session.delete([one.id])
    assert [h.kind for h in history_of(other.id, desk.store.steps)] == ["press"]
