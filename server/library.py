"""What a running server holds: settings, files, the network, and the index, kept up with the database."""

from collections.abc import Sequence

import numpy as np
from flask import current_app
from sqlalchemy.orm import Session

from server.collection import missed, photos
from server.collection.choices import KeptChoices
from server.collection.storage import Storage
from server.collection.twins import Twins
from server.config import Settings
from server.intake.estimator import Estimator
from server.intake.uploads import Uploads
from server.public.admission import Admission
from server.public.cards import Cards
from server.search.combiner import Combiner
from server.search.index import Hit, PoseIndex, Query
from server.search.tagged import Tagged


class Mirror:
    """One per process, at `app.extensions["mirror"]`."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.storage = Storage(settings.instance)
        self.uploads = Uploads(settings.instance / "uploads")
        self.estimator = Estimator(settings.model)
        self.admission = Admission(settings.matches_per_second)
        self.cards = Cards()
        self.twins = Twins()
        self.tagged = Tagged()
        self.choices = KeptChoices()
        self.missed = missed.Collector(settings.keep_missed_poses)
        self._combiner: Combiner[Query, list[Hit]] = Combiner()
        self._index = PoseIndex()
        self._revision: int | None = None

    def search(self, session: Session, query: Query) -> list[Hit]:
        """The most similar photos of the library as it is now. Threads that ask meanwhile share one pass."""

        def search_all(queries: Sequence[Query]) -> list[list[Hit]]:
            return self._current(session).search_many(queries)

        return self._combiner.ask(query, search_all)

    def _current(self, session: Session) -> PoseIndex:
        """The index with every committed change in it; only one thread at a time is here."""
        # Revision first: a change in between is then taken in twice, which does no harm.
        revision = photos.revision(session)
        if revision != self._revision:
            # The asker's own session may still see the library as it was when its request began.
            with Session(session.get_bind()) as now:
                self._follow(now, revision)
            self._revision = revision
        return self._index

    def _follow(self, session: Session, revision: int) -> None:
        """Take in what has changed since the revision that the index is of."""
        known = self._revision
        if known is None or not known < revision <= known + photos.KEPT_REVISIONS:
            index = PoseIndex()
            for part in photos.findable_parts(session):
                index.put(*part)
            self._index = index
            return
        gone = set(photos.changed_since(session, known))
        for part in photos.findable_parts(session, known):
            self._index.put(*part)
            gone.difference_update(part.ids.tolist())
        self._index.remove(np.array(sorted(gone), int))


def mirror() -> Mirror:
    return current_app.extensions["mirror"]
