"""The detector goes on from the mean of three runs that ships for photos; its early blocks learn too.

It gains in the page and not on the server, and does not ship: EXPERIMENTS.md says more.

    python -m converter train --config detector_075_thawed --data-root DATA
"""

from dataclasses import replace

from converter.configs.detector_075_nearby_longer import CONFIG as LONGER

CONFIG = replace(
    LONGER,
    checkpoint="converter/weights/photo_detector.npz",
    frozen_blocks=0,
    learning_rate=1e-3,
    epochs=8,
    seed=10,
)
