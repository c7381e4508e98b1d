"""The person detector: MobileNetV1 0.5, decoder to stride 8, middles and boxes.

    python -m converter train --config detector_050 --data-root DATA

DATA holds coco_scenes, coco_train, sports_train, athletics_train and, if made, synthetic_train.
"""

from converter.config import DetectorConfig, SceneSourceConfig
from converter.data.augment import AugmentConfig

CONFIG = DetectorConfig(
    sources=(
        SceneSourceConfig("coco_scenes", share=3.0),
        SceneSourceConfig("coco_train"),
        SceneSourceConfig("sports_train", share=0.5, complete=False),
        SceneSourceConfig("athletics_train", share=0.3, complete=False),
        SceneSourceConfig("synthetic_train", share=0.4, optional=True),
    ),
    backbone="backbones/mobilenet_v1_0.5_160_quant_dequant_f16.npz",
    alpha=0.5,
    decoder_channels=(128, 96),
    frozen_blocks=2,
    mosaic=0,
    augment=AugmentConfig(occlude=0.15),
    learning_rate=2e-3,
    epochs=8,
    steps_per_epoch=250,
    development_people=250,
)
