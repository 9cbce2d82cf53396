import pytest

from havenlens.inference.intervals import normal, wilson


# Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872, Table I, method 3 (score, no correction).
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(successes, n, low, high):
    found = wilson(successes, n)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_of_nothing_is_none():
    assert wilson(0, 0) is None


def test_wilson_stays_inside_and_mirrors():
    for n in (1, 7, 100):
        for successes in range(n + 1):
            one, other = wilson(successes, n), wilson(n - successes, n)
            assert one is not None
            assert other is not None
            assert 0 <= one.low <= successes / n <= one.high <= 1
            assert one.low == pytest.approx(1 - other.high, abs=1e-12)


def test_a_normal_interval_is_not_clipped():
    assert normal(0.95, 0.1).high > 1
