"""Commands that report how good and how fast networks are."""

import sys
from json import dumps
from pathlib import Path

from converter.commands.make import CHECKPOINT

MIRRORED_HELP = "look straight and mirrored, as the library looks at photos with photo_pose.tflite"


def add_commands(commands) -> None:
    for add in (
        _add_evaluate,
        _add_evaluate_people,
        _add_evaluate_scores,
        _add_evaluate_conditions,
        _add_ablate,
        _add_speed,
        _add_parity,
    ):
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
    command.add_argument("--mirrored", action="store_true", help=MIRRORED_HELP)
    command.set_defaults(run_command=_evaluate)


def _evaluate(
    data: Path, model: Path | None, peers: Path | None, json: bool, sheet: Path | None, mirrored: bool
) -> None:
    from converter.measure.evaluate import evaluate, figures, headline_people, network_estimator
    from converter.measure.networks import load_network
    from converter.pose.flip import FlipTested
    from converter.pose.litert import SHIPPED

    people, problems = headline_people(data)
    for problem in problems:
        print(problem, file=sys.stderr)
    network = load_network(model or SHIPPED)
    results = evaluate(network_estimator(FlipTested(network) if mirrored else network), people)
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
    command.add_argument(
        "--detector",
        type=Path,
        nargs="+",
        default=[],
        help="the page's .tflite file and any others that look at photos with it (default: the shipped)",
    )
    command.set_defaults(run_command=_evaluate_people)


def _evaluate_people(data: Path, model: Path | None, detector: list[Path]) -> None:
    from converter.measure.whole_photos import evaluate_people
    from converter.pose.litert import SHIPPED_FOR_PHOTOS, LiteRTDetector, photo_detector, photo_network

    page = LiteRTDetector(detector[0]) if detector else LiteRTDetector()
    photos = photo_detector(*detector)
    network = photo_network(model or SHIPPED_FOR_PHOTOS)
    for name, value in evaluate_people(data, page, photos, network).items():
        print(f"{name:18} {value}")


def _add_evaluate_scores(commands) -> None:
    command = commands.add_parser("evaluate-scores", help="do scores tell what is in the picture?")
    command.add_argument("--data", type=Path, nargs="+", required=True, help="folders of people")
    command.add_argument("--model", type=Path, help="a .tflite file (default: the shipped one)")
    command.add_argument("--mirrored", action="store_true", help=MIRRORED_HELP)
    command.add_argument("--plot", type=Path, help="write the reliability plot")
    command.set_defaults(run_command=_evaluate_scores)


def _evaluate_scores(data: list[Path], model: Path | None, mirrored: bool, plot: Path | None) -> None:
    from converter.measure.scores import draw_reliability, judge, score_figures
    from converter.pose.flip import FlipTested
    from converter.pose.litert import SHIPPED, LiteRTNetwork

    network = LiteRTNetwork(model or SHIPPED)
    judged = judge(FlipTested(network) if mirrored else network, _people(data))
    for group, figures in score_figures(judged).items():
        print(group)
        for name, value in figures.items():
            print(f"  {name:24} {value}")
    if plot:
        draw_reliability(judged["all"], plot)


def _add_evaluate_conditions(commands) -> None:
    command = commands.add_parser(
        "evaluate-conditions", help="measure on pictures as webcams make them: cut, dark, moved"
    )
    command.add_argument("--data", type=Path, nargs="+", required=True, help="folders of people")
    command.add_argument("--peers", type=Path, help="a folder with others' networks to measure too")
    command.add_argument("--every", type=int, default=1, help="measure every nth person")
    command.add_argument("--sheet", type=Path, help="write a picture of the conditions")
    command.set_defaults(run_command=_evaluate_conditions)


def _evaluate_conditions(data: list[Path], peers: Path | None, every: int, sheet: Path | None) -> None:
    from converter.measure.conditions import condition_figures, condition_sheet

    estimators, people = _estimators(peers), _people(data)[::every]
    if sheet:
        condition_sheet(estimators["ours"], people, sheet)
    print("| condition | people |", " | ".join(estimators), "|")
    print("|---|---|" + "---|" * len(estimators))
    for condition, row in condition_figures(estimators, people).items():
        cells = [f"{oks:.3f} / {share:.3f}" for name, (oks, share) in row.items() if name != "people"]
        print(f"| {condition} | {row['people'][0]} |", " | ".join(cells), "|")


def _add_ablate(commands) -> None:
    command = commands.add_parser("ablate", help="other ways to read the same maps, measured")
    command.add_argument("--data", type=Path, nargs="+", required=True, help="folders of people")
    command.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    command.set_defaults(run_command=_ablate)


def _ablate(data: list[Path], checkpoint: Path) -> None:
    from converter.checkpoint import load_checkpoint
    from converter.measure.ablate import ablation

    print("| keypoints from | mean OKS | > .5 | > .75 |")
    print("|---|---|---|---|")
    for name, row in ablation(load_checkpoint(checkpoint), _people(data)).items():
        print(f"| {name} |", " | ".join(f"{value:.3f}" for value in row.values()), "|")


def _add_speed(commands) -> None:
    command = commands.add_parser("speed", help="milliseconds by stage, beside others, one thread")
    command.add_argument("--data", type=Path, required=True, help="holds images/ and annotations.json")
    command.add_argument("--peers", type=Path, help="a folder with others' networks to measure too")
    command.add_argument("--people", type=int, default=100)
    command.add_argument("--plot", type=Path, help="write accuracy against time")
    command.set_defaults(run_command=_speed)


def _speed(data: Path, peers: Path | None, people: int, plot: Path | None) -> None:
    from converter.measure.speed import compare, draw_front, stage_times
    from converter.pose.litert import LiteRTNetwork

    chosen = _people([data])[:people]
    for stage, ms in stage_times(LiteRTNetwork(), chosen).items():
        print(f"{stage:20} {ms} ms")
    points = compare(_estimators(peers), chosen)
    for name, (ms, oks) in points.items():
        print(f"{name:20} {ms} ms  mean OKS {oks}")
    if plot:
        draw_front(points, plot)


def _people(folders: list[Path]) -> list:
    from converter.measure.evaluate import headline_people

    return [person for folder in folders for person in headline_people(folder)[0]]


def _estimators(peers: Path | None) -> dict:
    from converter.measure.evaluate import network_estimator
    from converter.measure.peers import load_peers
    from converter.pose.litert import LiteRTNetwork

    return {"ours": network_estimator(LiteRTNetwork())} | (load_peers(peers) if peers else {})


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
