"""The network goes on from the mean of three runs; teachers say nine tenths. No gain, and it does not ship.

    python -m converter train --config v1_075_mostly_taught --data-root DATA

`mean.npz` is the shipped `converter/weights/pose.npz`, `closest.npz` the shipped `photo_pose.npz`.
"""

from dataclasses import replace

from converter.configs.v1_075_closely_taught_third import CONFIG as THIRD

CONFIG = replace(
    THIRD,
    checkpoint="runs/teachers/mean.npz",
    teachers=("runs/teachers/closest.npz", "runs/teachers/closest.npz", "runs/teachers/mean.npz"),
    teachers_share=0.9,
    learning_rate=8e-4,
    epochs=6,
    seed=17,
)
