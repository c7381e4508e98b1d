"""What is mended in TensorFlow.js's own form of a network."""

import json

from converter.convert import flatten_biases


def test_a_bias_of_four_dimensions_is_made_flat(tmp_path):
    node = {"name": "head", "op": "_FusedConv2D", "input": ["x", "kernel", "bias"]}
    weights = [{"name": "kernel", "shape": [1, 1, 8, 1]}, {"name": "bias", "shape": [1, 1, 1, 1]}]
    content = {"modelTopology": {"node": [node]}, "weightsManifest": [{"weights": weights}]}
    model = tmp_path / "model.json"
    model.write_text(json.dumps(content))
    flatten_biases(model)
    kernel, bias = json.loads(model.read_text())["weightsManifest"][0]["weights"]
    assert (kernel["shape"], bias["shape"]) == ([1, 1, 8, 1], [1])
