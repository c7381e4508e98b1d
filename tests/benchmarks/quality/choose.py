"""Try other parameters of the measure on people kept out of the collection, with the network's poses.

    make choose DATA=folder
    python -m tests.benchmarks.quality.choose --data FOLDER [--cache FILE] [--references N] [--visitors N]

Prints, by condition, the regret by the limbs' angles (degrees) and the share of photos among that oracle's
best 10, then their means and how the mean regret differs from the shipped parameters', with its standard
error. Nothing of the validation photos is looked at; docs/quality.md says what came out.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from converter.pose.litert import SHIPPED, SHIPPED_FOR_PHOTOS
from converter.pose.spec import BASE_WEIGHTS, INDEX
from tests.benchmarks.quality.measure import AT_A_TIME, Judgement, as_the_server_does, either_way
from tests.benchmarks.quality.methods import Cosine2018, Method, Ours, Parameters, Weighted2018
from tests.benchmarks.quality.oracles import LimbAngles
from tests.benchmarks.quality.people import SEED, Cast, cast, true_poses
from tests.benchmarks.quality.photos import found_poses
from tests.benchmarks.quality.visitors import Visitors, visitors

SHIPPED_PARAMETERS = Parameters()
FACE = ("nose", "eye", "ear")
# Threshold, sure score and power of a reference's certainty, and the least overlap.
REFERENCE_SIDE = [
    (0.2, 0.9, 0, 0.9),
    (0.05, 0.9, 0, 0.95),
    (0.05, 1, 0.5, 0.95),
    *((0.05, sure, 1, overlap) for sure in (0.5, 0.7, 0.8, 0.9, 1) for overlap in (0.9, 0.95)),
]


def weighing(**by_name: float) -> Parameters:
    """Other base weights, by the name of a keypoint without its side."""
    weights = BASE_WEIGHTS.copy()
    for stem, weight in by_name.items():
        weights[[k for name, k in INDEX.items() if name.endswith(stem)]] = weight
    return replace(SHIPPED_PARAMETERS, base_weights=weights)


def variants() -> dict[str, Parameters]:
    tried = {"shipped": SHIPPED_PARAMETERS}
    for name, values in {
        "threshold": (0.02, 0.1, 0.2, 0.3),
        "sure": (0.3, 0.5, 0.7, 1),
        "power": (0, 0.5, 2),
        "min_overlap": (0.7, 0.8, 0.9, 1),
        "discount_power": (0.5, 2),
    }.items():
        for value in values:
            tried[f"{name} {value:g}"] = replace(SHIPPED_PARAMETERS, **{name: value})
    for weight in (0, 0.2, 0.3, 0.5, 1):
        tried[f"face {weight:g}"] = weighing(**dict.fromkeys(FACE, weight))
    tried["nose .5"] = weighing(nose=0.5)
    tried["wrists, ankles .5"] = weighing(wrist=0.5, ankle=0.5)
    tried["wrists, ankles 2"] = weighing(wrist=2, ankle=2)
    tried["elbows, knees 2"] = weighing(elbow=2, knee=2)
    tried["limbs 2"] = weighing(elbow=2, wrist=2, knee=2, ankle=2)
    for weight in (0.5, 1, 2):
        tried[f"trunk {weight:g}"] = weighing(shoulder=weight, hip=weight)
    return tried | together()


def together() -> dict[str, Parameters]:
    """Several at once, the same for visitors and photos; the first are those that shipped before."""
    tried = {}
    for threshold, sure, power, trunk, face in (
        (0.1, 0.7, 1, 1, 0.2),
        (0.1, 0.9, 1, 1.5, 0.1),
        (0.05, 0.7, 1, 1.5, 0.1),
        (0.05, 0.8, 1, 1.5, 0.1),
        (0.05, 0.9, 1, 2, 0.1),
        (0.05, 1, 0.5, 1.5, 0.1),
        (0.05, 1, 0.33, 1.5, 0.1),
    ):
        weights = weighing(shoulder=trunk, hip=trunk, **dict.fromkeys(FACE, face))
        name = f"from {threshold:g}, sure {sure:g}, power {power:g}, trunk {trunk:g}, face {face:g}"
        tried[name] = replace(
            weights,
            threshold=threshold,
            sure=sure,
            power=power,
            reference_threshold=threshold,
            reference_sure=sure,
            reference_power=power,
        )
    return tried


class Trial:
    """Visitors as the network sees them, and what the oracle says of the references."""

    def __init__(self, truth: np.ndarray, seen: dict[str, Visitors]):
        self.seen = seen
        limbs = LimbAngles(truth)
        self.judgements = {name: Judgement(limbs.scores(some.truth)) for name, some in seen.items()}

    def run(self, method: Method, prepare=as_the_server_does) -> np.ndarray:
        """(conditions, 2, Q) regret and being among the best."""
        return np.array([self._run(method, prepare, name) for name in self.seen], float)

    def _run(self, method: Method, prepare, condition: str) -> tuple[np.ndarray, np.ndarray]:
        poses = prepare(self.seen[condition].found)
        parts = np.split(poses, range(AT_A_TIME, len(poses), AT_A_TIME))
        first = np.concatenate([either_way(method.scores(part)).argmax(1) for part in parts])
        return self.judgements[condition].of(first)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="choose", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="holds coco_train, sports_train, ...")
    parser.add_argument(
        "--model", type=Path, default=SHIPPED, help="a .tflite file for visitors; default: the shipped one"
    )
    parser.add_argument(
        "--photo-model", type=Path, default=SHIPPED_FOR_PHOTOS, help="for photos; default: the shipped one"
    )
    parser.add_argument("--cache", type=Path, help="keeps the network's poses of the visitors (.npz)")
    parser.add_argument("--references", type=int, default=5000)
    parser.add_argument("--visitors", type=int, default=350)
    parser.add_argument(
        "--photos", type=int, default=1000, help="references whose pose the network finds too"
    )
    options = parser.parse_args()
    people = cast(options.data, development=True)
    rng = np.random.default_rng(SEED)
    chosen = [people.visitors[i] for i in rng.permutation(len(people.visitors))[: options.visitors]]
    seen = visitors(chosen, options.model, options.cache)
    references = people.references(options.references)
    print("regret in degrees / share in the oracle's top 10:", ", ".join(seen))
    trial = Trial(references, seen)
    shipped = trial.run(Ours(references))
    for name, parameters in variants().items():
        show(name, trial.run(Ours(references, parameters)), shipped)
    show("2018 cosine", trial.run(Cosine2018(references), np.asarray), shipped)
    show("2018 weighted", trial.run(Weighted2018(references), np.asarray), shipped)
    try_reference_side(people, seen, options)


def try_reference_side(people: Cast, seen: dict[str, Visitors], options: argparse.Namespace) -> None:
    """References as the network sees them: is a keypoint shown or not, or as far as the network is sure?"""
    rng = np.random.default_rng(SEED)
    chosen = [people.collection[i] for i in rng.permutation(len(people.collection))[: options.photos]]
    cache = options.cache and options.cache.with_name(f"{options.cache.stem}-photos.npz")
    found = found_poses(chosen, options.photo_model, cache)
    trial = Trial(true_poses(chosen), seen)
    print(f"{len(chosen)} references as the network sees them")
    shipped = trial.run(Ours(found))
    for threshold, sure, power, overlap in REFERENCE_SIDE:
        parameters = replace(
            SHIPPED_PARAMETERS,
            reference_threshold=threshold,
            reference_sure=sure,
            reference_power=power,
            min_overlap=overlap,
        )
        name = f"from {threshold:g}, sure {sure:g}, power {power:g}, overlap {overlap:g}"
        show(name, trial.run(Ours(found, parameters)), shipped)
    for name, parameters in together().items():
        show(name, trial.run(Ours(found, parameters)), shipped)
    show("2018 cosine", trial.run(Cosine2018(found), np.asarray), shipped)
    show("2018 weighted", trial.run(Weighted2018(found), np.asarray), shipped)


def show(name: str, results: np.ndarray, shipped: np.ndarray) -> None:
    difference = (results - shipped)[:, 0].mean(0)
    error = difference.std() / np.sqrt(len(difference))
    cells = " ".join(f"{regret:5.2f}/{top:.2f}" for regret, top in results.mean(2))
    regret, top = results.mean((0, 2))
    print(f"{name:46} {cells}  {regret:5.2f}/{top:.3f} {difference.mean():+.2f} ± {error:.2f}", flush=True)


if __name__ == "__main__":
    main()
