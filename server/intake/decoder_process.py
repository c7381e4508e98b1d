"""The limited process: the one place where a stranger's file meets a decoder.

It is given a file and answers with plain pixels, or with why not. Memory, processor time and open files are
limited, no file can be written, and whoever asks does not wait for ever: see `server.intake.decoder`.
"""

import io
import json
import os
import resource
import socket
import struct
import sys
from collections.abc import Callable, Iterator

from server.collection.storage import SIZES, fit
from server.intake import pictures, refusals
from server.intake.filetypes import HEAD_BYTES, VIDEOS, kind_of
from server.intake.refusals import BadPicture

# A photo of 50 megapixels with transparency, decoded and turned, takes about 0.6 GB.
MEMORY_BYTES = 2**31
CPU_SECONDS = 30
CPU_SECONDS_VIDEO = 600
OPEN_FILES = 32
VIDEO_SIDE = 1920  # longer side of a frame in pixels

Answer = tuple[dict, bytes]


def main() -> None:
    connection = socket.socket(fileno=int(sys.argv[1]))
    limit()
    while request := receive(connection):
        for header, body in answers(*request):
            send(connection, header, body)


def limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS has no limit of memory
            print(f"limit {what} is not to be had", file=sys.stderr)


def allow_cpu(seconds: int) -> None:
    """Processor time for one more file, on top of what is used already."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds, hard))


def answers(request: dict, file_number: int) -> Iterator[Answer]:
    """What there is to say to a request; refusals and accidents included."""
    try:
        with os.fdopen(file_number, "rb") as file:
            yield from JOBS[request["do"]](file, request)
    except BadPicture as error:
        yield {"refused": str(error)}, b""
    except MemoryError:
        yield {"refused": refusals.TOO_MUCH_MEMORY}, b""
    except Exception as error:  # of a decoder that nobody has seen fail so far
        yield {"refused": refusals.DAMAGED, "error": f"{type(error).__name__}: {error}"[:500]}, b""


def check(file, _request: dict) -> Iterator[Answer]:
    allow_cpu(CPU_SECONDS)
    if kind_of(file.read(HEAD_BYTES)) in VIDEOS:
        # The libraries for video take their time, and most files are pictures.
        from server.intake import frames

        file.seek(0)
        frames.check(file)
        yield {}, b""
        return
    file.seek(0)
    data = file.read()
    pictures.check_header(data)
    yield {"said": pictures.said(data)._asdict()}, b""


def picture(file, _request: dict) -> Iterator[Answer]:
    allow_cpu(CPU_SECONDS)
    image = fit(pictures.open_upright(file.read()), SIZES["large"])
    yield {"size": image.size}, image.tobytes()


def video(file, _request: dict) -> Iterator[Answer]:
    """One answer per frame, as JPEG, and one without seconds at the end."""
    from server.intake import frames

    allow_cpu(CPU_SECONDS_VIDEO)
    for seconds, image in frames.frames(file):
        buffer = io.BytesIO()
        fit(image, VIDEO_SIDE).save(buffer, "JPEG", quality=92)
        yield {"seconds": seconds}, buffer.getvalue()
    yield {}, b""


JOBS: dict[str, Callable[..., Iterator[Answer]]] = {"check": check, "picture": picture, "video": video}


def receive(connection: socket.socket) -> tuple[dict, int] | None:
    """A request, which is one line of JSON, and the file that comes with it; None at the end."""
    line, numbers, _, _ = socket.recv_fds(connection, 4096, 1)
    return (json.loads(line), numbers[0]) if line else None


def send(connection: socket.socket, header: dict, body: bytes) -> None:
    """The lengths of both, a header in JSON, and the bytes."""
    text = json.dumps(header).encode()
    connection.sendall(struct.pack("<II", len(text), len(body)) + text)
    connection.sendall(body)


if __name__ == "__main__":
    main()
