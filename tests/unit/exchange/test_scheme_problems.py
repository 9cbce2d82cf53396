"""Each kind of bad scheme has its sentence, with file and line."""
# ruff: noqa: E501 - the table of cases reads better with one case on a line

from __future__ import annotations

import pytest

from havenlens.domain.problems import Problem
from havenlens.exchange.schemes.loading import _read
from havenlens.words.schemes import SENTENCES
from tests.support.schemes import SMALL, line_of

# code, what to replace, by what, where the problem lies, what its sentence says
CASES = [
    ("scheme.empty", SMALL, "", None, "is empty"),
    ("scheme.empty", SMALL, "# only a comment\n", None, "start from the template"),
    ("scheme.tab", "  - id: need", "\t- id: need", "\t- id: need", "indent with spaces"),
    ("scheme.not_yaml", "name: A small", "name: [A small", "version: 1.2", "This is not YAML"),
    ("scheme.not_yaml", "name: A small scheme", "name: a: b", "name: a: b", "mapping values"),
    ("scheme.not_yaml", "name: A small", "name: \x00 small", "name: \x00", "This is not YAML"),
    ("scheme.too_deep", SMALL, "[" * 800, None, "not closed"),
    ("scheme.not_yaml", SMALL, SMALL + "---\n" + SMALL, "---", "This is not YAML"),
    ("scheme.not_a_mapping", SMALL, "- one\n- two\n", "- one", "list of fields"),
    ("scheme.other_format", "schema_version: 1", "schema_version: 2", "schema_version", "format 2"),
    ("scheme.double_field", "name: A small", "id: again\nname: A small", "id: again", "id is written twice"),
    ("scheme.unknown_field", "status: draft", "status: draft\nzzz: 1", "zzz", "unknown field zzz"),
    ("scheme.unknown_field_meant", '    colour: "#E6', '    color: "#E6', "color:", "did you mean colour"),
    ("scheme.unknown_field_meant", "window_s: 10\n", "window: 10\n", "window: 10", "mean window_s"),
    ("scheme.missing_field", "name: A small scheme\n", "", "schema_version", "scheme lacks name"),
    ("scheme.missing_field", "    name: Upset\n", "", "- id: upset", "codes.upset lacks name"),
    ("scheme.missing_field", "    name: Upset\n", "    name: ''\n", "name: ''", "lacks name"),
    ("scheme.missing_field", ", merge_gap_s: 5", "", "- {id: bouts", "derived.bouts lacks merge_gap_s"),
    ("scheme.want_text", "name: A small scheme", "name: 12", "name: 12", "must be text"),
    ("scheme.want_text", "version: 1.2.0", "version: 1.2", "version: 1.2", "version of scheme must be text"),
    ("scheme.want_texts", "context: [classroom]", "context: classroom", "context:", "a list of texts"),
    ("scheme.want_texts", "include: [\"'Help me'\"]", "include: [1]", "include:", "include of codes.bids"),
    ("scheme.want_flag", "measurement: true", "measurement: yes", "measurement", "true or false"),
    ("scheme.want_whole", "max_words: 90", "max_words: 9.5", "max_words", "a whole number"),
    ("scheme.want_number", "min_duration_s: 1.5", "min_duration_s: -1", "min_dur", "not negative"),
    ("scheme.want_number", "window_s: 10\n", "window_s: .nan\n", "window_s: .nan", "not negative"),
    ("scheme.want_numbers", "sweep_s: [3, 5]", "sweep_s: [three]", "sweep_s", "a list of numbers"),
    ("scheme.want_two_numbers", "low: [1, 2]", "low: 1", "rating_scale", "two whole numbers"),
    ("scheme.want_rows", "  - {id: provider, name: Provider}", "  - provider", "- provider", "begin with"),
    ("scheme.want_rows", "groups:\n", "groups: 3\nothers:\n", "groups: 3", "a list of entries"),
    ("scheme.want_mapping", "time_in: {codes: [upset]}", "time_in: [upset]", "id: rates", "{codes: [one"),
    ("scheme.no_length", "window_s: 10\n", "window_s: 0\n", "window_s: 0", "longer than 0"),
    ("scheme.bad_share", "double_code_share: 0.2", "double_code_share: 20", "double_code", "between 0 and 1"),
    ("scheme.bare_boolean", 'key: "y"', "key: y", "key: y", "key of codes.comforts is a bare y"),
    ("scheme.bare_boolean", 'key: "y"', "key: true", "key: true", "is a bare true"),
    ("scheme.bare_number", 'comfort, key: "1"', "comfort, key: 1", "comfort, key", "as “1”"),
    ("scheme.not_a_choice", "kind: state\n", "kind: stat\n", "kind: stat", "one of: point, state"),
    ("scheme.not_a_choice", "ask_if: after_miss", "ask_if: later", "ask_if", "one of: after_miss"),
    ("scheme.not_a_choice", "status: draft", "status: done", "status", "draft, piloted"),
    ("scheme.bad_id", "id: small", "id: Small", "id: Small", "small letter"),
    ("scheme.double_id", "- id: returns", "- id: bids", "- id: bids\n    name: Returns", "which line"),
    ("scheme.double_id", "id: help, key", "id: comfort, key", 'comfort, key: "2"', "the id comfort"),
    ("scheme.bad_version", "version: 1.2.0", "version: v1.2", "version: v1.2", "three numbers"),
    ("scheme.double_key", 'key: "f"', 'key: "b"', 'key: "b"\n    kind: point\n    group: acts\n    class: return',
     "which codes.bids has in line"),
    *(
        ("scheme.reserved_key", 'key: "d"', f'key: "{letter}"', f'key: "{letter}"', f"has the key {letter}, but")
        for letter in "jklio"
    ),
    *(
        ("scheme.reserved_id", "- id: upset", f"- id: {name}", f"- id: {name}", f"codes.{name} has the id {name}")
        for name in ("nothing", "unlabelled")
    ),
    *(
        ("scheme.not_a_letter", 'key: "d"', f'key: "{key}"', f'key: "{key}"', "one small letter")
        for key in ("D", "ab", "7", "é", "-")
    ),
    ("scheme.not_a_digit", 'comfort, key: "1"', 'comfort, key: "a"', 'comfort, key: "a"', "from 1 to 9"),
    ("scheme.not_a_digit", 'comfort, key: "1"', 'comfort, key: "0"', 'comfort, key: "0"', "from 1 to 9"),
    ("scheme.double_digit", 'help, key: "2"', 'help, key: "1"', 'help, key: "1"', "options.comfort has"),
    ("scheme.bad_colour", "#D55E00", "#D55E0", "#D55E0", "“#0072B2”"),
    ("scheme.bad_colour", '"#D55E00"', "red", "colour: red", "the colour “red”"),
    ("scheme.double_colour", "#E69F00", "#d55e00", "#d55e00", "which codes.upset has in line"),
    ("scheme.state_without_rule", "    offset_rule: 3 s without.\n", "", "- id: upset", "lacks offset_rule"),
    ("scheme.unknown_group", "group: states", "group: state", "group: state", "one of: states"),
    ("scheme.unknown_group", "[{groups: [states]}", "[{groups: [nope]}", "nope", "the group nope"),
    ("scheme.unknown_role", "actors: [provider]", "actors: [teacher]", "teacher", "the role teacher"),
    ("scheme.unknown_code", "applies_to: [bids]", "applies_to: [bid]", "[bid]", "modifiers.need names the code bid"),
    ("scheme.unknown_code", "{codes: [returns]}}\n  - id: mend", "{codes: [return]}}\n  - id: mend", "[return]}}",
     "derived.bouts.resolved_by names the code return"),
    ("scheme.unknown_class", "target: {classes: [sensitive]}", "target: {classes: [sensitiv]}", "sensitiv]",
     "the class sensitiv, which no code has; write one of: sensitive"),
    ("scheme.unknown_modifier", "modifier: need}", "modifier: needs}", "modifier: needs}", "one of: need"),
    ("scheme.unknown_option", "option: explicit", "option: open", "option: open", "one of: "),
    ("scheme.unknown_dimension", "[warmth, pressure]", "[warmth, push]", "[warmth, push]", "dimension push"),
    ("scheme.unknown_domain", "domains: [support]}\n", "domains: [suport]}\n", "suport", "one of: support"),
    ("scheme.unknown_prompt", "order: [strength]", "order: [link]", "order: [link]", "family link"),
    ("scheme.no_scale", "rating_scale: {min: 1, max: 5, bands: {low: [1, 2], high: [3, 5]}}\n", "", "ratings:",
     "no rating_scale"),
    ("scheme.bad_scale", "{min: 1, max: 5", "{min: 5, max: 1", "rating_scale", "from 5 to 1"),
    ("scheme.bad_scale", "max: 5,", "max: 5, step: 3,", "rating_scale", "steps of 3"),
    ("scheme.bad_bands", "high: [3, 5]", "high: [4, 5]", "rating_scale", "cover 1 to 5"),
    ("scheme.bad_bands", "low: [1, 2]", "low: [1, 3]", "rating_scale", "without gap or overlap"),
    ("scheme.anchors_incomplete", "      high: Warm.\n", "", "anchors:", "ratings.warmth lack high"),
    ("scheme.unknown_band", "      high: Warm.\n", "      high: Warm.\n      mid: So.\n", "mid: So", "the band mid"),
    ("scheme.unknown_kind", "kind: dyad", "kind: dyads", "kind: dyads", "nearest are: dyad"),
    ("scheme.unknown_output", "[n_bids]", "[n_bid]", "[n_bid]", "asks for n_bid"),
    ("scheme.selects_nothing", "events: {codes: [comforts]}", "events: {}", "id: reach", "names nothing"),
    ("scheme.selects_nothing", "{domains: [support], dimensions: [warmth]}", "{}", "id: pair", "names nothing"),
    ("scheme.want_state", "time_in: {codes: [upset]}", "time_in: {codes: [bids]}", "id: rates", "bids is a point"),
    ("scheme.want_state", "state: upset", "state: bids", "state: bids", "a state for state"),
    ("scheme.builds_on", "builds_on: window, merge", "builds_on: lags, merge", "id: bouts",
     "no recipe of kind response_window in this scheme; write one of: window"),
    ("scheme.double_step", "{name: comfort,", "{name: bid,", "{name: bid, codes: [comforts]", "second step"),
    ("scheme.limits_crossed", "    applies_to: [bids]\n    required: true\n",
     "    applies_to: [bids]\n    kind: number\n    minimum: 5\n    maximum: 2\n    required: true\n", "minimum: 5", "swap"),
    ("scheme.sampling_without_interval", "  unit: segment\n", "  unit: segment\n  sampling: momentary\n",
     "sampling: momentary", "unit: interval"),
    ("scheme.sampled_point", "  unit: segment\n", "  unit: segment\n  sampling: momentary\n", "kind: point",
     "states only"),
    ("scheme.short_chain",
     "      - {name: comfort, codes: [comforts], optional: true}\n      - {name: return, codes: [returns]}\n", "",
     "steps:", "at least two"),
]  # fmt: skip

ELSEWHERE = {
    *("shipped.missing", "scheme.no_such_scheme", "scheme.is_a_folder", "scheme.too_large"),
    *("scheme.unreadable", "scheme.not_utf8", "scheme.double_meaning", "scheme.same_scheme_twice"),
    *("scheme.other_scheme", "scheme.needs_patch", "scheme.needs_minor", "scheme.went_back"),
}
"""Codes whose tests need files, several schemes or two versions of one."""


def problems_of(text: str) -> tuple[Problem, ...]:
    return _read(text, "my.yaml").problems


def test_the_small_scheme_is_good():
    assert problems_of(SMALL) == ()


@pytest.mark.parametrize(
    ("code", "old", "new", "at", "says"), CASES, ids=[f"{n}-{case[0][7:]}" for n, case in enumerate(CASES)]
)
def test_bad_input_is_named_with_its_line(code, old, new, at, says):
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    problem = next((problem for problem in problems_of(text) if problem.code == code), None)
    assert problem is not None, [problem.sentence for problem in problems_of(text)]
    assert problem.file == "my.yaml"
    assert problem.line == (None if at is None else line_of(text, at))
    assert says in problem.sentence
    assert problem.sentence.startswith("my.yaml")
    assert problem.sentence.endswith((".", "?"))
    assert "\n" not in problem.sentence


def test_each_kind_of_problem_has_a_test():
    assert {case[0] for case in CASES} | ELSEWHERE == set(SENTENCES)


def test_all_problems_are_given_in_the_order_of_lines():
    text = SMALL.replace('key: "d"', 'key: "j"').replace("#0072B2", "blue").replace("kind: dyad", "kind: dya")
    problems = problems_of(text)
    assert [problem.code for problem in problems] == [
        "scheme.reserved_key",
        "scheme.bad_colour",
        "scheme.unknown_kind",
    ]
    assert [problem.line for problem in problems] == sorted(problem.line or 0 for problem in problems)


def test_one_mistake_is_one_problem():
    assert [problem.code for problem in problems_of(SMALL.replace("    group: states\n", "", 1))] == [
        "scheme.missing_field"
    ]


def test_a_mark_that_is_no_measurement_needs_no_rules():
    text = SMALL.replace("    offset_rule: 3 s without.\n", "").replace(
        "measurement: true", "measurement: false"
    )
    assert problems_of(text) == ()


def test_a_tagged_value_is_no_text():
    text = SMALL.replace("name: A small scheme", "name: !!python/object/apply:os.getcwd []")
    assert [problem.code for problem in problems_of(text)] == ["scheme.want_text"]
