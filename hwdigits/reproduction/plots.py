"""The papers' figures, drawn from the cells: one line a case, a band over its seeds."""

import base64

import cv2
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator


def over_epochs(results: list[dict], curve: str, factor=1.0, offset=0.0):
    """(xs, one row of ys a seed) of a curve: `offset + factor * value`."""
    known = [result["curves"][curve] for result in results if result["curves"]]
    if not known:
        return [], np.zeros((0, 0))
    length = min(map(len, known))
    values = offset + factor * np.array([row[:length] for row in known], float)
    return np.arange(1, length + 1), values


def over_steps(results: list[dict], name: str = "steps", images_a_step: int = 1):
    """(xs, one row of ys a seed) of what was kept by step: "steps" or "norms"."""
    known = [result[name] for result in results if result.get(name)]
    if not known:
        return [], np.zeros((0, 0))
    length = min(map(len, known))
    points = np.array([row[:length] for row in known], float)  # [seeds, points, 2]
    return points[0, :, 0] * images_a_step, points[:, :, 1]


def lines(panels: dict, title: str, **settings) -> Figure:
    """Panels side by side, each a set of lines.

    Args:
        panels: {(x label, y label): {case: (xs, ys [seeds, points])}}.
        title: above them.
        **settings: of every panel's axes, as `yscale`.
    """
    figure = Figure(figsize=(6.2 * len(panels), 4.4), layout="constrained")
    figure.suptitle(title)
    cells = figure.subplots(1, len(panels), squeeze=False)[0]
    for axes, ((xlabel, ylabel), cases) in zip(cells, panels.items(), strict=True):
        for case, (xs, ys) in cases.items():
            if not len(xs):
                continue
            (line,) = axes.plot(xs, ys.mean(0), label=case, linewidth=1.3)
            if len(ys) > 1:
                axes.fill_between(
                    xs, ys.min(0), ys.max(0), color=line.get_color(), alpha=0.15
                )
        axes.set(xlabel=xlabel, ylabel=ylabel, **settings)
        if xlabel == "epoch":
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(fontsize=8)
    return figure


def bars(cases: dict, ylabel: str, title: str, limits=(0, 100)) -> Figure:
    """One bar a case: its mean, its least and most seed; a cross is the paper's.

    Args:
        cases: {name: (values of the seeds, the paper's value or None)}.
        ylabel, title: words.
        limits: of the axis.
    """
    figure = Figure(figsize=(max(6, 1.0 * len(cases)), 4.6), layout="constrained")
    axes = figure.subplots()
    for place, (values, paper) in enumerate(cases.values()):
        if values:
            mean = np.mean(values)
            spread = [[mean - min(values)], [max(values) - mean]]
            axes.bar(place, mean, yerr=spread, color="tab:blue", alpha=0.7, capsize=4)
            axes.annotate(f"{mean:.2f}", (place, mean), ha="center", va="bottom")
        if paper is not None:
            axes.plot(place, paper, "x", color="tab:orange", markersize=9)
    axes.set_xticks(range(len(cases)), cases, rotation=30, ha="right")
    axes.set(ylabel=ylabel, title=title)
    axes.set_ylim(*limits)
    return figure


def sheet(pictures: dict, title: str) -> Figure:
    """Pictures kept in a cell (PNG in base64), one below the other.

    Args:
        pictures: {caption: text}.
        title: above them.
    """
    figure = Figure(figsize=(7, 2.3 * max(len(pictures), 1)), layout="constrained")
    figure.suptitle(title)
    cells = figure.subplots(max(len(pictures), 1), 1, squeeze=False)[:, 0]
    for axes, (caption, text) in zip(cells, pictures.items(), strict=False):
        coded = np.frombuffer(base64.b64decode(text), np.uint8)
        axes.imshow(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), cmap="gray")
        axes.set_title(caption, fontsize=9)
    for axes in cells:
        axes.set_axis_off()
    return figure
