"""Spoken lines in a real study: every edit is written, and memory says what the file says."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.domain.observation import TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.transcripts import (
    LineDraft,
    Transcript,
    TranscriptDraft,
    drafts_of,
    lines_of,
    loss_report,
)
from tests.support.studies import findings, raw_bytes


def span(start, end):
    return Span(Micros(round(start * SECOND)), Micros(round(end * SECOND)))


@pytest.fixture
def talk(small):
    made = Transcript(small.study.store, small.observation.id)
    made.add(span(1, 3), "Look at my tower.", small.mia)
    made.add(span(3, 4.5), "I see it!", small.dale)
    made.add(span(6, 8), "It fell.", small.mia)
    return made


def kept(small):
    return Transcript(small.study.store, small.observation.id).lines


def texts(lines):
    return [line.text for line in lines]


def test_lines_are_written_as_they_are_added_and_come_in_time_order(small, talk):
    talk.add(span(0, 1), "Hello.")
    assert texts(talk.lines) == ["Hello.", "Look at my tower.", "I see it!", "It fell."]
    assert kept(small) == talk.lines


def test_text_speaker_and_times_can_be_changed(small, talk):
    line = talk.lines[0]
    talk.change(line.id, text="Look at our tower.")
    talk.change(line.id, speaker=None)
    talk.change(line.id, span=span(5, 5.5))
    assert [(one.text, one.speaker) for one in kept(small)] == [
        ("I see it!", small.dale),
        ("Look at our tower.", None),
        ("It fell.", small.mia),
    ]
    assert talk.change(line.id, text="Look at our tower.").is_empty


def test_a_line_is_split_in_time_and_text_and_joined_again(small, talk):
    line = talk.lines[0]
    talk.split(line.id, 2 * SECOND, 8)
    first, second = talk.lines[:2]
    assert (first.span, first.text) == (span(1, 2), "Look at")
    assert (second.span, second.text, second.speaker) == (span(2, 3), "my tower.", small.mia)
    talk.join([second.id, first.id])
    assert talk.lines[0] == line
    assert kept(small) == talk.lines


def test_everything_can_be_taken_back_and_done_again(small, talk):
    whole = talk.lines
    talk.delete([whole[0].id, whole[2].id])
    talk.change(whole[1].id, text="Other")
    assert texts(talk.lines) == ["Other"]
    talk.undo()
    talk.undo()
    assert kept(small) == talk.lines == whole
    talk.redo()
    assert texts(kept(small)) == ["I see it!"]
    for _ in range(9):
        talk.undo()
    assert kept(small) == ()
    assert talk.undo().is_empty


def test_an_import_is_one_edit_and_can_replace_what_was_there(small, talk):
    before = talk.lines
    draft = TranscriptDraft(
        "talk.vtt", (LineDraft(span(2, 3), "Hi", "Mia"), LineDraft(span(4, 5), "Ho", "C2"))
    )
    lines, strangers = lines_of(draft, small.people.values())
    assert strangers == []
    talk.take_in(lines, replacing=True)
    assert [(line.text, line.speaker) for line in kept(small)] == [("Hi", small.mia), ("Ho", small.amir)]
    talk.undo()
    assert kept(small) == before


def test_names_before_the_text_become_speakers_and_strangers_are_named(small):
    draft = TranscriptDraft(
        "talk.srt",
        (
            LineDraft(span(0, 1), "Mia: Look!\nMr. Dale: I do.\nReally."),
            LineDraft(span(2, 3), "Note: that is no name"),
            LineDraft(span(4, 5), "Who am I?", "Zoe"),
        ),
    )
    lines, strangers = lines_of(draft, small.people.values())
    assert [(line.text, line.speaker) for line in lines] == [
        ("Look!", small.mia),
        ("I do.\nReally.", small.dale),
        ("Note: that is no name", None),
        ("Zoe: Who am I?", None),
    ]
    said = [problem.sentence for problem in loss_report(draft, len(lines), strangers)]
    assert said == [
        "Lines read from talk.srt: 4.",
        "Nobody in the study is called Zoe, so the names stand before what was said; choose who it was.",
    ]
    names = [draft.speaker for draft in drafts_of(lines, small.people.values())]
    assert names == ["Mia", "Mr. Dale", None, None]


def test_the_line_being_spoken_is_the_one_begun_last(talk):
    talk.add(span(2, 7), "Over all of it.")
    spoken = [talk.spoken_at(round(at * SECOND)) for at in (0.5, 1, 2.5, 3.5, 5, 6.5, 7.5, 8)]
    assert [None if place is None else talk.lines[place].text for place in spoken] == [
        None,
        "Look at my tower.",
        "Over all of it.",
        "I see it!",
        "Over all of it.",
        "It fell.",
        "It fell.",
        None,
    ]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda t: t.add(span(3, 3), "x"), "must end after it begins"),
        (lambda t: t.change(t.lines[0].id, span=span(3, 3.01)), "must end after it begins"),
        (lambda t: t.split(t.lines[0].id, 9 * SECOND, 3), "cannot be split at 00:00:09.000"),
        (lambda t: t.join([t.lines[0].id]), "Choose two or more lines"),
        (lambda t: t.change(UUID(int=1), text="x"), "no longer there"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(small, talk, act, said):
    before = talk.lines
    with pytest.raises(StudyError, match=said):
        act(talk)
    assert kept(small) == talk.lines == before


def test_where_the_study_is_read_only_nothing_changes_anywhere(small, talk):
    before = talk.lines
    reading = small.reopened(write=False)
    shown = Transcript(reading.study.store, reading.observation.id)
    with pytest.raises(StudyError):
        shown.delete([shown.lines[0].id])
    assert shown.lines == before
    reading.file.close()


def test_what_somebody_said_is_erased_with_them_whatever_became_of_the_line(small, talk):
    line = talk.lines[0]
    talk.change(line.id, text="A secret about kangaroos")
    talk.change(line.id, text="Something else")
    talk.delete([line.id])
    small.file.withdrawals.withdraw(small.people["C1"])
    small.file.close()
    assert b"kangaroo" not in raw_bytes(small.path)
    assert findings(small.path) == []


steps = st.lists(
    st.tuples(st.sampled_from(["add", "delete", "split", "join", "undo", "redo"]), st.integers(0, 9)),
    max_size=12,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_memory_says_what_the_file_says_after_any_edits(small, actions):
    talk = Transcript(small.study.store, small.observation.id)
    for action, n in actions:
        lines = talk.lines
        chosen = lines[n % len(lines)] if lines else None
        if action == "add":
            talk.add(span(n, n + 2), f"said {n}")
        elif action in ("undo", "redo"):
            getattr(talk, action)()
        elif chosen is not None and action == "delete":
            talk.delete([chosen.id])
        elif chosen is not None and action == "split" and chosen.span.length >= SECOND:
            talk.split(chosen.id, chosen.span.start + chosen.span.length // 2, 3)
        elif action == "join" and len(lines) > 1:
            talk.join([line.id for line in lines[n % (len(lines) - 1) :][:2]])
    assert sorted(kept(small), key=lambda line: line.id) == sorted(talk.lines, key=lambda line: line.id)


def test_a_line_knows_nothing_of_microseconds_lost(small):
    line = TranscriptLine(uuid4(), Span(Micros(1_234_567), Micros(2_345_678)), "exact")
    talk = Transcript(small.study.store, small.observation.id)
    talk.take_in([line], replacing=False)
    assert kept(small)[-1].span == line.span
