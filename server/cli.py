"""The command `move-mirror`: run the server, fill the library, look after it."""

import os
import socket
import sys
from pathlib import Path

import click

from server import commands
from server.app import create_app
from server.collection import photos
from server.config import app_version, from_environment
from server.database import upgrade_database
from server.models import db
from server.operate import backup, restore, serving
from server.operate.running import ServerRuns, running_on
from server.people import accounts, audit
from server.people.audit import COMMAND_LINE


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(app_version(), prog_name="move-mirror")
def main() -> None:
    """Pose in front of the camera and see the photo of someone in your pose.

    Settings come from the environment: PORT, MIRROR_INSTANCE and the others listed in the README.
    """


@main.command()
def serve() -> None:
    """Set up what is missing, then serve until interrupted."""
    settings = from_environment()
    serving.check_port(settings.host, settings.port)
    app = create_app(settings)
    with app.app_context():
        commands.set_up(app)
        token = None if accounts.has_admin(db.session()) else accounts.make_setup_token(db.session())
        db.engine.dispose()
    with running_on(settings.instance):
        sys.exit(serving.serve(settings, token))


@main.command()
def setup() -> None:
    """Create or migrate the database and load the built-in gallery."""
    app = create_app()
    with app.app_context():
        commands.set_up(app)
    click.echo("Move Mirror is set up.", err=True)


@main.command("setup-link")
def setup_link() -> None:
    """Print a one-time link that makes a new admin's account."""
    settings = from_environment()
    with create_app(settings).app_context():
        upgrade_database()
        token = accounts.make_setup_token(db.session())
        audit.record(db.session(), COMMAND_LINE, "made a set-up link")
    click.echo(serving.setup_address(settings, token))


@main.command()
@click.option("--parent", type=int, hidden=True, help="End when this is no longer the parent process.")
@click.option("--name", hidden=True, help="Whose work, if it ended in the middle of it, is gone on with.")
@click.option("--until-empty", is_flag=True, help="End when nothing waits any more.")
def work(parent: int | None, name: str | None, until_empty: bool) -> None:
    """Find the poses of new photos, until interrupted; `serve` runs this by itself."""
    commands.work(create_app(), name or f"{socket.gethostname()[:40]} {os.getpid()}", parent, until_empty)


@main.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--credit", default="", help="Shown under each of the photos.")
def import_folder(folder: Path, credit: str) -> None:
    """Add the photos in FOLDER and its subfolders. May be interrupted and run again."""
    app = create_app()
    with app.app_context():
        upgrade_database()
        sys.exit(commands.import_folder(app, folder, credit))


@main.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def back_up(file: Path) -> None:
    """Write the whole instance, database and pictures, to FILE (a tar). The server may run meanwhile."""
    try:
        made = backup.back_up(from_environment(), file)
    except (backup.BackupFailed, OSError) as error:
        raise click.ClickException(f"No backup was made: {error}") from error
    click.echo(f"{made.files} files, {made.size / 2**20:.0f} MB in {file}", err=True)


@main.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Move a library that is there aside.")
def restore_from(file: Path, replace: bool) -> None:
    """Put the backup FILE into the instance folder, after checking it. The server must not run."""
    settings = from_environment()
    try:
        aside = restore.restore(settings, file, replace)
    except (restore.RestoreFailed, backup.BackupFailed, ServerRuns, OSError) as error:
        raise click.ClickException(f"Nothing was restored: {error}") from error
    with create_app(settings).app_context():
        upgrade_database()
        audit.record(db.session(), COMMAND_LINE, "restored a backup", file.name)
    click.echo(f"Restored into {settings.instance}.", err=True)
    if aside:
        click.echo(f"What was there is in {aside}; delete it when you no longer need it.", err=True)


@main.command("export")
@click.argument("collection")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_collection(collection: str, file: Path) -> None:
    """Write the COLLECTION of this name, with its originals and poses, into one FILE."""
    with create_app().app_context():
        upgrade_database()
        commands.export_collection(collection, file)


@main.command("import-collection")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_collection(file: Path) -> None:
    """Add the photos of an exported collection. May be interrupted and run again."""
    with create_app().app_context():
        upgrade_database()
        sys.exit(commands.import_collection(file))


@main.command("export-coco")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_coco(folder: Path) -> None:
    """Write poses that people approved or corrected into FOLDER, in COCO keypoints format for training."""
    with create_app().app_context():
        upgrade_database()
        commands.export_coco(folder)


@main.command()
def reindex() -> None:
    """Find every photo's pose again, for example after the network has changed."""
    app = create_app()
    with app.app_context():
        upgrade_database()
        photos.estimate_again(db.session())
        audit.record(db.session(), COMMAND_LINE, "reindexed")
        commands.develop("Finding poses")


if __name__ == "__main__":
    main()
