"""The shipped network goes on from the weights of `v1_075_third`, on bodies that lean and lie more often.

    python -m converter export --config v1_075_third
    python -m converter train --config v1_075_fourth --data-root DATA

Without its own run of `v1_075_third` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.config import AugmentConfig
from converter.configs.v1_075_third import CONFIG as THIRD

CONFIG = replace(
    THIRD,
    augment=AugmentConfig(rotate_deg=25, upside_down=0.05),
    epochs=18,
    steps_per_epoch=600,
    seed=5,
)
