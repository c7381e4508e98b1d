"""What an experiment may set. An experiment is a file in `configs/`; an unknown setting is an error."""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from converter.data.augment import AugmentConfig


@dataclass(frozen=True)
class SourceConfig:
    """A folder of people below the data root."""

    folder: str
    weight: float = 1.0  # of its labels in the loss
    share: float = 1.0  # of its people in each pass
    min_keypoints: int = 5
    optional: bool = False


@dataclass(frozen=True)
class TrainConfig:
    """One training run."""

    sources: tuple[SourceConfig, ...]
    backbone: (
        str | None
    )  # a folded .npz below the data root, "keras.applications", or None for random weights
    alpha: float = 0.75
    decoder_channels: tuple[int, int] = (192, 128)
    batch_norm_momentum: float = 0.97
    frozen_blocks: int = 0  # of the backbone, counted from the picture
    augment: AugmentConfig = field(default_factory=AugmentConfig)
    loss_weights: dict[str, float] = field(
        # heatmaps : offsets as the paper has it, offsets in crop pixels
        default_factory=lambda: {"heatmaps": 4.0, "offsets": 1.0, "auxiliary": 1.0}
    )
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


def load_config(name: str) -> TrainConfig:
    """The CONFIG of `converter/configs/NAME.py`."""
    known = sorted(path.stem for path in (Path(__file__).parent / "configs").glob("[!_]*.py"))
    if name not in known:
        raise SystemExit(f"no experiment is named {name!r}; there are: {', '.join(known)}")
    return import_module(f"converter.configs.{name}").CONFIG
