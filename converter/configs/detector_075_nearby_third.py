"""The detector goes on from the weights of `detector_075_nearby_longer`; alone it gained nothing.

    python -m converter export --config detector_075_nearby_longer
    python -m converter train --config detector_075_nearby_third --data-root DATA

The mean of the three runs, each exported to a file of its own, looks at photos beside `detector_075_anew`:

    python -m converter average nearby.npz nearby_longer.npz nearby_third.npz \\
        --output converter/weights/photo_detector.npz
"""

from dataclasses import replace

from converter.configs.detector_075_nearby_longer import CONFIG as LONGER

CONFIG = replace(LONGER, epochs=7, seed=9)
