"""Fit how likely a keypoint is to be in the picture (`converter.pose.calibration`), on development people.

They are seen as they are and cut at the waist, at the thighs, across an arm and above the legs, so that all
that a webcam leaves out is left out often.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from converter.data.annotations import Person, load_people
from converter.data.batches import split_by_photo
from converter.data.cuts import CUTS, Cut, cut, whole
from converter.measure.evaluate import MIN_BOX_HEIGHT_PX, MIN_KEYPOINTS, with_images
from converter.pose.calibration import PATH, features
from converter.pose.estimate import Network, crop_for, votes_in_crops
from converter.pose.geometry import apply_affine
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, SIGMAS, K

FOLDERS = ("coco_train", "sports_train", "athletics_train")
SEED = 1
STRENGTH = 0.1  # scikit-learn's C: small is a cautious fit


class Seen(NamedTuple):
    """A person in a picture that may be cut, as the network sees them."""

    kind: str  # whole, or one of CUTS
    votes: np.ndarray  # (K,)
    known: np.ndarray  # (3K,) features
    labelled: np.ndarray  # (K,) bool
    there: np.ndarray  # (K,) bool, in the picture
    visible: np.ndarray  # (K,) bool, in the picture and not hidden
    clear: np.ndarray  # (K,) bool, further from the picture's edge than annotators differ


def development_people(data_root: Path, share: float = 0.05) -> list[Person]:
    """Those whom no training run has seen, large enough to be measured."""
    people: list[Person] = []
    for folder in FOLDERS:
        if (data_root / folder).is_dir():
            people += split_by_photo(load_people(data_root / folder, MIN_KEYPOINTS)[0], share)[1]
    return [p for p in people if p.box_xyxy[3] - p.box_xyxy[1] >= MIN_BOX_HEIGHT_PX]


def look(network: Network, people: Iterable[Person], seed: int = SEED) -> list[Seen]:
    """People as they are and cut in each way that they allow."""
    rng = np.random.default_rng(seed)
    seen = []
    for person, image in with_images(list(people)):
        views: dict[str, Cut | None] = {"whole": whole(person, image)}
        views |= {kind: cut(person, image, kind, rng) for kind in CUTS}
        seen += [_seen(network, person, kind, view) for kind, view in views.items() if view is not None]
    return seen


def _seen(network: Network, person: Person, kind: str, view: Cut) -> Seen:
    crop = crop_for(network, view.image, view.box_xyxy)
    (pose,) = votes_in_crops(network, [crop])
    x, y = view.keypoints[:, 0], view.keypoints[:, 1]
    width, height = view.image.size
    from_edge = np.abs(np.min([x, width - 1 - x, y, height - 1 - y], 0))
    return Seen(
        kind,
        pose[:, 2],
        features(pose, crop.shown_xyxy),
        view.keypoints[:, 2] > 0,
        view.there & _in_crop(view.keypoints, crop.crop_from_image),
        view.there & (view.keypoints[:, 2] == 2),
        from_edge > SIGMAS * np.sqrt(person.area),
    )


def _in_crop(keypoints: np.ndarray, crop_from_image: np.ndarray) -> np.ndarray:
    points = apply_affine(crop_from_image, keypoints[:, :2])
    return ((points >= 0) & (points <= [CROP_WIDTH - 1, CROP_HEIGHT - 1])).all(-1)


def fit(seen: list[Seen]) -> dict[str, list]:
    """The content of the calibration file."""
    from sklearn.linear_model import LogisticRegression

    known = np.stack([one.known for one in seen])
    labelled, there = (np.stack([getattr(one, name) for one in seen]) for name in ("labelled", "there"))
    mean, spread = known.mean(0), known.std(0) + 1e-6
    coefficients, intercepts = np.zeros((K, 3 * K)), np.zeros(K)
    for k in range(K):
        use = labelled[:, k]
        model = LogisticRegression(C=STRENGTH, max_iter=1000)
        model.fit((known[use] - mean) / spread, there[use, k])
        coefficients[k] = model.coef_[0] / spread
        intercepts[k] = model.intercept_[0] - coefficients[k] @ mean
    return {"coefficients": coefficients.round(5).tolist(), "intercepts": intercepts.round(5).tolist()}


def calibrate(network: Network, data_root: Path, path: Path = PATH) -> int:
    """Fit and write the calibration; returns of how many pictures."""
    seen = look(network, development_people(data_root))
    path.write_text(json.dumps(fit(seen), separators=(",", ":")) + "\n", encoding="utf-8")
    return len(seen)
