"""The network goes on from `v1_075_closely_taught_again`, which teaches it with the better one of 353 x 257.

    python -m converter export --config v1_075_closely_taught_again \\
        --checkpoint runs/teachers/closely_again.npz
    python -m converter train --config v1_075_closely_taught_third --data-root DATA

The shipped network is the mean of this run and the two before it, each exported to a file of its own:

    python -m converter average closely.npz closely_again.npz closely_third.npz \\
        --output converter/weights/pose.npz
"""

from dataclasses import replace

from converter.configs.v1_075_closely_taught_again import CONFIG as AGAIN

CONFIG = replace(
    AGAIN,
    checkpoint="runs/teachers/closely_again.npz",
    teachers=("runs/teachers/closest.npz", "runs/teachers/closely_again.npz", "runs/teachers/closest.npz"),
    learning_rate=1e-3,
    epochs=10,
    seed=15,
)
