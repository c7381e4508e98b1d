"""The person detector goes on from the weights of `detector_050`, with pictures put together from four.

python -m converter train --config detector_050_mosaic --data-root DATA
"""

from dataclasses import replace

from converter.configs.detector_050 import CONFIG as FIRST

CONFIG = replace(
    FIRST,
    backbone=None,
    checkpoint="converter/weights/detector.npz",
    mosaic=0.4,
    learning_rate=1.5e-3,
    warmup_steps=100,
    seed=2,
)
