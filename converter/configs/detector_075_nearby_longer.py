"""The detector goes on from the weights of `detector_075_nearby`, for longer.

    python -m converter export --config detector_075_nearby
    python -m converter train --config detector_075_nearby_longer --data-root DATA

The mean of both runs and of `detector_075_nearby_third` ships for photos.
Without its own run of `detector_075_nearby` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.configs.detector_075_nearby import CONFIG as NEARBY

CONFIG = replace(NEARBY, epochs=9, seed=8)
