"""The figures of one method in one condition, by both oracles."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from converter.pose.spec import K
from server.public.messages import MatchQuery
from server.public.query import pose_of
from tests.benchmarks.quality.methods import Cosine2018, Method, Ours, Weighted2018
from tests.benchmarks.quality.oracles import LimbAngles
from tests.benchmarks.quality.views import jitter
from tests.benchmarks.quality.visitors import Visitors

METHODS = {"ours": Ours, "2018 cosine": Cosine2018, "2018 weighted": Weighted2018}
SOURCES = ("true keypoints", "the network's", "the network's, of the photos too")
AT_A_TIME = 8
TOP = 10


class Figures(NamedTuple):
    """Means over visitors; regret is what the oracle's best has more than the photo that was returned."""

    own_regret: float
    own_top: float  # share of photos returned that are among the oracle's best 10
    limb_regret_deg: float
    limb_top: float
    recall: float  # share of visitors whose own whole pose, put into the collection, comes back first


class Collection:
    """References with everything that searches among them."""

    def __init__(self, references: np.ndarray, found: np.ndarray | None = None):
        """True poses (N, K, 3), by which is judged, and where given the network's of the same photos."""
        self.methods: dict[str, Method] = {name: method(references) for name, method in METHODS.items()}
        self.limbs = LimbAngles(references)
        self.searched = dict.fromkeys(SOURCES[:2], self.methods)
        if found is not None:
            self.searched[SOURCES[2]] = {name: method(found) for name, method in METHODS.items()}

    def figures(self, visitors: Visitors) -> dict[str, dict[str, Figures]]:
        """By source of the keypoints and method."""
        rows: dict[tuple[str, str], list[np.ndarray]] = {(s, m): [] for s in self.searched for m in METHODS}
        for start in range(0, len(visitors.truth), AT_A_TIME):
            some = slice(start, start + AT_A_TIME)
            for key, values in self._measure(Visitors(*(poses[some] for poses in visitors)), start):
                rows[key].append(values)
        means = {key: Figures(*np.concatenate(values, 1).mean(1).tolist()) for key, values in rows.items()}
        return {source: {method: means[source, method] for method in METHODS} for source in self.searched}

    def _measure(self, visitors: Visitors, seed: int) -> Iterator[tuple[tuple[str, str], np.ndarray]]:
        """(5, Q) figures of each visitor, by source and method."""
        own = Judgement(self.methods["ours"].scores(visitors.truth))
        limbs = Judgement(self.limbs.scores(visitors.truth))
        rng = np.random.default_rng(seed)
        copies = np.stack([jitter(pose, rng) for pose in visitors.truth])
        for source, methods in self.searched.items():
            is_true = source == SOURCES[0]
            queries, known = (visitors.given, copies) if is_true else (visitors.found, visitors.found)
            for name, method in methods.items():
                prepare = as_the_server_does if name == "ours" else np.asarray
                scores = method.scores(prepare(queries))
                best_known = scores if known is queries else method.scores(prepare(known))
                recall = self._recall(METHODS[name], prepare(known), visitors.whole, best_known)
                first = either_way(scores).argmax(1)
                yield (source, name), np.stack([*own.of(first), *limbs.of(first), recall])

    @staticmethod
    def _recall(method: type, queries: np.ndarray, known: np.ndarray, scores: np.ndarray) -> np.ndarray:
        """(Q,) whether the visitor's own whole pose beats every reference."""
        itself = np.diagonal(method(known).scores(queries), axis1=1, axis2=2).max(0)
        return itself > either_way(scores).max(1)


class Judgement:
    """What an oracle says of the references, from its scores (2, Q, N) of true poses."""

    def __init__(self, scores: np.ndarray):
        self.scores = either_way(scores)
        best = np.partition(scores.max(0), -TOP, 1)[:, -TOP:]
        self.best, self.tenth = best.max(1), best.min(1)

    def of(self, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Regret and being among the best, (Q,) each, of what was returned first."""
        value = self.scores[np.arange(len(first)), first]
        return self.best - value, value >= self.tenth


def as_the_server_does(queries: np.ndarray) -> np.ndarray:
    """The poses (Q, K, 3) that the server looks for when it is sent these."""
    return np.stack([pose_of(MatchQuery(keypoints=pose.tolist())) for pose in queries.reshape(-1, K, 3)])


def either_way(scores: np.ndarray) -> np.ndarray:
    """(2, Q, N) as (Q, 2N): a photo as it is and its mirror image are two answers."""
    return np.concatenate(list(scores), 1)
