"""Whatever is sent, the API answers in the form that it describes and never with a 5xx.

`make fuzz` runs this longer.
"""

import json
import os
from dataclasses import replace

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from converter.pose.spec import K

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "50"))
FUZZING = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(name="settings")
def without_a_limit(settings):
    """A quick machine asks more often than one address may."""
    return replace(settings, matches_per_second=0)


@pytest.fixture
def filled(client, add_photo, true_poses):
    for pose in true_poses[:8]:
        add_photo(pose)
    return client


@pytest.fixture
def described(app, filled, settings):
    settings.model.write_bytes(b"a network")  # without one the server is not ready, and says so with a 503
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@FUZZING
def test_every_answer_is_as_described(case):
    case.call_and_validate()


# A limb of a pose in any place, of any size, also where float32 has no room left.
coordinates = st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1e-300, 5e-324, 1e6, -1e6, 0.1])
scores = st.floats(0, 1) | st.sampled_from([0.0, 0.2, 1.0, 1e6, 5e-324])
poses = st.lists(st.tuples(coordinates, coordinates, scores), min_size=K, max_size=K)


@FUZZING
@given(poses, st.integers(1, 50), st.booleans(), st.sampled_from(["auto", "all", "upper"]))
@example([(0, 0, 0)] * K, 1, True, "auto")
@example([(0, 0, 1), *[(3, 4, 0)] * (K - 1)], 1, True, "all")
@example([(1e6, -1e6, 1e6)] * K, 50, True, "upper")
def test_every_pose_has_an_answer_in_numbers(filled, pose, limit, mirror, part):
    response = filled.post(
        "/api/match", json={"keypoints": pose, "limit": limit, "mirror": mirror, "part": part}
    )
    assert response.status_code == 200
    for match in response.json["matches"]:
        assert 0 < match["similarity"] <= 1 + 1e-9
        assert np.isfinite(match["agreement"]).all()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=60,
)


def is_refused_well(response) -> bool:
    error = response.json["error"]
    return 400 <= response.status_code < 500 and {"code", "message"} <= set(error) and bool(error["message"])


@FUZZING
@given(json_values, st.sampled_from(["keypoints", "limit", "mirror", "part", "other"]), st.integers(0, K - 1))
def test_a_value_out_of_place_is_refused_or_understood(filled, value, name, place):
    body: dict = {"keypoints": [[1.0, 2.0, 0.5]] * K}
    for broken in (value, body | {name: value}, body | {"keypoints": [[1, 2, 1]] * place + [value]}):
        response = filled.post("/api/match", data=json.dumps(broken), content_type="application/json")
        assert response.status_code == 200 or is_refused_well(response)


@FUZZING
@given(st.binary(max_size=200), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
@example(b"{}", "application/json; charset=utf-16")
@example(b"{}", "text/plain")
@example(b"\xef\xbb\xbf{}", "application/json")
def test_bytes_of_any_type_are_refused(filled, data, content_type):
    assert is_refused_well(filled.post("/api/match", data=data, content_type=content_type))
