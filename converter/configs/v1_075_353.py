"""A teacher that looks at crops of 353 x 257: the shipped network goes on in a larger input.

    python -m converter export --config v1_075_taught_again --checkpoint runs/teachers/again.npz

The other two teachers are exported as `v1_075_taught_again` says; they keep their own input. Then, in
`pose_spec.json`, the crop becomes 353 x 257, `radius_px` 20.6, `refine_radius_px`
33 and `score_radius_px` 16.5, and

    python -m converter train --config v1_075_353 --data-root DATA
    python -m converter export --config v1_075_353 --checkpoint runs/teachers/closer.npz

After it the spec is put back: the page has no time for a network of this input. EXPERIMENTS.md says more.
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
