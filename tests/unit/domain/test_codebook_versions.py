"""What counts as a change of measurement, and which version number it asks for."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from havenlens.domain.scheme_versions import ChangeKind, compare, measurement_hash
from havenlens.exchange.schemes import parse_scheme
from tests.support.schemes import SMALL

PATCHED = SMALL.replace("version: 1.2.0", "version: 1.2.1")
RAISED = SMALL.replace("version: 1.2.0", "version: 1.3.0")

WORDING = [
    ("name: A small scheme", "name: Another name", "name"),
    ("definition: Asks for help.", "definition: Asks.", "codes.bids.definition"),
    ('key: "d"', 'key: "u"', "codes.upset.key"),
    ("#D55E00", "#D55E01", "codes.upset.colour"),
    ('key: "1", name: Comfort}', 'key: "3", name: Comfort}', "modifiers.need.options.comfort.key"),
    ("low: Cold.", "low: Colder.", "ratings.warmth.anchors.low"),
    ("    required: true\n", "    required: true\n    ask: walk\n", "modifiers.need.ask"),
    ("summary: For tests.", "summary: For tests only.", "summary"),
    ("    sweep_s: [3, 5]", "    note: Prose.\n    sweep_s: [3, 5]", "derived.window.note"),
]
MEASUREMENT = [
    ("kind: state\n    group: states", "kind: state\n    group: acts", "codes.upset.group"),
    ("class: return", "class: relief", "codes.returns.code_class"),
    ("target_required: true", "target_required: false", "codes.bids.target_required"),
    ("min_duration_s: 1.5", "min_duration_s: 2", "codes.upset.min_duration_s"),
    ("exclusive: per_actor", "exclusive: none", "groups.states.exclusive"),
    ("id: help, key", "id: aid, key", "modifiers.need.options.help"),
    ("ask_if: after_miss", "required: false", "modifiers.repair.ask_if"),
    ("max: 5, bands: {low: [1, 2], high: [3, 5]}", "max: 6, bands: {low: [1, 2], high: [3, 6]}",
     "rating_scale.maximum"),
    ("direction: lower_better", "direction: higher_better", "ratings.pressure.direction"),
    ("window_s: 10\n", "window_s: 8\n", "derived.window.window"),
    ("optional: true", "optional: false", "derived.sequence.steps"),
    ("unit_s: 120", "unit_s: 60", "unit.unit_s"),
]  # fmt: skip


def small(text=SMALL):
    return parse_scheme(text, "small.yaml")


def test_the_loader_fills_the_hash():
    assert small().measurement_hash == measurement_hash(small())
    assert len(small().measurement_hash) == 64


def test_a_scheme_is_the_same_as_itself():
    change = compare(small(), small())
    assert (change.kind, change.differences, change.problem) == (ChangeKind.SAME, (), None)


@pytest.mark.parametrize(("old", "new", "path"), WORDING, ids=[case[2] for case in WORDING])
def test_wording_colours_and_keys_are_a_patch(old, new, path):
    assert old in SMALL
    change = compare(small(), small(PATCHED.replace(old, new, 1)))
    assert change.kind is ChangeKind.WORDING
    assert path in [difference.path for difference in change.differences]
    assert change.problem is None
    assert small(SMALL.replace(old, new, 1)).measurement_hash == small().measurement_hash


@pytest.mark.parametrize(("old", "new", "path"), MEASUREMENT, ids=[case[2] for case in MEASUREMENT])
def test_what_is_measured_needs_a_new_minor_version(old, new, path):
    assert old in SMALL
    change = compare(small(), small(RAISED.replace(old, new, 1)))
    assert change.kind is ChangeKind.MEASUREMENT
    assert path in [difference.path.removesuffix(".required") for difference in change.differences]
    assert change.problem is None
    assert small(SMALL.replace(old, new, 1)).measurement_hash != small().measurement_hash


@pytest.mark.parametrize(
    ("new", "code", "says"),
    [
        (SMALL.replace("name: Upset", "name: Distress"), "scheme.needs_patch", "codes.upset.name"),
        (PATCHED.replace("window_s: 10\n", "window_s: 9\n"), "scheme.needs_minor", "derived.window.window"),
        (SMALL.replace("version: 1.2.0", "version: 1.1.9"), "scheme.went_back", "1.1.9"),
        (SMALL.replace("id: small", "id: other"), "scheme.other_scheme", "scheme other, not small"),
    ],
)
def test_a_version_number_that_says_too_little_is_refused(new, code, says):
    problem = compare(small(), small(new)).problem
    assert problem is not None
    assert problem.code == code
    assert says in problem.sentence


def test_many_differences_are_counted_rather_than_listed():
    text = RAISED
    for old, new, _ in MEASUREMENT[1:8]:
        text = text.replace(old, new, 1)
    assert compare(small(), small(text)).changed.count(", ") == 4
    assert compare(small(), small(text)).changed.endswith(")")


def shuffled(value, rng, path=()):
    """Shuffle the fields of every mapping, and the entries of every list whose order means nothing."""
    if isinstance(value, dict):
        items = [(key, shuffled(part, rng, (*path, key))) for key, part in value.items()]
        rng.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        parts = [shuffled(part, rng, path) for part in value]
        if path[-1] not in {"steps", "low", "high", "passes"}:
            rng.shuffle(parts)
        return parts
    return value


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), words=st.text("abc xyz", min_size=1).filter(str.strip))
def test_the_hash_does_not_depend_on_order_or_wording(seed, words):
    tree = YAML(typ="safe").load(SMALL)
    tree["name"] = tree["codes"][0]["definition"] = tree["modifiers"][0]["options"][1]["name"] = words
    text = json.dumps(shuffled(tree, random.Random(seed)))
    assert parse_scheme(text, "shuffled").measurement_hash == small().measurement_hash
