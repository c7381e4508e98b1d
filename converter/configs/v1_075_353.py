"""A teacher that looks at crops of 353 x 257: the shipped network goes on in a larger input.

    python -m converter export --config v1_075_taught_again --checkpoint runs/teachers/again.npz

The other two teachers are exported as `v1_075_taught_again` says; they keep their own input. Then, in
`pose_spec.json`, the crop becomes 353 x 257, `radius_px` 20.6, `refine_radius_px`
33 and `score_radius_px` 16.5, and

    python -m converter convert
    python -m converter train --config v1_075_353 --data-root DATA
    python -m converter export --config v1_075_353 --checkpoint runs/teachers/closer.npz

(`convert`, because athletes' left and right are named anew by the network of the spec's input.) After it the
spec and the shipped weights are put back: a network of this input does not ship. EXPERIMENTS.md says why.
"""

from dataclasses import replace

from converter.configs.v1_075_taught_again import CONFIG as AGAIN

CONFIG = replace(
    AGAIN,
    checkpoint="runs/teachers/again.npz",
    teachers=(
        "runs/teachers/again.npz",
        "runs/teachers/taught.npz",
        "runs/teachers/again.npz",
        "runs/teachers/sixth.npz",
    ),
    epochs=12,
    seed=11,
)
