"""The report on agreement as values: letters of notes, parts, matrices, and the methods paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.services.agreement_columns import agreement_table
from havenlens.services.agreement_report import AgreementReport, plain_report
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.methods_paragraph import methods_paragraphs
from havenlens.services.report_values import NoteMarks
from havenlens.words.sentences import known_codes

FEW = Problem("agreement.few_events", {"n": 5})
NONE = Problem("agreement.no_events")
BOOTSTRAP = Interval(0.5, 0.9, 0.95, "cluster bootstrap, percentile")
DRAWN = {"bootstrap": 2000, "seed": 2026, "conf": 0.95}


def found(method: str = "event_kappa", estimate: float | None = 0.7, **others: Any) -> Coefficient:
    if estimate is None:
        return Coefficient.not_defined(method, NONE, **others)
    return Coefficient(method, estimate, **{"n_units": 20, "n_raters": 2, **others})


def result(coefficient: Coefficient, scope: Scope | None = None, name: str = "Bids") -> AgreementResult:
    return AgreementResult(
        "small",
        scope or Scope(group="acts"),
        ("MK", "TB"),
        12,
        coefficient,
        "A small scheme",
        name,
        Problem(f"why.{coefficient.method}"),
    )


def paragraphs(*results: AgreementResult, parameters: Mapping[str, str] | None = None) -> str:
    made = methods_paragraphs(results, parameters or {}, "This is the rule.", "Havenlens 9", ())
    return "\n".join(made)


def of_plain(*coefficients: Coefficient) -> AgreementReport:
    wrapped = [AgreementResult("", Scope(), ("", ""), 0, each) for each in coefficients]
    return plain_report("A table", wrapped, {"files": ["a.csv"]})


def test_each_sentence_has_one_letter_and_letters_never_run_out() -> None:
    marks = NoteMarks()
    given = [marks.of(f"sentence {number}") for number in range(54)]
    assert given[:2] == ["a", "b"]
    assert given[25:28] == ["z", "aa", "ab"]
    assert given[51:] == ["az", "ba", "bb"]
    assert len(set(given)) == 54
    assert marks.of("sentence 3") == "d"


def test_the_paragraph_names_coefficient_variant_parameters_n_interval_rule_and_software() -> None:
    params = {"by": "onset", "tolerance": 2.0, **DRAWN}
    said = paragraphs(result(found(params=params, interval=BOOTSTRAP)), parameters={"Weights": "quadratic"})
    for part in (
        "A small scheme",
        "most observations that a pair has in common: 12",
        "Event kappa counts each event once",
        "their onsets lie no more than 2 s apart",
        "n): 20 for kappa over events",
        "95%: cluster bootstrap, percentile for kappa over events",
        "whole observations, 2000 times with the seed 2026",
        "Weights: quadratic",
        "This is the rule. Everything was computed with Havenlens 9.",
    ):
        assert part in said, part


def test_time_compared_exactly_and_in_units_are_told_apart() -> None:
    exact = paragraphs(result(found("time_unit_kappa", params={"unit": None})))
    units = {"unit": 0.5, "sampling": "state at start of unit", "tolerance_units": 2}
    counted = paragraphs(result(found("time_unit_kappa", params=units)))
    assert "it is exact" in exact
    assert "in units of 0.5 s" in counted
    assert "state at start of unit; tolerance 2 units" in counted
    assert "exact" not in counted


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("overlap", "they share at least 0.6 of their time"),
        ("onset and overlap", "2 s apart and they share at least 0.6"),
        ("onset or overlap", "2 s apart or they share at least 0.6"),
        ("onset and offset", "their offsets no more than 3 s"),
    ],
)
def test_each_rule_of_linking_is_told(by: str, said: str) -> None:
    params = {"by": by, "tolerance": 2.0, "overlap_threshold": 0.6, "offset_tolerance": 3.0}
    assert said in paragraphs(result(found(params=params)))


def test_forms_of_an_icc_share_a_sentence_and_the_mean_of_values_has_none() -> None:
    forms = [
        result(found("icc", params={"shrout_fleiss": form, "mcgraw_wong": other, "estimator": "ANOVA"}))
        for form, other in (("ICC(2,1)", "ICC(A,1)"), ("ICC(2,k)", "ICC(A,k)"))
    ]
    mean = result(found(params={"averaged_over": "codes"}), Scope(group="acts", average="codes"))
    said = paragraphs(*forms, mean)
    assert "ICC(2,1) = ICC(A,1) (two-way random, absolute agreement, a single coder); ICC(2,k)" in said
    assert "Event kappa" not in said


def test_every_method_that_has_a_name_has_a_sentence() -> None:
    named = {code.partition(".")[2] for code in known_codes() if code.startswith("method.")}
    told = {code.partition(".")[2] for code in known_codes() if code.startswith("methods.")}
    assert named - {"ICC(2,1)"} <= told
    for method in sorted(named - {"ICC(2,1)", "icc"}):
        assert "{" not in paragraphs(result(found(method, params={"unit": "observation"})))


def test_late_changes_stand_in_the_paragraph() -> None:
    [*_, told, _] = methods_paragraphs([], {}, "Rule.", "Havenlens 9", ["tolerance was changed."])
    assert told.endswith("after agreement had been looked at. tolerance was changed.")


def test_values_of_codes_and_people_stand_below_the_pooled_one_of_a_plain_table() -> None:
    part = {"estimate": 0.4, "ci": [0.1, 0.6], "n_units": 7, "undefined": None, "warnings": ["Beware."]}
    none: dict[str, Any] = {
        "estimate": None,
        "ci": None,
        "n_units": 0,
        "undefined": "Nothing there.",
        "warnings": [],
    }
    detail = {
        "coders": ["A", "B"],
        "per_code": {"bid": part, "look": none},
        "per_actor": {"": part},
        "averaged": {"codes": part},
    }
    further = of_plain(found(detail=detail)).sections[0].further
    assert further is not None
    assert [(row.about, row.depth) for row in further.rows] == [
        ("A – B", 0),
        ("bid", 1),
        ("look", 1),
        ("mean of codes", 1),
    ]
    assert (further.rows[1].value.low, further.rows[1].value.marks) == (0.1, ("a",))
    assert further.notes == (("a", "Beware."), ("b", "Nothing there."))


def test_a_matrix_that_several_coefficients_share_is_shown_once() -> None:
    detail = {"coders": ["A", "B"], "codes": ["x", "y"], "matrix": [[3.0, 1.0], [0.0, 2.0]]}
    empty = {**detail, "matrix": [[0.0, 0.0], [0.0, 0.0]]}
    report = of_plain(
        found("cohen", detail=detail), found("weighted_kappa", detail=detail), found("scott", detail=empty)
    )
    [matrix] = report.sections[0].matrices
    assert (matrix.coders, matrix.table.names, matrix.method) == (("A", "B"), ("x", "y"), "Cohen's kappa")


def test_the_table_of_results_has_every_scope_and_says_how_intervals_were_made() -> None:
    table = agreement_table(
        [
            result(found(interval=BOOTSTRAP, se=0.1), Scope(group="acts", participant="C1")),
            result(found(estimate=None), Scope(group="acts", modifier="need")),
        ]
    ).columns
    assert table["participant"] == ["C1", None]
    assert table["modifier"] == [None, "need"]
    assert table["interval_method"] == ["cluster bootstrap, percentile", None]
    assert table["recommended"] == [1, 1]
    assert table["undefined"][0] is None
    assert str(table["undefined"][1]).startswith("Neither coder has an event here")
    assert table["software"][0].startswith("Havenlens ")
