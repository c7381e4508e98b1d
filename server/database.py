"""Opening the database and bringing its tables up to date."""

import sqlite3
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy import Engine, event

from server.models import db

MIGRATIONS = Path(__file__).parent / "migrations"
migrate = Migrate(directory=str(MIGRATIONS), render_as_batch=True)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection, _record) -> None:
    if isinstance(connection, sqlite3.Connection):
        # Readers and the one writer do not wait for each other; a second writer waits instead of failing.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA busy_timeout = 10000")


def init_database(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db)


def upgrade_database() -> None:
    """Create or migrate every table; quick where nothing is to be done."""
    upgrade()
