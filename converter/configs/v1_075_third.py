"""The shipped network goes on from the weights of `v1_075_longer`, twice as long again.

    python -m converter export --config v1_075_longer
    python -m converter train --config v1_075_third --data-root DATA

Without its own run of `v1_075_longer` it goes on from the weights that ship.
"""

from dataclasses import replace

from converter.configs.v1_075_longer import CONFIG as LONGER

CONFIG = replace(LONGER, epochs=34, seed=4)
