"""The detector goes on from the weights of `detector_075`, now that crowds are no people to it.

    python -m converter export --config detector_075
    python -m converter train --config detector_075_longer --data-root DATA

Without its own run of `detector_075` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.configs.detector_075 import CONFIG as FIRST

CONFIG = replace(
    FIRST,
    features=None,
    checkpoint="converter/weights/detector.npz",
    learning_rate=1.5e-3,
    warmup_steps=100,
    epochs=6,
    steps_per_epoch=500,
    seed=5,
)
