"""The detector goes on from the weights of `detector_075_anew`; its early blocks learn too; not shipped.

python -m converter export --config detector_075_anew
python -m converter train --config detector_075_anew_longer --data-root DATA
"""

from dataclasses import replace

from converter.configs.detector_075_anew import CONFIG as ANEW

CONFIG = replace(
    ANEW,
    features=None,
    checkpoint="converter/weights/detector.npz",
    frozen_blocks=0,
    learning_rate=1.5e-3,
    warmup_steps=100,
    epochs=4,
    seed=12,
)
