"""The real server, and real Chromium with a webcam that plays a clip."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from server.intake.importer import GALLERY
from tests.browser.clips import Oracle, write_clip

START_TIMEOUT_SECONDS = 400  # the gallery's poses are found by our own network; a busy machine takes its time
# Generous, for busy machines: these are no expectations of speed, only an end to waiting.
TIMEOUT_MS = 60_000

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ALLOW_CAMERA = "--use-fake-ui-for-media-stream"
# WebGPU without a graphics card.
SIMULATE_WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--disable-gpu-watchdog"]


class Server:
    """`move-mirror serve` in a process of its own."""

    def __init__(self, instance: Path, log: Path, gallery: bool = True):
        self.instance, self.log, self.port = instance, log, free_port()
        self.url = f"http://localhost:{self.port}"
        settings = {
            "MIRROR_INSTANCE": str(instance),
            "PORT": str(self.port),
            "MIRROR_GALLERY": str(int(gallery)),
        }
        self._environment = os.environ | settings
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "server.cli", "serve"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def kill(self) -> None:
        """Every process of the server at once, as a power failure would."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def setup_link(self) -> str:
        """A one-time address that makes a curator."""
        environment = os.environ | {"MIRROR_INSTANCE": str(self.instance), "PORT": str(self.port)}
        command = [sys.executable, "-m", "server.cli", "setup-link"]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout.split()[-1]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/api/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A running server with the whole gallery, in a folder of its own.

    Finding its poses takes a minute; $MIRROR_TEST_INSTANCE names an instance folder that has them, to copy.
    """
    server = Server(folder / "instance", folder / "log")
    if ready := os.environ.get("MIRROR_TEST_INSTANCE"):
        shutil.copytree(ready, server.instance)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests."""
    with served(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle(GALLERY)


@pytest.fixture(scope="session")
def gallery_photo() -> Callable[[str], Path]:
    """The file of a gallery photo, by its name without the ending."""
    return lambda name: GALLERY / "images" / f"{name}.jpg"


@pytest.fixture
def empty_photo(tmp_path: Path) -> Path:
    """A picture of a plain wall."""
    path = tmp_path / "empty.png"
    Image.new("RGB", (640, 480), (214, 205, 190)).save(path)
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def chromium_path() -> str | None:
    """As .ci/chromium found it; None is Playwright's own."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


Launch = Callable[..., Browser]


@contextmanager
def launched(playwright: Playwright, clip: Path | None, flags: tuple[str, ...] = ()) -> Iterator[Browser]:
    """A browser whose webcam plays a clip; without one there is no camera."""
    arguments = [*CHROMIUM_FLAGS, *flags]
    if clip:
        arguments += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def launch(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Launch:
    """Start a browser whose webcam holds the given poses or plays a clip; without, there is no camera."""

    def start(poses: list[str] | Path, seconds: float = 5, flags: tuple[str, ...] = (ALLOW_CAMERA,)):
        if isinstance(poses, Path):
            return launched(playwright, poses, flags)
        if not poses:
            return launched(playwright, None, flags)
        clip = write_clip(tmp_path_factory.mktemp("clip") / "clip.mjpeg", poses, seconds)
        return launched(playwright, clip, flags)

    return start


@pytest.fixture(scope="session")
def browser(launch: Launch) -> Iterator[Browser]:
    """A browser for tests to which the pose does not matter."""
    with launch(["t-pose"]) as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with new_context(browser) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@contextmanager
def new_context(browser: Browser, **options) -> Iterator[BrowserContext]:
    # Tests are about the page as the server sends it, not about one kept on the device; those say so.
    options = {"service_workers": "block"} | options
    context = browser.new_context(viewport={"width": 1100, "height": 720}, **options)
    context.set_default_timeout(TIMEOUT_MS)
    try:
        yield context
    finally:
        context.close()


def sign_in(page: Page, server: Server) -> None:
    """As an admin of one's own: the server is shared, and a name is taken once."""
    page.goto(server.setup_link().replace("127.0.0.1", "localhost"))
    page.get_by_label("Name", exact=False).first.fill(f"ada {secrets.token_hex(4)}")
    for field in page.locator("input[type=password]").all():
        field.fill("correct horse battery")
    page.locator("main button").click()
    page.wait_for_url("**/admin/")
