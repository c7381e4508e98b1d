"""Detectors that answer together: where those trained apart err differently, their mean errs less."""

import numpy as np

from converter.pose.detect import DetectorNetwork


class Ensemble:
    """A `converter.pose.detect.DetectorNetwork`: the mean of the maps that others give of a picture."""

    def __init__(self, *detectors: DetectorNetwork):
        self._detectors = detectors

    def predict_on_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        """Maps of pictures (B, S, S, 3): sizes are logarithms, so their means are geometric."""
        answers = [detector.predict_on_batch(pictures) for detector in self._detectors]
        return {name: np.mean([answer[name] for answer in answers], axis=0) for name in answers[0]}
