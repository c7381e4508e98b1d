"""A person detector that starts again, from what the library's pose network knows by now.

    python -m converter train --config detector_075_anew --data-root DATA

The shipped one started from a pose network of long ago. In one run, as many pictures as all of its runs had
together, with views from nearby from the first.
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
