"""What gunicorn serves: the application, its index built before the fork, so that all processes share it."""

import logging

import numpy as np
from flask import Flask

from converter.pose.spec import K
from server.app import create_app
from server.collection.photos import OutdatedPoses
from server.config import from_environment
from server.library import mirror
from server.models import db
from server.operate.logs import set_up_logging
from server.search.index import Query

log = logging.getLogger(__name__)


def application() -> Flask:
    settings = from_environment()
    set_up_logging(settings)
    app = create_app(settings)
    with app.app_context():
        try:
            mirror().search(db.session(), Query(np.zeros((K, 3))))
        except OutdatedPoses as error:
            log.warning("%s", error)
        # No connection crosses the fork.
        db.session.remove()
        db.engine.dispose()
    return app
