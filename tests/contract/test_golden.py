"""Python's side of the golden files; web/tests reads the same ones."""

import json
from pathlib import Path

import numpy as np
import pytest

from converter import golden

FOLDER = Path(__file__).parent / "golden"
RUN = {
    "calibration": golden.run_calibration,
    "decode": golden.run_decode,
    "detect": golden.run_detect,
    "geometry": golden.run_geometry,
    "matching": golden.run_matching,
}


def cases() -> list:
    found = []
    for name in RUN:
        content = json.loads((FOLDER / f"{name}.json").read_text())
        found += [
            pytest.param(name, c, content["tolerance"], id=f"{name}: {c['name']}") for c in content["cases"]
        ]
    return found


@pytest.mark.parametrize(("name", "case", "tolerance"), cases())
def test_python_answers_as_the_golden_file(name, case, tolerance):
    actual, expected = RUN[name](case["input"]), case["expected"]
    if isinstance(expected, dict):
        assert actual.keys() == expected.keys()
        for key in expected:
            np.testing.assert_allclose(actual[key], expected[key], atol=tolerance)
    elif expected is None:
        assert actual is None
    else:
        np.testing.assert_allclose(actual, expected, atol=tolerance)


def test_golden_files_are_what_the_command_writes(tmp_path):
    for path in golden.write_golden(tmp_path):
        written, kept = json.loads(path.read_text()), json.loads((FOLDER / path.name).read_text())
        assert [c["name"] for c in written["cases"]] == [c["name"] for c in kept["cases"]]
        assert [c["input"] for c in written["cases"]] == [c["input"] for c in kept["cases"]]
