"""The shipped network goes on from the weights of `v1_075_fourth`, on people that vary more.

    python -m converter export --config v1_075_fourth
    python -m converter train --config v1_075_fifth --data-root DATA

Without its own run of `v1_075_fourth` it goes on from the weights that ship. DATA holds coco_scenes too,
whose photos become the rooms of drawn people.
"""

from dataclasses import replace

from converter.config import SourceConfig
from converter.configs.v1_075_fourth import CONFIG as FOURTH
from converter.data.augment import AugmentConfig

CONFIG = replace(
    FOURTH,
    sources=(
        SourceConfig("coco_train"),
        SourceConfig("sports_train"),
        SourceConfig("athletics_train", weight=0.8, mend_sides=True),
        SourceConfig("synthetic_train", share=0.4, optional=True),
    ),
    backdrops="coco_scenes",
    augment=AugmentConfig(rotate_deg=28, upside_down=0.12, occlude=0.4, photo_patches=0.6, backdrop=0.7),
    epochs=34,
    steps_per_epoch=600,
    seed=6,
)
