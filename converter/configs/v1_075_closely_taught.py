"""The network goes on from `v1_075_taught_again`, taught by `v1_075_353`, which looks at crops enlarged.

    python -m converter train --config v1_075_closely_taught --data-root DATA

Before it, the teachers are trained and exported as `v1_075_353` says. They have a say in the offsets as well,
and the only one where nobody labelled a keypoint.
"""

from dataclasses import replace

from converter.configs.v1_075_taught_again import CONFIG as AGAIN

CONFIG = replace(
    AGAIN,
    checkpoint="runs/teachers/again.npz",
    teachers=("runs/teachers/closer.npz", "runs/teachers/closer.npz", "runs/teachers/again.npz"),
    teachers_in_full=True,
    learning_rate=1.2e-3,
    epochs=11,
    seed=12,
)
