"""A small data set: pictures of the default gallery with their true keypoints."""

import json
import shutil
from pathlib import Path

import pytest

GALLERY = Path(__file__).parents[3] / "server" / "gallery"


@pytest.fixture(scope="session")
def data_root(tmp_path_factory) -> Path:
    """ROOT/gallery/images and annotations.json, with 24 people."""
    root = tmp_path_factory.mktemp("data")
    (root / "gallery" / "images").mkdir(parents=True)
    data = json.loads((GALLERY / "gallery.json").read_text())
    images = data["images"][:24]
    chosen = {image["id"] for image in images}
    for image in images:
        shutil.copy(GALLERY / "images" / image["file_name"], root / "gallery" / "images")
    annotations = [annotation for annotation in data["annotations"] if annotation["image_id"] in chosen]
    (root / "gallery" / "annotations.json").write_text(
        json.dumps({"images": images, "annotations": annotations})
    )
    return root
