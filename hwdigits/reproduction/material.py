"""The images of a cell: drawn by its seed from whole sets that are loaded once."""

import pathlib

import numpy as np

from hwdigits import config as config_lib
from hwdigits import data
from hwdigits.data import examples as examples_lib
from hwdigits.data import folder
from hwdigits.refusal import Refusal
from hwdigits.reproduction import cells

WAYS = {"naive": "mnist", "photo": "photo"}  # as the papers frame a picture; as we do


class Material:
    """Where cells get their images.

    Args:
        places: where MNIST lies on this machine.
        drawn_dir: the user's own pictures, `DIR/<label>/*`; None: there are none.
        known: whole sets in place of what would be loaded, by (name, split).
    """

    def __init__(self, places=None, drawn_dir=None, known=None):
        self._places = places or data.Places()
        self._drawn_dir = drawn_dir and pathlib.Path(drawn_dir).expanduser()
        self._whole = dict(known or {})
        if self._drawn_dir and not self._drawn_dir.is_dir():
            raise Refusal(
                "--drawn_dir must be a folder of DIR/<label>/ with pictures of "
                f"digits. Received: {drawn_dir}, which is not a folder"
            )

    @property
    def has_drawn(self) -> bool:
        """Whether there are pictures of the user's own."""
        return self._drawn_dir is not None or (cells.DRAWN, "photo") in self._whole

    @property
    def drawn_name(self) -> str | None:
        """The name of their folder, without the way to it."""
        return self._drawn_dir and self._drawn_dir.resolve().name

    def learnt(self, cell: cells.Cell):
        """(training, validation); validation is None where nothing is held back."""
        config = cell.config
        everything = self._mixture(config.data.train, "train", config.data.draw_seed)
        if not cell.holds_back:
            return everything, None
        share = config.data.validation
        return examples_lib.divide(everything, share, config.data.draw_seed)

    def tested(self, cell: cells.Cell) -> examples_lib.Examples:
        """What the cell is tested on."""
        config = cell.config
        return self._mixture(config.data.test, "test", config.data.draw_seed)

    def drawn(self, cell: cells.Cell, way: str) -> examples_lib.Examples:
        """`cell.drawn` of the user's pictures of each digit, framed `way`."""
        everything = self._set(cells.DRAWN, way)
        random = np.random.default_rng(cell.config.data.draw_seed)
        chosen = []
        for digit in range(10):
            members = np.flatnonzero(everything.labels == digit)
            chosen.append(random.permutation(members)[: cell.drawn])
        return everything.take(np.sort(np.concatenate(chosen)))

    def _mixture(self, words, split, seed):
        parts = []
        for term in words.split("+"):
            name, _, count = term.partition(":")
            part = self._set(name, split)
            if count:
                part = examples_lib.draw(part, int(count), seed)
            parts.append(part)
        return examples_lib.concatenate(parts)

    def _set(self, name, split):
        if (name, split) not in self._whole:
            self._whole[name, split] = self._load(name, split)
        return self._whole[name, split]

    def _load(self, name, split):
        if name != cells.DRAWN:
            config = config_lib.base_config("softmax")
            return data.load(config, split, self._places, source=name)
        if split in WAYS:
            return folder.load(self._drawn_dir, "test", WAYS[split], trained_on=False)
        return folder.load(self._drawn_dir, split, "photo", trained_on=True)
