"""Exact search for the most similar pose: one pass over the whole collection, kept up photo by photo.

`server.search.scan` finds the few references that may be the best, in float32 and with its own rounding in
mind; the plain definition of `converter.pose.matching` then puts them in order and tells what agrees.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from converter.pose.matching import is_same_pose, mirror_pose, similarity
from server.search.columns import (
    COLUMNS,
    LANES,
    poses_of_columns,
    query_columns,
    reference_columns,
    undiscounted,
)

MAX_LIMIT = 100
DISTINCT_DEPTH = 4  # nearly the same poses among the best, per one that is wanted
CACHE_LINE = 16  # float32 numbers
CHUNK = 256  # poses turned into columns at a time


class Query(NamedTuple):
    """What is looked for, and among which photos."""

    pose: np.ndarray  # (K, 3) of x, y, score
    limit: int = 1
    mirror: bool = True  # a reference that looks like the query when flipped counts too
    groups: Iterable[int] | None = None  # only references of these groups
    only: Iterable[int] | None = None  # only references with these ids
    distinct: bool = False  # references whose poses are nearly the same count as one: the best of them

    @property
    def depth(self) -> int:
        """How many of the best to look at."""
        return min(self.limit * DISTINCT_DEPTH, MAX_LIMIT) if self.distinct else self.limit


class Hit(NamedTuple):
    id: int
    similarity: float
    mirrored: bool  # the reference, flipped, looks like the query
    agreement: np.ndarray  # (K,) per keypoint of the query


class PoseIndex:
    """References: an id, a group (a small whole number) and a pose each. Not to be changed during a search.

    284 bytes per reference. There is room for more than there are; it costs no memory before it is used.
    """

    def __init__(self) -> None:
        self._count = 0
        self._top_group = 0
        self._top_id = -1
        self._ids = np.empty(0, np.int64)
        self._groups = np.empty(0, np.int32)
        self._tiles = np.empty(
            (0, COLUMNS, LANES), np.float32
        )  # one reference is tiles[row // 16, :, row % 16]

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """Memory in use."""
        tiles = -(-self._count // LANES)
        return self._count * 12 + tiles * COLUMNS * LANES * 4

    def put(self, ids: np.ndarray, groups: np.ndarray, poses: np.ndarray) -> None:
        """Add references, or change those that are known: ids (N,), groups (N,), poses (N, K, 3)."""
        if len(ids) == 0:
            return
        rows = self._rows_of(ids)
        is_new = rows < 0
        rows[is_new] = self._count + np.arange(is_new.sum())
        self._reserve(self._count + int(is_new.sum()))
        self._tiles[-(-self._count // LANES) : -(-(self._count + int(is_new.sum())) // LANES)] = 0
        self._count += int(is_new.sum())
        self._ids[rows], self._groups[rows] = ids, groups
        self._top_group = max(self._top_group, int(np.max(groups)))
        self._top_id = max(self._top_id, int(np.max(ids)))
        for start in range(0, len(rows), CHUNK):
            some = slice(start, start + CHUNK)
            tile, lane = np.divmod(rows[some], LANES)
            self._tiles[tile, :, lane] = reference_columns(np.asarray(poses[some], float))

    def remove(self, ids: np.ndarray) -> None:
        """Take references out; ids that are not known are none of its business."""
        rows = np.unique(self._rows_of(ids))
        rows = rows[rows >= 0]
        left = self._count - len(rows)
        # What stands beyond the new end moves into the holes before it; there are as many of both.
        holes, moved = rows[rows < left], np.setdiff1d(np.arange(left, self._count), rows)
        self._ids[holes], self._groups[holes] = self._ids[moved], self._groups[moved]
        for start in range(0, len(holes), CHUNK):
            (tile, lane), (old_tile, old_lane) = (
                np.divmod(some[start : start + CHUNK], LANES) for some in (holes, moved)
            )
            self._tiles[tile, :, lane] = self._tiles[old_tile, :, old_lane]
        self._tiles[left // LANES : left // LANES + 1, :, left % LANES :] = 0
        self._count = left

    def search(self, query: Query) -> list[Hit]:
        """The most similar references, best first; none that has nothing in common with the query."""
        return self.search_many([query])[0]

    def search_many(self, queries: Sequence[Query]) -> list[list[Hit]]:
        """The same for several queries, in one pass over the index."""
        return [
            self._measure(query, rows) for query, rows in zip(queries, self._candidates(queries), strict=True)
        ]

    def _candidates(self, queries: Sequence[Query]) -> list[np.ndarray]:
        """The rows, per query, that may be among its best."""
        from server.search import scan  # compiles: only who searches waits for that

        if any(not 1 <= query.limit <= MAX_LIMIT for query in queries):
            raise ValueError(f"limit must be from 1 to {MAX_LIMIT}, got {[query.limit for query in queries]}")
        only = [_ascending(query.only) for query in queries]
        shape = len(queries), scan.CANDIDATES
        rows = np.empty(shape, np.int64)
        lowers, uppers = np.empty(shape, np.float32), np.empty(shape, np.float32)
        found = scan.scan(
            self._tiles,
            self._count,
            self._ids,
            self._groups,
            np.ascontiguousarray([query_columns(query.pose) for query in queries]),
            np.array([undiscounted(query.pose) for query in queries], np.float32),
            np.array([query.mirror for query in queries]),
            self._allowed(queries),
            np.concatenate(only),
            np.cumsum([0, *map(len, only)]),
            np.array([query.depth for query in queries]),
            rows,
            lowers,
            uppers,
        )
        return [rows[number, :some] for number, some in enumerate(found)]

    def _measure(self, query: Query, rows: np.ndarray) -> list[Hit]:
        """The rows by the plain definition, in order."""
        if len(rows) == 0:
            return []
        tile, lane = np.divmod(rows, LANES)
        poses = poses_of_columns(self._tiles[tile, :, lane])
        poses = np.stack([poses, mirror_pose(poses)] if query.mirror else [poses])
        found = similarity(query.pose, poses)  # each (1 or 2, N)
        mirrored = found.similarity.argmax(0)
        best = found.similarity.max(0)
        ids = self._ids[rows]
        order = np.lexsort((ids, -best))[: query.depth]
        if query.distinct:
            order = order[_first_of_same(poses[mirrored[order], order])]
        return [
            Hit(int(ids[k]), float(best[k]), bool(mirrored[k]), found.agreement[mirrored[k], k])
            for k in order[: query.limit]
            if best[k] > 0
        ]

    def _allowed(self, queries: Sequence[Query]) -> np.ndarray:
        """(Q, G) which groups each query looks into."""
        allowed = np.zeros((len(queries), self._top_group + 1), bool)
        for row, query in zip(allowed, queries, strict=True):
            if query.groups is None:
                row[:] = True
            else:
                row[[group for group in query.groups if group <= self._top_group]] = True
        return allowed

    def _rows_of(self, ids: np.ndarray) -> np.ndarray:
        """(N,) where these ids are; -1 where they are not."""
        if len(ids) and np.min(ids) > self._top_id:  # as photos are read, and as new ones come
            return np.full(len(ids), -1)
        known = np.flatnonzero(np.isin(self._ids[: self._count], ids))
        places = dict(zip(self._ids[known].tolist(), known.tolist(), strict=True))
        return np.array([places.get(photo_id, -1) for photo_id in np.asarray(ids).tolist()], int)

    def _reserve(self, number: int) -> None:
        """Room for so many references; doubled when it runs out, so that adding one more stays cheap."""
        if number <= len(self._ids):
            return
        tiles = max(-(-number // LANES), 2 * len(self._tiles))
        used = -(-self._count // LANES)
        # Memory that nothing is written to is none; and `empty`, unlike `zeros`, gets large pages, which
        # are read twice as fast.
        ids, groups = np.empty(tiles * LANES, np.int64), np.empty(tiles * LANES, np.int32)
        room = _aligned((tiles, COLUMNS, LANES))
        ids[: self._count], groups[: self._count] = self._ids[: self._count], self._groups[: self._count]
        room[:used] = self._tiles[:used]
        self._ids, self._groups, self._tiles = ids, groups, room


def _aligned(shape: tuple[int, ...]) -> np.ndarray:
    """Fresh float32 memory in which no row of a tile straddles two cache lines."""
    number = math.prod(shape)
    room = np.empty(number + CACHE_LINE, np.float32)
    start = -room.ctypes.data % (4 * CACHE_LINE) // 4
    return room[start : start + number].reshape(shape)


def _first_of_same(poses: np.ndarray) -> np.ndarray:
    """The places of poses (N, K, 3) that are not nearly the same as an earlier one."""
    left, first = np.arange(len(poses)), []
    while len(left):
        place, left = left[0], left[1:]
        first.append(place)
        left = left[~is_same_pose(poses[place], poses[left])]
    return np.array(first, int)


def _ascending(ids: Iterable[int] | None) -> np.ndarray:
    """Ids in ascending order; none at all for `None`, and one that nobody has for an empty choice."""
    if ids is None:
        return np.empty(0, np.int64)
    ascending = np.unique(np.fromiter(ids, np.int64))
    return ascending if len(ascending) else np.array([-1])
