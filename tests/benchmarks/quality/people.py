"""Who stands before the mirror, and whose poses are in the collection: never the same photos.

With a data folder the visitors are the people of the validation folders and the collection those of the
training folders. For choosing parameters both come from the training folders, a fifth of whose photos is kept
for visitors. Without one the built-in gallery's pictures are both, a quarter of them the visitors.
"""

import json
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from converter.data.annotations import Person, load_people
from server.intake.importer import GALLERY
from tests.benchmarks.quality.references import MIN_KEYPOINTS, blends, with_heads
from tests.benchmarks.quality.views import is_visitor

WITH_FACES = ("coco_train",)
WITHOUT_FACES = ("sports_train", "athletics_train")
VALIDATION = ("coco_validation", "athletics_validation")
DEVELOPMENT_SHARE = 0.2
SEED = 20


class Cast(NamedTuple):
    visitors: list[Person]
    collection: list[Person]  # real people, those without a labelled face last
    poses: np.ndarray  # (N, K, 3) of the collection as references; score 1 where labelled

    def references(self, size: int) -> np.ndarray:
        """(size, K, 3): real poses in random order, and blends of them when they run out."""
        rng = np.random.default_rng(SEED)
        real = self.poses[rng.permutation(len(self.poses))[:size]]
        return np.concatenate([real, blends(self.poses, size - len(real), rng)])

    def photographed(self, size: int) -> list[Person]:
        """Who the first of `references` are."""
        order = np.random.default_rng(SEED).permutation(len(self.poses))
        return [self.collection[row] for row in order[:size]]


def cast(data: Path | None, development: bool = False) -> Cast:
    if data is None:
        people = _gallery_people()
        return _cast([p for p in people if p.image_id % 4 == 0], [p for p in people if p.image_id % 4], [])
    faces, no_faces = _people(data, WITH_FACES), _people(data, WITHOUT_FACES)
    if not development:
        return _cast(_people(data, VALIDATION), faces, no_faces)
    visitors = [person for person in faces + no_faces if _is_development(person)]
    return _cast(
        visitors,
        [person for person in faces if not _is_development(person)],
        [person for person in no_faces if not _is_development(person)],
    )


def true_poses(people: list[Person]) -> np.ndarray:
    """(N, K, 3) with score 1 where a keypoint is labelled."""
    poses = np.stack([person.keypoints for person in people])
    poses[..., 2] = poses[..., 2] > 0
    return poses


def _cast(visitors: list[Person], faces: list[Person], no_faces: list[Person]) -> Cast:
    poses = true_poses(faces)
    if no_faces:
        headed, kept = with_heads(true_poses(no_faces), poses, np.random.default_rng(SEED))
        no_faces = [no_faces[row] for row in kept]
        poses = np.concatenate([poses, headed])
    return Cast([person for person in visitors if is_visitor(person)], faces + no_faces, poses)


def _people(data: Path, folders: tuple[str, ...]) -> list[Person]:
    return [person for folder in folders for person in load_people(data / folder, MIN_KEYPOINTS)[0]]


def _is_development(person: Person) -> bool:
    """By the photo alone; the hash of `converter.data.batches`, whose held-out photos are among these."""
    return (person.image_id * 2654435761 % 2**32) / 2**32 < DEVELOPMENT_SHARE


def _gallery_people() -> list[Person]:
    """The gallery has the same format under another name."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "images").symlink_to(GALLERY / "images")
        content = json.loads((GALLERY / "gallery.json").read_text(encoding="utf-8"))
        (Path(folder) / "annotations.json").write_text(json.dumps(content), encoding="utf-8")
        people, _ = load_people(Path(folder), MIN_KEYPOINTS)
    for person in people:
        person.image = GALLERY / "images" / person.image.name
    return people
