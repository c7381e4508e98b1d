"""Poses of visitors for which the library has no good photo: what to take or look for next.

Off unless the operator sets MIRROR_KEEP_MISSED_POSES=1. Of a pose only its keypoints are kept, with position
and size removed, with the best photo's similarity and the day; nothing tells whose it was or when that day.
"""

import threading
import time
from typing import NamedTuple

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from converter.pose.geometry import box_from_pose
from converter.pose.matching import certainty, mirror_pose, seen_in_full, similarity
from converter.pose.spec import K
from server.models import MissedPose, now

GOOD = 0.9  # a photo at least this similar is a good one
MIN_SCORE = 0.5  # a pose that the network itself doubts is no wish
KEPT = 2000
EVERY_SECONDS = 10.0  # of one process: a visitor who stands still is one wish
ALIKE = 0.9  # wishes at least this similar are the same one


class Wanted(NamedTuple):
    """Wishes that are alike."""

    pose: np.ndarray  # (K, 3) of the first of them
    times: int
    similarity: float  # of the best photo, on average


class Collector:
    """Keeps some of the poses that a process is asked for."""

    def __init__(self, enabled: bool, clock=time.monotonic):
        self.enabled = enabled
        self._clock = clock
        self._next = -np.inf
        self._lock = threading.Lock()

    def consider(self, session: Session, pose: np.ndarray, best: float) -> bool:
        """Keep the pose (K, 3) where it is sure, its best photo is not good, and the time has come."""
        if not self.enabled or best >= GOOD or float(pose[:, 2].mean()) < MIN_SCORE:
            return False
        with self._lock:
            if self._clock() < self._next:
                return False
            self._next = self._clock() + EVERY_SECONDS
        return keep(session, pose, best)


def keep(session: Session, pose: np.ndarray, best: float) -> bool:
    """Store an anonymous copy; the oldest go once there are many."""
    anonymous = _without_place(pose)
    if anonymous is None:
        return False
    session.add(MissedPose(pose=anonymous, similarity=best, day=now().date()))
    session.flush()
    newest = session.scalar(select(func.max(MissedPose.id))) or 0
    session.execute(delete(MissedPose).where(MissedPose.id <= newest - KEPT))
    session.commit()
    return True


def wanted(session: Session, limit: int = 60) -> list[Wanted]:
    """Missed poses, alike ones together (mirror images too), the most wanted first."""
    rows = session.execute(
        select(MissedPose.pose, MissedPose.similarity).order_by(MissedPose.id.desc())
    ).all()
    poses = np.array([pose for pose, _ in rows], float).reshape(-1, K, 3)
    best = np.array([value for _, value in rows])
    groups, left = [], np.arange(len(rows))
    while len(left):
        alike = _alike(poses[left[0]], poses[left])
        alike[0] = True
        groups.append(left[alike])
        left = left[~alike]
    groups.sort(key=len, reverse=True)
    return [Wanted(poses[group[0]], len(group), float(best[group].mean())) for group in groups[:limit]]


def forget(session: Session) -> int:
    """Delete all of them; returns how many there were."""
    gone = session.execute(delete(MissedPose)).rowcount  # type: ignore[attr-defined]
    session.commit()
    return gone


def _alike(pose: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of poses (N, K, 3) are like this one, as it is or in a mirror."""
    others = seen_in_full(others)
    direct, mirrored = similarity(pose, others), similarity(mirror_pose(pose), others)
    return np.maximum(direct.similarity, mirrored.similarity) >= ALIKE


def _without_place(pose: np.ndarray) -> np.ndarray | None:
    """The pose in a box from 0 to 1, what is not seen all 0. None where too little is seen."""
    box = box_from_pose(pose)
    if box is None:
        return None
    low, size = box[:2], max(box[2:] - box[:2])
    xy = np.round((pose[:, :2] - low) / size, 3)
    seen = certainty(pose[:, 2]) > 0
    return np.column_stack([xy, np.round(np.minimum(pose[:, 2], 1), 2)]) * seen[:, None]
