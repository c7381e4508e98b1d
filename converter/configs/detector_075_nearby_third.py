"""The detector goes on from the weights of `detector_075_nearby_longer`; it gained nothing and does not ship.

    python -m converter export --config detector_075_nearby_longer
    python -m converter train --config detector_075_nearby_third --data-root DATA

What came of it stands in EXPERIMENTS.md.
"""

from dataclasses import replace

from converter.configs.detector_075_nearby_longer import CONFIG as LONGER

CONFIG = replace(LONGER, epochs=7, seed=9)
