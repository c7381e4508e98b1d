import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from server.app import create_app
from server.collection import photos
from server.config import Settings
from server.models import Library, Photo, User, db

RELEASED = Path(__file__).parents[2] / "data" / "schema"
KEPT = "id, sha256, title, credit, tags, status, reason, width, height, pose, created_at"


@pytest.fixture(autouse=True)
def in_the_app(app):
    with app.app_context():
        yield


def test_the_migrated_tables_are_those_of_the_models():
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []


def test_migrations_go_down_and_up_again():
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert db.session.get(Library, 1).revision == 0


@pytest.mark.sqlite
def test_sqlite_is_set_up_for_several_processes():
    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 10000


@pytest.mark.parametrize("dump", sorted(RELEASED.glob("*.sql")), ids=lambda path: path.stem)
def test_a_library_of_every_release_comes_along_with_all_that_is_in_it(dump, tmp_path):
    """A dump for each release that changed the schema, made with `sqlite3 mirror.db .dump`."""
    instance = tmp_path / "old"
    instance.mkdir()
    with closing(sqlite3.connect(instance / "mirror.db")) as old:
        old.executescript(dump.read_text(encoding="utf-8"))
        before = old.execute(f"SELECT {KEPT} FROM photo ORDER BY id").fetchall()
    with create_app(Settings(instance=instance, gallery=False)).app_context():
        upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text(f"SELECT {KEPT} FROM photo ORDER BY id")).fetchall() == before
            assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []
        assert [user.name for user in db.session.query(User)] == ["ada"]
        assert photos.findable(db.session()).ids.tolist() == [1]
        assert db.session.get(Photo, 1).pose.shape == (17, 3)
        assert db.session.get(Library, 1).gallery_loaded
        db.session.remove()
        db.engine.dispose()
