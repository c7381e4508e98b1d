"""The shipped network goes on from the weights of `v1_075`, with everything else as it was.

    python -m converter export --config v1_075
    python -m converter train --config v1_075_longer --data-root DATA

Without its own run of `v1_075` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.configs.v1_075 import CONFIG as FIRST

CONFIG = replace(
    FIRST,
    backbone=None,
    checkpoint="converter/weights/pose.npz",
    learning_rate=1.5e-3,
    warmup_steps=100,
    epochs=30,
    seed=3,
)
