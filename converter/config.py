"""What an experiment may set. An experiment is a file in `configs/`; an unknown setting is an error."""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from converter.data.augment import AugmentConfig
from converter.pose.spec import RADIUS_PX


@dataclass(frozen=True)
class SourceConfig:
    """A folder of people below the data root."""

    folder: str
    weight: float = 1.0  # of its labels in the loss
    share: float = 1.0  # of its people in each pass
    min_keypoints: int = 5
    mend_sides: bool = False  # left and right anew where the shipped network is sure of it
    optional: bool = False


@dataclass(frozen=True)
class SceneSourceConfig:
    """A folder of whole photos below the data root, for the detector."""

    folder: str
    share: float = 1.0  # of its photos in each pass
    complete: bool = True  # everybody has a box, where a photo does not say otherwise itself
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """What every training run sets."""

    sources: tuple
    # Where the weights start: a folded .npz below the data root or "keras.applications" for the backbone
    # alone; a checkpoint below the repository for the whole network, or for backbone and decoder (`features`)
    # where the heads are others; none of them for random weights.
    backbone: str | None = None
    checkpoint: str | None = None
    features: str | None = None
    alpha: float = 0.75
    decoder_channels: tuple[int, int] = (192, 128)
    batch_norm_momentum: float = 0.97
    frozen_blocks: int = 0  # of the backbone, counted from the picture
    augment: AugmentConfig = field(default_factory=AugmentConfig)
    loss_weights: dict[str, float]
    learning_rate: float = 2e-3
    warmup_steps: int = 200
    weight_decay: float = 1e-4
    clip_norm: float = 10.0
    ema_momentum: float = 0.998
    batch_size: int = 16
    epochs: int = 30
    steps_per_epoch: int = 200
    development_share: float = 0.05
    development_people: int = 300  # looked at after each epoch
    seed: int = 1
    loader_threads: int = 2


@dataclass(frozen=True, kw_only=True)
class TrainConfig(RunConfig):
    """A run of the pose network."""

    sources: tuple[SourceConfig, ...]
    backdrops: str | None = None  # folder of whole photos to set drawn people in
    teachers: tuple[str, ...] = ()  # checkpoints below the repository that have a say in the heatmaps
    teachers_share: float = 0.5  # of the targets
    teachers_in_full: bool = False  # in the offsets too, and alone where nobody labelled a keypoint
    radius_px: float = RADIUS_PX  # of the disks that it learns; the product reads maps of the spec's alone
    loss_weights: dict[str, float] = field(
        # heatmaps : offsets as the paper has it, offsets in crop pixels
        default_factory=lambda: {"heatmaps": 4.0, "offsets": 1.0, "auxiliary": 1.0}
    )


@dataclass(frozen=True, kw_only=True)
class DetectorConfig(RunConfig):
    """A run of the person detector."""

    sources: tuple[SceneSourceConfig, ...]
    loss_weights: dict[str, float] = field(default_factory=lambda: {"centres": 1.0, "boxes": 1.0})
    zoom: tuple[float, float] = (0.8, 2.2)  # of the picture fitted into the input
    mosaic: float = 0.4  # share of pictures put together from four
    nearby: float = 0.0  # share of views of one person and what is around


def load_config(name: str) -> RunConfig:
    """The CONFIG of `converter/configs/NAME.py`."""
    known = sorted(path.stem for path in (Path(__file__).parent / "configs").glob("[!_]*.py"))
    if name not in known:
        raise SystemExit(f"no experiment is named {name!r}; there are: {', '.join(known)}")
    return import_module(f"converter.configs.{name}").CONFIG
