"""The shipped networks are of a form that every backend of the page can run."""

import json
from pathlib import Path

import pytest

TFJS = Path(__file__).parents[2] / "converter" / "weights" / "tfjs"
MODELS = [TFJS / "model.json", TFJS / "detector" / "model.json"]


@pytest.mark.parametrize("model", MODELS, ids=["pose", "detector"])
def test_a_bias_has_one_dimension(model: Path):
    """TensorFlow.js on WASM refuses any other, at the first run and not before."""
    shapes = bias_shapes(model)
    assert len(shapes) > 20
    assert [shape for shape in shapes if len(shape) != 1] == []


def bias_shapes(model: Path) -> list[list[int]]:
    content = json.loads(model.read_text(encoding="utf-8"))
    shapes = {weight["name"]: weight["shape"] for g in content["weightsManifest"] for weight in g["weights"]}
    fused = [node for node in content["modelTopology"]["node"] if node["op"].startswith("_Fused")]
    return [shapes[name] for node in fused for name in node["input"][2:3]]
