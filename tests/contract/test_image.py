"""The image is built from what the Makefile builds the page from; a file that one of them lacks breaks it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_image_s_page_has_all_that_the_page_is_built_from():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (found,) = re.findall(r"^PAGE_SOURCES := \$\(shell find (.+?) -type f", makefile, re.MULTILINE)
    sources = found.split()
    assert "web" in sources and len(sources) > 3
    first_stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("\nFROM ")[1]
    copied = [line.split()[1:-1] for line in first_stage.splitlines() if line.startswith("COPY ")]
    assert set(sources) <= {source for sources in copied for source in sources}


def test_what_the_page_s_names_for_other_folders_stand_for_is_among_its_sources():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    aliases = dict(re.findall(r'"(#\w+)": here\("\.\./(.+?)"\)', (ROOT / "web/vite.config.ts").read_text()))
    assert {"#weights", "#contract"} <= set(aliases)
    used = {
        f"{aliases[alias]}/{name}"
        for source in (ROOT / "web/src").rglob("*.ts")
        for alias, name in re.findall(r'"(#\w+)/([^"*?]+)', source.read_text(encoding="utf-8"))
        if alias in aliases
    }
    sources = re.search(r"PAGE_SOURCES := \$\(shell find (.+?) -type f", makefile).group(1).split()
    assert len(used) > 2
    assert [path for path in used if not any(path == s or path.startswith(f"{s}/") for s in sources)] == []
