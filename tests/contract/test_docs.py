"""What the README promises exists, and what exists is in the README."""

import re
from pathlib import Path

from server.cli import main
from server.config import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme():
    settings = re.findall(r"^    (PORT|MIRROR_\w+) ", Settings.__doc__, re.MULTILINE)
    assert len(settings) > 5
    assert [name for name in settings if f"`{name}`" not in README] == []


def test_every_setting_is_in_the_page_for_operators_with_its_default():
    reference = dict(
        re.findall(r"^    (PORT|MIRROR_\w+) .*\(default: (.+)\)$", Settings.__doc__, re.MULTILINE)
    )
    table = dict(re.findall(r"^\| `(PORT|MIRROR_\w+)` \|.*\| ([^|]+) \|$", OPERATING, re.MULTILINE))
    assert {name: default.replace("`", "") for name, default in table.items()} == reference


def test_every_command_and_address_of_the_page_for_operators_exists(app):
    commands = set(re.findall(r"\bmove-mirror (serve|[a-z-]+)(?= |`|$)", OPERATING, re.MULTILINE))
    assert {"backup", "restore", "serve", "reindex", "setup-link"} <= commands <= set(main.commands)
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    assert {"/api/ready", "/api/health", "/metrics", "/api/match"} <= routes & set(
        re.findall(r"(/(?:api/)?[a-z]+)\b", OPERATING)
    )


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"\bmake ([a-z]+)", README))
    assert {"run", "test", "help"} <= targets
    assert [name for name in targets if not re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)] == []


def test_every_move_mirror_command_of_the_readme_exists():
    commands = set(re.findall(r"bin/move-mirror ([a-z]+)", README))
    assert commands
    assert commands <= set(main.commands)


def test_every_file_the_readme_links_to_exists():
    links = [link for link in re.findall(r"\]\(([^)#]+)", README) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_locks_pin_exactly_and_name_no_registry():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        assert len(lines) > 40
        assert [line for line in lines if not re.match(r"^[a-z0-9-]+==[\w.]+( ; .+)?$", line)] == []
