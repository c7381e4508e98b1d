"""Frames of a video that are worth a photo: evenly spread, and no two that look the same.

Runs in the limited process alone (`server.intake.decoder`).
"""

import bisect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import av
import av.error
import numpy as np
from PIL import Image

from server.collection.likeness import SAME_FRAME_BITS, SIDE, distances, looks
from server.intake import refusals
from server.intake.filetypes import HEAD_BYTES, kind_of
from server.intake.refusals import MAX_PIXELS, MIN_SIDE, BadPicture

MOST = 60
PER_SECOND = 2
_FORMATS = {"MP4": "mov", "MOV": "mov", "WebM": "matroska"}


def check(file: IO[bytes]) -> None:
    """Judge a video by its headers. Raises BadPicture."""
    with _open(file):
        pass


def frames(file: IO[bytes], most: int = MOST) -> Iterator[tuple[float, Image.Image]]:
    """Seconds and upright RGB picture of each chosen frame. Raises BadPicture."""
    seen = np.zeros((0, SIDE * SIDE // 8), np.uint8)
    with _open(file) as (container, stream):
        for seconds, image in _at(container, stream, *_times(container, stream, most)):
            look = looks(image)
            if (distances(look, seen) > SAME_FRAME_BITS).all():
                seen = np.vstack([seen, np.frombuffer(look, np.uint8)])
                yield seconds, image
    if not len(seen):
        raise BadPicture(refusals.VIDEO_WITHOUT_FRAMES)


@contextmanager
def _open(file: IO[bytes]) -> Iterator[tuple[Any, Any]]:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    kind = kind_of(head)
    try:
        # The format is given, since some of FFmpeg's own choice (playlists) open further files and addresses.
        with av.open(file, format=_FORMATS[kind or ""], options={"protocol_whitelist": "none"}) as container:
            if not container.streams.video:
                raise BadPicture(refusals.VIDEO_WITHOUT_FRAMES)
            stream = container.streams.video[0]
            width, height = stream.codec_context.width, stream.codec_context.height
            if width * height > MAX_PIXELS:
                raise BadPicture(refusals.too_many_pixels(width, height))
            if min(width, height) < MIN_SIDE:
                raise BadPicture(refusals.too_small(width, height))
            yield container, stream
    except (av.error.FFmpegError, KeyError) as error:
        raise BadPicture(refusals.VIDEO_UNREADABLE) from error


def _times(container, stream, most: int) -> tuple[list[int], list[int]]:
    """Times wanted and times of the keyframes, in the stream's own unit.

    They come from the packets themselves: headers may lie, and recordings of browsers name no duration.
    """
    packets = [
        (packet.pts, packet.is_keyframe) for packet in container.demux(stream) if packet.pts is not None
    ]
    if not packets:
        raise BadPicture(refusals.VIDEO_WITHOUT_FRAMES)
    first, last = min(packets)[0], max(packets)[0]
    count = min(most, max(1, round(float((last - first) * stream.time_base) * PER_SECOND)), len(packets))
    wanted = [first + round((number + 0.5) * (last - first) / count) for number in range(count)]
    return wanted, sorted(pts for pts, is_key in packets if is_key)


def _at(container, stream, wanted: Sequence[int], keys: Sequence[int]) -> Iterator[tuple[float, Image.Image]]:
    """The frame at each of the rising times; no part of the video is decoded twice."""
    position = None  # of the frame decoded last
    frames: Iterator = iter(())
    for time in wanted:
        nearest = bisect.bisect_right(keys, time) - 1
        key = keys[nearest] if nearest >= 0 else None
        if position is None or (key is not None and key > position):
            container.seek(time, stream=stream)
            frames = container.decode(stream)
        for frame in frames:
            if frame.pts is None:
                continue
            position = frame.pts
            if position >= time:
                yield float(position * stream.time_base), _upright(frame)
                break


def _upright(frame: av.VideoFrame) -> Image.Image:
    """Phones store how they were held beside the pixels; the angle is counter-clockwise."""
    image = frame.to_image()
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image
