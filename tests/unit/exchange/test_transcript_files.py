"""What is written as WebVTT or SubRip is read again as it was."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.time import Micros, Span
from havenlens.exchange.cues import Cue, tidy
from havenlens.exchange.subrip import _OVERRIDE, _STYLE, format_subrip, parse_subrip
from havenlens.exchange.webvtt import format_webvtt, parse_webvtt

NOWHERE = Path("nowhere")
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n-–<>&:.{}42")
TEXTS = st.text(LETTERS, min_size=1, max_size=40).map(tidy).filter(bool)
NAMES = st.text(LETTERS, min_size=1, max_size=12).map(lambda name: " ".join(name.split())).filter(bool)


@st.composite
def spans(draw):
    start = draw(st.integers(0, 200_000_000)) * 1000
    return Span(Micros(start), Micros(start + draw(st.integers(0, 60_000)) * 1000))


def one_voice(text):
    """Two dashes are two voices, which become two lines."""
    lines = text.split("\n")
    return len(lines) == 1 or not all(line.startswith(("-", "–", "—")) for line in lines)


@given(st.lists(st.builds(Cue, spans(), st.none() | NAMES, TEXTS.filter(one_voice)), max_size=5))
def test_webvtt_comes_back_as_it_was(cues):
    found = parse_webvtt(NOWHERE, format_webvtt(cues).split("\n"))
    assert found.cues == cues
    assert not +found.left_out


@given(st.lists(st.builds(Cue, spans(), st.none(), TEXTS.filter(one_voice)), min_size=1, max_size=5))
def test_subrip_comes_back_as_it_was_but_for_arrows_and_its_own_tags(cues):
    def plain(text):
        return tidy(_STYLE.sub("", _OVERRIDE.sub("", text.replace("-->", "→"))))

    found = parse_subrip(NOWHERE, format_subrip(cues).split("\n"))
    kept = [Cue(cue.span, None, plain(cue.text)) for cue in cues if plain(cue.text)]
    assert found.cues == kept


@given(TEXTS)
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(text) == text
