"""MobileNetV1 0.75 with its batch norm put back, decoder to stride 8: the first shipped network.

    python -m converter train --config v1_075 --data-root DATA

DATA holds coco_train, sports_train, athletics_train and, if made, synthetic_train.
"""

from converter.config import SourceConfig, TrainConfig

CONFIG = TrainConfig(
    sources=(
        SourceConfig("coco_train"),
        SourceConfig("sports_train"),
        SourceConfig("athletics_train", weight=0.6),
        SourceConfig("synthetic_train", share=0.5, optional=True),
    ),
    backbone="backbones/mobilenet_v1_0.75_192_quant_dequant_f16.npz",
    alpha=0.75,
    decoder_channels=(192, 128),
    frozen_blocks=4,
    epochs=19,
    steps_per_epoch=200,
)
