"""What each part of the method is worth on our own network: other ways to read the same maps."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from converter.data.annotations import Person
from converter.measure.evaluate import with_images
from converter.pose.decode import SPREADS, decode, vote_maps
from converter.pose.estimate import person_crop
from converter.pose.flip import flip_mean
from converter.pose.geometry import pose_to_image
from converter.pose.logistic import logistic
from converter.pose.metrics import oks
from converter.pose.spec import STRIDE, K
from converter.pose.targets import cell_grid


class Maps(NamedTuple):
    """What the network says of one crop."""

    heatmaps: np.ndarray  # (H, W, K) logits
    offsets: np.ndarray  # (H, W, 2K)
    auxiliary: np.ndarray  # (H / 2, W / 2, K) logits of stride 16


Decoder = Callable[[Maps, Maps], np.ndarray]


def peak_cell(heatmaps: np.ndarray, stride: int) -> np.ndarray:
    """(K, 2) the surest cell, nothing else."""
    width = heatmaps.shape[1]
    rows, columns = np.divmod(heatmaps.reshape(-1, K).argmax(0), width)
    return np.stack([columns, rows], -1) * float(stride)


def one_offset(maps: Maps, stride: int = STRIDE) -> np.ndarray:
    """(K, 2) the surest cell and its one offset: the public PoseNet decoder."""
    width = maps.heatmaps.shape[1]
    rows, columns = np.divmod(maps.heatmaps.reshape(-1, K).argmax(0), width)
    k = np.arange(K)
    offsets = np.stack([maps.offsets[rows, columns, k], maps.offsets[rows, columns, K + k]], -1)
    return np.stack([columns, rows], -1) * float(stride) + offsets


def votes_peak(maps: Maps) -> np.ndarray:
    """(K, 2) the highest cell of the vote map, not refined."""
    probabilities, votes = _votes(maps)
    return peak_cell(vote_maps(probabilities, votes), STRIDE)


def coarser(maps: Maps) -> Maps:
    """Every second cell, down and across: what a network of twice the stride would say there."""
    return Maps(maps.heatmaps[::2, ::2], maps.offsets[::2, ::2], maps.auxiliary)


def votes_of_coarser(maps: Maps) -> np.ndarray:
    """(K, 2) votes of every second cell; a quarter of the steps spreads them as far."""
    few = coarser(maps)
    return decode(few.heatmaps, few.offsets, stride=2 * STRIDE, spreads=SPREADS // 4)[:, :2]


def enlarged(maps: Maps) -> np.ndarray:
    """(K, 2) as the paper does it: maps enlarged bilinearly to one cell per two pixels, then votes there."""
    step, times = 2, STRIDE // 2
    heatmaps, offsets = _enlarge(maps.heatmaps, times), _enlarge(maps.offsets, times)
    fine = Maps(heatmaps, offsets, maps.auxiliary)
    # A cell is a quarter as wide: sixteen times as many steps spread a vote as far.
    return decode(fine.heatmaps, fine.offsets, stride=step, spreads=SPREADS * times**2)[:, :2]


def flip_tested(maps: Maps, flipped: Maps) -> np.ndarray:
    """(K, 2) votes of the mean of the crop's maps and its mirror image's, turned back."""
    return decode(*flip_mean(maps.heatmaps, maps.offsets, flipped.heatmaps, flipped.offsets))[:, :2]


def _votes(maps: Maps) -> tuple[np.ndarray, np.ndarray]:
    probabilities = logistic(np.asarray(maps.heatmaps, float))
    height, width = maps.heatmaps.shape[:2]
    offsets = np.stack([maps.offsets[..., :K], maps.offsets[..., K:]], -1)
    return probabilities, cell_grid(height, width)[:, :, None] + offsets


def _enlarge(maps: np.ndarray, times: int) -> np.ndarray:
    """Bilinear, ends on ends: n cells become (n - 1) * times + 1."""
    for axis in (0, 1):
        n = maps.shape[axis]
        place = np.arange((n - 1) * times + 1) / times
        low = np.minimum(place.astype(int), n - 2)
        share = (place - low).reshape([-1 if a == axis else 1 for a in range(3)])
        maps = np.take(maps, low, axis) * (1 - share) + np.take(maps, low + 1, axis) * share
    return maps


def _votes_with(**options) -> Decoder:
    return lambda maps, _: decode(maps.heatmaps, maps.offsets, **options)[:, :2]


DECODERS: dict[str, Decoder] = {
    "heatmap alone, surest cell, stride 16 (auxiliary head)": lambda m, _: peak_cell(m.auxiliary, 2 * STRIDE),
    "heatmap alone, surest cell, stride 8": lambda m, _: peak_cell(m.heatmaps, STRIDE),
    "heatmap + the one offset at the peak (PoseNet's decoder)": lambda m, _: one_offset(m),
    "Hough votes, peak of the stride-8 grid": lambda m, _: votes_peak(m),
    **{f"Hough votes, spread {n} times, refined": _votes_with(spreads=n) for n in (0, 1, 2, 4, 8)},
    **{
        f"Hough votes, spread, refined within {r} px by p^{power}": _votes_with(
            refine_radius_px=r, refine_power=power
        )
        for r, power in ((12, 1), (24, 1), (24, 2), (24, 4), (12, 3), (48, 3))
    },
    "heatmap + the one offset at the peak, stride 16": lambda m, _: one_offset(coarser(m), 2 * STRIDE),
    "Hough votes, spread, refined, stride 16": lambda m, _: votes_of_coarser(m),
    "Hough votes on maps enlarged to 2 px (the paper)": lambda m, _: enlarged(m),
    "Hough votes, spread, refined, flip test": flip_tested,
}


def ablation(network, people: list[Person]) -> dict[str, dict[str, float]]:
    """Mean OKS and shares above .5 and .75 by decoder.

    network: a Keras model with the outputs `heatmaps`, `offsets` and `auxiliary`.
    """
    values: dict[str, list[float]] = {name: [] for name in DECODERS}
    for person, image in with_images(people):
        crop = person_crop(image, person.box_xyxy)
        pixels = crop.pixels.astype(np.float32)
        both = network.predict_on_batch(np.stack([pixels, pixels[:, ::-1]]))
        maps, flipped = (Maps(*(np.asarray(both[n])[i] for n in Maps._fields)) for i in (0, 1))
        for name, decoder in DECODERS.items():
            pose = np.column_stack([decoder(maps, flipped), np.ones(K)])
            points = pose_to_image(pose, crop.crop_from_image)[:, :2]
            values[name].append(oks(points, person.keypoints, person.area))
    return {name: _figures(np.array(some)) for name, some in values.items()}


def _figures(values: np.ndarray) -> dict[str, float]:
    figures = {"mean_oks": values.mean(), "oks_50": (values > 0.5).mean(), "oks_75": (values > 0.75).mean()}
    return {name: round(float(value), 4) for name, value in figures.items()}
