"""The mirror page stays light: all the JavaScript that it loads, compressed, from the built files."""

import gzip
import json
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "server" / "page"
MAX_KB = 350


def test_the_mirror_loads_little_javascript():
    """The page with what it imports, and its worker with TensorFlow.js and every backend that it may try."""
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) / 1024 for path in loaded()}
    assert any(name.startswith("worker") for name in sizes), sorted(sizes)
    assert sum(sizes.values()) <= MAX_KB, sizes


def test_what_is_seldom_asked_for_is_fetched_when_it_is():
    lazy = [chunk for chunk in manifest().values() if chunk.get("isDynamicEntry")]
    files = {path.name for path in loaded()}
    assert {"src/words/ja.ts", "src/ui/performance.ts"} <= {chunk.get("src") for chunk in lazy}
    assert not [chunk["file"] for chunk in lazy if Path(chunk["file"]).name in files]


def loaded() -> set[Path]:
    """Scripts that the page fetches without being asked for more."""
    entry = manifest()["index.html"]
    scripts, waiting = set(), ["index.html"]
    while waiting:
        chunk = manifest()[waiting.pop()]
        scripts.add(PAGE / chunk["file"])
        waiting += [
            name for name in chunk.get("imports", []) if PAGE / manifest()[name]["file"] not in scripts
        ]
    workers = {PAGE / asset for asset in entry["assets"] if asset.endswith(".js")}
    return scripts | with_imports(workers)


def with_imports(scripts: set[Path]) -> set[Path]:
    """Vite's manifest does not look into workers: their own text names what they import, now or later."""
    found, waiting = set(), list(scripts)
    while waiting:
        script = waiting.pop()
        found.add(script)
        names = re.findall(r"""["'`]\./([\w.-]+\.js)["'`]""", script.read_text(encoding="utf-8"))
        waiting += {script.parent / name for name in names} - found
    return found


def manifest() -> dict:
    path = PAGE / ".vite" / "manifest.json"
    assert path.is_file(), "the page is not built; run: make setup"
    return json.loads(path.read_text(encoding="utf-8"))
