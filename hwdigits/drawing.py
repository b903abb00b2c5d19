"""Pictures of results, drawn by Matplotlib without a screen."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_SHEET_COLUMNS = 10


def confusion(counts: np.ndarray, title: str) -> Figure:
    """The confusion matrix: counts `[true, predicted]`, errors coloured by their share.

    The diagonal is left white, so that the few errors of a good network show.
    """
    counts = np.asarray(counts)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    errors = shares * (1 - np.eye(10))
    figure = Figure(figsize=(6, 5.4), layout="constrained")
    axes = figure.add_subplot()
    shown = axes.imshow(errors, cmap="Reds", vmin=0, vmax=max(errors.max(), 1e-3))
    figure.colorbar(shown, ax=axes, label="share of the true digit, errors only")
    dark = errors > 0.6 * errors.max()
    for row, column in np.argwhere(counts > 0):
        axes.text(
            *(column, row, counts[row, column]),
            ha="center",
            va="center",
            fontsize=8,
            color="white" if dark[row, column] else "black",
            fontweight="bold" if row == column else "normal",
        )
    axes.set(xlabel="read as", ylabel="true digit", title=title)
    axes.set(xticks=range(10), yticks=range(10))
    return figure


def sheet(images: np.ndarray, captions: list[str], title: str) -> Figure:
    """A contact sheet: uint8 `[N, 28, 28, 1]`, one caption each, ten a row."""
    rows = max(-(-len(images) // _SHEET_COLUMNS), 1)
    figure = Figure(figsize=(_SHEET_COLUMNS, 1.25 * rows + 0.4), layout="constrained")
    figure.suptitle(title)
    axes = figure.subplots(rows, _SHEET_COLUMNS, squeeze=False).ravel()
    for cell in axes:
        cell.set_axis_off()
    for cell, image, caption in zip(axes, images, captions, strict=False):
        cell.imshow(image[..., 0], cmap="gray_r", vmin=0, vmax=255)
        cell.set_title(caption, fontsize=7, pad=2)
    return figure


def misread(images, labels, probabilities, title: str) -> Figure:
    """A contact sheet of misread digits: true, answer and its confidence under each."""
    captions = [
        f"{label}, read {row.argmax()}\n{row.max():.0%} sure"
        for label, row in zip(labels, probabilities, strict=True)
    ]
    return sheet(images, captions, title)


def pixels(figure: Figure) -> np.ndarray:
    """The drawn figure, uint8 `[H, W, 3]`."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]
