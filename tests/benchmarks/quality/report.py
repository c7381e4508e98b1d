"""The figures as a table for people, in the terminal and in `docs/quality.md`."""

from pathlib import Path

from tests.benchmarks.quality.measure import METHODS, Figures

# By size of the collection, source of the keypoints, condition and method.
Report = dict[int, dict[str, dict[str, dict[str, Figures]]]]

START, END = "<!-- figures: written by `make quality` -->", "<!-- /figures -->"
COLUMNS = {
    "regret, own": ("own_regret", ".3f"),
    "top 10, own": ("own_top", ".2f"),
    "regret, limbs": ("limb_regret_deg", ".1f"),
    "top 10, limbs": ("limb_top", ".2f"),
    "recall@1": ("recall", ".2f"),
}


def tables(report: Report) -> str:
    """One table per size and source; a cell holds the methods in the order of `METHODS`."""
    parts = [f"Each cell: {' / '.join(METHODS)}."]
    for size, sources in report.items():
        for source, conditions in sources.items():
            parts += [f"### {size:,} references, {source}", _table(conditions)]
    return "\n\n".join(parts)


def verdict(report: Report) -> str:
    """Where the 2018 method is ahead of ours by the independent oracle."""
    behind = [
        f"{size:,}, {source}, {condition}, {method}"
        for size, sources in report.items()
        for source, conditions in sources.items()
        for condition, by_method in conditions.items()
        for method, figures in by_method.items()
        if figures.limb_regret_deg < by_method["ours"].limb_regret_deg
    ]
    rows = sum(len(conditions) for sources in report.values() for conditions in sources.values())
    if not behind:
        return f"By the limbs' angles ours is ahead of both forms of the 2018 method in all {rows} rows."
    return f"By the limbs' angles ours is behind in: {'; '.join(behind)} (of {rows} rows)."


def write_page(page: Path, text: str) -> None:
    """Put the figures in their place on the page, and leave what people wrote there."""
    before, _, rest = page.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{page} has no place for the figures; expected a line {START} and a line {END}")
    page.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _table(conditions: dict[str, dict[str, Figures]]) -> str:
    lines = [["", *COLUMNS], ["---"] * (1 + len(COLUMNS))]
    for condition, by_method in conditions.items():
        cells = [
            " / ".join(format(getattr(figures, name), form) for figures in by_method.values())
            for name, form in COLUMNS.values()
        ]
        lines.append([condition, *cells])
    widths = [max(len(line[column]) for line in lines) for column in range(1 + len(COLUMNS))]
    rows = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
