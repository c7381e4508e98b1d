"""The shipped network, measured as others measure it: the command line's JSON is a contract."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from converter.measure.evaluate import evaluate, figures, headline_people
from converter.measure.sheet import contact_sheet
from converter.pose.litert import LiteRTNetwork, ModelMissing
from converter.pose.spec import KEYPOINTS


def perfect(people):
    """An estimator that knows the truth, surer of the first people than of the last."""
    answers = iter(people)

    def estimator(_image: Image.Image, _box) -> np.ndarray:
        person = next(answers)
        return np.column_stack([person.keypoints[:, :2], np.ones(len(KEYPOINTS))])

    return estimator


def moved(people, pixels: float):
    truth = perfect(people)
    return lambda image, box: truth(image, box) + np.array([pixels, 0, 0])


def test_the_truth_scores_one_and_a_wrong_pose_does_not(data_root):
    people, problems = headline_people(data_root / "gallery")
    assert problems == []
    right = figures(evaluate(perfect(people), people))
    assert [right[name] for name in ("mean_oks", "oks_50", "oks_75", "pck_10", "pck_20_torso", "ap")] == [
        1.0
    ] * 6
    wrong = figures(evaluate(moved(people, 100), people))
    assert wrong["mean_oks"] < 0.1
    assert wrong["ap"] < 0.1
    assert wrong["pck_10"] == 0


def evaluated(folder, *options: str) -> dict:
    command = [sys.executable, "-m", "converter", "evaluate", "--data", str(folder), "--json", *options]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_command_prints_one_json_object_and_the_shipped_network_sees_people(data_root):
    result = evaluated(data_root / "gallery")
    names = {"people", "mean_oks", "oks_50", "oks_75", "pck_10", "pck_20_torso", "ap", "per_keypoint"}
    assert set(result) == names
    assert set(result["per_keypoint"]) == set(KEYPOINTS)
    assert result["people"] == 24
    assert result["mean_oks"] > 0.5
    mirrored = evaluated(data_root / "gallery", "--mirrored")
    assert set(mirrored) == names and mirrored["mean_oks"] > 0.5
    assert mirrored["per_keypoint"] != result["per_keypoint"]


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path):
    command = [sys.executable, "-m", "converter", "evaluate", "--data", str(tmp_path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "annotations.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_network_says_what_to_do(tmp_path):
    with pytest.raises(ModelMissing, match="converter convert"):
        LiteRTNetwork(tmp_path / "pose.tflite")


def test_the_contact_sheet_shows_best_and_worst(data_root, tmp_path):
    people, _ = headline_people(data_root / "gallery")
    contact_sheet(evaluate(perfect(people), people), tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (6 * 240, 4 * 240)
