"""The teacher that looks at crops of 353 x 257 goes on, taught by itself and by its pupil.

It ships for the library, which has time: `converter/weights/photo_pose.npz`.

    python -m converter export --config v1_075_closely_taught --checkpoint runs/teachers/closely.npz

Trained as `v1_075_353` says, with the numbers of the spec changed, and exported to
runs/teachers/closest.npz.
"""

from dataclasses import replace

from converter.configs.v1_075_353 import CONFIG as CLOSER

CONFIG = replace(
    CLOSER,
    checkpoint="runs/teachers/closer.npz",
    teachers=("runs/teachers/closer.npz", "runs/teachers/closely.npz"),
    teachers_in_full=True,
    learning_rate=1.2e-3,
    epochs=9,
    seed=13,
)
