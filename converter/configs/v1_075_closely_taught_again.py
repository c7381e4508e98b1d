"""The network goes on from `v1_075_closely_taught`, which teaches it with both of 353 x 257.

    python -m converter train --config v1_075_closely_taught_again --data-root DATA

Before it, the teachers are trained and exported as `v1_075_353` and `v1_075_353_again` say. They have three
fifths of the say, not half; and for the first time the early blocks learn too.
"""

from dataclasses import replace

from converter.configs.v1_075_closely_taught import CONFIG as CLOSELY_TAUGHT

CONFIG = replace(
    CLOSELY_TAUGHT,
    checkpoint="runs/teachers/closely.npz",
    teachers=("runs/teachers/closest.npz", "runs/teachers/closer.npz", "runs/teachers/closest.npz"),
    teachers_share=0.6,
    frozen_blocks=0,
    epochs=11,
    seed=14,
)
