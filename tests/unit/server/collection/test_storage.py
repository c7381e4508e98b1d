import numpy as np
import pytest
from PIL import Image

from server.collection.storage import SIZES, Storage, served_name

SHA = "ab" * 32


@pytest.fixture
def storage(tmp_path) -> Storage:
    return Storage(tmp_path)


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((3000, 1500), (1280, 640), (480, 240)),
        ((600, 900), (600, 900), (320, 480)),
        ((100, 80), (100, 80), (100, 80)),
    ],
)
def test_served_sizes_are_reduced_but_never_enlarged(storage, size, large, small):
    assert storage.save_served(SHA, Image.new("RGB", size)) == large
    for name, expected in (("large", large), ("small", small)):
        with Image.open(storage.served / served_name(SHA, name)) as image:
            assert (image.format, image.size) == ("WEBP", expected)


def test_served_pictures_look_like_the_photo_and_carry_no_metadata(storage):
    image = Image.linear_gradient("L").convert("RGB")
    image.info["exif"] = b"Exif\0\0where I live"
    storage.save_served(SHA, image)
    path = storage.served / served_name(SHA, "large")
    assert b"where I live" not in path.read_bytes()
    with Image.open(path) as served:
        assert not served.getexif()
        assert np.abs(np.asarray(served, int) - np.asarray(image, int)).mean() < 3


def test_originals_are_kept_byte_for_byte(storage):
    storage.save_original(SHA, b"bytes")
    assert storage.original_path(SHA).read_bytes() == b"bytes"
    assert not list(storage.originals.rglob("*.tmp"))


def test_delete_leaves_nothing_and_may_be_repeated(storage):
    storage.save_original(SHA, b"bytes")
    storage.save_served(SHA, Image.new("RGB", (64, 64)))
    for _ in range(2):
        storage.delete(SHA)
        assert not [path for path in storage.served.parent.rglob("*") if path.is_file()]


def test_a_failed_write_leaves_the_old_file(storage, monkeypatch):
    storage.save_original(SHA, b"old")

    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        storage.save_original(SHA, b"new")
    assert storage.original_path(SHA).read_bytes() == b"old"
    assert len([path for path in storage.originals.rglob("*") if path.is_file()]) == 1


def test_the_two_sizes_are_what_the_page_relies_on():
    assert set(SIZES) == {"large", "small"}
