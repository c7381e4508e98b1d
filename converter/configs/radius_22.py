"""Disks of 22 px for the ablation: the shipped weights go on for 800 steps with each radius.

    python -m converter train --config radius_22 --data-root DATA

What came of it stands in EXPERIMENTS.md.
"""

from dataclasses import replace

from converter.configs.v1_075_fifth import CONFIG as FIFTH

CONFIG = replace(FIFTH, radius_px=22, epochs=1, steps_per_epoch=800, development_people=1000, seed=7)
