"""Pictures of a run."""

import json
from pathlib import Path


def draw_curves(log: Path, picture: Path) -> None:
    """Losses and development OKS by epoch, from a run's JSON lines."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    epochs = [line["epoch"] for line in lines]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for name in sorted(key for key in lines[0] if key.endswith("loss")):
        left.plot(epochs, [line[name] for line in lines], label=name)
    for name in sorted(key for key in lines[0] if key.startswith("dev_")):
        right.plot(epochs, [line[name] for line in lines], label=name)
    left.set(xlabel="epoch", ylabel="loss", yscale="log")
    right.set(xlabel="epoch", ylim=(0, 1))
    for axes in (left, right):
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend()
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)
