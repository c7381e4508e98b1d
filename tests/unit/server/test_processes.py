"""Separate server processes on one database: what one changes, the next query of the others sees.

On PostgreSQL too, with `make test-database`.
"""

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import numpy as np

from server.collection import collections, photos, trash
from server.config import Settings
from server.models import Collection
from tests.conftest import csrf_of

PATIENCE_SECONDS = 90


@contextmanager
def running(settings: Settings, number: int):
    """Addresses of servers of one process each, as gunicorn runs them."""
    environment = os.environ | {
        "MIRROR_INSTANCE": str(settings.instance),
        "MIRROR_DATABASE_URL": settings.database_url,
        "MIRROR_GALLERY": "0",
    }
    options = ["--bind", "127.0.0.1:0", "--threads", "4", "--log-level", "info"]
    command = [sys.executable, "-m", "gunicorn", *options, "server.wsgi:application()"]
    servers = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(number)
    ]
    try:
        yield [address_of(server) for server in servers]
    finally:
        for server in servers:
            server.terminate()
            server.communicate()


def address_of(server: subprocess.Popen) -> str:
    """Where gunicorn says that it listens."""
    for line in server.stderr:
        if "Listening at: " in line:
            return line.split("Listening at: ")[1].split()[0]
    raise AssertionError("the server did not start")


def found(address: str, pose: np.ndarray) -> list[int]:
    body = json.dumps({"keypoints": pose.tolist(), "limit": 50}).encode()
    request = urllib.request.Request(f"{address}/api/match", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        return sorted(match["photo"]["id"] for match in json.load(answer)["matches"])


def test_every_change_is_seen_by_the_next_query_of_every_process(
    settings, app, session, curator, add_photo, true_poses
):
    pose = true_poses[0]
    first = add_photo(pose)
    with running(settings, 2) as addresses:

        def in_all() -> list[list[int]]:
            return [found(address, pose) for address in addresses]

        assert in_all() == [[first.id]] * 2
        second = add_photo(pose + np.array([0, 1, 0]))
        assert in_all() == [[first.id, second.id]] * 2
        verdict = {"review": "rejected", "reason": "not ours", "keypoints": None, "corrected": False}
        token = {"X-CSRFToken": csrf_of(curator, "/admin/account")}
        address = f"/admin/api/photos/{first.id}/verdict"
        assert curator.put(address, json=verdict, headers=token).status_code == 200
        assert in_all() == [[second.id]] * 2
        photos.record_pose(session, second.id, (480, 480), np.zeros_like(pose))  # nothing to be compared
        assert in_all() == [[]] * 2
        photos.record_pose(session, second.id, (480, 480), pose)
        assert in_all() == [[second.id]] * 2
        trash.put(session, [second.id])
        assert in_all() == [[]] * 2
        trash.restore(session, [second.id])
        assert in_all() == [[second.id]] * 2
        uploads = session.get_one(Collection, Collection.UPLOADS)
        collections.set_visible(session, uploads, False)
        assert in_all() == [[]] * 2
        collections.set_visible(session, uploads, True)
        assert in_all() == [[second.id]] * 2
