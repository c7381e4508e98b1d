"""How long a pose takes, ours beside others' in one run: LiteRT, one thread, milliseconds."""

import time
from pathlib import Path

import numpy as np

from converter.data.annotations import Person
from converter.measure.evaluate import Estimator, Result, evaluate, figures, with_images
from converter.pose.decode import decode
from converter.pose.estimate import Network, person_crop

WARM_UP = 5


def stage_times(network: Network, people: list[Person]) -> dict[str, float]:
    """Median milliseconds of our stages: crop, network, decode."""
    times: dict[str, list[float]] = {"crop": [], "network": [], "decode": []}
    for person, image in with_images(people):
        moments = [time.perf_counter()]
        crop = person_crop(image, person.box_xyxy)
        moments.append(time.perf_counter())
        maps = network.predict_on_batch(crop.pixels[None].astype(np.float32))
        moments.append(time.perf_counter())
        decode(maps["heatmaps"][0], maps["offsets"][0])
        moments.append(time.perf_counter())
        for some, seconds in zip(times.values(), np.diff(moments), strict=True):
            some.append(seconds * 1000)
    return {name: round(float(np.median(some[WARM_UP:])), 2) for name, some in times.items()}


def compare(estimators: dict[str, Estimator], people: list[Person]) -> dict[str, tuple[float, float]]:
    """Median milliseconds from picture to pose, and mean OKS, of each; in turns, to share the load."""
    times: dict[str, list[float]] = {name: [] for name in estimators}
    for person, image in with_images(people):
        for name, estimator in estimators.items():
            start = time.perf_counter()
            estimator(image, person.box_xyxy)
            times[name].append((time.perf_counter() - start) * 1000)
    found: dict[str, list[Result]] = {name: evaluate(e, people) for name, e in estimators.items()}
    return {
        name: (round(float(np.median(some[WARM_UP:])), 2), figures(found[name])["mean_oks"])
        for name, some in times.items()
    }


def draw_front(points: dict[str, tuple[float, float]], picture: Path) -> None:
    """Accuracy against time: up and left is better."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    for name, (ms, oks) in points.items():
        axes.scatter(ms, oks, s=60, color="#2F80ED" if name.startswith("ours") else "#F2545B")
        axes.annotate(name, (ms, oks), textcoords="offset points", xytext=(0, 8), ha="center")
    axes.set(xlabel="milliseconds from picture to pose, one thread", ylabel="mean OKS", ylim=(0, 1))
    axes.set_xlim(0, 1.4 * max(ms for ms, _ in points.values()))
    axes.grid(alpha=0.3)
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)
