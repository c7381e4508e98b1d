"""Addresses of served pictures."""

from typing import Any

from flask import url_for

from server.collection.storage import served_name


def served(photo: Any, size: str) -> str:
    """Of a photo, or of a row that has its `sha256`."""
    return url_for("site.served_photo", name=served_name(photo.sha256, size))
