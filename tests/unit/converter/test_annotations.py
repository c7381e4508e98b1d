"""Bad records are reported and skipped; a folder that cannot be read at all is an error."""

import copy
import json
import shutil

import pytest

from converter.data.annotations import DataError, load_people


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
