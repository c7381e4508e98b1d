"""Whether what a server stands on is usable: the database, the folder of pictures, the network."""

import tempfile

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.collection import photos
from server.collection.storage import Storage
from server.intake.estimator import Estimator
from server.public.messages import Ready

OK = "ok"


def check(session: Session, storage: Storage, estimator: Estimator) -> Ready:
    return Ready(
        _database(session), _storage(storage), OK if estimator.available else "the network is missing"
    )


def _database(session: Session) -> str:
    try:
        photos.revision(session)
        photos.check_spec(session)
    except SQLAlchemyError as error:
        return f"cannot be read: {type(error).__name__}"
    except photos.OutdatedPoses as error:
        return str(error)
    return OK


def _storage(storage: Storage) -> str:
    try:
        for folder in (storage.originals, storage.served):
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x")
    except OSError as error:
        return f"cannot be written: {error.strerror}"
    return OK
