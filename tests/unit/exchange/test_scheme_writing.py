"""Edited values go back into a scheme's text; what was not touched keeps its words, comments and order."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.exchange.schemes import YamlSchemes, shipped_schemes
from havenlens.services.scheme_editing import put_at, without
from havenlens.services.shipped import shipped
from tests.support.schemes import SMALL

FILES = YamlSchemes()
SAFE_HAVEN = (shipped("coding_schemes") / "safe_haven_bids.yaml").read_text(encoding="utf-8")


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """Give the lines that went and those that came."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]
    gone = [line[1:].strip() for line in lines if line.startswith("-")]
    return gone, [line[1:].strip() for line in lines if line.startswith("+")]


def edited(text: str, path, value) -> str:
    return FILES.text(put_at(FILES.values(text), path, value), text)


@pytest.mark.parametrize("path", shipped_schemes()[::3], ids=lambda path: path.stem)
def test_a_scheme_that_was_not_touched_stays_as_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert FILES.text(FILES.values(text), text) == text


def test_a_word_that_changes_is_the_only_line_that_does():
    text = edited(SAFE_HAVEN, ("codes", 0, "definition"), "Upset: shown in face or voice.")
    gone, come = changed_lines(SAFE_HAVEN, text)
    assert [line.split(":")[0] for line in gone] == ["definition"]
    assert come == ["definition: 'Upset: shown in face or voice.'"]


def test_folded_prose_stays_folded():
    words = " ".join(["A long summary that goes on and on"] * 12)
    text = edited(SAFE_HAVEN, ("summary",), words)
    assert "summary: >-\n  A long summary" in text
    assert FILES.values(text)["summary"] == words
    assert max(len(line) for line in text.splitlines()[8:16]) < 130


def test_comments_stay_with_their_fields():
    text = SMALL.replace("name: A small scheme", "name: A small scheme   # as it is called").replace(
        "codes:\n", "# What can be coded\ncodes:\n"
    )
    new = edited(text, ("codes", 1, "name"), "Asks")
    assert "# as it is called" in new
    assert "# What can be coded\ncodes:" in new
    assert changed_lines(text, new) == (["name: Bids"], ["name: Asks"])


def test_a_renamed_entry_keeps_the_rest_of_itself():
    text = edited(SMALL, ("groups", 0, "id"), "moods")
    assert changed_lines(SMALL, text) == (
        ["- {id: states, name: States, exclusive: per_actor}"],
        ["- {id: moods, name: States, exclusive: per_actor}"],
    )


def test_entries_come_and_go_and_move_without_touching_the_others():
    values = FILES.values(SMALL)
    less = FILES.text(without(values, ("codes", 2)), SMALL)
    assert changed_lines(SMALL, less)[1] == []
    turned = FILES.text({**values, "codes": values["codes"][::-1]}, SMALL)
    assert [code["id"] for code in FILES.values(turned)["codes"]] == ["returns", "comforts", "bids", "upset"]
    assert sorted(turned.splitlines()) == sorted(SMALL.splitlines())


def test_keys_and_colours_are_written_in_quotes():
    text = edited(SMALL, ("codes", 0, "key"), "y")
    assert changed_lines(SMALL, text) == (['key: "d"'], ['key: "y"'])
    new = FILES.text({"codes": [{"id": "a", "key": "n", "colour": "#112233"}]}, "")
    assert 'key: "n"' in new
    assert 'colour: "#112233"' in new


def test_a_new_scheme_is_written_from_nothing():
    values = FILES.values(SMALL)
    text = FILES.text(values, "")
    assert FILES.values(text) == values
    assert FILES.check(text, "new").problems == ()
    assert "  - {id: states, name: States, exclusive: per_actor}" in text


def test_a_list_set_in_otherwise_keeps_its_margin():
    text = SMALL.replace("roles:\n  - {id: seeker", "roles:\n- {id: seeker").replace(
        "\n  - {id: provider", "\n- {id: provider"
    )
    assert "\n- {id: seeker" in FILES.text(FILES.values(text), text)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["name", "definition", "example", "note", "onset_rule"]),
            st.integers(0, 3),
            st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60),
        ),
        max_size=4,
    ),
    st.permutations(range(4)),
)
def test_what_is_written_is_what_is_read(edits, order):
    values = FILES.values(SMALL)
    for name, place, words in edits:
        values = put_at(values, ("codes", place, name), words)
    values = {**values, "codes": [values["codes"][place] for place in order]}
    assert FILES.values(FILES.text(values, SMALL)) == values


WRONG = (
    (("codes", 0, "key"), "j", "scheme.reserved_key", ("codes", 0, "key")),
    (("codes", 2, "key"), "b", "scheme.double_key", ("codes", 2, "key")),
    (("codes", 3, "id"), "bids", "scheme.double_id", ("codes", 3, "id")),
    (("codes", 0, "onset_rule"), "", "scheme.state_without_rule", ("codes", 0, "onset_rule")),
    (
        ("modifiers", 0, "options", 1, "key"),
        "1",
        "scheme.double_digit",
        ("modifiers", 0, "options", 1, "key"),
    ),
    (("modifiers", 1, "applies_to"), ["bidz"], "scheme.unknown_code", ("modifiers", 1, "applies_to")),
    (("ratings", 0, "anchors"), {"low": "x"}, "scheme.anchors_incomplete", ("ratings", 0, "anchors")),
    (("derived", 0, "target", "classes"), ["x"], "scheme.unknown_class", ("derived", 0, "target", "classes")),
    (("observation_plan", "unit"), "hour", "scheme.not_a_choice", ("observation_plan", "unit")),
    (("version",), "1", "scheme.bad_version", ("version",)),
    (("name",), "", "scheme.missing_field", ("name",)),
)


def test_each_problem_names_the_place_of_its_value():
    values = FILES.values(SMALL)
    for path, value, _, _ in WRONG:
        values = put_at(values, path, value)
    problems = FILES.check(FILES.text(values, SMALL), "small").problems
    found = {(problem.code, place) for problem, place in problems}
    assert {(code, place) for _, _, code, place in WRONG} - found == set()


def test_a_problem_of_a_part_names_the_part():
    problems = FILES.check(edited(SMALL, ("rating_scale", "max"), 0), "small").problems
    assert ("scheme.bad_scale", ("rating_scale",)) in [(problem.code, place) for problem, place in problems]


def test_two_entries_of_one_id_are_told_apart_by_their_lines():
    values = FILES.values(SMALL)
    values = put_at(values, ("codes", 3, "id"), "bids")
    values = put_at(values, ("codes", 3, "colour"), "red")
    found = [place for problem, place in FILES.check(FILES.text(values, SMALL), "s").problems]
    assert ("codes", 3, "colour") in found


def test_fields_edited_by_hand_are_read_and_refused():
    assert FILES.part_values("window_s: 10\ngiven: {codes: [a]}\n") == {
        "window_s": 10,
        "given": {"codes": ["a"]},
    }
    assert FILES.part_values(FILES.part_text({"window_s": 10.5, "note": "yes"})) == {
        "window_s": 10.5,
        "note": "yes",
    }
    for text in ("- a\n- b\n", "a: [", "window_s"):
        with pytest.raises(StudyError, match="one a line"):
            FILES.part_values(text)
