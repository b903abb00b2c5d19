"""What paper 2's network has learnt, as pictures: filters and reconstructions."""

import base64
import pathlib

import cv2
import keras
import numpy as np

from hwdigits import models
from hwdigits.models import sae

_SIDE, _FILTERS_A_ROW, _FILTERS = 28, 10, 20


def one_of_each(labels: np.ndarray) -> np.ndarray:
    """Index of the first of each digit that occurs."""
    return np.unique(labels, return_index=True)[1]


def pictures(model: keras.Model, state: pathlib.Path, images: np.ndarray) -> dict:
    """Sheets of grey, each a PNG in base64.

    Args:
        model: the trained classifier of `models/sae.py`.
        state: directory of the state files of its greedy pre-training.
        images: uint8 `[N, 28, 28, 1]`, to be reconstructed.

    Returns:
        "fine_tuned" filters; after pre-training also the "pretrained" ones, and
        "rebuilt": the images, then given back by the first and by both autoencoders.
    """
    kernel = keras.ops.convert_to_numpy(sae.encoders(model)[0].kernel)
    sheets = {"fine_tuned": _filters(kernel)}
    learnt = [autoencoder(state, number) for number in range(1, len(sae.WIDTHS) + 1)]
    if all(part is not None for part in learnt):
        sheets["pretrained"] = _filters(learnt[0][0])
        settings = sae.encoders(model)[0].activation
        pixels = keras.ops.convert_to_numpy(models.digits(images))
        pixels = pixels.reshape(len(images), -1)
        rows = [pixels, *rebuilt(learnt, settings, pixels)]
        sheets["rebuilt"] = np.concatenate([_row(_bytes(row)) for row in rows])
    return {name: _png(sheet) for name, sheet in sheets.items()}


def autoencoder(state: pathlib.Path, number: int) -> list[np.ndarray] | None:
    """[encoder kernel, bias, decoder kernel, bias] of a finished stage, or None.

    The state holds the model's variables first, kernel before bias, and then the
    optimizer's of the same shapes: the first of a shape is the one.
    """
    path = state / f"autoencoder_{number}.npz"
    if not path.exists():
        return None
    wide, narrow = (_SIDE * _SIDE, *sae.WIDTHS)[number - 1 : number + 1]
    with np.load(path) as saved:
        values = [saved[str(i)] for i in range(len(saved.files) - 1)]
    shapes = [value.shape for value in values]
    if (narrow, wide) not in shapes:
        return None  # "deep" pre-training, whose stage is another
    found = []
    for shape in ((wide, narrow), (narrow, wide)):
        place = shapes.index(shape)
        found += values[place : place + 2]
    return found


def rebuilt(learnt, activation, pixels) -> list[np.ndarray]:
    """float `[N, 784]`, given back by the first, by the first two ... autoencoders."""
    outcomes = []
    for depth in range(1, len(learnt) + 1):
        values = pixels
        for kernel, bias, _, _ in learnt[:depth]:
            values = keras.ops.convert_to_numpy(activation(values @ kernel + bias))
        for _, _, kernel, bias in reversed(learnt[:depth]):
            values = values @ kernel + bias
        outcomes.append(values)
    return outcomes


def _filters(kernel):
    """The first units' weights [784, units], each on its own scale about mid-grey."""
    weights = kernel.T[:_FILTERS]
    scaled = 0.5 + 0.5 * weights / np.abs(weights).max(1, keepdims=True)
    tiles = _bytes(scaled)
    rows = [tiles[i : i + _FILTERS_A_ROW] for i in range(0, _FILTERS, _FILTERS_A_ROW)]
    return np.concatenate([_row(row) for row in rows])


def _bytes(values):
    """Rows of 784 from 0..1 to pictures, uint8 [N, 28, 28]."""
    clipped = np.clip(np.nan_to_num(values), 0.0, 1.0)
    return np.rint(clipped * 255).astype(np.uint8).reshape(-1, _SIDE, _SIDE)


def _row(tiles):
    """Pictures side by side, with a margin of a pixel."""
    return np.concatenate(list(np.pad(tiles, ((0, 0), (1, 1), (1, 1)))), axis=1)


def _png(sheet):
    return base64.b64encode(cv2.imencode(".png", sheet)[1].tobytes()).decode("ascii")
