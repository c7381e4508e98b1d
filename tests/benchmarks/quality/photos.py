"""The poses that the server finds in a collection's photos, kept in a file for the next time."""

import hashlib
from pathlib import Path

import numpy as np

from converter.data.annotations import Person
from converter.pose.estimate import poses_in_boxes
from converter.pose.litert import photo_network
from tests.benchmarks.quality.views import open_image


def found_poses(people: list[Person], model: Path, cache: Path | None) -> np.ndarray:
    """(N, K, 3). Found anew for another network, and for other people."""
    digest = hashlib.sha256(b"flip-tested, in the network's own size" + model.read_bytes())
    digest.update(repr([(person.image.name, person.annotation_id) for person in people]).encode())
    stamp = digest.hexdigest()
    if cache and cache.is_file():
        with np.load(cache) as kept:
            if kept["stamp"] == stamp:
                return kept["found"]
    network = photo_network(model)
    found = np.stack([poses_in_boxes(network, open_image(p), [p.box_xyxy])[0] for p in people])
    if cache:
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(cache, stamp=stamp, found=found)
    return found
