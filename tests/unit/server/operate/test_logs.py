import json
import logging

import pytest

from server.operate.logs import handler, log


@pytest.fixture
def lines(monkeypatch):
    """The parsed lines of the log for requests, as they would be written."""
    written: list[str] = []
    made = handler("json")
    monkeypatch.setattr(made, "emit", lambda record: written.append(made.format(record)))
    log.addHandler(made)
    log.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written]
    log.removeHandler(made)
    log.setLevel(logging.NOTSET)


def test_a_request_is_told_with_its_route_and_the_id_that_its_answer_carries(client, lines):
    answer = client.get(
        "/admin/setup/a-secret-token?of=somebody", environ_base={"REMOTE_ADDR": "203.0.113.9"}
    )
    (line,) = lines()
    assert line["route"] == "/admin/setup/<token>"
    assert (line["method"], line["status"], line["level"]) == ("GET", 410, "INFO")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    for secret in ("a-secret-token", "somebody", "203.0.113.9"):
        assert secret not in json.dumps(line)


def test_what_is_asked_many_times_a_second_is_told_only_when_it_fails(client, lines, true_poses, monkeypatch):
    client.post("/api/match", json={"keypoints": true_poses[0].tolist()})
    assert lines() == []
    monkeypatch.setattr("server.public.api.pose_of", lambda query: 1 / 0)
    client.post("/api/match", json={"keypoints": true_poses[0].tolist()})
    assert [line["status"] for line in lines()] == [500]
