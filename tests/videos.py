"""Small videos for tests: scenes of a second or so, each a picture of its own."""

import io

import av
import numpy as np
from PIL import Image

CODECS = {"mp4": "libx264", "mov": "mpeg4", "webm": "libvpx"}


def video(kind: str = "mp4", scenes: int = 3, seconds: float = 1, side: int = 96) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=kind) as container:
        stream = container.add_stream(CODECS[kind], rate=10)
        stream.width = stream.height = side
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        stream.gop_size = int(10 * seconds)  # each scene begins as clear as it stays
        stream.thread_count = 1  # the same file on every machine
        for number in range(int(10 * seconds) * scenes):
            frame = av.VideoFrame.from_ndarray(scene(number // int(10 * seconds), side), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def scene(number: int, side: int) -> np.ndarray:
    """(side, side, 3): soft shapes that are others in every scene."""
    points = np.random.default_rng(number).integers(0, 255, (9, 9, 3), np.uint8)
    return np.asarray(Image.fromarray(points).resize((side, side), Image.Resampling.BICUBIC))


def turned(mp4: bytes) -> bytes:
    """The same video, recorded with the phone held upright: a matrix in its header turns it by 90 degrees."""
    at = mp4.index(b"tkhd") + 4 + 40
    numbers = np.array([0, 0x10000, 0, -0x10000, 0, 0, 96 << 16, 0, 0x40000000], ">i4").tobytes()
    return mp4[:at] + numbers + mp4[at + len(numbers) :]
