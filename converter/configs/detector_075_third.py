"""The detector goes on from the weights of `detector_075_longer`; it gained nothing sure and does not ship.

    python -m converter train --config detector_075_third --data-root DATA

What came of it stands in EXPERIMENTS.md.
"""

from dataclasses import replace

from converter.configs.detector_075_longer import CONFIG as LONGER

CONFIG = replace(LONGER, epochs=4, steps_per_epoch=600, seed=6)
