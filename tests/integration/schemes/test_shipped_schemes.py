"""The schemes that travel with the program: all good, one meaning one key, what they measure is pinned."""

from __future__ import annotations

import re

import pytest

from havenlens.domain.codebook import Kind
from havenlens.exchange.schemes import check_schemes, load_scheme, shipped_schemes
from havenlens.exchange.schemes.parts import RESERVED_KEYS
from havenlens.services.shipped import shipped

PATHS = shipped_schemes()
MEASURES = {
    "asem_partner_buffering": "d2dc085a",
    "classroom_emotional_support": "7765f9d1",
    "coach_clip_markers": "e83d6f6e",
    "partner_responsiveness": "2e4b7154",
    "safe_haven_bids": "82da1390",
    "secure_base_exploration": "167d1e5f",
    "secure_base_script_chain": "f20cdc10",
}
"""What each scheme measures at version 1.0.0; a change here needs a new version."""


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def scheme(request):
    return load_scheme(request.param)


def test_all_are_there_and_have_no_problems_alone_or_together():
    assert [path.stem for path in PATHS] == sorted(MEASURES)
    assert [
        problem.sentence for problem in check_schemes([*PATHS, shipped("coding_schemes") / "template.yaml"])
    ] == []


def test_what_they_measure_is_pinned(scheme):
    assert (scheme.version, scheme.measurement_hash[:8]) == ("1.0.0", MEASURES[scheme.id])


def test_they_say_that_they_are_drafts(scheme):
    assert scheme.status == "draft"
    assert scheme.license == "CC-BY-4.0"
    assert scheme.notice


def test_the_file_is_called_after_the_scheme(scheme):
    assert (shipped("coding_schemes") / f"{scheme.id}.yaml").is_file()


def test_keys_are_letters_that_the_player_leaves_free(scheme):
    keys = [code.key for code in scheme.codes]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z]", key) and key not in RESERVED_KEYS for key in keys)


def test_colours_differ(scheme):
    colours = [code.colour.upper() for code in scheme.codes]
    assert len(set(colours)) == len(colours)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


def test_coders_find_what_they_need_under_every_code(scheme):
    for code in scheme.codes:
        assert code.definition
        assert code.include
        assert code.example
        if code.kind is Kind.STATE and scheme.measurement:
            assert code.onset_rule
            assert code.offset_rule
    for dimension in scheme.dimensions:
        assert set(dimension.anchors) == {"low", "mid", "high"}


def test_a_repair_is_asked_for_only_after_a_miss():
    scheme = load_scheme(shipped("coding_schemes") / "safe_haven_bids.yaml")
    assert {modifier.id: (modifier.ask, modifier.ask_if) for modifier in scheme.modifiers} == {
        "need": ("now", None),
        "intensity": ("walk", None),
        "tone": ("walk", None),
        "distance": ("walk", None),
        "repair": ("walk", "after_miss"),
    }


def test_absence_is_not_coded_twice():
    scheme = load_scheme(shipped("coding_schemes") / "classroom_emotional_support.yaml")
    assert scheme.code_by_id["missed_cue"].hidden_with == ("safe_haven_bids",)
