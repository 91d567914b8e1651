import numpy as np

from classifier.features.context import Neighbourhood, context, context_names, log_scaled
from classifier.features.rounds import (
    ADVERTISING,
    FIRST,
    first_features,
    first_names,
    round_features,
    round_names,
)
from classifier.labels import LABELS

SAID = np.random.default_rng(5).dirichlet(np.ones(10), 7).astype(np.float32)
ALONE = np.random.default_rng(6).dirichlet(np.ones(10), 7).astype(np.float32)
ADVERTISED = np.random.default_rng(7).dirichlet(np.ones(4), 7).astype(np.float32)
FIRST_SAID = np.concatenate([ALONE, ADVERTISED], axis=1)


def test_blocks_in_the_order_of_their_names():
    sizes = np.arange(7, dtype=np.float32)
    around = Neighbourhood.of(np.array([0, 3, 7]))
    features = round_features(SAID, FIRST_SAID, sizes, around)
    assert FIRST_SAID.shape[1] == FIRST
    assert features.shape == (7, len(round_names()))
    assert features.dtype == np.float32
    width = len(context_names())
    assert np.array_equal(features[:, :width], np.concatenate(context(SAID, sizes, around)).T)
    assert np.array_equal(features[:, width:], first_features(FIRST_SAID))


def test_what_the_first_stage_said():
    columns = dict(zip(first_names(), first_features(FIRST_SAID).T, strict=True))
    for label in LABELS:
        own = ALONE[:, LABELS.index(label)]
        assert np.array_equal(columns[f"alone log {label}"], log_scaled(own))
        gambling = ADVERTISED[:, ADVERTISING.index("gambling")]
        assert np.array_equal(columns[f"advertises gambling and alone {label}"], gambling * own)
        assert f"advertises nothing and alone {label}" not in columns
    for number, what in enumerate(ADVERTISING):
        assert np.array_equal(columns[f"advertises {what}"], ADVERTISED[:, number])
        assert np.array_equal(columns[f"advertises log {what}"], log_scaled(ADVERTISED[:, number]))


def test_names_are_unique():
    names = round_names()
    assert len(set(names)) == len(names)
    assert names[-len(first_names()) :] == first_names()
