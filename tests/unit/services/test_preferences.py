"""A coder's settings: what is kept, what is read, and what is made of anything else."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.keymap import KeyStroke
from havenlens.domain.time import Micros
from havenlens.services.preferences import Preferences
from tests.support.memory_store import whole_scheme

SCHEME = whole_scheme()
LIKED = Preferences(
    keys={"undo": "Ctrl+U"},
    letters={"small": {"bids": "x"}},
    layouts={"wide": {"top": (900, 0, 500)}},
    tabs={"lower": "Events"},
    reaction_lag=Micros(250_000),
    hold_to_code=True,
    replay_on_opening=True,
    idle_minutes=3,
    theme="dark",
)


def test_what_is_kept_is_what_was_liked():
    assert Preferences.of_json(json.loads(json.dumps(LIKED.as_json()))) == LIKED


def test_nothing_kept_is_what_everybody_has():
    assert Preferences.of_json(None) == Preferences.of_json({}) == Preferences()
    assert Preferences().idle_minutes == 10


def test_a_lag_beyond_a_second_is_cut():
    assert Preferences.of_json({"reaction_lag_us": 9_000_000}).reaction_lag == 1_000_000
    assert Preferences.of_json({"reaction_lag_us": -5}).reaction_lag == 0


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*LIKED.as_json(), "other"]), ANYTHING) | ANYTHING)
def test_whatever_stands_there_can_be_read(content):
    read = Preferences.of_json(content)
    assert 0 <= read.reaction_lag <= 1_000_000
    assert read.overrides(SCHEME) is not None


def test_a_letter_belongs_to_its_scheme_and_other_keys_to_all():
    likes = Preferences().with_key(SCHEME, "code bids", KeyStroke("x"))
    likes = likes.with_key(SCHEME, "undo", KeyStroke("u", ctrl=True))
    assert likes.letters == {"small": {"bids": "X"}}
    assert likes.overrides(SCHEME) == {"code bids": KeyStroke("x"), "undo": KeyStroke("u", ctrl=True)}
    assert likes.with_key(SCHEME, "undo", None).keys == {}
    assert likes.without_keys(SCHEME).overrides(SCHEME) == {}
