"""Editing a scheme's values: what an edit leaves alone, undo and redo, forms for every field."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.codebook import Ask, AskIf, Direction, Exclusive, Kind, ModifierKind, Sampling
from havenlens.exchange.schemes import YamlSchemes, parse_scheme, shipped_schemes
from havenlens.exchange.schemes.loading import AgeLevel, Context, Status
from havenlens.exchange.schemes.parts import Unit
from havenlens.services.scheme_editing import (
    Editing,
    colour_warnings,
    free_id,
    inserted,
    moved,
    put_at,
    renamed,
    value_at,
    without,
)
from havenlens.services.scheme_fields import (
    AGES,
    CODES,
    CONTEXTS,
    GROUPS,
    MODIFIERS,
    PARTS,
    PLAN,
    STATUSES,
    UNITS,
    Entry,
    place_of,
)
from havenlens.services.scheme_fields import DIMENSIONS as RATED
from havenlens.services.scheme_parts import new_part, new_scheme
from tests.support.schemes import SMALL

FILES = YamlSchemes()
VALUES = FILES.values(SMALL)
PATHS = st.sampled_from(
    [
        ("name",),
        ("codes", 1, "name"),
        ("codes", 2, "include"),
        ("observation_plan", "unit_s"),
        ("ratings", 0, "anchors", "low"),
    ]
)


@settings(max_examples=12, deadline=None)
@given(PATHS, st.text(max_size=5))
def test_a_value_that_is_put_is_there_and_nothing_else_changed(path, value):
    before = copy.deepcopy(VALUES)
    after = put_at(VALUES, path, value)
    assert value_at(after, path) == value
    assert before == VALUES
    assert put_at(after, path, value_at(VALUES, path)) == VALUES or value_at(VALUES, path) is None


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 3), st.integers(-5, 5))
def test_moving_keeps_every_entry(place, by):
    after = moved(VALUES, ("codes", place), by)
    assert sorted(code["id"] for code in after["codes"]) == sorted(code["id"] for code in VALUES["codes"])
    assert after["codes"][min(max(place + by, 0), 3)] == VALUES["codes"][place]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 4))
def test_what_is_inserted_and_removed_again_leaves_no_trace(place):
    assert without(inserted(VALUES, ("codes",), place, {"id": "x"}), ("codes", place)) == VALUES


def test_taking_away_what_is_not_there_changes_nothing():
    assert without(VALUES, ("codes", 9, "name")) is VALUES
    assert without(VALUES, ("codes", 1, "note")) is VALUES
    assert (
        "example"
        not in without(put_at(VALUES, ("codes", 1, "example"), "x"), ("codes", 1, "example"))["codes"][1]
    )


@settings(max_examples=5, deadline=None)
@given(
    st.sampled_from(
        [
            ("codes", "bids"),
            ("roles", "seeker"),
            ("groups", "acts"),
            ("ratings", "warmth"),
            ("modifiers", "need"),
            ("domains", "support"),
            ("derived", "window"),
            ("prompt_library", "strength"),
        ]
    )
)
def test_a_part_that_is_renamed_is_renamed_wherever_it_is_named(case):
    kind, old = case
    editing = Editing(VALUES, SMALL)
    place = next(n for n, row in enumerate(VALUES[kind]) if row["id"] == old)
    assert editing.rename((kind, place), kind, "renamed")
    assert FILES.check(FILES.text(editing.values, SMALL), "s").problems == ()
    back = renamed(put_at(editing.values, (kind, place, "id"), old), kind, "renamed", old)
    assert back == VALUES


def test_a_code_that_is_removed_is_asked_about_no_more():
    [scheme] = [text for text in shipped_schemes() if "id: safe_haven_bids" in text.read_text("utf-8")]
    source = scheme.read_text("utf-8")
    editing = Editing(FILES.values(source), source)
    place = next(n for n, code in enumerate(editing.values["codes"]) if code["id"] == "bid_checkin")
    assert editing.remove(("codes", place))
    assert FILES.check(FILES.text(editing.values, source), "s").problems == ()
    editing.undo()
    assert editing.values == FILES.values(source)


def test_what_names_a_removed_part_alone_is_left_to_a_person():
    values = put_at(VALUES, ("modifiers", 0, "applies_to"), ["bids"])
    editing = Editing(values)
    place = next(n for n, code in enumerate(VALUES["codes"]) if code["id"] == "bids")
    editing.remove(("codes", place))
    assert editing.values["modifiers"][0]["applies_to"] == ["bids"]


def test_an_id_that_is_taken_takes_no_references_with_it():
    editing = Editing(VALUES)
    editing.rename(("codes", 1), "codes", "comforts")
    assert editing.values["modifiers"] == VALUES["modifiers"]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(PATHS, st.text(max_size=3)), max_size=8), st.integers(0, 10))
def test_undo_and_redo_walk_through_the_same_values(edits, back):
    editing = Editing(VALUES)
    seen = [editing.values]
    for path, value in edits:
        if editing.put(path, value):
            editing.settle()
            seen.append(editing.values)
    for step in range(min(back, len(seen) - 1)):
        editing.undo()
        assert editing.values == seen[-2 - step]
    while editing.redo() is not None:
        pass
    assert editing.values == seen[-1]


def test_typing_is_one_step_until_there_is_a_rest():
    editing = Editing(VALUES)
    for text in ("A", "As", "Ask"):
        editing.put(("codes", 1, "name"), text)
    editing.settle()
    editing.put(("codes", 1, "name"), "Asks")
    assert editing.undo() == ("codes", 1, "name")
    assert editing.at(("codes", 1, "name")) == "Ask"
    editing.undo()
    assert editing.values == VALUES
    assert editing.undo() is None


def test_the_id_of_a_new_part_follows_its_name_until_it_is_written():
    editing = Editing(VALUES)
    editing.insert(("codes",), 4, new_part(CODES, VALUES), fresh=True)
    for text in ("A", "A s", "A sigh"):
        editing.put(("codes", 4, "name"), text)
        editing.follow_name(("codes", 4), text)
    assert editing.at(("codes", 4, "id")) == "a_sigh"
    editing.rename(("codes", 4), "codes", "sigh")
    editing.follow_name(("codes", 4), "Sighs")
    assert editing.at(("codes", 4, "id")) == "sigh"
    editing.follow_name(("codes", 1), "Other")
    assert editing.at(("codes", 1, "id")) == "bids"


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=20), st.sets(st.sampled_from(["part", "a", "b"])))
def test_a_made_id_is_an_id_and_free(text, taken):
    made = free_id(text, taken)
    assert made not in taken
    assert made[0].isalpha()
    assert made.isascii()
    assert made == made.lower()


def test_every_field_of_the_shipped_schemes_has_a_form():
    known = {part.name: {field.name for field in part.fields} for part in PARTS}
    rest = {part.name for part in PARTS if any(field.entry is Entry.REST for field in part.fields)}
    missing = set()
    for path in shipped_schemes():
        values = FILES.values(path.read_text(encoding="utf-8"))
        missing |= {name for name in values if name not in known and name not in known[""]} - {
            "schema_version"
        }
        for part in PARTS:
            rows = values.get(part.name) if part.name else values
            rows = [rows] if isinstance(rows, dict) else rows or []
            for row in rows:
                if part.name and part.name not in rest:
                    missing |= {f"{part.name}.{name}" for name in row if name not in known[part.name]}
    assert missing == set()


def test_forms_offer_the_words_that_the_loader_takes():
    offered = [
        (STATUSES, Status), (CONTEXTS, Context), (AGES, AgeLevel), (UNITS, Unit),
        (CODES.field("kind").choices, Kind), (GROUPS.field("exclusive").choices, Exclusive),
        (MODIFIERS.field("ask").choices, Ask), (MODIFIERS.field("ask_if").choices, AskIf),
        (MODIFIERS.field("kind").choices, ModifierKind), (RATED.field("direction").choices, Direction),
        (PLAN.field("sampling").choices, Sampling),
    ]  # fmt: skip
    for words, kind in offered:
        assert set(words) == {one.value for one in kind}


def test_a_new_scheme_lacks_only_what_a_person_has_to_say():
    found = FILES.check(FILES.text(new_scheme("My scheme", frozenset({"my_scheme"})), ""), "new")
    assert {(problem.code, place[-1]) for problem, place in found.problems} == {
        ("scheme.missing_field", "summary"),
        ("scheme.missing_field", "notice"),
    }


def test_new_codes_get_free_letters_and_colours():
    values = new_scheme("x", frozenset())
    for _ in range(18):
        values = inserted(values, ("codes",), len(values["codes"]), new_part(CODES, values))
    codes = values["codes"]
    assert len({code["key"] for code in codes}) == 18
    assert not {code["key"] for code in codes} & set("jklio")
    assert len({code["colour"] for code in codes[:16]}) == 16
    assert len({code["id"] for code in codes}) == 18


def test_colours_that_look_alike_name_the_place_and_a_better_one():
    text = SMALL.replace("#009E73", "#0070B0")
    [(problem, place)] = colour_warnings(parse_scheme(text, "s"))
    assert place == ("codes", 2, "colour")
    assert problem.sentence.startswith("codes.comforts and codes.bids stand on one row")
    better = parse_scheme(text.replace("#0070B0", problem.values["colour"]), "s")
    assert colour_warnings(better) == ()


def test_a_path_is_shown_by_the_form_of_its_part():
    assert place_of(("modifiers", 0, "options", 1, "key")) == ("modifiers", 0)
    assert place_of(("rating_scale", "max")) == ("rating_scale",)
    assert place_of(("summary",)) == ()
