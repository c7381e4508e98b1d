"""`python -m converter COMMAND`: see `--help`."""

import argparse
import sys
from json import dumps
from pathlib import Path

from converter.data.annotations import DataError
from converter.pose.litert import ModelMissing

WEIGHTS = Path(__file__).parent / "weights"
CHECKPOINT = WEIGHTS / "pose.npz"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m converter", description="Train, evaluate and convert the network."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_train,
        _add_evaluate,
        _add_evaluate_people,
        _add_export,
        _add_convert,
        _add_parity,
        _add_golden,
    ):
        add(commands)
    options = vars(parser.parse_args(arguments))
    try:
        options.pop("run_command")(**options)
    except (DataError, ModelMissing) as error:
        sys.exit(f"error: {error}")


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


def _add_evaluate(commands) -> None:
    command = commands.add_parser("evaluate", help="measure a network on a folder of people, true boxes")
    command.add_argument("--data", type=Path, required=True, help="holds images/ and annotations.json")
    command.add_argument("--model", type=Path, help="a .tflite file (default: the shipped one)")
    command.add_argument("--peers", type=Path, help="a folder with others' networks to measure too")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--sheet", type=Path, help="write a picture of the best and the worst")
    command.set_defaults(run_command=_evaluate)


def _evaluate(data: Path, model: Path | None, peers: Path | None, json: bool, sheet: Path | None) -> None:
    from converter.evaluate import evaluate, figures, headline_people, network_estimator
    from converter.pose.litert import SHIPPED, LiteRTNetwork

    people, problems = headline_people(data)
    for problem in problems:
        print(problem, file=sys.stderr)
    results = evaluate(network_estimator(LiteRTNetwork(model or SHIPPED)), people)
    _print_figures("ours", figures(results), json)
    if sheet:
        from converter.sheet import contact_sheet

        contact_sheet(results, sheet)
    if peers:
        from converter.peers import load_peers

        for name, estimator in load_peers(peers).items():
            _print_figures(name, figures(evaluate(estimator, people)), json)


def _print_figures(name: str, figures: dict, as_json: bool) -> None:
    if as_json:
        print(dumps(figures))
        return
    print(name)
    per_keypoint = figures.pop("per_keypoint")
    for key, value in (figures | per_keypoint).items():
        print(f"  {key:16} {value}")


def _add_evaluate_people(commands) -> None:
    command = commands.add_parser(
        "evaluate-people", help="measure detector and network on whole photos, boxes and poses of everybody"
    )
    command.add_argument("--data", type=Path, required=True, help="holds images/ and annotations.json")
    command.add_argument("--model", type=Path, help="a .tflite file (default: the shipped one)")
    command.add_argument("--detector", type=Path, help="a .tflite file (default: the shipped one)")
    command.set_defaults(run_command=_evaluate_people)


def _evaluate_people(data: Path, model: Path | None, detector: Path | None) -> None:
    from converter.pose.litert import SHIPPED, SHIPPED_DETECTOR, LiteRTDetector, LiteRTNetwork
    from converter.whole_photos import evaluate_people

    networks = LiteRTDetector(detector or SHIPPED_DETECTOR), LiteRTNetwork(model or SHIPPED)
    for name, value in evaluate_people(data, *networks).items():
        print(f"{name:18} {value}")


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


def _add_convert(commands) -> None:
    command = commands.add_parser("convert", help="make the page's and the server's network of a checkpoint")
    command.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    command.add_argument("--output", type=Path, default=WEIGHTS, help="folder for tfjs/ and pose.tflite")
    command.set_defaults(run_command=_convert)


def _convert(checkpoint: Path, output: Path) -> None:
    from converter.convert import convert

    for name, size in convert(checkpoint, output).items():
        print(f"{name}: {size / 1e6:.2f} MB")


def _add_parity(commands) -> None:
    command = commands.add_parser("parity", help="compare Keras, LiteRT and TensorFlow.js in Chromium")
    command.add_argument("--data", type=Path, required=True, help="holds images/ and annotations.json")
    command.add_argument("--photos", type=int, default=60)
    command.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    command.add_argument("--chromium", help="the browser's program (default: chromium or google-chrome)")
    command.set_defaults(run_command=_parity)


def _parity(data: Path, photos: int, checkpoint: Path, chromium: str | None) -> None:
    from converter.parity import parity_report

    for name, differences in parity_report(checkpoint, data, photos, chromium).items():
        print(f"{name:12}", *(f"{key} {value}" for key, value in differences.items()), sep="  ")


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


if __name__ == "__main__":
    main()
