"""What a photo is called before anybody has named it."""

from pathlib import PurePath


def title_from_name(name: str) -> str:
    """A caption from a file's name: 'my_dance-02.jpg' becomes 'my dance 02'."""
    stem = PurePath(name.replace("\\", "/")).stem
    return " ".join(stem.replace("_", " ").replace("-", " ").split())[:200]
