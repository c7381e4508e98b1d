"""The running server: gunicorn and the worker side by side, announced once they answer."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from server.config import Settings
from server.operate.metrics import FOLDER_VARIABLE
from server.public.admission import MAX_WAITING

# One thread per process: BLAS threads on busy cores cost more than they bring.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ANSWER_TIMEOUT_SECONDS = 60


def check_port(host: str, port: int) -> None:
    """Exit with plain words where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Choose another, for example: PORT={port + 1} make run"
            ) from error


def address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def setup_address(settings: Settings, token: str) -> str:
    return f"{address(settings)}/admin/setup/{token}"


def serve(settings: Settings, setup_token: str | None) -> int:
    """Run until a signal or until the web server ends; returns the exit status."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _interrupt)
    environment = os.environ | ONE_THREAD
    web = subprocess.Popen(_gunicorn(settings), env=environment | _metrics_folder(settings))
    workers = start_workers(settings.estimators, "serve")
    try:
        if _wait_until_it_answers(web, address(settings)):
            print(f"Move Mirror is ready at {address(settings)}", flush=True)
            if setup_token:
                print(
                    f"No curator yet. This link makes one, once: {setup_address(settings, setup_token)}",
                    file=sys.stderr,
                    flush=True,
                )
        while web.poll() is None:
            for number, worker in enumerate(workers):
                if worker.poll() is not None:
                    workers[number] = start_worker(number, "serve")
            time.sleep(0.5)
        return web.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        stop([*workers, web])


def start_workers(count: int, group: str, *options: str) -> list[subprocess.Popen]:
    return [start_worker(number, group, *options) for number in range(count)]


def start_worker(number: int, group: str, *options: str) -> subprocess.Popen:
    """A process that finds poses; it ends with this one, also when this one is killed.

    The one that takes its place bears its name, and so goes on with what it had begun.
    """
    # Asking for its parent only after its imports, it could take its parent's heir for its parent.
    name = f"{socket.gethostname()[:40]} {group} {number}"
    command = [sys.executable, "-m", "server.cli", "work", "--parent", str(os.getpid()), "--name", name]
    return subprocess.Popen([*command, *options], env=os.environ | ONE_THREAD)


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()


def _gunicorn(settings: Settings) -> list[str]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    options = {
        "--bind": f"{host}:{settings.port}",
        "--workers": str(settings.workers),
        # Enough for every match that may wait, for those turned away, and for whoever looks at pictures.
        "--threads": str(MAX_WAITING + 16),
        # Longer than reverse proxies keep idle connections, so that they never write into a closing one.
        "--keep-alive": "75",
        "--config": "python:server.operate.gunicorn_hooks",
        "--log-level": "warning",
        "--graceful-timeout": "5",
    }
    flat = [text for option in options.items() for text in option]
    return [sys.executable, "-m", "gunicorn", "--preload", *flat, "server.wsgi:application()"]


def _metrics_folder(settings: Settings) -> dict[str, str]:
    """An empty folder in which the web server's processes keep their figures, and how they are told of it."""
    if not settings.metrics_token:
        return {}
    folder = settings.instance / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {FOLDER_VARIABLE: str(folder)}


def _wait_until_it_answers(web: subprocess.Popen, base: str) -> bool:
    deadline = time.monotonic() + ANSWER_TIMEOUT_SECONDS
    while web.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/api/health", timeout=5):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _interrupt(_signal, _frame) -> None:
    raise KeyboardInterrupt
