"""Addresses of served pictures."""

from flask import url_for

from server.models import Photo
from server.storage import served_name


def served(photo: Photo, size: str) -> str:
    return url_for("site.served_photo", name=served_name(photo.sha256, size))
