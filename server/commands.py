"""What the commands do, with progress on standard error."""

import logging
import os
import time
from pathlib import Path

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import select

from converter.pose.litert import ModelMissing
from server.collection import disk, history, photos, pose_map, trash
from server.database import upgrade_database
from server.exchange import archive, coco
from server.intake import importer, ingest, queue, sweep
from server.library import Mirror, mirror
from server.models import Collection, Status, db
from server.operate import serving
from server.people import audit
from server.people.audit import COMMAND_LINE

POLL_SECONDS = 0.5
MODEL_POLL_SECONDS = 5
PROGRESS_SECONDS = 0.3
SWEEP_SECONDS = 3600
MODEL_MISSING = "The network is missing (converter/weights/photo_pose.tflite); photos wait until it is there."
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
        develop("Making its pictures")


def import_folder(app: Flask, folder: Path, credit: str) -> int:
    """Add a folder's photos; the exit status is 1 where none could be taken."""
    report = importer.Report()
    sources = importer.folder_sources(folder, credit)
    _accept(sources, "Storing photos", report)
    develop("Finding the poses")
    audit.record(db.session(), COMMAND_LINE, "imported", f"{len(report.ids)} photos from {folder.name}")
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


def export_coco(folder: Path) -> None:
    number = coco.write(db.session(), mirror().storage, folder)
    console.print(f"{number} people whose poses were approved or corrected, in {folder}", soft_wrap=True)


def export_collection(name: str, path: Path) -> None:
    """Write an archive; it appears under its name once it is whole."""
    collection = db.session.scalars(select(Collection).filter_by(name=name)).one_or_none()
    if collection is None:
        names = ", ".join(f"“{known}”" for known in db.session.scalars(select(Collection.name)))
        raise click.ClickException(f"There is no collection “{name}”. There are: {names}")
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file, console.status("Packing"):
        for chunk in archive.export(db.session(), mirror().storage, collection):
            file.write(chunk)
    unfinished.replace(path)


def import_collection(path: Path) -> int:
    """Add an archive's photos; the exit status is 1 where some were refused."""
    report = archive.Report()
    limit = mirror().settings.max_upload_bytes
    try:
        with console.status("Unpacking"):
            for _ in archive.read(db.session(), mirror().storage, path, limit, report):
                pass
    except archive.BadArchive as error:
        raise click.ClickException(str(error)) from error
    subject = f"{len(report.added)} photos into {report.collection}"
    audit.record(db.session(), COMMAND_LINE, "imported a collection", subject)
    if report.added:
        develop("Making the pictures")
    for title, reason in report.refused.items():
        console.print(f"[red]refused[/] {title}: {reason}", soft_wrap=True)
    console.print(
        f"{len(report.added)} added to “{report.collection}”, {report.known} known before, "
        f"{len(report.refused)} refused",
        soft_wrap=True,
    )
    return 1 if report.refused else 0


def develop(words: str) -> None:
    """Work off everything that waits, on every core, and show how far it is."""
    held = mirror()
    if not (total := photos.counts(db.session())[Status.PENDING]):
        return
    if not held.estimator.available:
        console.print(MODEL_MISSING)
        return
    db.session().rollback()
    workers = serving.start_workers(min(os.cpu_count() or 1, total), "import", "--until-empty")
    try:
        with _progress() as progress:
            task = progress.add_task(words, total=total)
            while any(worker.poll() is None for worker in workers):
                waiting = photos.counts(db.session())[Status.PENDING]
                db.session().rollback()
                progress.update(task, completed=total - waiting, total=max(total, waiting))
                time.sleep(PROGRESS_SECONDS)
            progress.update(task, completed=total)
    finally:
        serving.stop(workers)


def work(app: Flask, name: str, parent: int | None = None, until_empty: bool = False) -> None:
    """Work off whatever waits, for ever; where a parent process is given, until that is gone."""
    told = is_known = False
    next_sweep = 0.0
    while parent in (None, os.getppid()):
        try:
            with app.app_context():
                if not is_known:
                    queue.release(db.session(), name)
                    is_known = True
                if time.monotonic() >= next_sweep:
                    _sweep(app)
                    next_sweep = time.monotonic() + SWEEP_SECONDS
                busy = _work_once(app, name)
            told = False
        except ModelMissing:
            if not told:
                log.warning(MODEL_MISSING)
            told = True
            time.sleep(MODEL_POLL_SECONDS)
            continue
        except OSError as error:
            if (message := disk.trouble(error)) is None:
                log.exception("the worker goes on")
            elif not told:
                log.error(message)
            told = True
            time.sleep(MODEL_POLL_SECONDS)
            continue
        except Exception:  # a locked or restarting database; the queue is still there afterwards
            log.exception("the worker goes on")
            is_known = False  # what it had begun is free again
            time.sleep(MODEL_POLL_SECONDS)
            continue
        if not busy:
            if until_empty:
                return
            time.sleep(POLL_SECONDS)


def _sweep(app: Flask) -> None:
    held: Mirror = app.extensions["mirror"]
    if removed := sweep.sweep(db.session(), held.storage, held.uploads):
        log.info("removed %s files that nobody needs any more", removed)
    audit.sweep(db.session())
    history.sweep(db.session())


def _work_once(app: Flask, name: str) -> bool:
    held: Mirror = app.extensions["mirror"]
    busy = ingest.work_off(db.session(), held.storage, held.estimator, name) is not None
    if not busy:
        _keep_house(held)
    return busy


def _keep_house(held: Mirror) -> None:
    """What there is time for while no photo waits."""
    trash.purge(db.session(), held.storage, trash.overdue(db.session()))
    if pose_map.claim(db.session()):
        pose_map.make(db.session())


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
