"""The real server on a real port: announced once, and no acknowledged photo lost when it is killed."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import pytest

from tests.conftest import PASSWORD, picture

PATIENCE_SECONDS = 90
TOKEN = "prometheus-token"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def start(tmp_path, port):
    """Start the server as `make run` does; everything it started is gone after the test."""
    running: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        settings = {
            "MIRROR_INSTANCE": str(tmp_path / "instance"),
            "MIRROR_GALLERY": "0",
            "MIRROR_LOG": "json",
            "MIRROR_METRICS_TOKEN": TOKEN,
            "PORT": str(port),
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "server.cli", "serve"],
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=(tmp_path / "stderr").open("w"),
            text=True,
            start_new_session=True,
        )
        running.append(server)
        return server

    yield start
    for server in running:
        kill(server)


def kill(server: subprocess.Popen) -> None:
    """Every process of the server at once, as a power failure would."""
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    server.wait()


class Curator:
    """Signs in over HTTP as a browser would."""

    def __init__(self, setup_link: str):
        self.base = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(setup_link))
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        form = {"name": "ada", "password": PASSWORD, "again": PASSWORD, "csrf_token": self.csrf(setup_link)}
        assert self.browser.open(setup_link, urllib.parse.urlencode(form).encode()).url.endswith("/admin/")

    def csrf(self, url: str) -> str:
        page = self.browser.open(url).read().decode()
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def upload(self, data: bytes) -> dict:
        edge = uuid.uuid4().hex
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()
            + data
            + f"\r\n--{edge}--\r\n".encode()
        )
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "X-CSRFToken": self.csrf(f"{self.base}/admin/"),
        }
        answer = self.browser.open(urllib.request.Request(f"{self.base}/admin/photos", body, headers))
        assert answer.status in (200, 201)  # 200: stored by an earlier try without an answer
        return json.load(answer)["photo"]


def statuses(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [status for (status,) in connection.execute("SELECT status FROM photo ORDER BY id")]


def wait_until(condition) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)
    return condition()


def scrape(port: int) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    return urllib.request.urlopen(request).read().decode()


def test_the_server_announces_itself_once_and_loses_nothing_when_killed(start, tmp_path, port):
    server = start()
    assert server.stdout.readline() == f"Move Mirror is ready at http://127.0.0.1:{port}\n"
    errors = tmp_path / "stderr"
    link = r"http://127\.0\.0\.1:\d+/admin/setup/\S+"
    assert wait_until(lambda: re.search(link, errors.read_text()))
    curator = Curator(re.search(link, errors.read_text())[0])
    curator.upload(picture())
    curator.upload(picture(200, 100, "PNG"))
    kill(server)

    database = tmp_path / "instance" / "mirror.db"
    assert len(statuses(database)) == 2
    with sqlite3.connect(database) as connection:  # as if the worker had not come to them
        connection.execute("UPDATE photo SET status = 'pending'")

    server = start()
    assert server.stdout.readline().startswith("Move Mirror is ready")
    assert "setup/" not in errors.read_text()  # there is a curator by now
    missing = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health"))["model"] == "missing"
    expected = {"pending"} if missing else {"no_person"}
    assert wait_until(lambda: set(statuses(database)) == expected)

    for _ in range(20):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health").read()
    answered = r'mirror_request_seconds_count\{method="GET",route="/api/health",status="200"\} (\d+)'
    # Of both processes together, whichever answers.
    assert int(float(re.search(answered, scrape(port))[1])) >= 20
    assert 'mirror_photos{status="' in scrape(port)
    lines = [json.loads(line) for line in errors.read_text().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["message"] == "request"]
    assert {"/api/health"} <= {line["route"] for line in requests}
    assert all(set(line) >= {"time", "level", "request_id", "method", "status", "ms"} for line in requests)
    assert "127.0.0.1" not in json.dumps(requests)

    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE_SECONDS) == 0
    assert server.stdout.read() == ""
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for the state of a process")
def test_the_worker_ends_with_the_process_that_started_it(tmp_path):
    starter = "from server.operate.serving import start_worker; print(start_worker(0, 'test').pid)"
    settings = {"MIRROR_INSTANCE": str(tmp_path), "MIRROR_GALLERY": "0"}
    output = tmp_path / "pid"  # a file: a pipe would stay open as long as the worker
    with output.open("w") as file:
        subprocess.run([sys.executable, "-c", starter], env=os.environ | settings, stdout=file, check=True)
    stat = Path(f"/proc/{int(output.read_text())}/stat")
    # A zombie has ended too; nobody may be left to collect it.
    assert wait_until(lambda: not stat.exists() or stat.read_text().split(")")[1].split()[0] == "Z")
