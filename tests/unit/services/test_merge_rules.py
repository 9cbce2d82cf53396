"""Which of two logs goes on from the other, and whose edit of a shared row holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.hand_outs import HandOutMark, Merged, MergeError
from havenlens.services.merging import (
    Act,
    Edit,
    LoggedRow,
    Registers,
    Standing,
    Verdict,
    is_news,
    standing,
    verdict,
)

KEY = ("presence", "a")


def log(text: str) -> list[LoggedRow]:
    """Write a log: a letter a row, in capitals where its payload is gone, w and v for withdrawals."""
    return [LoggedRow(letter.lower(), letter in "wv", letter.isupper()) for letter in text]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("", "", Standing.SAME),
        ("abc", "abc", Standing.SAME),
        ("ab", "abc", Standing.FURTHER),
        ("", "abc", Standing.FURTHER),
        ("abc", "ab", Standing.BEHIND),
        ("abc", "", Standing.BEHIND),
        ("abx", "aby", Standing.APART),
        ("ax", "aby", Standing.APART),
        ("Aw", "Abv", Standing.FURTHER),
        ("Aw", "Av", Standing.BEHIND),
        ("Acw", "Av", Standing.BEHIND),
        ("Aw", "abv", Standing.APART),
        ("acw", "Av", Standing.APART),
        ("Acw", "Abv", Standing.APART),
    ],
)
def test_the_longer_log_holds_where_one_goes_on_from_the_other(ours, theirs, expected):
    assert standing(log(ours), log(theirs)) is expected


def edit(act: Act, at: str, *columns: str, place: str = "") -> Edit:
    return Edit(KEY, act, (at, place, 1), columns)


def decided(ours: list[Edit], theirs: list[Edit], *, is_there: bool) -> Verdict:
    return verdict(KEY, Registers.of(ours), Registers.of(theirs), is_there=is_there)


def test_a_row_is_there_if_it_was_added_later_than_removed():
    add, remove = edit(Act.ADD, "1", "text"), edit(Act.REMOVE, "2")
    assert decided([], [add], is_there=False).act is Act.ADD
    assert decided([add], [remove], is_there=True).act is Act.REMOVE
    assert decided([remove], [add], is_there=False).act is None
    assert decided([remove], [edit(Act.ADD, "3", "text")], is_there=False).act is Act.ADD
    assert decided([edit(Act.ADD, "3")], [remove], is_there=True).act is None
    assert decided([], [remove], is_there=False).act is None


def test_the_later_edit_of_each_column_holds():
    ours = [edit(Act.CHANGE, "2", "text"), edit(Act.CHANGE, "5", "speaker")]
    theirs = [edit(Act.CHANGE, "3", "text", "speaker", place="x")]
    assert decided(ours, theirs, is_there=True) == Verdict(Act.CHANGE, ("text",))
    assert decided(theirs, theirs, is_there=True) == Verdict(None)
    assert decided(ours, theirs, is_there=False) == Verdict(None)


def test_what_the_study_has_in_its_log_is_no_news():
    first, last = edit(Act.CHANGE, "1", "text", place="x"), edit(Act.CHANGE, "2", "text", place="x")
    theirs = Registers.of([first, last])
    assert [is_news(one, Registers(), theirs) for one in (first, last)] == [False, True]
    assert not is_news(last, Registers.of([last]), theirs)
    gone = edit(Act.REMOVE, "3", place="x")
    theirs.take(gone)
    assert is_news(gone, Registers.of([last]), theirs)
    assert not is_news(gone, Registers.of([gone]), theirs)


stamps = st.tuples(st.sampled_from("1234"), st.sampled_from("xyz"), st.integers(1, 3))
edits = st.builds(
    Edit,
    st.just(KEY),
    st.sampled_from(Act),
    stamps,
    st.sampled_from([("text",), ("text", "speaker"), ("speaker",)]),
)


@given(
    st.lists(edits, unique_by=lambda one: one.stamp).flatmap(
        lambda e: st.tuples(st.just(e), st.permutations(e))
    )
)
def test_registers_are_the_same_in_whatever_order_and_however_often(pair):
    some, mixed = pair
    once, again = Registers.of(some), Registers.of([*mixed, *some])
    assert (once.there, once.columns) == (again.there, again.columns)


def test_a_mark_is_read_back_and_nonsense_is_none():
    from datetime import UTC, datetime
    from uuid import uuid4

    mark = HandOutMark(uuid4(), uuid4(), datetime.now(UTC), 7, "f" * 64)
    assert HandOutMark.of_settings({"handed_out": mark.as_json()}) == mark
    for settings in (
        {},
        {"handed_out": 1},
        {"handed_out": {}},
        {"handed_out": {**mark.as_json(), "id": "?"}},
    ):
        assert HandOutMark.of_settings(settings) is None


def test_each_reason_is_a_sentence_of_its_own():
    names = ({"coding": name, "path": "k.havenlens"} for name in ("o1", "o2"))
    error = MergeError(tuple(Problem("merge.locked", values) for values in names))
    assert isinstance(error, StudyError)
    assert [line[:2] for line in str(error).splitlines()] == ["o1", "o2"]
    assert Merged("K01", 0, 0, 0, 0, news=False).notices == ()
