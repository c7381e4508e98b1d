"""What the commands do, with progress on standard error."""

import logging
import os
import time
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from converter.pose.litert import ModelMissing
from server import importer, ingest, photos
from server.database import upgrade_database
from server.library import Mirror, mirror
from server.models import Status, db

POLL_SECONDS = 0.5
MODEL_POLL_SECONDS = 5
BATCH = 16
MODEL_MISSING = "The network is missing (converter/weights/pose.tflite); photos wait until it is there."
log = logging.getLogger(__name__)
console = Console(stderr=True, highlight=False)


def set_up(app: Flask) -> None:
    """Bring the database up to date and, the first time, load the built-in gallery."""
    upgrade_database()
    if mirror().settings.gallery and not photos.gallery_loaded(db.session()):
        report = importer.Report()
        _accept(importer.gallery_sources(), "Loading the gallery", report)
        for path, reason in report.refused.items():
            console.print(f"{path.name}: {reason}")
        photos.set_gallery_loaded(db.session())
    develop(app, photos.pending_ids(db.session()), "Finding the poses")


def import_folder(app: Flask, folder: Path, credit: str) -> int:
    """Add a folder's photos; the exit status is 1 where none could be taken."""
    report = importer.Report()
    sources = importer.folder_sources(folder, credit)
    _accept(sources, "Storing photos", report)
    develop(app, report.ids, "Finding the poses")
    for path, reason in report.refused.items():
        console.print(f"[red]refused[/] {path}: {reason}", soft_wrap=True)
    statuses = importer.outcome(db.session(), report.ids)
    console.print(
        f"{len(sources)} files: {len(report.ids)} added ({statuses[Status.READY]} with a pose, "
        f"{statuses[Status.NO_PERSON]} without a person, {statuses[Status.FAILED]} failed, "
        f"{statuses[Status.PENDING]} waiting), {report.known} known before, {len(report.refused)} refused",
        soft_wrap=True,
    )
    return 1 if report.refused and not report.ids and not report.known else 0


def develop(app: Flask, ids: Sequence[int], words: str) -> None:
    """Find the poses of photos, on every core."""
    if not ids:
        return
    held: Mirror = app.extensions["mirror"]
    with _progress() as progress:
        task = progress.add_task(words, total=len(ids))
        try:
            for _ in ingest.develop_pending(
                db.session(), held.storage, held.estimator, ids, os.cpu_count() or 1
            ):
                progress.advance(task)
        except ModelMissing:
            progress.console.print(MODEL_MISSING)


def work(app: Flask, parent: int | None = None) -> None:
    """Develop whatever is pending, for ever; where a parent process is given, until that is gone."""
    told = False
    while parent in (None, os.getppid()):
        try:
            busy = _work_once(app)
            told = False
        except ModelMissing:
            if not told:
                log.warning(MODEL_MISSING)
            told = True
            time.sleep(MODEL_POLL_SECONDS)
            continue
        except Exception:  # a locked or restarting database; the queue is still there afterwards
            log.exception("the worker goes on")
            time.sleep(MODEL_POLL_SECONDS)
            continue
        if not busy:
            time.sleep(POLL_SECONDS)


def _work_once(app: Flask) -> int:
    held: Mirror = app.extensions["mirror"]
    with app.app_context():
        ids = photos.pending_ids(db.session(), BATCH)
        return sum(1 for _ in ingest.develop_pending(db.session(), held.storage, held.estimator, ids))


def _accept(sources: list[importer.Source], words: str, report: importer.Report) -> None:
    with _progress() as progress:
        for _ in progress.track(
            importer.accept_all(db.session(), mirror().storage, sources, report),
            len(sources),
            description=words,
        ):
            pass


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)
