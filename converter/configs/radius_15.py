"""Disks of 15 px, as shipped, for the ablation: the shipped weights go on for 800 steps with each radius.

    python -m converter train --config radius_15 --data-root DATA

What came of it stands in EXPERIMENTS.md.
"""

from dataclasses import replace

from converter.configs.v1_075_fifth import CONFIG as FIFTH

CONFIG = replace(FIFTH, epochs=1, steps_per_epoch=800, development_people=1000, seed=7)
