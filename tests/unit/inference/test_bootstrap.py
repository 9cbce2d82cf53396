import numpy as np
import pytest

from havenlens.inference.bootstrap import cluster_bootstrap, resample_counts


def share(sums):
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, 0] / sums[:, 1]


def test_every_resample_has_as_many_clusters_as_there_are():
    counts = resample_counts(12, 300, seed=7)
    assert counts.shape == (300, 12)
    assert (counts.sum(axis=1) == 12).all()


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    data = np.column_stack([np.arange(20.0), np.full(20, 20.0)])
    first, again, other = (cluster_bootstrap(data, share, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_resampling_counts_is_resampling_rows():
    rng = np.random.default_rng(3)
    data = rng.random((9, 2)) + 1
    rows = rng.integers(0, 9, size=(200, 9))
    counts = np.array([np.bincount(row, minlength=9) for row in rows])
    direct = np.array([share(data[row].sum(axis=0, keepdims=True))[0] for row in rows])
    found = cluster_bootstrap(data, share, counts)
    assert found.interval is not None
    assert [found.interval.low, found.interval.high] == pytest.approx(np.quantile(direct, [0.025, 0.975]))
    assert found.se == pytest.approx(direct.std(ddof=1))


def test_the_interval_of_a_mean_has_about_the_right_width():
    data = np.random.default_rng(5).normal(size=(400, 1))
    both = np.column_stack([data, np.ones(400)])
    found = cluster_bootstrap(both, share)
    assert found.se == pytest.approx(data.std(ddof=1) / 20, rel=0.1)


def test_a_single_cluster_has_no_interval():
    assert cluster_bootstrap(np.ones((1, 2)), share).interval is None


def test_resamples_without_a_value_are_counted_and_left_out():
    data = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    found = cluster_bootstrap(data, share, np.array([[3, 0, 0], [0, 3, 0], [1, 1, 1], [2, 1, 0]]))
    assert (found.draws, found.n_undefined) == (4, 1)
    assert found.interval is not None


def test_mostly_undefined_resamples_give_no_interval():
    data = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    found = cluster_bootstrap(data, share, np.array([[1, 1, 1], [0, 3, 0], [0, 2, 1]]))
    assert found.interval is None
    assert found.n_undefined == 2
