"""The detector goes on from the weights of `detector_075_longer`, with views of people from nearby.

    python -m converter export --config detector_075_longer
    python -m converter train --config detector_075_nearby --data-root DATA

The library looks at the largest people again in a window around them, several times enlarged; until now
training never did.
"""

from dataclasses import replace

from converter.configs.detector_075_longer import CONFIG as LONGER

CONFIG = replace(LONGER, nearby=0.5, epochs=8, steps_per_epoch=600, seed=7)
