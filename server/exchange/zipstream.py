"""A zip file made while it is sent: one member in memory at a time, no temporary file."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path


class Member:
    """A file of the archive: its name, and its bytes or the path they are read from."""

    def __init__(self, name: str, content: bytes | Path):
        self.name, self.content = name, content


class _Outlet(io.RawIOBase):
    """Takes what zipfile writes, to be handed on; it cannot seek, so zipfile does not."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self._written)
        self._written.clear()
        return data


def stream(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of a zip file. Pictures are stored as they are: they do not compress."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            data = member.content if isinstance(member.content, bytes) else member.content.read_bytes()
            kind = zipfile.ZIP_DEFLATED if member.name.endswith(".json") else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(member.name), data, compress_type=kind)
            yield outlet.taken()
    yield outlet.taken()
