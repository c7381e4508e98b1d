import json

import numpy as np
import pytest

from converter.data.annotations import load_people
from server.collection import collections, review, trash
from server.collection.review import Verdict
from server.exchange import coco
from server.models import Collection, Review


@pytest.fixture
def judged(session, add_photo, true_poses):
    """One corrected, one approved; and others that nobody has judged, or that are rejected or trashed."""
    corrected, approved, rejected, trashed = (add_photo(pose) for pose in true_poses[:4])
    add_photo(true_poses[4])
    review.decide(session, corrected, Verdict(Review.NONE, true_poses[10], corrected=True))
    for photo in (approved, trashed):
        review.decide(session, photo, review.verdict(photo)._replace(review=Review.APPROVED))
    review.decide(session, rejected, Verdict(Review.REJECTED, true_poses[11], corrected=True))
    trash.put(session, [trashed.id])
    return {corrected.id: true_poses[10], approved.id: true_poses[1]}


def test_the_converter_reads_what_was_judged_and_nothing_else(session, mirror, judged, tmp_path):
    assert coco.write(session, mirror.storage, tmp_path) == 2
    people, problems = load_people(tmp_path)
    assert problems == []
    assert {person.image_id for person in people} == set(judged)
    for person in people:
        pose = judged[person.image_id]
        seen = pose[:, 2] > 0
        np.testing.assert_array_equal(person.keypoints[:, 2] > 0, seen)
        np.testing.assert_allclose(person.keypoints[seen, :2], pose[seen, :2], atol=0.01)
        low, high = person.box_xyxy[:2], person.box_xyxy[2:]
        inside = pose[seen, :2].clip(0, 479)
        assert (inside >= low - 0.01).all() and (inside <= high + 0.01).all()
        assert person.image.is_file()


def test_the_gallery_which_is_measured_on_teaches_no_network(session, mirror, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    review.decide(session, photo, review.verdict(photo)._replace(review=Review.APPROVED))
    collections.move(session, [photo.id], session.get_one(Collection, Collection.GALLERY))
    assert coco.judged_ids(session) == []
    review.decide(session, photo, Verdict(Review.APPROVED, true_poses[1], corrected=True))
    assert coco.judged_ids(session) == [photo.id]


def test_pycocotools_reads_it_too(session, mirror, judged, tmp_path):
    from pycocotools.coco import COCO

    coco.write(session, mirror.storage, tmp_path)
    read = COCO(str(tmp_path / "annotations.json"))
    assert sorted(read.getAnnIds()) == sorted(judged)
    assert read.loadCats(1)[0]["keypoints"][0] == "nose"


def test_with_nothing_judged_it_is_an_empty_but_valid_folder(session, mirror, tmp_path):
    assert coco.write(session, mirror.storage, tmp_path) == 0
    assert json.loads((tmp_path / "annotations.json").read_text())["annotations"] == []
    assert load_people(tmp_path) == ([], [])
