"""Whether a server runs on an instance folder: told by a lock that ends with the process that holds it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "running.lock"


class ServerRuns(RuntimeError):
    """A server holds this instance."""


@contextmanager
def running_on(instance: Path) -> Iterator[None]:
    """Several servers may share an instance."""
    with (instance / NAME).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def nothing_running_on(instance: Path) -> Iterator[None]:
    """Keeps servers from starting as long as the context lasts. Raises ServerRuns."""
    with (instance / NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerRuns(f"A server is running on {instance}. Stop it first, then try again.") from error
        yield
