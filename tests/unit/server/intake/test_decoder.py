"""The limited process, with openers that really crash, hang and eat memory."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from server.intake import decoder, refusals
from server.intake.decoder import Decoder
from server.intake.refusals import BadPicture
from tests.conftest import picture

TRAPPED = "tests.unit.server.intake.trapped_decoder"


@pytest.fixture
def trapped():
    trapped = Decoder(TRAPPED)
    yield trapped
    trapped.close()


@pytest.fixture
def save(tmp_path):
    def save(trap: str | None = None, **texts: str) -> Path:
        info = PngImagePlugin.PngInfo()
        for key, text in (texts | ({"trap": trap} if trap else {})).items():
            info.add_text(key, text)
        buffer = io.BytesIO()
        Image.new("RGB", (40, 40), "teal").save(buffer, "PNG", pnginfo=info)
        path = tmp_path / f"{trap}.png"
        path.write_bytes(buffer.getvalue())
        return path

    return save


@pytest.mark.parametrize(
    ("trap", "message"),
    [
        ("crash", refusals.DECODER_DIED),
        ("spin", refusals.TOOK_TOO_LONG),
        ("eat", refusals.TOO_MUCH_MEMORY),
    ],
)
def test_a_decoder_in_trouble_costs_one_file(trapped, save, trap, message):
    assert trapped.picture(save()).size == (40, 40)
    with pytest.raises(BadPicture) as refusal:
        trapped.picture(save(trap))
    assert str(refusal.value) == message
    assert trapped.picture(save()).size == (40, 40)


def test_a_decoder_that_hangs_is_not_waited_for(save):
    hanging = Decoder(TRAPPED, timeout_seconds=3)
    with pytest.raises(BadPicture) as refusal:
        hanging.picture(save("sleep"))
    assert str(refusal.value) == refusals.TOOK_TOO_LONG
    hanging.close()


def test_a_decoder_that_somebody_else_killed_does_not_condemn_the_file(trapped, save, tmp_path):
    trapped.picture(save())
    process = trapped._process
    process.kill()  # while it waits
    assert trapped.picture(save()).size == (40, 40)
    assert trapped._process is not process
    kills = tmp_path / "kills"
    kills.mkdir()
    assert trapped.picture(save("killed", marker=str(kills), times="4")).size == (40, 40)
    assert len(list(kills.iterdir())) == 4


def test_a_file_for_which_the_decoder_is_always_killed_is_given_up(trapped, save, tmp_path, monkeypatch):
    monkeypatch.setattr(decoder, "KILLS", 3)
    kills = tmp_path / "kills"
    kills.mkdir()
    with pytest.raises(BadPicture) as refusal:
        trapped.picture(save("killed", marker=str(kills), times="9"))
    assert str(refusal.value) == refusals.DECODER_DIED
    assert len(list(kills.iterdir())) == 3


def test_a_file_of_which_the_decoder_crashes_is_tried_once_more_and_no_oftener(trapped, save, caplog):
    with pytest.raises(BadPicture):
        trapped.picture(save("crash"))
    assert [record.message for record in caplog.records] == ["over a file the decoder ended with -11"] * 2


def test_a_decoder_can_write_no_file(trapped, save, tmp_path):
    target = tmp_path / "written"
    with pytest.raises(BadPicture):
        trapped.picture(save("write", marker=str(target)))
    assert not target.exists() or target.read_bytes() == b""


def test_the_process_is_used_again_and_knows_no_file_by_name(save):
    own = Decoder()
    own.check(picture())
    process = own._process
    assert own.picture(save()).size == (40, 40)
    assert own._process is process
    own.close()
    assert process.poll() is not None


def test_the_process_ends_with_the_one_that_asks(save, tmp_path):
    program = (
        "from server.intake.decoder import Decoder; from tests.conftest import picture;"
        "d = Decoder(); d.check(picture()); print(d._process.pid, flush=True);"
        "import os; os.kill(os.getpid(), 9)"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    stat = Path(f"/proc/{int(output)}/stat")
    for _ in range(100):
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the decoder is still there")


def test_an_answer_that_is_none_is_refused(save):
    """A decoder that was taken over could send anything: it is data, and checked."""
    liar = Decoder("tests.unit.server.intake.lying_decoder")
    with pytest.raises(BadPicture) as refusal:
        liar.picture(save())
    assert str(refusal.value) == refusals.DECODER_DIED
    liar.close()


def test_each_process_has_one_decoder():
    assert decoder.shared() is decoder.shared()
