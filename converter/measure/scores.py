"""Do scores tell what is there from what is not? Measured on people and on parts of them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from converter.calibrate import Seen, look
from converter.data.annotations import Person
from converter.pose.calibration import probabilities_of
from converter.pose.estimate import Network

HALF_BODY = ("waist", "thighs")
BINS = 10


class Judged(NamedTuple):
    """All labelled keypoints of some pictures, each array (N,)."""

    scores: dict[str, np.ndarray]  # votes, probability and their product, the score
    there: np.ndarray  # bool, in the picture
    visible: np.ndarray  # bool, in the picture and not hidden
    clear: np.ndarray  # bool, not at the picture's very edge


def judge(network: Network, people: list[Person]) -> dict[str, Judged]:
    """Keypoints by how the pictures were cut, and of half bodies and of all together."""
    seen = look(network, people, seed=2)
    groups = {"half body": HALF_BODY, "arm": ("arm",), "legs": ("legs",), "whole": ("whole",)}
    judged = {name: _judged([one for one in seen if one.kind in kinds]) for name, kinds in groups.items()}
    return judged | {"all": _judged(seen)}


def _judged(seen: list[Seen]) -> Judged:
    known, votes, labelled, there, visible, clear = (
        np.stack([getattr(one, name) for one in seen])
        for name in ("known", "votes", "labelled", "there", "visible", "clear")
    )
    probability = probabilities_of(known)
    scores = {"votes": votes, "probability": probability, "score": votes * probability}
    parts = {name: values[labelled] for name, values in scores.items()}
    return Judged(parts, there[labelled], visible[labelled], clear[labelled])


def score_figures(judged: dict[str, Judged]) -> dict[str, dict[str, float]]:
    """By group: AUC of visible against absent keypoints, also without those at the very edge; ECE."""
    return {group: _figures(some) for group, some in judged.items()}


def _figures(some: Judged) -> dict[str, float]:
    figures = {}
    for name, values in some.scores.items():
        figures[f"{name}_auc"] = auc(values, some.visible, ~some.there)
        figures[f"{name}_auc_clear"] = auc(values, some.visible & some.clear, ~some.there & some.clear)
        figures[f"{name}_ece"] = calibration_error(values, some.there)
    return {name: round(value, 4) for name, value in figures.items()}


def auc(values: np.ndarray, positive: np.ndarray, negative: np.ndarray) -> float:
    """How often a positive one is above a negative one, 0..1; NaN where either is missing."""
    from sklearn.metrics import roc_auc_score

    if not positive.any() or not negative.any():
        return float("nan")
    use = positive | negative
    return float(roc_auc_score(positive[use], values[use]))


def calibration_error(values: np.ndarray, there: np.ndarray) -> float:
    """Mean distance between what scores say and what is so, over ten bins (expected calibration error)."""
    return float(sum(len(v) * abs(v.mean() - t.mean()) for v, t in _bins(values, there)) / len(values))


def _bins(values: np.ndarray, there: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    place = np.minimum((values * BINS).astype(int), BINS - 1)
    return [(values[place == b], there[place == b]) for b in range(BINS) if (place == b).any()]


def draw_reliability(judged: Judged, picture: Path) -> None:
    """What votes and probabilities say against what is so."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    for name, colour in (("votes", "#F2545B"), ("probability", "#2F80ED")):
        pairs = [(v.mean(), t.mean()) for v, t in _bins(judged.scores[name], judged.there)]
        axes.plot(*zip(*pairs, strict=True), marker="o", color=colour, label=name)
    axes.set(xlabel="said", ylabel="share of keypoints in the picture", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)
