"""A person detector of the pose network's size, which starts from what the pose network knows about people.

python -m converter train --config detector_075 --data-root DATA
"""

from dataclasses import replace

from converter.config import SceneSourceConfig
from converter.configs.detector_050 import CONFIG as FIRST

CONFIG = replace(
    FIRST,
    # Whole photos of everyday life count most: cut to their people, the others say little about small ones.
    sources=(
        SceneSourceConfig("coco_scenes", share=4.0),
        SceneSourceConfig("coco_train"),
        SceneSourceConfig("sports_train", share=0.5, complete=False),
        SceneSourceConfig("athletics_train", share=0.3, complete=False),
        SceneSourceConfig("synthetic_train", share=0.15, optional=True),
    ),
    backbone=None,
    features="converter/weights/pose.npz",
    alpha=0.75,
    decoder_channels=(192, 128),
    frozen_blocks=4,
    mosaic=0.25,
    zoom=(0.7, 2.0),
    loss_weights={"centres": 1.0, "boxes": 2.0},
    learning_rate=2e-3,
    epochs=7,
    steps_per_epoch=250,
    seed=4,
)
