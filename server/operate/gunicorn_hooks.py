"""What gunicorn is told of: how to write its log, and what to do when one of its processes ends."""

import gc
import os

from gunicorn.glogging import Logger
from prometheus_client import multiprocess

from server.operate.metrics import FOLDER_VARIABLE


class PlainLogger(Logger):
    """gunicorn's own words go where all others go, in the same form."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = PlainLogger


def when_ready(_server) -> None:
    """What is loaded by now stays: looking through it for garbage would hold up visitors."""
    gc.collect()
    gc.freeze()


def child_exit(_server, worker) -> None:
    """A process that has ended no longer counts as alive in the metrics."""
    if FOLDER_VARIABLE in os.environ:
        multiprocess.mark_process_dead(worker.pid)
