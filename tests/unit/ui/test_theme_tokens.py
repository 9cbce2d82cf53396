"""The tokens hold what they promise: text can be read, marks can be seen, shipped glyphs are the family's."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import havenlens
from havenlens.ui.theme.colours import MARK_CONTRAST, TEXT_CONTRAST, blend, contrast, fitted, ink_on
from havenlens.ui.theme.tokens import DARK, LIGHT, Metrics, Theme, Tokens

ICONS = Path(havenlens.__file__).parent / "assets" / "icons"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_all_text_can_be_read_on_all_its_grounds(tokens: Tokens):
    poor = {
        pair: round(ratio, 2)
        for pair in tokens.text_pairs
        if (ratio := contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1]))) < TEXT_CONTRAST
    }
    assert poor == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_focus_and_what_is_filled_in_can_be_seen(tokens: Tokens):
    assert contrast(tokens.accent, tokens.surface) >= MARK_CONTRAST
    assert contrast(tokens.outline, tokens.surface) >= MARK_CONTRAST
    assert contrast(tokens.danger, tokens.surface) >= MARK_CONTRAST


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_every_colour_is_written_in_full(tokens: Tokens):
    colours = [getattr(tokens, field.name) for field in fields(tokens) if field.name != "name"]
    assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in colours)
    assert tokens.name in {Theme.LIGHT, Theme.DARK}


@given(COLOURS)
def test_ink_can_be_read_on_any_colour(colour: str):
    assert contrast(ink_on(colour), colour) >= TEXT_CONTRAST


@given(COLOURS, st.sampled_from([LIGHT.surface, DARK.surface]))
def test_a_fitted_colour_stands_out_from_its_ground(colour: str, ground: str):
    assert contrast(fitted(colour, ground), ground) >= MARK_CONTRAST


@given(COLOURS)
def test_a_colour_that_stands_out_stays_as_it_is(colour: str):
    if contrast(colour, LIGHT.surface) >= MARK_CONTRAST:
        assert fitted(colour, LIGHT.surface) == colour


@given(COLOURS, COLOURS)
def test_blending_goes_from_one_colour_to_the_other(over: str, under: str):
    assert blend(over, under, 1) == over
    assert blend(over, under, 0) == under


def test_sizes_grow_with_the_text():
    assert (Metrics().table_row, Metrics().track_row, Metrics().status_row) == (26, 26, 28)
    assert Metrics(1.5).track_row == 39
    assert Metrics(1.5).body == pytest.approx(19.5)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_glyphs_of_the_style_sheet_are_the_family_s_in_the_theme_s_colours(tokens: Tokens):
    for path in sorted((ICONS / tokens.name).glob("*.svg")):
        colour = tokens.on_accent if path.stem in {"check", "minus"} else tokens.secondary
        drawn = (ICONS / path.name).read_text(encoding="utf-8").replace("currentColor", colour)
        assert path.read_text(encoding="utf-8").replace('"3"', '"2"') == drawn


def test_the_icons_licence_travels_with_them():
    assert "ISC License" in (ICONS / "LICENSE").read_text(encoding="utf-8")
