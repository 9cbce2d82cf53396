"""Saving edited schemes in a study that is in use: notes, maps, the recode queue."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from havenlens.domain.codebook import UNLABELLED
from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_maps import CodeFate, Fate, SchemeMap, propose
from havenlens.domain.time import seconds
from havenlens.exchange.schemes import YamlSchemes, parse_scheme
from havenlens.services.assignments import assign
from havenlens.services.checklist import missing_in
from havenlens.services.handing_out import hand_out
from havenlens.services.lost_answers import LostAnswers, together
from havenlens.services.merging import merge
from havenlens.services.recode_queue import RecodeQueue
from havenlens.services.scheme_editing import put_at, renamed, without
from havenlens.services.scheme_notes import add_note, notes_of
from havenlens.services.scheme_saving import plan, save
from havenlens.services.sign_in import set_pin
from havenlens.services.submitting import submit
from tests.support.handed_out import at_work
from tests.support.limits import no_room_for
from tests.support.schemes import KINDS, SMALL
from tests.support.studies import SmallStudy, findings

FILES = YamlSchemes()
REPAIR = {"modifiers", "derived"}


def scheme_of(values):
    text = FILES.text(values, SMALL)
    return parse_scheme(text, "edited"), text


def with_version(values, version):
    return scheme_of({**values, "version": version})


@pytest.fixture
def values():
    return FILES.values(SMALL)


def reworded(values):
    return put_at(values, ("codes", 1, "definition"), "Asks for help or comfort.")


def hinted(values):
    """Split the bids in two, rename the returns, and add a code."""
    new = {**values["codes"][1], "id": "hints", "name": "Hints", "key": "h", "colour": "#882255"}
    late = {**values["codes"][2], "id": "waits", "name": "Waits", "key": "w", "colour": "#332288"}
    values = put_at(values, ("codes", 3, "id"), "resumes")
    values = renamed(values, "codes", "returns", "resumes")
    return {**values, "codes": [*values["codes"], new, late]}


def hinted_map():
    return SchemeMap(
        (
            CodeFate("upset", Fate.KEPT, ("upset",)),
            CodeFate("bids", Fate.SPLIT, ("bids", "hints")),
            CodeFate("comforts", Fate.KEPT, ("comforts",)),
            CodeFate("returns", Fate.RENAMED, ("resumes",)),
        )
    )


def code_a_little(small: SmallStudy):
    session = small.session()
    session.focus_on(small.mia)
    for code, at in (("upset", 1), ("bids", 2), ("comforts", 3), ("upset", 5), ("returns", 6), ("bids", 7)):
        assert not session.press(code, seconds(at)).refused
    bid, comfort = (next(e for e in session.events if e.code == code) for code in ("bids", "comforts"))
    session.edit(bid.id, modifiers={"need": "help"}, comment="asks twice")
    session.edit(comfort.id, link=bid.id)
    return session


def saved_as_hinted(small: SmallStudy, values):
    scheme, text = with_version(hinted(values), "1.3.0")
    return save(small.study, small.scheme.id, scheme, text, author="MK", made=hinted_map())


def test_a_scheme_nobody_coded_with_is_changed_in_place(small, values):
    study = small.study
    other = put_at(put_at(values, ("id",), "fresh"), ("version",), "0.1.0")
    scheme, text = scheme_of(other)
    stored = save(study, None, scheme, text).stored
    changed = without(other, ("codes", 3))
    changed = {**changed, "derived": [], "modifiers": []}
    scheme, text = scheme_of(changed)
    assert plan(study, stored.id, scheme, text).version == "0.1.0"
    again = save(study, stored.id, scheme, text)
    assert again.stored.id == stored.id
    assert again.queue is None
    assert [code.id for code in study.scheme(stored.id).codes] == ["upset", "bids", "comforts"]


def test_a_change_of_words_asks_for_a_note_and_is_a_patch(small, values):
    scheme, text = scheme_of(reworded(values))
    saving = plan(small.study, small.scheme.id, scheme, text)
    assert (saving.version, saving.wants_note, saving.wants_map) == ("1.2.1", True, False)
    scheme, text = with_version(reworded(values), saving.version)
    with pytest.raises(StudyError, match="Say what changed and why"):
        save(small.study, small.scheme.id, scheme, text, author="MK")
    save(small.study, small.scheme.id, scheme, text, author="MK", note="Comfort counts.", note_code="bids")
    notes = notes_of(small.study.store, small.scheme.id)
    assert [(note.author, note.code, note.text) for note in notes if note.author] == [
        ("MK", "bids", "Comfort counts.")
    ]
    assert any(note.text.startswith("1.2.0 → 1.2.1: codes.bids.definition") for note in notes)
    assert small.study.store.schemes()[0].version == "1.2.1"
    assert small.study.store.list_codings()[0].scheme == small.scheme.id


def test_the_stored_version_itself_is_frozen(small, values):
    scheme, text = scheme_of(reworded(values))
    with pytest.raises(StudyError, match=r"1\.2\.0"):
        save(small.study, small.scheme.id, scheme, text, note="No new number.")
    assert small.study.store.schemes()[0].source == SMALL


def test_nothing_changed_and_an_id_that_is_taken_are_said(small, values):
    scheme, text = scheme_of(values)
    with pytest.raises(StudyError, match=r"Nothing has changed since version 1\.2\.0"):
        plan(small.study, small.scheme.id, scheme, text)
    with pytest.raises(StudyError, match="has a scheme small already"):
        plan(small.study, None, scheme, text)


def test_another_measurement_asks_for_a_whole_map(small, values):
    scheme, text = scheme_of(hinted(values))
    saving = plan(small.study, small.scheme.id, scheme, text)
    assert (saving.version, saving.wants_map, saving.wants_note) == ("1.3.0", True, False)
    scheme, text = with_version(hinted(values), "1.3.0")
    with pytest.raises(StudyError, match=r"say what became of each code of version 1\.2\.0"):
        save(small.study, small.scheme.id, scheme, text)
    part = SchemeMap(hinted_map().fates[:-1])
    with pytest.raises(StudyError, match=r"returns of version 1\.2\.0 has no place in the map"):
        save(small.study, small.scheme.id, scheme, text, made=part)
    assert len(small.study.store.schemes()) == 1


def test_the_queue_takes_over_what_keeps_its_meaning(small, values):
    code_a_little(small)
    before = {coding.id: list(small.study.store.events_of(coding.id)) for coding in [small.coding]}
    saved = saved_as_hinted(small, values)
    assert saved.queue is not None
    assert (saved.queue.codings, saved.queue.items) == (1, 2 + 1)
    new = next(c for c in small.study.store.list_codings() if c.scheme == saved.stored.id)
    assert (new.purpose, new.attempt, new.coder) == (small.coding.purpose, 1, small.coding.coder)
    assert new.casting == small.coding.casting
    events = small.study.store.events_of(new.id)
    assert [event.code for event in events] == ["upset", UNLABELLED, "comforts", "resumes", UNLABELLED]
    bid, comfort = events[1], events[2]
    assert comfort.link == bid.id
    assert bid.comment == "asks twice"
    assert not {event.id for event in events} & {event.id for event in before[small.coding.id]}
    assert list(small.study.store.events_of(small.coding.id)) == before[small.coding.id]
    assert findings(small.path) == []


def test_ratings_of_the_same_scale_go_along(small, values):
    period = RatingPeriod(small.mia, PeriodKind.CYCLE, 1)
    ratings = [Rating(small.amir, period.id, "warmth", 4), Rating(small.dale, period.id, "pressure", 2)]
    small.study.store.add_ratings(small.coding, [period], ratings)
    turned = put_at(hinted(values), ("ratings", 1, "direction"), "higher_better")
    scheme, text = with_version(turned, "1.3.0")
    saved = save(small.study, small.scheme.id, scheme, text, made=hinted_map())
    new = next(c for c in small.study.store.list_codings() if c.scheme == saved.stored.id)
    assert [(r.dimension, r.score) for _, r in small.study.store.ratings_of(new.id)] == [("warmth", 4)]


def test_the_queue_is_worked_through(small, values):
    code_a_little(small)
    saved = saved_as_hinted(small, values)
    new_scheme, old_scheme = small.study.scheme(saved.stored.id), small.study.scheme(small.scheme.id)
    queue = RecodeQueue(small.study)
    items = queue.items()
    assert [(item.kind, item.at, item.old_code, item.choices) for item in items] == [
        ("new", 0, "", ("waits",)),
        ("split", 2_000_000, "bids", ("bids", "hints")),
        ("split", 7_000_000, "bids", ("bids", "hints")),
    ]
    assert items[1].question(new_scheme, old_scheme) == "What was Bids at 00:00:02.000 by Mia: Bids, Hints?"
    assert items[0].question(new_scheme, old_scheme) == "Look through the whole observation for Waits."
    assert (items[1].observation, items[1].coder) == ("lesson  A lesson", "MK") or items[1].coder == "MK"
    queue.skip(items[1].id)
    assert [item.id for item in queue.items()] == [items[0].id, items[2].id, items[1].id]
    queue.answer(items[1], "hints")
    queue.answer(items[0], "waits")
    assert queue.progress() == (2, 3)
    events = small.study.store.events_of(items[1].coding)
    assert [event.code for event in events] == ["upset", "hints", "comforts", "resumes", UNLABELLED]
    with pytest.raises(StudyError, match="upset is no choice for this item; take one of: bids, hints"):
        queue.answer(items[2], "upset")
    with pytest.raises(StudyError, match="answered already"):
        queue.answer(items[0], "waits")


def test_what_was_taken_over_is_no_step_to_undo(small, values):
    code_a_little(small)
    saved_as_hinted(small, values)
    session = small.session(small.study.store.list_codings()[-1])
    before = list(session.events)
    assert before
    assert session.undo().notice.code == "coding.nothing_to_undo"
    session.focus_on(small.amir)
    session.press("resumes", seconds(30))
    assert not session.undo().refused
    assert list(session.events) == before
    assert session.undo().refused


def test_an_answer_in_the_open_coding_is_a_step_that_can_be_undone(small, values):
    code_a_little(small)
    saved_as_hinted(small, values)
    queue = RecodeQueue(small.study)
    item = queue.items()[1]
    coding = next(c for c in small.study.store.list_codings() if c.id == item.coding)
    session = small.session(coding)
    queue.answer(item, "bids", session)
    assert session.events[item.event].code == "bids"
    session.undo()
    assert item.id in {left.id for left in queue.items()}


@pytest.mark.skipif(os.name == "nt", reason="only POSIX limits the size of files")
def test_an_answer_that_could_not_be_written_leaves_the_open_coding_as_it_was(small, values):
    code_a_little(small)
    saved_as_hinted(small, values)
    queue = RecodeQueue(small.study)
    item = queue.items()[1]
    session = small.session(next(c for c in small.study.store.list_codings() if c.id == item.coding))
    session.press("waits", seconds(30))
    assert len(session.history.undo) == 1
    with no_room_for(small.file), pytest.raises(StudyError, match="disk"):
        queue.answer(item, "bids", session)
    assert session.events[item.event].code == UNLABELLED
    assert list(session.events) == list(small.study.store.events_of(item.coding))
    assert item.id in {left.id for left in queue.items()}
    queue.answer(item, "bids", session)
    session.undo()
    assert session.events[item.event].code == UNLABELLED
    assert not session.undo().refused
    assert session.undo().refused


def test_what_was_recoded_in_a_hand_out_is_done_once_it_has_come_back(small, values, tmp_path):
    code_a_little(small)
    saved_as_hinted(small, values)
    coder = small.coding.coder
    out = hand_out(small.study, coder, tmp_path / "mine.havenlens").path
    with at_work(out) as study:
        queue = RecodeQueue(study, coder)
        sought, item, left = queue.items()
        queue.answer(sought, "waits")
        queue.answer(item, "hints")
    merge(small.study, out)
    assert [one.id for one in RecodeQueue(small.study, coder).items()] == [left.id]
    events = small.study.store.events_of(item.coding)
    assert next(event.code for event in events if event.id == item.event) == "hints"


def test_an_answer_for_a_coding_that_is_closed_is_refused_and_stays(small, values):
    code_a_little(small)
    saved_as_hinted(small, values)
    queue = RecodeQueue(small.study)
    item = queue.items()[1]
    small.study.store.change("codings", "coding", item.coding, status=CodingStatus.LOCKED.value)
    with pytest.raises(StudyError, match="locked"):
        queue.answer(item, "bids")
    assert item.id in {left.id for left in queue.items()}
    rows = small.study.store.rows_of("recode_items", id=item.id)
    assert rows[0]["done_at"] is None


def test_another_coders_items_are_not_answered_where_people_sign_in(small, values):
    code_a_little(small)
    saved_as_hinted(small, values)
    other = small.study.add_coder("JB").id
    set_pin(small.study, other, "1234")
    queue = RecodeQueue(small.study, other)
    before = queue.progress()
    for item in queue.items():
        with pytest.raises(StudyError, match="This coding is MK's"):
            queue.answer(item, item.choices[0])
    assert queue.progress() == before
    own = RecodeQueue(small.study, small.coding.coder)
    own.answer(own.items()[0], own.items()[0].choices[0])
    assert own.progress()[0] == before[0] + 1


def test_a_master_is_not_in_the_queue_of_whom_it_is_hidden_from(small, values):
    code_a_little(small)
    saved_as_hinted(small, values)
    recoded = small.study.store.list_codings()[-1]
    small.study.store.change("codings", "test", recoded.id, purpose=Purpose.MASTER.value)
    new = small.study.add_coder("new").id
    assert RecodeQueue(small.study, new).items()
    assign(small.study, [recoded.observation], recoded.scheme, [new], Purpose.TRAINING)
    assert RecodeQueue(small.study, new).items() == []


def test_what_the_new_rules_refuse_waits_too(small, values):
    code_a_little(small)
    shy = put_at(values, ("codes", 2, "actors"), ["seeker"])
    shy = put_at(put_at(shy, ("codes", 2, "targets"), ["provider"]), ("version",), "1.3.0")
    scheme, text = scheme_of(shy)
    save(
        small.study, small.scheme.id, scheme, text, made=propose(small.study.scheme(small.scheme.id), scheme)
    )
    assert [(item.old_code, item.choices) for item in RecodeQueue(small.study).items()] == [
        ("comforts", ("comforts",))
    ]


def handed_in(small: SmallStudy):
    session = small.session()
    session.focus_on(small.mia)
    for code, at in (("bids", 2), ("upset", 5), ("upset", 9)):
        session.press(code, seconds(at))
    bid = next(event for event in session.events if event.code == "bids")
    session.edit(bid.id, modifiers={"need": "help"})
    submit(small.study, session.coding, missing_in(small.study, session))


def new_version(small: SmallStudy, values):
    scheme, text = with_version(values, "1.3.0")
    made = propose(small.study.scheme(small.scheme.id), scheme)
    saved = save(small.study, small.scheme.id, scheme, text, author="MK", made=made)
    [coding] = [one for one in small.study.store.list_codings() if one.scheme != small.scheme.id]
    return saved.queue, coding


def test_a_coding_that_loses_an_answer_is_in_progress_again_and_it_is_named(small, values):
    handed_in(small)
    task = {"id": "task", "key": "2", "name": "Task"}
    queue, coding = new_version(small, put_at(values, ("modifiers", 0, "options", 1), task))
    scheme = small.study.scheme(coding.scheme)
    assert queue.items == 1
    assert [one.words(scheme) for one in queue.lost] == ["Bids · What is wanted: Help (1)"]
    assert coding.status is CodingStatus.IN_PROGRESS
    assert small.study.store.rows_of("codings", id=coding.id)[0]["submitted_at"] is None


def test_what_a_coding_lost_is_in_the_queue_until_somebody_looked_at_it(small, values):
    handed_in(small)
    task = {"id": "task", "key": "2", "name": "Task"}
    optional = put_at(values, ("modifiers", 0, "required"), False)
    _, coding = new_version(small, put_at(optional, ("modifiers", 0, "options", 1), task))
    queue = RecodeQueue(small.study)
    [item] = queue.items()
    new, old = small.study.scheme(coding.scheme), small.study.scheme(small.scheme.id)
    assert (item.coding, item.at, item.choices) == (coding.id, seconds(2), ("bids",))
    assert item.question(new, old) == (
        "The new version does not take these answers, so they were left out: "
        "Bids · What is wanted: Help (1). Look whether another answer fits."
    )
    queue.answer(item, "bids")
    assert RecodeQueue(small.study).items() == []
    assert queue.progress() == (1, 1)
    [event] = [e for e in small.study.store.events_of(coding.id) if e.code == "bids"]
    assert event.modifiers == {}
    with pytest.raises(StudyError, match="answered already"):
        queue.answer(item, "bids")


def test_what_was_written_in_words_is_not_named_and_many_numbers_are_cut_short():
    scheme = parse_scheme(KINDS, "kinds.yaml")
    said = LostAnswers.counted("fret", "said", Counter({"": 3}))
    loud = LostAnswers.counted("fret", "loud", Counter({f"{n} dB": n for n in range(1, 9)}))
    assert said.words(scheme) == "Frets · What was said: in words (3)"
    assert loud.words(scheme) == (
        "Frets · Loudness: 8 dB (8), 7 dB (7), 6 dB (6), 5 dB (5), 4 dB (4), 3 dB (3)…"
    )
    assert loud.events == 36
    assert [one.events for one in together([loud, said, loud])] == [72, 3]


def test_a_coding_stays_handed_in_where_a_question_is_not_asked_any_more(small, values):
    handed_in(small)
    queue, coding = new_version(small, {**values, "modifiers": [], "derived": []})
    assert (queue.items, queue.lost) == (0, ())
    assert coding.status is CodingStatus.SUBMITTED


def test_a_coding_that_misses_what_the_new_version_wants_is_in_progress_again(small, values):
    handed_in(small)
    asked = {**values["modifiers"][0], "id": "tone", "name": "Tone"}
    queue, coding = new_version(small, {**values, "modifiers": [*values["modifiers"], asked]})
    assert (queue.items, queue.lost) == (0, ())
    assert coding.status is CodingStatus.IN_PROGRESS


def test_notes_follow_the_codes_that_took_their_place(small, values):
    store = small.study.store
    for code, text in (("returns", "Walking counts."), ("bids", "Sighs count."), ("", "Code twice.")):
        add_note(store, small.scheme.id, text, "MK", code)
    saved = saved_as_hinted(small, values)
    notes = {(note.code, note.text) for note in notes_of(store, saved.stored.id)}
    assert notes == {("resumes", "Walking counts."), ("", "Code twice.")}
    with pytest.raises(StudyError, match="Say what changed"):
        add_note(store, small.scheme.id, "  ", "MK")


def test_a_coding_that_was_recoded_is_not_recoded_again(small, values):
    code_a_little(small)
    saved = saved_as_hinted(small, values)
    from havenlens.services.recoding import build_queue

    again = build_queue(small.study, saved.queue.map)
    assert (again.codings, again.items) == (0, 0)
