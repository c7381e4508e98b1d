"""Broken files by the thousand through the door of the library: how many are refused, does any crash?

    make fuzz-uploads            # 2,000 files
    make fuzz-uploads N=100000 SEED=7

Valid files of every kind are mutated as a fuzzer does it: bits flipped, lengths overwritten, pieces removed,
doubled and exchanged with those of other kinds. Each is judged and, if taken, decoded in the limited process.
Every file that ended that process is written to fuzz-crashes/, to be looked at.
"""

import argparse
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image

from server.intake import (
    pictures,  # noqa: F401 - registers HEIF for saving
    refusals,
)
from server.intake.decoder import Decoder
from server.intake.filetypes import HEAD_BYTES, VIDEOS, kind_of
from server.intake.refusals import BadPicture
from tests.conftest import picture
from tests.videos import video

NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def seeds() -> list[bytes]:
    """A small valid file of each kind, still and moving, and in unusual modes."""
    moving = [Image.new("RGB", (48, 48), colour) for colour in ("red", "blue")]
    exif = Image.Exif()
    exif[0x0112] = 6
    return [
        *(picture(kind=kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")),
        picture(exif=exif, progressive=True),
        *(_save(Image.new(mode, (48, 48), 1), "PNG") for mode in ("L", "1", "P", "I;16")),
        _save(Image.new("CMYK", (48, 48)), "JPEG"),
        *(_save(moving[0], kind, save_all=True, append_images=moving) for kind in ("PNG", "WEBP", "AVIF")),
        *(video(kind, scenes=1, seconds=0.5) for kind in ("mp4", "mov", "webm")),
    ]


def _save(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def mutate(data: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """A few mutations, most of them near the beginning, where headers are."""
    result = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        rng.choice(MUTATIONS)(result, others, rng)
    return bytes(result)


def _place(data: bytearray, rng: random.Random) -> int:
    end = max(len(data), 1)
    return min(int(rng.expovariate(1 / 60)), end - 1) if rng.random() < 0.6 else rng.randrange(end)


def _flip(data: bytearray, _others: list[bytes], rng: random.Random) -> None:
    if data:
        data[_place(data, rng)] ^= 1 << rng.randrange(8)


def _number(data: bytearray, _others: list[bytes], rng: random.Random) -> None:
    at, width = _place(data, rng), rng.choice((1, 2, 4))
    value = rng.choice(NUMBERS) % 256**width
    data[at : at + width] = value.to_bytes(width, rng.choice(("big", "little")))


def _cut(data: bytearray, _others: list[bytes], rng: random.Random) -> None:
    at = _place(data, rng)
    del data[at : at + rng.choice((1, 4, 64, 1 << 20))]


def _double(data: bytearray, _others: list[bytes], rng: random.Random) -> None:
    at = _place(data, rng)
    data[at:at] = data[at : at + rng.choice((1, 8, 256))]


def _splice(data: bytearray, others: list[bytes], rng: random.Random) -> None:
    other = rng.choice(others)
    start, at = rng.randrange(len(other)), _place(data, rng)
    data[at : at + 64] = other[start : start + rng.choice((4, 64, 1024))]


MUTATIONS: tuple[Callable, ...] = (_flip, _flip, _number, _number, _cut, _double, _splice)


def outcome(decoder: Decoder, data: bytes, path: Path) -> str:
    """What becomes of a file: "accepted", or the message of its refusal."""
    path.write_bytes(data)
    try:
        decoder.check_file(path)
        if kind_of(data[:HEAD_BYTES]) in VIDEOS:
            list(decoder.frames(path))
        else:
            decoder.picture(path)
    except BadPicture as error:
        return str(error)
    return "accepted"


def fuzz(count: int, seed: int, path: Path, crashes: Path | None = None) -> Counter:
    rng, start = random.Random(seed), seeds()
    decoder, outcomes = Decoder(), Counter()
    try:
        for number in range(count):
            data = mutate(rng.choice(start), start, rng)
            became = outcome(decoder, data, path)
            outcomes[became] += 1
            if crashes is not None and became == refusals.DECODER_DIED:
                crashes.mkdir(exist_ok=True)
                (crashes / f"{seed}-{number}").write_bytes(data)
    finally:
        decoder.close()
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started, path = time.monotonic(), Path("fuzz-upload.tmp")
    outcomes = fuzz(options.files, options.seed, path, Path("fuzz-crashes"))
    path.unlink(missing_ok=True)
    accepted, died = outcomes["accepted"], outcomes[refusals.DECODER_DIED]
    print(f"seed {options.seed}, {time.monotonic() - started:.0f} s")
    print(f"tried {options.files}, refused {options.files - accepted - died}, accepted {accepted}")
    print(f"crashes of this program 0, of the limited process {died}")
    for message, count in outcomes.most_common():
        print(f"{count:7}  {message}")


if __name__ == "__main__":
    main()
