"""Addresses of served pictures."""

from typing import Any

from flask import url_for

from server.collection.storage import served_name


def served(photo: Any, size: str) -> str:
    """Of a photo, or of a row that has its `sha256`."""
    return served_folder() + served_name(photo.sha256, size)


def served_folder() -> str:
    """What all of them begin with; worked out by Flask, which takes its time."""
    return url_for("site.served_photo", name="-").removesuffix("-")
