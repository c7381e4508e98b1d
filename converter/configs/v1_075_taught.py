"""The network goes on from `v1_075_sixth`; it and `v1_075_fifth` together have a say in its targets.

    python -m converter export --config v1_075_fifth --checkpoint runs/teachers/fifth.npz
    python -m converter export --config v1_075_sixth --checkpoint runs/teachers/sixth.npz
    python -m converter train --config v1_075_taught --data-root DATA

People come nearly as they are: seldom turned far, hidden or cut.
"""

from dataclasses import replace

from converter.configs.v1_075_sixth import CONFIG as SIXTH

CONFIG = replace(
    SIXTH,
    checkpoint="runs/teachers/sixth.npz",
    teachers=("runs/teachers/fifth.npz", "runs/teachers/sixth.npz"),
    augment=replace(
        SIXTH.augment,
        enlarge=(1.1, 1.45),
        shift=0.05,
        rotate_deg=18,
        upside_down=0.06,
        half_body=0.25,
        occlude=0.25,
        dark=0.05,
    ),
    learning_rate=1e-3,
    epochs=12,
    seed=8,
)
