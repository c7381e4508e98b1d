"""From a photo to the poses of the people in it, with the shipped detector and pose network."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from converter.pose.detect import DetectorNetwork, prominence
from converter.pose.estimate import Network, poses_in_boxes
from converter.pose.geometry import box_from_pose
from converter.pose.litert import (
    SHIPPED_DETECTORS_FOR_PHOTOS,
    SHIPPED_FOR_PHOTOS,
    photo_detector,
    photo_network,
)
from converter.pose.people import FoundPerson, find_people, instance_score, suppress_same
from converter.pose.spec import SPEC

# Mean keypoint score below which nobody is there: where the detector has seen somebody, and where it has not.
MIN_DETECTED_SCORE = 0.2
MIN_PERSON_SCORE: float = SPEC["tracking"]["found_score"]
REFINEMENTS = 2


class Estimator:
    """Poses of photos; safe to use from several threads, each of which gets networks of its own."""

    def __init__(
        self,
        model: Path | None = None,
        load: Callable[[Path], Network] = photo_network,
        load_detector: Callable[[], DetectorNetwork] = photo_detector,
    ):
        self._model = model or SHIPPED_FOR_PHOTOS
        self._load, self._load_detector = load, load_detector
        self._local = threading.local()

    @property
    def available(self) -> bool:
        return all(file.is_file() for file in (self._model, *SHIPPED_DETECTORS_FOR_PHOTOS))

    def pose(self, image: Image.Image) -> np.ndarray | None:
        """The pose (K, 3) of the main person, or None where nobody is seen. Raises ModelMissing."""
        return next(iter(self.people(image)), None)

    def people(self, image: Image.Image) -> list[np.ndarray]:
        """Poses (K, 3) of x, y in pixels and score of everybody seen, the main person first.

        Raises ModelMissing.
        """
        network, detector = self._networks()
        seen = [_refine(network, image, person) for person in find_people(detector, network, image)]
        seen = [person for person in seen if instance_score(person.pose) >= MIN_DETECTED_SCORE]
        if not seen:
            seen = _search(network, image)
        return [person.pose for person in sorted(suppress_same(seen), key=_prominence, reverse=True)]

    def _networks(self) -> tuple[Network, DetectorNetwork]:
        if not hasattr(self._local, "networks"):
            self._local.networks = self._load(self._model), self._load_detector()
        return self._local.networks


def _search(network: Network, image: Image.Image) -> list[FoundPerson]:
    """Whoever the detector misses, such as somebody upside down, by looking through the photo in parts."""
    people = [_refine(network, image, _look(network, image, box)) for box in candidate_boxes(*image.size)]
    best = max(people, key=lambda person: person.score)
    return [best] if best.score >= MIN_PERSON_SCORE else []


def _look(network: Network, image: Image.Image, box_xyxy: np.ndarray) -> FoundPerson:
    (pose,) = poses_in_boxes(network, image, [box_xyxy])
    return FoundPerson(pose, box_xyxy, instance_score(pose))


def _refine(network: Network, image: Image.Image, person: FoundPerson) -> FoundPerson:
    """Look again in the box of the pose just found, and keep the surer pose."""
    for _ in range(REFINEMENTS):
        box = box_from_pose(person.pose)
        if box is None:
            break
        again = _look(network, image, box)
        if again.score <= instance_score(person.pose):
            break
        person = person._replace(pose=again.pose, score=max(person.score, again.score))
    return person


def _prominence(person: FoundPerson) -> float:
    """The main person of a photo is sure and large."""
    box = box_from_pose(person.pose)
    return float(prominence(person.box_xyxy if box is None else box, person.score))


def candidate_boxes(width: int, height: int) -> list[np.ndarray]:
    """The whole photo, then overlapping halves along its longer side and its middle."""
    whole = np.array([0, 0, width - 1, height - 1], float)
    along = 0 if width >= height else 1
    length = whole[2 + along]
    boxes = [whole]
    for start in (0.0, 0.25, 0.5):
        part = whole.copy()
        part[along], part[2 + along] = start * length, (start + 0.5) * length
        boxes.append(part)
    return boxes
