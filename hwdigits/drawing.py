"""Pictures of results, drawn by Matplotlib without a screen."""

import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hwdigits import calibration

_SHEET_COLUMNS = 10
_PANEL_INCHES, _LETTERS_A_PANEL = 2.5, 27  # at the size of the words below the steps
_MARK = "tab:orange"


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


def confidence(confidences: np.ndarray, hits: np.ndarray, title: str) -> Figure:
    """Whether confidence can be trusted: reliability, and risk against coverage.

    Args:
        confidences: float `[N]`, 0..1, of each answer.
        hits: bool `[N]`, whether it is right.
        title: above it.
    """
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    means, shares, counts = calibration.reliability(confidences, hits)
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    left.plot(means, shares, marker="o")
    for mean, share, count in zip(means, shares, counts, strict=True):
        left.annotate(
            f"{count:,}",
            (mean, share),
            (4, -10),
            fontsize=7,
            color="0.4",
            textcoords="offset points",
        )
    left.set(
        xlabel="mean confidence",
        ylabel="share read right",
        title="calibration (images a point)",
    )
    coverage, risk = calibration.risk_coverage(confidences, hits)
    right.plot(coverage, 100 * risk)
    right.set(
        xlabel="share of the images answered, the surest first",
        ylabel="misread of these, %",
        title="risk and coverage",
        ylim=(0, None),
    )
    figure.suptitle(title)
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


def steps(seen, name: str, lines: list[str], probabilities=None) -> Figure:
    """A picture's way to the frame, left to right, and words below.

    Args:
        seen: `diagnosis.Diagnosis`.
        name: the title, as the picture's file name.
        lines: the words.
        probabilities: float `[10]`, what each digit gets, or None for no such panel.
    """
    panels = [_as_it_is, _turned, _without_paper, _boxed, _in_the_frame]
    count = len(panels) + (probabilities is not None)
    wrapped = [
        textwrap.fill(line, _LETTERS_A_PANEL * count, subsequent_indent="   ")
        for line in lines
    ]
    text = "\n".join(f"•  {line}" for line in wrapped)
    height = _PANEL_INCHES + 0.9 + 0.21 * (text.count("\n") + 1)
    figure = Figure(figsize=(_PANEL_INCHES * count, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)
    figure.suptitle(name, fontweight="bold", parse_math=False)
    cells = figure.subplots(1, count)
    for draw, axes in zip(panels, cells, strict=False):
        axes.set(xticks=[], yticks=[])
        draw(axes, seen)
        axes.title.set_fontsize(10)
    if probabilities is not None:
        _bars(cells[-1], probabilities)
    figure.supxlabel(text, x=0.015, ha="left", fontsize=11, parse_math=False)
    return figure


def _as_it_is(axes, seen):
    height, width = seen.picture.shape
    axes.imshow(seen.picture, cmap="gray", vmin=0, vmax=255)
    axes.set_title(f"the picture, {width} x {height} px")


def _turned(axes, seen):
    axes.imshow(seen.bright, cmap="gray", vmin=0, vmax=1)
    known = "ink is bright" + ("" if seen.is_inverted else ": turned")
    axes.set_title(known if seen.has_ink else "no ink to turn")


def _without_paper(axes, seen):
    axes.imshow(seen.ink, cmap="gray", vmin=0, vmax=1)
    axes.set_title("paper and noise away,\nfull contrast")


def _boxed(axes, seen):
    axes.imshow(seen.ink, cmap="gray", vmin=0, vmax=1)
    if not seen.has_ink:
        axes.set_title("no ink")
        return
    y0, y1, x0, x1 = seen.box
    # Pixel i reaches from i - 0.5 to i + 0.5.
    box = Rectangle((x0 - 0.5, y0 - 0.5), x1 - x0, y1 - y0, fill=False, clip_on=False)
    box.set(edgecolor=_MARK, linewidth=2)
    axes.add_patch(box)
    axes.set_title(f"box of the ink,\n{x1 - x0} x {y1 - y0} px")


def _in_the_frame(axes, seen):
    axes.imshow(seen.digit[..., 0], cmap="gray", vmin=0, vmax=1)
    if not seen.has_ink:
        axes.set_title("28 x 28: empty")
        return
    row, column = seen.centre_of_mass
    axes.axhline(row, color=_MARK, linewidth=0.8)
    axes.axvline(column, color=_MARK, linewidth=0.8)
    axes.plot(column, row, "o", color=_MARK, markersize=6, markerfacecolor="none")
    axes.set_title(f"28 x 28, centre of mass\nat row {row:.1f}, column {column:.1f}")


def _bars(axes, probabilities):
    """Ten bars, the answer's in colour, each with its percentage."""
    colours = ["lightgray"] * 10
    colours[int(np.argmax(probabilities))] = _MARK
    bars = axes.barh(range(10), probabilities, color=colours)
    shown = [f"{p:.1%}" if p >= 0.0005 else "" for p in probabilities]
    axes.bar_label(bars, shown, padding=2, fontsize=8)
    axes.set(xlim=(0, 1.35), ylim=(9.6, -0.6), yticks=range(10), xticks=[])
    axes.set_box_aspect(1)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_title("what each digit gets", fontsize=10)
