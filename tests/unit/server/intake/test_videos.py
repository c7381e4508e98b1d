"""Videos become photos: their frames are spread evenly, upright, and no two look the same."""

import io
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from server.collection.details import Details
from server.intake import decoder, frames, ingest, queue, refusals, videos
from server.intake.refusals import BadPicture
from server.models import Photo, Status, Video
from tests.conftest import newest
from tests.unit.server.intake.test_ingest import estimator, work_off_all  # noqa: F401
from tests.videos import scene, turned, video


def seconds_of(data: bytes, most: int = 60) -> list[float]:
    return [round(seconds, 1) for seconds, _ in frames.frames(io.BytesIO(data), most)]


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm"])
def test_a_scene_gives_one_frame(kind):
    found = list(frames.frames(io.BytesIO(video(kind))))
    assert len(found) == 3
    for number, (_, image) in enumerate(found):
        assert np.abs(np.asarray(image, int) - scene(number, 96)).mean() < 20


def test_frames_are_spread_evenly_and_limited():
    data = video(scenes=20, seconds=0.5)  # 10 seconds
    assert seconds_of(data, 5) == [1.0, 3.0, 5.0, 7.0, 9.0]
    assert len(seconds_of(data)) == 20


def test_a_video_that_shows_one_thing_gives_one_frame():
    assert len(seconds_of(video(scenes=1, seconds=4))) == 1


def test_a_video_of_an_upright_phone_is_turned():
    straight = next(frames.frames(io.BytesIO(video(scenes=1))))[1]
    image = next(frames.frames(io.BytesIO(turned(video(scenes=1)))))[1]
    expected = np.asarray(straight.transpose(Image.Transpose.ROTATE_270), int)
    assert np.abs(np.asarray(image, int) - expected).mean() < 5


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm"])
def test_a_video_cut_short_gives_what_it_has_or_says_why_not(kind):
    data = video(kind)
    for part in (0.1, 0.5, 0.9):
        with suppress(BadPicture):  # and nothing else
            assert 1 <= len(seconds_of(data[: int(len(data) * part)])) <= 3


def test_a_video_of_too_many_pixels_is_refused_by_its_header(monkeypatch):
    monkeypatch.setattr(frames, "MAX_PIXELS", 96 * 95)
    with pytest.raises(BadPicture, match="96 x 96 pixels"):
        frames.check(io.BytesIO(video()))


def test_a_playlist_is_not_followed(tmp_path):
    """FFmpeg would open the files and addresses that such a list names."""
    for text in ("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "ffconcat version 1.0\nfile /etc/passwd\n"):
        with pytest.raises(BadPicture):
            frames.check(io.BytesIO(text.encode()))


def test_frames_become_photos_with_name_and_time(session, mirror, estimator, tmp_path):  # noqa: F811
    path = tmp_path / "dance.mp4"
    path.write_bytes(video())
    row, is_new = ingest.accept_video(session, mirror.storage, path, "dance", "Ada")
    assert is_new
    assert mirror.storage.original_path(row.sha256).read_bytes() == path.read_bytes()
    work_off_all(session, mirror, estimator)
    session.expire_all()
    taken = newest(session)[::-1]
    assert [photo.title for photo in taken] == ["dance 0:00.3", "dance 0:01.3", "dance 0:02.2"]
    assert {photo.credit for photo in taken} == {"Ada"}
    assert Status.PENDING not in {photo.status for photo in taken}
    assert (row.status, row.frames) == (Status.READY, 3)
    assert not mirror.storage.original_path(row.sha256).exists()


def test_a_worker_that_died_over_a_video_is_gone_on_with(session, mirror, estimator, tmp_path):  # noqa: F811
    path = tmp_path / "dance.mp4"
    path.write_bytes(video())
    row, _ = ingest.accept_video(session, mirror.storage, path, "dance")
    queue.claim(session, Video, "first")
    data = next(decoder.Decoder().frames(path))[1]
    ingest.accept(session, mirror.storage, data, Details("dance 0:00.2"))  # so far it came
    queue.release(session, "first")
    work_off_all(session, mirror, estimator)
    assert len(newest(session)) == 3
    again, is_new = ingest.accept_video(session, mirror.storage, path, "dance")
    assert (again.id, is_new) == (row.id, False)
    work_off_all(session, mirror, estimator)
    assert len(newest(session)) == 3


def test_what_is_no_video_is_refused_at_once(session, mirror, tmp_path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(video()[:40] + b"nothing more")
    with pytest.raises(BadPicture) as refusal:
        ingest.accept_video(session, mirror.storage, path, "broken")
    assert str(refusal.value) == refusals.VIDEO_UNREADABLE
    assert videos.newest(session, 1) == []


def test_a_video_that_turns_out_broken_says_so(session, mirror, estimator, tmp_path):  # noqa: F811
    path = tmp_path / "dance.mp4"
    path.write_bytes(video())
    row, _ = ingest.accept_video(session, mirror.storage, path, "dance")
    mirror.storage.original_path(row.sha256).unlink()
    work_off_all(session, mirror, estimator)
    session.expire_all()
    assert (row.status, row.reason) == (Status.FAILED, refusals.LOST)
    assert session.query(Photo).count() == 0


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00.0"), (61.26, "1:01.3"), (3599.99, "60:00.0")])
def test_times_read_as_in_players(seconds, text):
    assert ingest.clock(seconds) == text
