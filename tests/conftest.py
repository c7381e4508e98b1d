"""Fixtures that every Python test may use: a real application on a real database in a folder of its own."""

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pillow_heif import register_heif_opener
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.orm import Session

from server.app import create_app
from server.collection import catalog, photos
from server.collection.catalog import Sort, State, View
from server.collection.details import Details
from server.config import Settings
from server.database import upgrade_database
from server.intake import ingest
from server.intake.importer import GALLERY
from server.library import Mirror
from server.models import Photo, Role, db
from server.people import accounts

register_heif_opener()  # so that tests can write HEIC too
OTHER_DATABASE = os.environ.get("MIRROR_TEST_DATABASE_URL", "")
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _only_on_sqlite(request: pytest.FixtureRequest) -> None:
    if OTHER_DATABASE and request.node.get_closest_marker("sqlite"):
        pytest.skip("looks into the SQLite file, or at what SQLite alone does")


@pytest.fixture
def database_url() -> Iterator[str]:
    """SQLite in the instance folder; or a new database on the server that $MIRROR_TEST_DATABASE_URL names."""
    if not OTHER_DATABASE:
        yield ""
        return
    name = f"mirror_test_{uuid4().hex}"
    server = create_engine(OTHER_DATABASE, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        # A zone far from UTC, so that no test takes the server's for ours.
        connection.execute(text(f"ALTER DATABASE {name} SET timezone TO 'America/New_York'"))
    yield make_url(OTHER_DATABASE).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Without the gallery and without a network."""
    missing = tmp_path / "missing.tflite"
    return Settings(tmp_path / "instance", database_url, gallery=False, model=missing)


@pytest.fixture
def app(settings: Settings):
    app = create_app(settings)
    with app.app_context():
        upgrade_database()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask):
    """A session of its own: what a request has changed is seen after `session.expire_all()`."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        yield session


@pytest.fixture
def mirror(app: Flask) -> Mirror:
    return app.extensions["mirror"]


@pytest.fixture
def curator(app: Flask, session: Session) -> FlaskClient:
    """A client that is signed in."""
    accounts.make_user(session, "ada", PASSWORD, Role.ADMIN)
    session.commit()
    return sign_in(app, "ada")


def sign_in(app: Flask, name: str) -> FlaskClient:
    """A client that is signed in under a name, with the one PASSWORD."""
    client = app.test_client()
    form = {"name": name, "password": PASSWORD, "csrf_token": csrf_of(client, "/admin/sign-in")}
    assert client.post("/admin/sign-in", data=form).status_code == 302
    return client


def csrf_of(client: FlaskClient, path: str) -> str:
    """The CSRF token that a page hands out."""
    return client.get(path).text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", **options) -> bytes:
    """A picture file; every call with another size has other bytes."""
    ramp = np.linspace(0, 255, width * height * 3).astype(np.uint8).reshape(height, width, 3)
    buffer = io.BytesIO()
    Image.fromarray(ramp).save(buffer, kind, **options)
    return buffer.getvalue()


def newest(session: Session) -> list[Photo]:
    """Every photo outside the trash, the newest first."""
    return photos.by_ids(session, catalog.ids(session, View()))


def pending_ids(session: Session) -> list[int]:
    """Photos that wait for their pose, oldest first."""
    return catalog.ids(session, View(state=State.PENDING, sort=Sort.OLDEST))


@pytest.fixture(scope="session")
def gallery_people() -> list[tuple[dict, np.ndarray, float]]:
    """The built-in gallery's images with their true keypoints (17, 3) of x, y, visibility and their area."""
    gallery = json.loads((GALLERY / "gallery.json").read_text())
    of_image = {annotation["image_id"]: annotation for annotation in gallery["annotations"]}
    return [
        (
            image,
            np.array(of_image[image["id"]]["keypoints"], float).reshape(17, 3),
            of_image[image["id"]]["area"],
        )
        for image in gallery["images"]
    ]


@pytest.fixture
def add_photo(session: Session, mirror: Mirror) -> Callable[..., Photo]:
    """Add a developed photo with a pose (17, 3) in the pixels of a picture of the given size."""

    def add(pose: np.ndarray, title: str = "A pose", size: tuple[int, int] = (480, 480)) -> Photo:
        # One odd pixel per photo: the same bytes would be the same photo.
        image = Image.new(
            "RGB", size, tuple(np.random.default_rng(abs(hash(pose.tobytes()))).integers(0, 255, 3))
        )
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        photo, _ = ingest.accept(session, mirror.storage, buffer.getvalue(), Details(title, "a friend"))
        photos.record_pose(session, photo.id, mirror.storage.save_served(photo.sha256, image), pose)
        return photo

    return add


@pytest.fixture
def true_poses(gallery_people) -> list[np.ndarray]:
    """The gallery's poses (17, 3) with visibility as score."""
    return [np.column_stack([keypoints[:, :2], keypoints[:, 2] > 0]) for _, keypoints, _ in gallery_people]
