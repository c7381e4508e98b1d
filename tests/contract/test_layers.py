"""Arrows between the parts point one way: server -> converter.pose <- converter, and never back."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POSE_MAY_IMPORT = {"numpy", "PIL", "converter.pose", "ai_edge_litert"} | sys.stdlib_module_names
# The folders of the server, from the one that knows none of the others.
LAYERS = ["search", "collection", "intake", "exchange", "public", "people", "desk", "operate"]
WITHOUT_FLASK = LAYERS[:4]
TRAINING_ONLY = {"tensorflow", "keras", "tensorflowjs", "cv2", "matplotlib", "jax", "torch"}


def imports(path: Path) -> Iterator[str]:
    """The dotted name of everything a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from converter import pose` imports converter.pose.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"no Python files in {folder}"
    return found


def starts_with(name: str, packages: set[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[: i + 1]) in packages for i in range(len(parts)))


@pytest.mark.parametrize("path", files("server"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_server_knows_only_the_pose_contract(path):
    for name in imports(path):
        assert not starts_with(name, TRAINING_ONLY), name
        assert not starts_with(name, {"converter"}) or starts_with(name, {"converter.pose"}), name


@pytest.mark.parametrize("path", files("converter"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_converter_never_knows_the_server(path):
    assert not [name for name in imports(path) if starts_with(name, {"server", "flask", "sqlalchemy"})]


@pytest.mark.parametrize("path", files("converter/pose"), ids=lambda path: path.name)
def test_the_pose_contract_needs_numpy_and_pillow_alone(path):
    assert not [name for name in imports(path) if not starts_with(name, POSE_MAY_IMPORT)]


@pytest.mark.parametrize("part", LAYERS)
def test_a_part_of_the_server_knows_only_the_parts_below_it(part):
    below = set(LAYERS[: LAYERS.index(part) + 1])
    for path in files(f"server/{part}"):
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "server" and parts[1] in LAYERS:
                assert parts[1] in below, f"{path.name} imports {name}"


@pytest.mark.parametrize("part", WITHOUT_FLASK)
def test_the_library_s_services_do_not_know_flask(part):
    """`models` is the one exception: Flask-SQLAlchemy declares the tables."""
    for path in files(f"server/{part}"):
        assert not [found for found in imports(path) if starts_with(found, {"flask"})], path.name


def test_a_server_that_has_started_has_loaded_no_library_of_training_or_the_map(tmp_path):
    program = (
        "import sys; from server.app import create_app; create_app();"
        f"print(*sorted({TRAINING_ONLY | {'sklearn'}!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"MIRROR_INSTANCE": str(tmp_path), "PATH": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
