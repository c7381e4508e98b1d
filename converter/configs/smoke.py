"""Does training run at all? A tiny network on pictures of the default gallery, for a minute and no accuracy.

python -m converter train --config smoke --data-root ROOT     # ROOT/gallery: images/ and annotations.json
"""

from converter.config import SourceConfig, TrainConfig

CONFIG = TrainConfig(
    sources=(SourceConfig("gallery"),),
    backbone=None,
    alpha=0.25,
    decoder_channels=(32, 32),
    learning_rate=1e-3,
    warmup_steps=4,
    ema_momentum=0.9,
    batch_size=4,
    epochs=2,
    steps_per_epoch=6,
    development_people=4,
    loader_threads=1,
)
