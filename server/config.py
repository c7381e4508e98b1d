"""Every setting of the server, read from the environment; the docstring of `Settings` is its reference."""

import os
import secrets
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Settings:
    """Where things are and how much is allowed.

    MIRROR_INSTANCE        folder of database and photos (default: instance)
    MIRROR_DATABASE_URL    SQLAlchemy URL (default: SQLite in the instance folder)
    MIRROR_SECRET_KEY      signs sessions (default: made once, kept in the instance folder)
    MIRROR_HOST            address to listen on (default: 127.0.0.1)
    PORT                   port to listen on (default: 8000)
    MIRROR_WORKERS         web server processes (default: 2)
    MIRROR_ESTIMATORS      processes that look for poses (default: one per core, but for one)
    MIRROR_PROXIES         trusted reverse proxies in front, for the visitor's address (default: 0)
    MIRROR_MAX_UPLOAD_MB   largest photo file, in megabytes (default: 30)
    MIRROR_MATCHES_PER_SECOND  most matches for one address in each process, 0 for no limit (default: 200)
    MIRROR_LOG             text, or json for one JSON object a line, requests included (default: text)
    MIRROR_METRICS_TOKEN   token that opens /metrics to Prometheus; none, and it is closed (default: none)
    MIRROR_MAX_VIDEO_MB    largest video file, in megabytes (default: 500)
    MIRROR_GALLERY         1 to load the built-in gallery at first start, 0 not to (default: 1)
    MIRROR_KEEP_MISSED_POSES  1 to keep visitors' poses that found no good photo, anonymously (default: 0)
    """

    instance: Path
    database_url: str = ""
    secret_key: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    estimators: int = 1
    proxies: int = 0
    max_upload_mb: int = 30
    max_video_mb: int = 500
    matches_per_second: int = 200
    log: str = "text"
    metrics_token: str = ""
    gallery: bool = True
    keep_missed_poses: bool = False
    page: Path = field(default=PACKAGE / "page")
    model: Path | None = None  # None: the one that ships in converter/weights

    def __post_init__(self) -> None:
        instance = Path(self.instance).resolve()
        object.__setattr__(self, "instance", instance)
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{instance / 'mirror.db'}")
        if not self.secret_key:
            object.__setattr__(self, "secret_key", _kept_secret(instance / "secret_key"))

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 2**20

    @property
    def max_video_bytes(self) -> int:
        return max(self.max_video_mb, self.max_upload_mb) * 2**20


def from_environment() -> Settings:
    return Settings(
        instance=Path(os.environ.get("MIRROR_INSTANCE") or "instance"),
        database_url=os.environ.get("MIRROR_DATABASE_URL", ""),
        secret_key=os.environ.get("MIRROR_SECRET_KEY", ""),
        host=os.environ.get("MIRROR_HOST") or "127.0.0.1",
        port=_whole_number("PORT", 8000),
        workers=_whole_number("MIRROR_WORKERS", 2),
        estimators=_whole_number("MIRROR_ESTIMATORS", max((os.cpu_count() or 1) - 1, 1)),
        proxies=_whole_number("MIRROR_PROXIES", 0),
        max_upload_mb=_whole_number("MIRROR_MAX_UPLOAD_MB", 30),
        max_video_mb=_whole_number("MIRROR_MAX_VIDEO_MB", 500),
        matches_per_second=_whole_number("MIRROR_MATCHES_PER_SECOND", 200),
        log=_one_of("MIRROR_LOG", "text", "json"),
        metrics_token=os.environ.get("MIRROR_METRICS_TOKEN", ""),
        gallery=_whole_number("MIRROR_GALLERY", 1) != 0,
        keep_missed_poses=_whole_number("MIRROR_KEEP_MISSED_POSES", 0) != 0,
    )


def app_version() -> str:
    try:
        return version("move-mirror")
    except PackageNotFoundError:  # run from a folder without installing
        return "unknown"


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal():
        raise SystemExit(f"{name} must be a whole number, got {text!r}; for example {name}={default}")
    return int(text)


def _one_of(name: str, default: str, *others: str) -> str:
    text = os.environ.get(name) or default
    if text not in (default, *others):
        raise SystemExit(f"{name} must be {' or '.join((default, *others))}, got {text!r}")
    return text


def _kept_secret(path: Path) -> str:
    """The secret in the file; made, readable by its owner alone, where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise SystemExit(
            f"The folder {path.parent} cannot be made or written ({error.strerror}). "
            "Make it writable, or choose another: MIRROR_INSTANCE=folder"
        ) from error
    return path.read_text()
