import keras
import numpy as np
import pytest

from converter.batch_norm import FusedBatchNormalization

SHAPE = (4, 8, 6, 5)
CELLS = 4 * 8 * 6


@pytest.fixture
def norms():
    fused, plain = FusedBatchNormalization(momentum=0.9), keras.layers.BatchNormalization(momentum=0.9)
    rng = np.random.default_rng(1)
    start = [rng.uniform(0.5, 2, 5) for _ in range(4)]
    for norm in (fused, plain):
        norm.build(SHAPE)
        norm.set_weights(start)
    return fused, plain


@pytest.fixture
def maps():
    return np.random.default_rng(2).normal(1, 3, SHAPE).astype(np.float32)


@pytest.mark.parametrize("training", [True, False])
def test_it_is_the_norm_of_keras(norms, maps, training):
    fused, plain = (np.asarray(norm(maps, training=training)) for norm in norms)
    np.testing.assert_allclose(fused, plain, atol=1e-5)


def test_it_remembers_what_it_saw(norms, maps):
    before = norms[0].get_weights()
    for norm in norms:
        norm(maps, training=True)
    (_, _, mean, variance), (_, _, plain_mean, plain_variance) = (norm.get_weights() for norm in norms)
    np.testing.assert_allclose(mean, plain_mean, atol=1e-6)
    seen = (plain_variance - 0.9 * before[3]) / 0.1
    np.testing.assert_allclose(variance, 0.9 * before[3] + 0.1 * seen * CELLS / (CELLS - 1), rtol=1e-5)


def test_a_frozen_one_learns_nothing(norms, maps):
    fused = norms[0]
    fused.trainable = False
    before = fused.get_weights()
    as_frozen = np.asarray(fused(maps, training=True))
    np.testing.assert_array_equal(as_frozen, np.asarray(fused(maps, training=False)))
    np.testing.assert_array_equal(before, fused.get_weights())
