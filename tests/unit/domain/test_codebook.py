"""The codebook's own small laws."""

from __future__ import annotations

from havenlens.domain.codebook import Code, Dimension, Direction, Kind, Modifier, Scale
from havenlens.domain.recipes import Selector


def code(name="Gives up", **more):
    return Code("c", name, "y", Kind.POINT, "g", "k", ("a",), (), "#000000", "", **more)


def test_a_meaning_is_the_name_unless_it_is_said():
    assert code().shared_meaning == "gives_up"
    assert code("  Gives   UP. ").shared_meaning == "gives_up"
    assert code("Signal lapses", meaning="gives_up").shared_meaning == "gives_up"


def test_an_empty_selector_selects_nothing():
    assert not Selector().selects(code())
    assert not Selector(safe_haven_only=True).selects(code(safe_haven=True))


def test_safe_haven_only_leaves_out_codes_that_do_not_say_so():
    selector = Selector(classes=("k",), safe_haven_only=True)
    assert selector.selects(code(safe_haven=True))
    assert not selector.selects(code(safe_haven=False))
    assert not selector.selects(code())


def test_a_scale_lists_its_values():
    assert Scale(0, 10, 5).values == (0, 5, 10)


def test_only_lower_better_scores_are_turned():
    scale = Scale(1, 7)
    up = Dimension("d", "D", "1", Direction.HIGHER_BETTER, "")
    down = Dimension("d", "D", "1", Direction.LOWER_BETTER, "")
    assert [up.oriented(2, scale), down.oriented(2, scale)] == [2, 6]


def test_a_modifier_is_asked_in_the_walk_unless_it_is_said():
    assert Modifier("m", "M", (), ()).ask == "walk"
