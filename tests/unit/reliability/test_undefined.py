"""Where there is no value the result says why, and where a value misleads it warns: in sentences."""

import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.icc import icc, iccs
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import ratings_of_codes, ratings_of_numbers
from havenlens.reliability.weights import weights_from_disagreement

SCALE = range(1, 8)
NAMES = ("Ann", "Ben")


def reason(found):
    assert found.estimate is None
    assert found.interval is None
    return found.undefined.sentence


def sentences(found):
    return " | ".join(warning.sentence for warning in found.warnings)


def events(*parts, actor="ADA"):
    return [TimedEvent(round(at * SECOND), round((at + 1) * SECOND), code, actor) for at, code in parts]


def agree(metric, first, second, codes=("bid", "answer")):
    return metric([DoubleCoding(first, second, 0, 100 * SECOND)], codes, coders=NAMES)


METRICS = [percent, within_k, weighted_kappa, lambda ratings: icc(ratings, "ICC(1)"), cohen]


@pytest.mark.parametrize("metric", METRICS)
def test_no_unit_in_common(metric):
    found = metric(ratings_of_numbers([(1, None), (None, 2)], scale=SCALE))
    assert reason(found).startswith("No unit has scores from two coders")
    assert reason(metric(ratings_of_numbers([], NAMES))).startswith("No unit has scores from two coders")


@pytest.mark.parametrize("metric", METRICS)
def test_one_coder(metric):
    assert reason(metric(ratings_of_numbers([(1,), (2,)], scale=SCALE))).startswith(
        "There are scores from one coder"
    )


@pytest.mark.parametrize("metric", METRICS[2:])
def test_one_unit(metric):
    found = metric(ratings_of_numbers([(1, 2), (3, None)], scale=SCALE))
    assert reason(found).startswith("Only 1 unit was coded by both")


def test_one_unit_is_enough_for_a_percentage():
    assert percent(ratings_of_numbers([(1, 1)])).estimate == 1


def test_one_category():
    found = cohen(ratings_of_codes([("calm", "calm")] * 12, categories=("calm", "upset")))
    assert reason(found).startswith("Both coders put everything into calm")
    assert found.detail["po"] == 1


def test_weights_that_forgive_everything():
    found = weighted_kappa(ratings_of_codes([("a", "b"), ("b", "a")]), [[1, 1], [1, 1]])
    assert reason(found).startswith("Chance alone would already give full agreement")


def test_all_scores_the_same():
    for found in iccs(ratings_of_numbers([(3, 3)] * 12, scale=SCALE)):
        assert reason(found).startswith("All scores are the same")


def test_units_that_do_not_differ():
    ratings = ratings_of_numbers([(1, 2), (2, 1)], scale=SCALE)
    values = {found.params["mcgraw_wong"]: found for found in iccs(ratings)}
    for form in ("ICC(k)", "ICC(A,1)", "ICC(A,k)", "ICC(C,k)"):
        assert reason(values[form]).startswith("The units hardly differ")
    assert values["ICC(C,1)"].estimate == -1


def test_an_average_icc_without_a_denominator_above_0_has_no_value_instead_of_one_above_1():
    found = icc(ratings_of_numbers([(1, 2), (2, 1)], scale=SCALE), "ICC(2,k)")
    assert found.estimate is None


@pytest.mark.parametrize("metric", [time_unit_kappa, event_kappa])
def test_no_events_at_all(metric):
    found = agree(metric, [], [])
    assert reason(found.pooled) in {
        "Neither coder has an event here, so there is nothing to compare.",
        "There is no coded time to compare; check the length of the observations.",
    }
    assert reason(metric([], ("bid",)).pooled)


@pytest.mark.parametrize("metric", [time_unit_kappa, event_kappa])
def test_one_coder_without_events(metric):
    for first, second, who in (
        (events((1, "bid"), (3, "answer")), [], "Ben"),
        ([], events((1, "bid")), "Ann"),
    ):
        assert reason(agree(metric, first, second).pooled).startswith(f"{who} has no event here")


@pytest.mark.parametrize("metric", [time_unit_kappa, event_kappa])
def test_a_code_that_nobody_used(metric):
    one = events((1, "bid"), (5, "answer"))
    found = agree(metric, one, one, codes=("bid", "answer", "relief"))
    assert found.pooled.estimate == 1
    assert reason(found.per_code["relief"]) == "Neither coder used relief, so there is no value for it."


def test_events_of_one_code_only():
    found = agree(event_kappa, events((1, "bid"), (9, "bid")), events((1, "bid"), (20, "bid")))
    for one in (found.pooled, found.per_code["bid"]):
        assert reason(one).startswith("Only the code bid occurs here")
    assert found.pooled.detail["linked"] == pytest.approx(1 / 3)


def test_all_of_the_time_in_one_state():
    whole = [TimedEvent(0, 100 * SECOND, "bid", "ADA")]
    assert reason(agree(time_unit_kappa, whole, whole).pooled).startswith(
        "Both coders put everything into bid"
    )


# --- warnings -----------------------------------------------------------------------------------------


def test_nearly_everything_in_one_category():
    found = cohen(ratings_of_codes([("calm", "calm")] * 18 + [("calm", "upset"), ("upset", "upset")]))
    assert "Too little variance: 92% of everything is calm" in sentences(found)


def test_a_scale_of_which_hardly_anything_was_used():
    ratings = ratings_of_numbers([(1, 1), (2, 1), (1, 2), (2, 2)] * 4, scale=SCALE)
    for found in (weighted_kappa(ratings), icc(ratings, "ICC(2,1)")):
        assert "only the scores 1 to 2 of 1 to 7 were given" in sentences(found)


def test_a_constant_nearly_everywhere_is_said_beside_an_icc():
    ratings = ratings_of_numbers([(1, 1)] * 30 + [(1, 3), (3, 3)], scale=SCALE)
    assert "Too little variance: 95% of everything is 1" in sentences(icc(ratings, "ICC(1)"))


def test_a_code_that_one_coder_never_used():
    found = cohen(ratings_of_codes([("a", "a"), ("b", "b"), ("c", "b")] * 5, NAMES))
    assert "Ben never used c, which Ann used; compare the definitions." in sentences(found)
    found = agree(event_kappa, events((1, "bid"), (5, "answer")), events((1, "bid")))
    assert "Ben never used answer, which Ann used" in sentences(found.pooled)


def test_few_units_and_few_events():
    assert "Few units: 3" in sentences(cohen(ratings_of_codes([("a", "a"), ("b", "b"), ("a", "b")])))
    one = events((1, "bid"), (5, "answer"))
    assert "Few events: 2" in sentences(agree(event_kappa, one, one).pooled)


def test_a_pooled_value_that_hides_a_bad_code():
    good = [(at, "bid") for at in range(0, 60, 5)]
    first = events(*good, (62, "answer"), (70, "answer"), (80, "relief"), (90, "relief"))
    second = events(*good, (66, "answer"), (74, "answer"), (80, "relief"), (90, "relief"))
    found = agree(event_kappa, first, second, codes=("bid", "answer", "relief"))
    assert f"The pooled value of {found.pooled.estimate:.2f} hides answer" in sentences(found.pooled)


def test_dropped_units_are_counted():
    found = cohen(ratings_of_codes([("a", "a"), ("b", " "), ("b", "b"), ("b", None)]))
    assert "2 of 4 units were left out because a score is missing" in sentences(found)
    assert found.n_units == 2


def test_perfect_agreement_has_no_interval_and_says_so():
    for found in (
        cohen(ratings_of_codes([("a", "a"), ("b", "b")] * 6)),
        icc(ratings_of_numbers([(1, 1), (5, 5)] * 6), "ICC(3,1)"),
        icc(ratings_of_numbers([(1, 1), (5, 5)] * 6), "ICC(2,k)"),
    ):
        assert found.estimate == 1
        assert found.interval is None
        assert "There is no interval" in sentences(found)


# --- bad input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: ratings_of_numbers([(1, "warm")], NAMES),
            "Ben has “warm” for unit 1 where a number belongs",
        ),
        (lambda: ratings_of_numbers([(1, "inf")], NAMES), "Ben has “inf” for unit 1 where a number belongs"),
        (lambda: ratings_of_numbers([(1, 2), (1,)], NAMES), "Unit 2 has 1 scores but there are 2 coders"),
        (
            lambda: ratings_of_numbers([(1, 8)], NAMES, scale=SCALE),
            "Ben gave 8 to unit 1, which is not on the",
        ),
        (lambda: ratings_of_numbers([(1, 2)], ("Ann", "Ann")), "Two columns are called Ann"),
        (lambda: ratings_of_codes([("a", "x")], NAMES, categories="ab"), "Ben used the code x for unit 1"),
        (lambda: icc(ratings_of_numbers([(1, 2)] * 3), "ICC(9)"), "There is no ICC called ICC(9)"),
        (lambda: weights_from_disagreement([[0, -1], [1, 0]]), "Weights must be finite"),
        (
            lambda: weighted_kappa(ratings_of_codes([("a", "b")] * 2), [[1]]),
            "The weights are 1 by 1, but there are 2",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(make, sentence):
    with pytest.raises(StudyError) as error:
        make()
    assert str(error.value).startswith(sentence)
