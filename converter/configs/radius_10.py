"""Disks of 10 px for the ablation: the shipped weights go on for 800 steps with each radius.

    python -m converter train --config radius_10 --data-root DATA

What came of it stands in EXPERIMENTS.md.
"""

from dataclasses import replace

from converter.configs.radius_15 import CONFIG as SHIPPED_RADIUS

CONFIG = replace(SHIPPED_RADIUS, radius_px=10)
