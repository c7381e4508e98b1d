"""What a running server holds: settings, files, the network, and the index, kept up with the database."""

import threading

from flask import current_app
from sqlalchemy.orm import Session

from server import photos
from server.config import Settings
from server.estimator import Estimator
from server.index import PoseIndex
from server.storage import Storage
from server.uploads import Uploads


class Mirror:
    """One per process, at `app.extensions["mirror"]`."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.storage = Storage(settings.instance)
        self.uploads = Uploads(settings.instance / "uploads")
        self.estimator = Estimator(settings.model)
        self._lock = threading.Lock()
        self._index: PoseIndex | None = None
        self._revision = -1

    def index(self, session: Session) -> PoseIndex:
        """The index of the library as it is now; rebuilt when any process has changed the library."""
        with self._lock:
            # Revision first: a change in between then only causes one more rebuild.
            revision = photos.revision(session)
            if self._index is None or revision != self._revision:
                self._index = PoseIndex(*photos.findable(session))
                self._revision = revision
            return self._index


def mirror() -> Mirror:
    return current_app.extensions["mirror"]
