"""Commands that report how good and how fast networks are."""

import sys
from json import dumps
from pathlib import Path

from converter.commands.make import CHECKPOINT


def add_commands(commands) -> None:
    for add in (_add_evaluate, _add_evaluate_people, _add_parity):
        add(commands)


def _add_evaluate(commands) -> None:
    command = commands.add_parser("evaluate", help="measure a network on a folder of people, true boxes")
    command.add_argument("--data", type=Path, required=True, help="holds images/ and annotations.json")
    command.add_argument(
        "--model",
        type=Path,
        help="a .tflite file, checkpoint or tfjs folder (default: the shipped .tflite)",
    )
    command.add_argument("--peers", type=Path, help="a folder with others' networks to measure too")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--sheet", type=Path, help="write a picture of the best and the worst")
    command.set_defaults(run_command=_evaluate)


def _evaluate(data: Path, model: Path | None, peers: Path | None, json: bool, sheet: Path | None) -> None:
    from converter.measure.evaluate import evaluate, figures, headline_people, network_estimator
    from converter.measure.networks import load_network
    from converter.pose.litert import SHIPPED

    people, problems = headline_people(data)
    for problem in problems:
        print(problem, file=sys.stderr)
    results = evaluate(network_estimator(load_network(model or SHIPPED)), people)
    _print_figures("ours", figures(results), json)
    if sheet:
        from converter.measure.sheet import contact_sheet

        contact_sheet(results, sheet)
    if peers:
        from converter.measure.peers import load_peers

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
    from converter.measure.whole_photos import evaluate_people
    from converter.pose.litert import SHIPPED, SHIPPED_DETECTOR, LiteRTDetector, LiteRTNetwork

    networks = LiteRTDetector(detector or SHIPPED_DETECTOR), LiteRTNetwork(model or SHIPPED)
    for name, value in evaluate_people(data, *networks).items():
        print(f"{name:18} {value}")


def _add_parity(commands) -> None:
    command = commands.add_parser("parity", help="compare Keras, LiteRT and TensorFlow.js in Chromium")
    command.add_argument("--data", type=Path, required=True, help="holds images/ and annotations.json")
    command.add_argument("--photos", type=int, default=60)
    command.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    command.add_argument("--chromium", help="the browser's program (default: chromium or google-chrome)")
    command.set_defaults(run_command=_parity)


def _parity(data: Path, photos: int, checkpoint: Path, chromium: str | None) -> None:
    from converter.measure.parity import parity_report

    for name, differences in parity_report(checkpoint, data, photos, chromium).items():
        print(f"{name:12}", *(f"{key} {value}" for key, value in differences.items()), sep="  ")
