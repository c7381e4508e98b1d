"""The compiled pass over the whole index: every reference against every waiting query, read from memory once.

NumPy spends most of its time on intermediate results; here they stay in registers. References lie in tiles of
16, column by column, so that one instruction serves 16 of them.
"""

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from converter.pose.spec import K as KEYPOINTS
from server.search import columns

# Compiled code is kept on disk by the date of this file: all numbers that it depends on stand here, or come
# as an argument.
LANES = 16
K, SYMMETRIC = 17, 9
if (LANES, K, SYMMETRIC) != (columns.LANES, KEYPOINTS, columns.SYMMETRIC):
    raise ImportError("the compiled search is written for other keypoints; see server/search/scan.py")
CANDIDATES = 256  # room per query for references that float32 cannot tell from the best
AHEAD = 4  # tiles: processors fetch ahead by themselves too late
# Below this share of the second moment, a variance in float32 is rounding, and the pose is a single place.
MIN_VARIANCE = np.float32(1e-5)
# The similarity's worst error, in units of how much larger the second moments are than the variances: the
# sums have 17 terms, each rounded, and the squares of sums are subtracted from a product.
ROUNDING = np.float32(4e-6)
# Where the second moments are at most so much larger than the variances, no similarity is wrong by more than
# SURELY; nearly every pose is of this kind.
CONDITION = np.float32(100)
SURELY = np.float32(2 * 4e-6 * 100)
_ZERO, _ONE, _NOTHING = np.float32(0), np.float32(1), np.float32(-1)


@intrinsic
def _prefetch(_typing, tiles, tile, column):
    """Asks for a row of a tile to be fetched into the cache, without waiting for it."""

    def generate(context, builder, signature, arguments):
        array, *place = arguments
        held = context.make_array(signature.args[0])(context, builder, array)
        place = [*place, context.get_constant(types.intp, 0)]
        pointer = cgutils.get_item_pointer(context, builder, signature.args[0], held, place, wraparound=False)
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        )
        to_read, keep, data = word(0), word(3), word(1)
        builder.call(prefetch, [builder.bitcast(pointer, byte), to_read, keep, data])
        return context.get_dummy_value()

    return types.void(tiles, tile, column), generate


@numba.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def scan(
    tiles, count, ids, groups, queries, full, mirror, allowed, only, only_ends, limits, rows, lowers, uppers
):
    """Fills per query the rows whose similarity may be among its best; returns how many there are of each.

    tiles: (T, 4K, 16) float32, of which `count` references are taken; ids, groups: (count,)
    queries: (Q, 4, K) float32; full: (Q,) 1 / the shared weight from which a reference is not discounted
    mirror: (Q,) whether mirror images count
    allowed: (Q, G) by group
    only: ids in ascending order, of query q those from only_ends[q] to only_ends[q + 1]; none means all
    limits: (Q,) how many are wanted; rows, lowers, uppers: (Q, CANDIDATES), between which the similarity lies
    """
    number = len(queries)
    found = np.zeros(number, np.int64)
    floors = np.zeros(number, np.float32)  # the wanted number of references are surely above this
    best = np.zeros((number, max(limits)), np.float32)  # their least possible similarities, in no order
    sums = np.empty((16, LANES), np.float32)
    lower = np.empty(LANES, np.float32)
    upper = np.empty(LANES, np.float32)
    for tile in range((count + LANES - 1) // LANES):
        if tile + AHEAD < len(tiles):
            for column in range(4 * K):
                _prefetch(tiles, tile + AHEAD, column)  # type: ignore[call-arg]
        for query in range(number):
            sufficient = full[query]
            _sums(tiles[tile], queries[query], sums)
            promising = _promising(sums[:8], sufficient, floors[query])
            if mirror[query]:
                promising += _promising(sums[8:], sufficient, floors[query])
            if promising == 0:
                continue
            lower[:] = _NOTHING
            upper[:] = _NOTHING
            _combine(sums[:8], sufficient, lower, upper)
            if mirror[query]:
                _combine(sums[8:], sufficient, lower, upper)
            for lane in range(LANES):
                row = tile * LANES + lane
                if upper[lane] <= floors[query] or row >= count or not allowed[query, groups[row]]:
                    continue
                some = only[only_ends[query] : only_ends[query + 1]]
                if len(some) and not _contains(some, ids[row]):
                    continue
                floors[query] = _raise_floor(best[query, : limits[query]], lower[lane])
                found[query] = _keep(
                    rows[query], lowers[query], uppers[query], found[query], floors[query],
                    row, lower[lane], upper[lane],
                )  # fmt: skip
    for query in range(number):
        found[query] = _drop(rows[query], lowers[query], uppers[query], found[query], floors[query])
    return found


@numba.njit(cache=True, fastmath=True, error_model="numpy", inline="always")
def _sums(tile, query, sums):
    """The eight sums W, Sqx, Sqy, Sqq, Sx, Sy, Sxx, Sxq (8, 16), and below them those of the mirror image."""
    for lane in range(LANES):
        w = x = y = s = _ZERO
        for k in range(SYMMETRIC):
            v = tile[k, lane]
            w += query[0, k] * v
            x += query[1, k] * v
            y += query[2, k] * v
            s += query[3, k] * v
        dw = dx = dy = ds = _ZERO
        for k in range(SYMMETRIC, K):
            v = tile[k, lane]
            dw += query[0, k] * v
            dx += query[1, k] * v
            dy += query[2, k] * v
            ds += query[3, k] * v
        sums[0, lane], sums[8, lane] = w + dw, w - dw
        sums[1, lane], sums[9, lane] = x + dx, dx - x  # x changes its sign in a mirror
        sums[2, lane], sums[10, lane] = y + dy, y - dy
        sums[3, lane], sums[11, lane] = s + ds, s - ds
    for lane in range(LANES):
        x = xq = _ZERO
        for k in range(SYMMETRIC):
            x += query[0, k] * tile[K + k, lane]
            xq += query[1, k] * tile[K + k, lane]
        dx = dxq = _ZERO
        for k in range(SYMMETRIC, K):
            dx += query[0, k] * tile[K + k, lane]
            dxq += query[1, k] * tile[K + k, lane]
        y = yq = _ZERO
        for k in range(SYMMETRIC):
            y += query[0, k] * tile[2 * K + k, lane]
            yq += query[2, k] * tile[2 * K + k, lane]
        dy = dyq = _ZERO
        for k in range(SYMMETRIC, K):
            dy += query[0, k] * tile[2 * K + k, lane]
            dyq += query[2, k] * tile[2 * K + k, lane]
        s = ds = _ZERO
        for k in range(SYMMETRIC):
            s += query[0, k] * tile[3 * K + k, lane]
        for k in range(SYMMETRIC, K):
            ds += query[0, k] * tile[3 * K + k, lane]
        sums[4, lane], sums[12, lane] = x + dx, x - dx
        sums[5, lane], sums[13, lane] = y + dy, y - dy
        sums[6, lane], sums[14, lane] = s + ds, s - ds
        sums[7, lane], sums[15, lane] = xq + dxq + yq + dyq, dxq - xq + yq - dyq


@numba.njit(cache=True, fastmath=True, error_model="numpy", inline="always")
def _promising(sums, sufficient, floor):
    """How many similarities may be above the floor; quick, as it neither divides nor takes roots."""
    floor = max(floor - SURELY, _ZERO)
    number = 0
    for lane in range(LANES):
        w = sums[0, lane]
        moment_q, moment_x = w * sums[3, lane], w * sums[6, lane]
        variance_q = moment_q - sums[1, lane] * sums[1, lane] - sums[2, lane] * sums[2, lane]
        variance_x = moment_x - sums[4, lane] * sums[4, lane] - sums[5, lane] * sums[5, lane]
        covariance = w * sums[7, lane] - sums[4, lane] * sums[1, lane] - sums[5, lane] * sums[2, lane]
        discounted = covariance * min(w * sufficient, _ONE)
        better = (discounted > _ZERO) & (discounted * discounted > floor * floor * (variance_q * variance_x))
        unsure = (CONDITION * variance_q < moment_q) | (CONDITION * variance_x < moment_x)
        number += better | unsure
    return number


@numba.njit(cache=True, fastmath=True, error_model="numpy", inline="always")
def _combine(sums, full, lower, upper):
    """Raises lower and upper (16,) to the bounds of the similarity where those are larger."""
    for lane in range(LANES):
        w = sums[0, lane]
        moment_q, moment_x = w * sums[3, lane], w * sums[6, lane]
        variance_q = moment_q - sums[1, lane] * sums[1, lane] - sums[2, lane] * sums[2, lane]
        variance_x = moment_x - sums[4, lane] * sums[4, lane] - sums[5, lane] * sums[5, lane]
        covariance = w * sums[7, lane] - sums[4, lane] * sums[1, lane] - sums[5, lane] * sums[2, lane]
        defined = variance_q > MIN_VARIANCE * moment_q and variance_x > MIN_VARIANCE * moment_x
        inverse = _ONE / (variance_q * variance_x if defined else _ONE)
        discount = min(w * full, _ONE)
        similarity = covariance * np.sqrt(inverse) * discount if defined else _NOTHING
        error = ROUNDING * (moment_q * variance_x + moment_x * variance_q) * inverse * discount
        lower[lane] = max(lower[lane], similarity - error)
        upper[lane] = max(upper[lane], similarity + error if defined else _NOTHING)


@numba.njit(cache=True)
def _contains(ascending, wanted):
    low, high = 0, len(ascending)
    while low < high:
        middle = (low + high) // 2
        if ascending[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low < len(ascending) and ascending[low] == wanted


@numba.njit(cache=True)
def _raise_floor(best, lower):
    """Takes a reference's least possible similarity among the best; returns the least of these."""
    least = np.argmin(best)
    if lower > best[least]:
        best[least] = lower
    return best[np.argmin(best)]


@numba.njit(cache=True)
def _keep(rows, lowers, uppers, found, floor, row, lower, upper):
    """Adds a candidate, if need be in the place of those that are out by now; returns how many there are."""
    if found == CANDIDATES:
        found = _drop(rows, lowers, uppers, found, floor)
    place = found
    if found == CANDIDATES:  # hundreds of the same pose: any of them will do
        place = np.argmin(lowers)
        if lower <= lowers[place]:
            return found
        found -= 1
    rows[place], lowers[place], uppers[place] = row, lower, upper
    return found + 1


@numba.njit(cache=True)
def _drop(rows, lowers, uppers, found, floor):
    """Forgets the candidates that are out by now; returns how many are left."""
    left = 0
    for k in range(found):
        if uppers[k] > floor:
            rows[left], lowers[left], uppers[left] = rows[k], lowers[k], uppers[k]
            left += 1
    return left
