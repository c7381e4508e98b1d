import io
import os

import pytest

from server.intake.uploads import KEPT_SECONDS, TooLong, UnknownUpload, Uploads, WrongChecksum, WrongOffset


@pytest.fixture
def uploads(tmp_path) -> Uploads:
    return Uploads(tmp_path / "uploads")


class Broken(io.BytesIO):
    """A connection that is lost after some bytes."""

    def read(self, size=-1):
        if piece := super().read(size):
            return piece
        raise ConnectionResetError


def test_pieces_become_the_file_and_survive_the_process(uploads):
    upload = uploads.create("ada", "a.jpg", 6)
    assert uploads.append(upload, 0, io.BytesIO(b"abc")) == 3
    again = Uploads(uploads.folder).find(upload.id, "ada")
    assert (again.offset, again.length, again.name) == (3, 6, "a.jpg")
    assert uploads.append(again, 3, io.BytesIO(b"def")) == 6
    assert upload.path.read_bytes() == b"abcdef"


def test_what_arrived_before_a_connection_broke_stays(uploads):
    upload = uploads.create("ada", "a.jpg", 6)
    with pytest.raises(ConnectionResetError):
        uploads.append(upload, 0, Broken(b"abcd"))
    assert upload.offset == 4


@pytest.mark.parametrize("offset", [0, 2, 4])
def test_a_piece_that_does_not_follow_changes_nothing(uploads, offset):
    upload = uploads.create("ada", "a.jpg", 6)
    uploads.append(upload, 0, io.BytesIO(b"abc"))
    with pytest.raises(WrongOffset, match="has 3 bytes"):
        uploads.append(upload, offset, io.BytesIO(b"xx"))
    assert upload.path.read_bytes() == b"abc"


def test_a_connection_that_was_overtaken_writes_no_more(uploads):
    upload = uploads.create("ada", "a.jpg", 10)

    class Slow(io.BytesIO):
        def read(self, size=-1):
            piece = super().read(2)
            if self.tell() == 4:  # meanwhile the client has begun anew where it was
                uploads.append(upload, 2, io.BytesIO(b"new"))
            return piece

    with pytest.raises(WrongOffset):
        uploads.append(upload, 0, Slow(b"abcdef"))
    assert upload.path.read_bytes() == b"abnew"


def test_no_more_than_was_announced_is_taken(uploads):
    upload = uploads.create("ada", "a.jpg", 3)
    with pytest.raises(TooLong, match="3 bytes announced"):
        uploads.append(upload, 0, io.BytesIO(b"abcd"))
    assert upload.offset <= 3


def test_a_piece_with_the_wrong_checksum_is_thrown_away(uploads):
    upload = uploads.create("ada", "a.jpg", 6)
    uploads.append(upload, 0, io.BytesIO(b"abc"))
    with pytest.raises(WrongChecksum):
        uploads.append(upload, 3, io.BytesIO(b"def"), ("sha1", b"no digest"))
    with pytest.raises(ConnectionResetError):
        uploads.append(upload, 3, Broken(b"d"), ("sha1", b"cannot be known"))
    assert upload.path.read_bytes() == b"abc"


@pytest.mark.parametrize("upload_id", ["", "../../mirror.db", "A" * 32, "lock", "0" * 32])
def test_no_other_file_can_be_reached(uploads, upload_id):
    with pytest.raises(UnknownUpload):
        uploads.find(upload_id, "ada")


def test_an_upload_belongs_to_its_curator(uploads):
    upload = uploads.create("ada", "a.jpg", 6)
    with pytest.raises(UnknownUpload):
        uploads.find(upload.id, "eve")


def test_the_result_is_remembered_and_the_bytes_are_not(uploads):
    upload = uploads.create("ada", "a.jpg", 3)
    uploads.append(upload, 0, io.BytesIO(b"abc"))
    with uploads.alone(upload):
        uploads.finish(upload, {"photo": 7})
    again = uploads.find(upload.id, "ada")
    assert (again.result, again.offset) == ({"photo": 7}, 3)
    assert not upload.path.exists()


def test_only_what_nobody_goes_on_with_is_swept(uploads):
    old, fresh = uploads.create("ada", "old.jpg", 3), uploads.create("ada", "fresh.jpg", 3)
    for path in uploads.folder.glob(f"{old.id}*"):
        os.utime(path, (0, 0))
    assert uploads.sweep() == 2
    assert uploads.find(fresh.id, "ada").name == "fresh.jpg"
    with pytest.raises(UnknownUpload):
        uploads.find(old.id, "ada")
    assert KEPT_SECONDS >= 24 * 3600  # as long as the page keeps the files
