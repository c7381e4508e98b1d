"""The shipped network goes on from `v1_075_taught`, which teaches it with the two that taught it before.

    python -m converter export --config v1_075_taught --checkpoint runs/teachers/taught.npz
    python -m converter train --config v1_075_taught_again --data-root DATA

The other two teachers are exported as `v1_075_taught` says. People are turned further than for it.
"""

from dataclasses import replace

from converter.configs.v1_075_taught import CONFIG as TAUGHT

CONFIG = replace(
    TAUGHT,
    checkpoint="runs/teachers/taught.npz",
    # The best of them has a say twice as often as the others.
    teachers=(
        "runs/teachers/taught.npz",
        "runs/teachers/sixth.npz",
        "runs/teachers/taught.npz",
        "runs/teachers/fifth.npz",
    ),
    augment=replace(TAUGHT.augment, rotate_deg=25, upside_down=0.12),
    learning_rate=1.2e-3,
    epochs=16,
    seed=9,
)
