"""How alike two pictures look: perceptual hashes, which survive scaling and compression."""

import imagehash
import numpy as np
from PIL import Image

SIDE = 16  # of the hash, which has SIDE * SIDE bits
# Measured on the gallery, of 256 bits: a copy of lower quality or half the size has at most 6 others,
# one that is brighter 20, two poses of the same figure at least 42.
SAME_FRAME_BITS = 10
NEAR_BITS = 20


def looks(image: Image.Image) -> bytes:
    """The hash of a picture, SIDE * SIDE / 8 bytes."""
    return np.packbits(imagehash.phash(image, hash_size=SIDE).hash).tobytes()


def distances(look: bytes, others: np.ndarray) -> np.ndarray:
    """(N,) bits in which a hash differs from others (N, SIDE * SIDE / 8) uint8."""
    return np.bitwise_count(others ^ np.frombuffer(look, np.uint8)).sum(1)
