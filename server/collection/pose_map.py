"""A map of the library: every pose a point, alike poses near each other, mirror images in the same place.

The distances are those of matching itself (`converter.pose.matching`), so that what is near on the map is
what the mirror takes for alike. t-SNE lays out a sample; every other photo stands among its nearest of the
sample, so the work grows with the number of photos and not with its square.
"""

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from converter.pose.matching import mirror_pose, similarity
from server.collection import photos
from server.models import PoseMap, now

SAMPLE = 1000
NEIGHBOURS = 3
PERPLEXITY = 20
SEED = 0


def ask(session: Session) -> PoseMap:
    """The map as it is; where the library has changed since, the worker is asked for a new one."""
    found = _map(session)
    if found.revision != photos.revision(session) and not found.asked:
        found.asked = True
        session.commit()
    return found


def claim(session: Session) -> bool:
    """Whether somebody has asked for a map that no other worker makes."""
    if not session.scalar(select(PoseMap.asked)):
        session.rollback()
        return False
    asked = update(PoseMap).where(PoseMap.asked).values(asked=False).returning(PoseMap.id)
    claimed = session.scalar(asked) is not None
    session.commit()
    return claimed


def make(session: Session) -> None:
    """Lay the library out anew and store that; what the worker does when it has been asked."""
    revision = photos.revision(session)
    library = photos.findable(session)
    session.rollback()  # no transaction stays open while it is laid out
    places = layout(library.poses)
    found = _map(session)
    found.points = [
        [int(photo_id), round(float(x), 4), round(float(y), 4)]
        for photo_id, (x, y) in zip(library.ids, places, strict=True)
    ]
    found.revision, found.made_at = revision, now()
    session.commit()


def layout(poses: np.ndarray) -> np.ndarray:
    """Places (N, 2) within 0..1 of poses (N, K, 3); the same poses always get the same places."""
    rng = np.random.default_rng(SEED)
    number = len(poses)
    sample = np.sort(rng.permutation(number)[:SAMPLE])
    near = _similarities(poses, poses[sample])  # (N, S)
    places = _embed(np.clip(1 - near[sample], 0, 2))
    all_places = np.empty((number, 2))
    if number:
        best = np.argsort(-near, 1)[:, :NEIGHBOURS]
        weights = np.clip(np.take_along_axis(near, best, 1), 1e-3, None) ** 8
        all_places = (weights[..., None] * places[best]).sum(1) / weights.sum(1, keepdims=True)
        all_places[sample] = places
    return _fitted(all_places)


def _similarities(poses: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(N, S) similarity of the better of both mirror images."""
    columns = [
        np.maximum(similarity(other, poses).similarity, similarity(mirror_pose(other), poses).similarity)
        for other in others.astype(float)
    ]
    return np.stack(columns, 1) if columns else np.zeros((len(poses), 0))


def _embed(distances: np.ndarray) -> np.ndarray:
    """Places (S, 2) by t-SNE; too few for that stand in a row."""
    number = len(distances)
    if number < 5:
        return np.column_stack([np.arange(number, dtype=float), np.zeros(number)])
    from sklearn.manifold import TSNE  # takes a second to import, and only the worker lays out

    symmetric = (distances + distances.T) / 2
    np.fill_diagonal(symmetric, 0)
    perplexity = min(PERPLEXITY, (number - 1) / 3)
    tsne = TSNE(metric="precomputed", init="random", perplexity=perplexity, random_state=SEED)
    return tsne.fit_transform(symmetric)


def _fitted(places: np.ndarray) -> np.ndarray:
    if len(places) == 0:
        return places
    low, high = places.min(0), places.max(0)
    return (places - low) / np.maximum(high - low, 1e-9)


def _map(session: Session) -> PoseMap:
    found = session.get(PoseMap, 1)
    if found is None:
        found = PoseMap(id=1, revision=-1, points=[], asked=False)
        session.add(found)
        session.flush()
    return found
