"""The flip test: a crop and its mirror image answer together.

For photos, which nobody waits for. Twice the time; in the page a frame in time is worth more.
"""

import numpy as np

from converter.pose.estimate import Network
from converter.pose.spec import MIRROR, K


class FlipTested:
    """A `converter.pose.estimate.Network`: the mean of another's maps for a crop and for its mirror image."""

    def __init__(self, network: Network):
        self._network = network

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """Maps of crops (B, H, W, 3), as the network gives them."""
        straight, mirrored = (self._network.predict_on_batch(some) for some in (crops, crops[:, :, ::-1]))
        heatmaps, offsets = turned_back(np.asarray(mirrored["heatmaps"]), np.asarray(mirrored["offsets"]))
        return {
            "heatmaps": (np.asarray(straight["heatmaps"]) + heatmaps) / 2,
            "offsets": (np.asarray(straight["offsets"]) + offsets) / 2,
        }


def turned_back(heatmaps: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Maps (..., H, W, K) and (..., H, W, 2K) of a mirror image, as those of the crop that it was made of."""
    x, y = (part[..., ::-1, :][..., MIRROR] for part in (offsets[..., :K], offsets[..., K:]))
    return heatmaps[..., ::-1, :][..., MIRROR], np.concatenate([-x, y], -1)
