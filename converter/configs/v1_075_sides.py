"""The network goes on from the mean of three runs; labels alone teach it left and right of arms and legs.

    python -m converter export --config v1_075_closely_taught_third
    python -m converter average closely.npz closely_again.npz closely_third.npz \\
        --output runs/teachers/mean.npz
    python -m converter train --config v1_075_sides --data-root DATA

Cells that tell the left from the right count three times, and its teachers have no say there.
"""

from dataclasses import replace

from converter.configs.v1_075_closely_taught_third import CONFIG as THIRD

CONFIG = replace(
    THIRD,
    checkpoint="runs/teachers/mean.npz",
    teachers=("runs/teachers/closest.npz", "runs/teachers/mean.npz", "runs/teachers/closest.npz"),
    sides_weight=3.0,
    epochs=10,
    seed=16,
)
