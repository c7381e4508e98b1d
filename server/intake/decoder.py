"""Asks the limited process to open a file: a decoder that crashes, hangs or eats memory costs one file."""

import json
import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from PIL import Image

from server.collection.details import Details
from server.intake import refusals
from server.intake.refusals import BadPicture

TIMEOUT_SECONDS = 60  # by the clock; processor time is limited inside
VIDEO_TIMEOUT_SECONDS = 12 * 60
MAX_HEADER_BYTES = 2**16
MAX_BODY_BYTES = 2**28
CRASHES = 2  # of the process over one file, before the file is to blame; one may be an accident
# Somebody's kill says nothing of the file. Yet the kernel kills too, where memory runs out: so not for ever.
KILLS = 20
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
DYING_SECONDS = 1  # from the end of a connection to the end of its process
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
log = logging.getLogger(__name__)


class DecoderDied(RuntimeError):
    """The limited process ended before it answered, or answered nonsense."""

    def __init__(self, status: int | None):
        super().__init__(f"the decoder ended with {status}")
        self.was_killed = status in FROM_OUTSIDE


class Decoder:
    """One limited process, started when first asked and replaced when it died; for one file at a time."""

    def __init__(
        self, module: str = "server.intake.decoder_process", timeout_seconds: float = TIMEOUT_SECONDS
    ):
        self._module = module
        self._timeout_seconds = timeout_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._connection: socket.socket | None = None

    def check(self, data: bytes) -> Details:
        """Judge a picture by its header alone, and tell what the file says of itself. Raises BadPicture."""
        with _in_memory(data) as file:
            header, _ = self._one_answer("check", file)
        return Details(**header["said"])

    def picture(self, path: Path) -> Image.Image:
        """The upright RGB picture, no larger than what is served. Raises BadPicture or FileNotFoundError."""
        with path.open("rb") as file:
            header, body = self._one_answer("picture", file)
        width, height = header["size"]
        return Image.frombytes("RGB", (int(width), int(height)), body)

    def check_file(self, path: Path) -> None:
        """Judge a picture or a video by its headers. Raises BadPicture."""
        with path.open("rb") as file:
            self._one_answer("check", file)

    def frames(self, path: Path) -> Iterator[tuple[float, bytes]]:
        """Seconds and JPEG file of each frame worth a photo. Raises BadPicture.

        Where the process dies on the way they come again from the first.
        """
        with self._lock, path.open("rb") as file:
            try:
                for header, body in self._answers("video", file):
                    if "seconds" not in header:
                        break
                    yield float(header["seconds"]), body
            finally:
                self._stop()  # what it may still have to say belongs to this video

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _one_answer(self, do: str, file: IO[bytes]) -> tuple[dict, bytes]:
        with self._lock:
            return next(self._answers(do, file))

    def _answers(self, do: str, file: IO[bytes]) -> Iterator[tuple[dict, bytes]]:
        """Answers to one request, all of them once more where the process died. Raises BadPicture.

        Only what the file did itself counts against it, not that somebody killed the process.
        """
        deaths: list[DecoderDied] = []
        while sum(not death.was_killed for death in deaths) < CRASHES and len(deaths) < KILLS:
            try:
                yield from self._ask(do, file)
            except DecoderDied as death:
                log.warning("over a file %s", death)
                deaths.append(death)
        raise BadPicture(refusals.DECODER_DIED)

    def _ask(self, do: str, file: IO[bytes]) -> Iterator[tuple[dict, bytes]]:
        """Answers to one request, for as long as somebody wants them. Raises BadPicture or DecoderDied."""
        deadline = time.monotonic() + self._timeout_seconds
        connection = self._started()
        file.seek(0)
        try:
            connection.settimeout(self._timeout_seconds)
            socket.send_fds(connection, [json.dumps({"do": do}).encode()], [file.fileno()])
            while True:
                yield _receive(connection, deadline)
        except TimeoutError as error:
            self._stop()
            raise BadPicture(refusals.TOOK_TOO_LONG) from error
        except (EOFError, OSError, json.JSONDecodeError, UnicodeDecodeError) as error:
            if (status := self._stop()) == -signal.SIGXCPU:
                raise BadPicture(refusals.TOOK_TOO_LONG) from error
            raise DecoderDied(status) from error

    def _started(self) -> socket.socket:
        if self._connection is None:
            ours, theirs = socket.socketpair()
            with theirs:
                # What decoders print about a stranger's file is of no use to the operator.
                self._process = subprocess.Popen(
                    [sys.executable, "-m", self._module, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | ONE_THREAD,
                )
            self._connection = ours
        return self._connection

    def _stop(self) -> int | None:
        """End the process, and say how it had ended by itself; None where it lived."""
        status = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                status = self._process.wait(DYING_SECONDS)
            self._process.kill()
            self._process.wait()
            self._process = None
        return status


def shared() -> Decoder:
    """The decoder of this process; a fork gets one of its own."""
    if os.getpid() not in _shared:
        _shared[os.getpid()] = Decoder()
    return _shared[os.getpid()]


_shared: dict[int, Decoder] = {}


def _in_memory(data: bytes) -> IO[bytes]:
    """A file without a name that holds the bytes."""
    file: IO[bytes]
    if hasattr(os, "memfd_create"):
        file = os.fdopen(os.memfd_create("upload"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(data)
    file.flush()
    return file


def _receive(connection: socket.socket, deadline: float) -> tuple[dict, bytes]:
    """What `decoder_process.send` sent. The answer is data alone: nothing of it is ever run or unpickled."""
    header_bytes, body_bytes = struct.unpack("<II", _receive_exactly(connection, 8, deadline))
    if header_bytes > MAX_HEADER_BYTES or body_bytes > MAX_BODY_BYTES:
        raise EOFError("this is no answer")
    header = json.loads(_receive_exactly(connection, header_bytes, deadline))
    if error := header.get("error"):
        log.info("a file could not be opened: %s", error)
    if refusal := header.get("refused"):
        raise BadPicture(refusal)
    return header, _receive_exactly(connection, body_bytes, deadline)


def _receive_exactly(connection: socket.socket, size: int, deadline: float) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    while view:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        got = connection.recv_into(view)
        if not got:
            raise EOFError("the decoder has gone")
        view = view[got:]
    return bytes(buffer)
