"""`kill -9` at random moments: no acknowledged photo is lost, and none is left half done.

Real processes under a steady stream of uploads. MIRROR_KILLS=200 makes it longer; MIRROR_KILL_SEED varies it.
"""

import hashlib
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
from http.client import HTTPException
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from server.collection.storage import Storage, served_name
from tests.conftest import picture
from tests.unit.server.operate.test_serving import Curator, kill, port, wait_until  # noqa: F401

KILLS = int(os.environ.get("MIRROR_KILLS", "10"))
SEED = int(os.environ.get("MIRROR_KILL_SEED", "1"))
SETUP_LINK = re.compile(r"http://\S+/admin/setup/\S+")
KINDS = ("web worker", "gunicorn master", "estimator", "estimator", "decoder", "everything")


class Service:
    """The server under a supervisor that starts it again, as systemd does."""

    def __init__(self, folder: Path, port: int):  # noqa: F811
        self.instance, self.errors = folder / "instance", folder / "stderr"
        self._settings = {
            "MIRROR_INSTANCE": str(self.instance),
            "MIRROR_GALLERY": "0",
            "MIRROR_ESTIMATORS": "2",
            "PORT": str(port),
        }
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        for _ in range(60):  # the port is free once the last orphan has noticed
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server.cli", "serve"],
                env=os.environ | self._settings,
                stdout=subprocess.PIPE,
                stderr=self.errors.open("a"),
                text=True,
                start_new_session=True,
            )
            if "is ready" in self._process.stdout.readline():
                return
            self._process.wait()
            time.sleep(0.5)
        raise AssertionError(self.errors.read_text()[-2000:])

    def stop(self) -> None:
        """All of it, orphans included."""
        kill(self._process)

    def kill_one(self, kind: str) -> bool:
        """Kill a process of this kind where there is one, and see to it that the server runs on."""
        if kind == "everything":
            kill(self._process)
        else:
            victims = [process for process in self._processes() if _kind(process) == kind]
            if not victims:
                return False
            random.choice(victims).kill()
        time.sleep(0.3)
        if kind in ("everything", "gunicorn master"):
            self._process.wait(60)  # it ends when its web server does
            self.stop()
            self.start()
        return True

    def _processes(self) -> list[psutil.Process]:
        return psutil.Process(self._process.pid).children(recursive=True)


def _kind(process: psutil.Process) -> str:
    try:
        command = " ".join(process.cmdline())
        if "decoder_process" in command:
            return "decoder"
        if "server.cli work" in command:
            return "estimator"
        is_master = "server.cli serve" in " ".join(process.parent().cmdline())
        return "gunicorn master" if is_master else "web worker"
    except (psutil.NoSuchProcess, AttributeError):
        return "gone"


class Uploads(threading.Thread):
    """Sends one photo after another, each until it is acknowledged."""

    def __init__(self, curator: Curator):
        super().__init__(daemon=True)
        self.curator, self.over = curator, threading.Event()
        self.acknowledged: dict[int, bytes] = {}

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            data = picture(320 + number, 240)
            try:
                photo = self.curator.upload(data)
            except (OSError, HTTPException, urllib.error.URLError, ValueError, TypeError, AssertionError):
                time.sleep(0.1)  # nobody has said that it was stored; it is sent again
            else:
                self.acknowledged[photo["id"]] = data
                number += 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux has them")
def test_no_acknowledged_photo_is_lost_and_none_is_half_done(tmp_path, port):  # noqa: F811
    random.seed(SEED)
    service = Service(tmp_path, port)
    service.start()
    try:
        assert wait_until(lambda: SETUP_LINK.search(service.errors.read_text()))
        uploads = Uploads(Curator(SETUP_LINK.search(service.errors.read_text())[0]))
        uploads.start()
        killed = 0
        while killed < KILLS:
            time.sleep(random.uniform(0.05, 1))
            killed += service.kill_one(random.choice(KINDS))
        assert wait_until(lambda: len(uploads.acknowledged) >= 10)
        uploads.over.set()
        uploads.join(60)
        database = tmp_path / "instance" / "mirror.db"
        wait_until_all_are_worked_off(database)
        check(Storage(service.instance), database, uploads.acknowledged)
    finally:
        service.stop()


def wait_until_all_are_worked_off(database: Path) -> None:
    """However many have piled up meanwhile, as long as they become fewer."""
    while waiting := pending(database):
        assert wait_until(lambda before=waiting: pending(database) < before), f"{waiting} wait for ever"


def check(storage: Storage, database: Path, acknowledged: dict[int, bytes]) -> None:
    statuses = statuses_by_id(database)
    assert failures(database) == {}
    for photo_id, data in acknowledged.items():
        sha256 = hashlib.sha256(data).hexdigest()
        assert storage.original_path(sha256).read_bytes() == data
        assert statuses[photo_id] in ("ready", "no_person")
        for size in ("large", "small"):
            with Image.open(storage.served / served_name(sha256, size)) as image:
                assert np.asarray(image).shape[2] == 3


def failures(database: Path) -> dict[int, str]:
    with sqlite3.connect(database) as connection:
        return dict(connection.execute("SELECT id, reason FROM photo WHERE status = 'failed'"))


def pending(database: Path) -> int:
    return list(statuses_by_id(database).values()).count("pending")


def statuses_by_id(database: Path) -> dict[int, str]:
    with sqlite3.connect(database) as connection:
        return dict(connection.execute("SELECT id, status FROM photo"))
