"""The flip test: a crop and its mirror image answer together.

For photos, which nobody waits for. Twice the time; in the page a frame in time is worth more.
"""

import numpy as np

from converter.pose.estimate import Network, crop_size
from converter.pose.spec import MIRROR, K


class FlipTested:
    """A `converter.pose.estimate.Network`: the mean of another's maps for a crop and for its mirror image."""

    def __init__(self, network: Network):
        self._network = network
        self.input_shape = None, *crop_size(network), 3

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """Maps of crops (B, H, W, 3), as the network gives them."""
        straight, mirrored = (self._network.predict_on_batch(some) for some in (crops, crops[:, :, ::-1]))
        maps = (np.asarray(some[name]) for some in (straight, mirrored) for name in ("heatmaps", "offsets"))
        heatmaps, offsets = flip_mean(*maps)
        return {"heatmaps": heatmaps, "offsets": offsets}


def flip_mean(
    heatmaps: np.ndarray, offsets: np.ndarray, mirrored_heatmaps: np.ndarray, mirrored_offsets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The mean of a crop's maps (..., H, W, K) and (..., H, W, 2K) and its mirror image's, turned back."""
    heatmaps_back, offsets_back = turned_back(mirrored_heatmaps), offsets_turned_back(mirrored_offsets)
    return (heatmaps + heatmaps_back) / 2, (offsets + offsets_back) / 2


def turned_back(maps: np.ndarray) -> np.ndarray:
    """What a network says of a crop's mirror image (..., H, W, K), in the crop's own cells and names."""
    return maps[..., ::-1, :][..., MIRROR]


def offsets_turned_back(offsets: np.ndarray) -> np.ndarray:
    """The same of offsets (..., H, W, 2K), x block then y block."""
    x, y = (turned_back(part) for part in (offsets[..., :K], offsets[..., K:]))
    return np.concatenate([-x, y], -1)
