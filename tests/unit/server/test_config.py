import re
import stat
from pathlib import Path

import pytest

from server import config


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MIRROR_INSTANCE", str(tmp_path / "here"))
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("MIRROR_DATABASE_URL", "postgresql+psycopg://host/mirror")
    settings = config.from_environment()
    assert (settings.instance, settings.port) == (tmp_path / "here", 8123)
    assert settings.database_url == "postgresql+psycopg://host/mirror"


def test_sqlite_in_the_instance_folder_is_the_default(monkeypatch, tmp_path):
    monkeypatch.delenv("MIRROR_DATABASE_URL", raising=False)
    monkeypatch.setenv("MIRROR_INSTANCE", str(tmp_path))
    assert config.from_environment().database_url == f"sqlite:///{tmp_path / 'mirror.db'}"


def test_a_bad_number_is_refused_in_plain_words(monkeypatch, tmp_path):
    monkeypatch.setenv("MIRROR_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit, match="PORT must be a whole number, got 'eighty'"):
        config.from_environment()


def test_the_secret_is_made_once_and_private(tmp_path):
    first = config.Settings(instance=tmp_path).secret_key
    assert len(first) == 64
    assert config.Settings(instance=tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_every_setting_is_documented():
    names = set(re.findall(r'"(PORT|MIRROR_\w+)"', Path(config.__file__).read_text()))
    documented = set(re.findall(r"^    (PORT|MIRROR_\w+) ", config.Settings.__doc__, re.MULTILINE))
    assert names == documented
