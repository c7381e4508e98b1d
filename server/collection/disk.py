"""Trouble with the disk, which passes: nothing is lost by it, and what waits is done later."""

import errno

from werkzeug.exceptions import HTTPException

_FULL = "The server's disk is full. Make room, then retry; nothing that was acknowledged is lost."
_CLOSED = "The server may not write into its folder. Make it writable, then retry; nothing is lost."
MESSAGES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _CLOSED,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
}


class InsufficientStorage(HTTPException):
    code = 507
    name = "Insufficient Storage"


def trouble(error: OSError) -> str | None:
    """What is wrong, in plain words; None where it is something else."""
    return MESSAGES.get(error.errno or 0)
