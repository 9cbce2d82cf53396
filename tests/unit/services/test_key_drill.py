"""The key drill: right, wrong, what comes again, and when it is over."""

from __future__ import annotations

from collections import Counter
from random import Random

from havenlens.services.key_drill import Drill, cards_of
from tests.support.memory_store import whole_scheme

CARDS = cards_of(whole_scheme())


def drill(seed: int = 1) -> Drill:
    return Drill(CARDS, Random(seed))


def test_there_is_a_card_for_each_code_and_each_answer_asked_at_the_press():
    codes = [card.code.id for card in CARDS if card.option is None]
    assert codes == [code.id for code in whole_scheme().codes]
    asked = {(card.modifier.id, card.option.id, card.key) for card in CARDS if card.option is not None}
    assert ("loud", "soft", "1") in asked


def test_a_coders_own_letters_are_asked_for():
    cards = cards_of(whole_scheme(), {"bids": "x"})
    assert next(card.key for card in cards if card.code.id == "bids" and card.option is None) == "x"


def test_all_keys_right_twice_end_the_drill():
    one = drill()
    while one.card is not None:
        assert one.press(one.card.key, 0.5).right
        one.next_card()
    score = one.score()
    assert (score.presses, score.right, score.share) == (2 * len(CARDS), 2 * len(CARDS), 1.0)
    assert score.seconds == 0.5
    assert score.hardest == ()
    assert one.known == one.total


def test_a_wrong_key_leaves_the_card_and_counts():
    one = drill()
    card = one.card
    assert not one.press("#", 2.0).right
    assert one.card is card
    assert one.press(card.key, 1.0).right
    assert one.score().hardest == (card,)
    assert one.score().share == 0.5


def test_what_went_wrong_comes_more_often():
    one = drill()
    hard, seen = one.card, Counter[str]()
    one.press("#", 1.0)
    while one.card is not None:
        seen["hard" if one.card is hard else "other"] += 1
        one.press(one.card.key, 1.0)
        one.next_card()
    assert seen == {"hard": 3, "other": 2 * (len(CARDS) - 1)}


def test_the_same_card_never_comes_twice_in_a_row_while_there_are_others():
    one = drill()
    for _ in range(2 * len(CARDS) - 2):
        before = one.card
        one.press(before.key, 1.0)
        if one.next_card() is before:
            assert one.known == one.total - 1


def test_a_scheme_without_codes_has_nothing_to_drill():
    empty = Drill((), Random(1))
    assert empty.card is None
    assert empty.press("a", 1.0) is None
    assert empty.score().share is None
