"""Bad records are reported and skipped; a folder that cannot be read at all is an error."""

import copy
import json
import shutil

import pytest

from converter.data.annotations import DataError, load_people, load_scenes


@pytest.fixture
def folder(data_root, tmp_path):
    shutil.copytree(data_root / "gallery", tmp_path / "copy")
    return tmp_path / "copy"


def edit(folder, change) -> None:
    path = folder / "annotations.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def test_all_people_are_read(folder):
    people, problems = load_people(folder)
    assert len(people) == 24 and problems == []
    assert people[0].keypoints.shape == (17, 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a.update(keypoints=a["keypoints"][:-3]), "expected 51 keypoint numbers"),
        (lambda a: a.update(bbox=[900, 10, 50, 50]), "outside the 480 x 480 picture"),
        (lambda a: a.update(bbox=[10, 10, 0, 50]), "empty"),
        (lambda a: a.update(bbox=["a", 1, 2, 3]), "could not convert"),
        (lambda a: a.update(keypoints=[float("nan")] * 51), "not finite"),
        (lambda a: a.pop("keypoints"), "'keypoints' is missing"),
        (lambda a: a.update(image_id=12345), "missing or unreadable"),
    ],
)
def test_one_bad_annotation_is_reported_and_skipped(folder, change, words):
    edit(folder, lambda data: change(data["annotations"][3]))
    people, problems = load_people(folder)
    assert len(people) == 23
    assert len(problems) == 1 and words in problems[0] and "skipped" in problems[0]


def test_a_missing_and_a_broken_image_are_reported(folder):
    names = sorted(path.name for path in (folder / "images").iterdir())
    (folder / "images" / names[0]).unlink()
    (folder / "images" / names[1]).write_bytes(b"not a picture")
    people, problems = load_people(folder)
    assert len(people) == 22
    assert any(names[0] in problem for problem in problems) and any(
        names[1] in problem for problem in problems
    )


def test_people_beside_each_other_know_of_each_other(folder):
    def double(data):
        twin = copy.deepcopy(data["annotations"][0])
        twin["id"] = 999
        data["annotations"].append(twin)

    edit(folder, double)
    people, _ = load_people(folder)
    assert [len(person.others) for person in people if person.image_id == 1] == [1, 1]


def test_a_folder_without_annotations_says_what_was_expected(tmp_path):
    with pytest.raises(DataError, match=r"annotations\.json"):
        load_people(tmp_path)
    (tmp_path / "images").mkdir()
    (tmp_path / "annotations.json").write_text("[1, 2")
    with pytest.raises(DataError, match="not JSON"):
        load_people(tmp_path)


def crowded(singly: int, crowd: dict, **about_first):
    """Change the first photo: people in a row, each in a box of 20 x 40, and then one more box."""

    def change(data):
        first = data["annotations"][0] | {"keypoints": [], "num_keypoints": 0}
        people = [first | {"bbox": [20 * n, 100, 20, 40]} for n in range(singly)]
        people[0] |= about_first
        data["annotations"] = [*people, first | crowd]

    return change


@pytest.mark.parametrize(
    ("change", "people", "crowds"),
    [
        # The fourteenth box is a crowd's, wherever it lies; COCO has no more than thirteen single ones.
        (crowded(13, {"bbox": [0, 0, 9, 9]}), 13, 1),
        (crowded(12, {"bbox": [0, 0, 9, 9]}), 13, 0),
        # A last box around half of the others is one too, with keypoints it is somebody's.
        (crowded(8, {"bbox": [0, 90, 90, 60]}), 8, 1),
        (crowded(8, {"bbox": [0, 90, 60, 60]}), 9, 0),
        (crowded(8, {"bbox": [0, 90, 90, 60], "keypoints": [30, 100, 2] * 17}), 9, 0),
        # What cannot be read is named as such, and left out.
        (crowded(8, {"bbox": ["a", 90, 60, 60]}), 8, 0),
        # A file that marks crowds is believed.
        (crowded(13, {"bbox": [0, 0, 9, 9]}, iscrowd=1), 13, 1),
    ],
)
def test_a_box_that_can_only_be_a_crowd_is_no_person(folder, change, people, crowds):
    edit(folder, change)
    scene = load_scenes(folder, complete=True)[0][0]
    assert (len(scene.boxes_xyxy), len(scene.crowds_xyxy)) == (people, crowds)
