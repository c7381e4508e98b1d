"""The detector goes on from the mean of its last runs, taught about boxes by those.

`boxes_shipped.npz` is the mean of three runs that `detector_075_thawed` went on from.

    python -m converter export --config detector_075_thawed --checkpoint runs/teachers/boxes_thawed.npz
    python -m converter average converter/weights/detector.npz runs/teachers/boxes_thawed.npz \\
        --output runs/teachers/boxes_half.npz
    python -m converter train --config detector_075_taught --data-root DATA
"""

from dataclasses import replace

from converter.configs.detector_075_thawed import CONFIG as THAWED

CONFIG = replace(
    THAWED,
    checkpoint="runs/teachers/boxes_half.npz",
    teachers=("runs/teachers/boxes_shipped.npz", "runs/teachers/boxes_thawed.npz"),
    epochs=9,
    seed=11,
)
