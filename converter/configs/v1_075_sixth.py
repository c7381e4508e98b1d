"""The shipped network goes on from the weights of `v1_075_fifth`: sides mended by these, and some rooms dark.

    python -m converter export --config v1_075_fifth
    python -m converter train --config v1_075_sixth --data-root DATA

Without its own run of `v1_075_fifth` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.config import SourceConfig
from converter.configs.v1_075_fifth import CONFIG as FIFTH

CONFIG = replace(
    FIFTH,
    sources=(
        SourceConfig("coco_train"),
        SourceConfig("sports_train"),
        SourceConfig("athletics_train", mend_sides=True),
        SourceConfig("synthetic_train", share=0.4, optional=True),
    ),
    augment=replace(FIFTH.augment, dark=0.08),
    learning_rate=1.5e-3,
    epochs=24,
    seed=7,
)
