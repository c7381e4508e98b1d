"""What is said of a photo: by its file, by whoever sends it, by the library."""

from collections.abc import Sequence
from typing import NamedTuple


class Details(NamedTuple):
    title: str = ""
    credit: str = ""
    tags: Sequence[str] = ()
    licence: str = ""
