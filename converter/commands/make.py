"""Commands that make networks and what holds their two languages together."""

from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "weights"
CHECKPOINT = WEIGHTS / "pose.npz"


def add_commands(commands) -> None:
    for add in (_add_train, _add_export, _add_average, _add_convert, _add_calibrate, _add_golden):
        add(commands)


def _add_train(commands) -> None:
    command = commands.add_parser("train", help="train the network of one experiment")
    command.add_argument("--config", required=True, help="a file of converter/configs, without .py")
    command.add_argument("--data-root", type=Path, required=True, help="holds the experiment's folders")
    command.add_argument("--run", type=Path, help="where logs and checkpoints go (default: runs/CONFIG)")
    command.set_defaults(run_command=_train)


def _train(config: str, data_root: Path, run: Path | None) -> None:
    from converter.config import DetectorConfig, TrainConfig, load_config

    settings, run = load_config(config), run or Path("runs") / config
    if isinstance(settings, DetectorConfig):
        from converter.detector.train import train_detector

        train_detector(settings, data_root, run)
    elif isinstance(settings, TrainConfig):
        from converter.train import train

        train(settings, data_root, run)


def _add_export(commands) -> None:
    command = commands.add_parser("export", help="make a checkpoint of a training run's averaged weights")
    command.add_argument("--config", required=True, help="the run's experiment")
    command.add_argument("--run", type=Path, help="the run's folder (default: runs/CONFIG)")
    command.add_argument("--checkpoint", type=Path, help="the file to write (default: the shipped one)")
    command.set_defaults(run_command=_export)


def _export(config: str, run: Path | None, checkpoint: Path | None) -> None:
    from converter.config import load_config
    from converter.export import export_run, kind_of

    settings = load_config(config)
    export_run(settings, run or Path("runs") / config, checkpoint or WEIGHTS / f"{kind_of(settings)}.npz")


def _add_average(commands) -> None:
    command = commands.add_parser("average", help="make one checkpoint of several runs' of the same network")
    command.add_argument("checkpoints", type=Path, nargs="+")
    command.add_argument("--output", type=Path, required=True, help="the file to write")
    command.set_defaults(run_command=_average)


def _average(checkpoints: list[Path], output: Path) -> None:
    from converter.checkpoint import average_checkpoints

    average_checkpoints(checkpoints, output)


def _add_convert(commands) -> None:
    command = commands.add_parser("convert", help="make the page's and the server's network of a checkpoint")
    command.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    command.add_argument("--output", type=Path, default=WEIGHTS, help="folder for tfjs/ and pose.tflite")
    command.add_argument("--bits", type=int, choices=(8, 16), default=8, help="of the page's weights")
    command.add_argument(
        "--for-photos",
        action="store_true",
        help="make photo_pose.tflite or photo_detector.tflite alone, for the library's looks at photos",
    )
    command.set_defaults(run_command=_convert)


def _convert(checkpoint: Path, output: Path, bits: int, for_photos: bool) -> None:
    from converter.convert import convert, convert_for_photos

    written = convert_for_photos(checkpoint, output) if for_photos else convert(checkpoint, output, bits)
    for name, size in written.items():
        print(f"{name}: {size / 1e6:.2f} MB")


def _add_golden(commands) -> None:
    command = commands.add_parser(
        "golden", help="write the golden files that Python and the page both answer to"
    )
    command.add_argument("--output", type=Path, default=Path("tests/contract/golden"))
    command.set_defaults(run_command=_golden)


def _golden(output: Path) -> None:
    from converter.golden import write_golden

    for path in write_golden(output):
        print(path)


def _add_calibrate(commands) -> None:
    command = commands.add_parser("calibrate", help="fit how likely keypoints are to be in the picture")
    command.add_argument("--data-root", type=Path, required=True, help="holds the training folders")
    command.add_argument("--model", type=Path, help="a .tflite file (default: the shipped one)")
    command.set_defaults(run_command=_calibrate)


def _calibrate(data_root: Path, model: Path | None) -> None:
    from converter.calibrate import calibrate
    from converter.pose.calibration import PATH
    from converter.pose.litert import SHIPPED, LiteRTNetwork

    count = calibrate(LiteRTNetwork(model or SHIPPED, threads=2), data_root)
    print(f"{PATH.name}: fitted on {count} pictures of development people")
