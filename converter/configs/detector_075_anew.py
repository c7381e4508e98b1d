"""The page's person detector: it starts again, from what the library's pose network knows by now.

    python -m converter train --config detector_075_anew --data-root DATA

`detector_075` and those that go on from it started from a pose network that knew much less. In one run,
nearly as many pictures as they had together, with views from nearby from the first. Their mean looks at
photos beside it: `detector_075_nearby_third` says how that is made.
"""

from dataclasses import replace

from converter.configs.detector_075 import CONFIG as FIRST

CONFIG = replace(
    FIRST,
    features="converter/weights/photo_pose.npz",
    nearby=0.5,
    epochs=13,
    steps_per_epoch=1200,
    seed=11,
)
