"""The last steps of `v1_075_sixth`: the people as they come, seldom turned far, hidden or cut.

    python -m converter export --config v1_075_sixth
    python -m converter train --config v1_075_sixth_settled --data-root DATA

Without its own run of `v1_075_sixth` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.configs.v1_075_sixth import CONFIG as SIXTH

CONFIG = replace(
    SIXTH,
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
    learning_rate=4e-4,
    epochs=8,
    seed=8,
)
