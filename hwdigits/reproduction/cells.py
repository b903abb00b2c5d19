"""One experiment, and its result as a small file that is never computed again."""

import dataclasses
import hashlib
import json
import math
import pathlib

import ml_collections

from hwdigits import config as config_lib
from hwdigits import workdir
from hwdigits.refusal import Refusal

# Stands for the folder of the user's own pictures in a config's data fields, so that a
# result does not depend on where they lie.
DRAWN = "drawn"
# Raised when what a cell measures changes its meaning.
_VERSION = 1
# Fields that configs have had since, and with which values nothing is different: a
# result that was kept before is still that of such a config.
_SINCE = {
    "augmentation.narrow": 0.0,
    "augmentation.heavy": 0.0,
    "augmentation.coarse": 0.0,
}
_PICTURES = "training.pictures_every"  # is TensorBoard's alone
_DIGITS = 5  # significant ones that are kept


@dataclasses.dataclass(frozen=True, eq=False)
class Cell:
    """A config and what is measured with it.

    Args:
        label: for people; not part of what makes the cell.
        config: as `hwdigits train` takes it; DRAWN may name data.
        holds_back: whether `data.validation` is kept from training. Without it
            everything is learnt, as in most papers: no epoch is chosen.
        gradient: whether the norm of the first layer's gradient is followed.
        drawn: how many of the user's pictures of each digit are read at the end.
        pictures: whether an autoencoder's filters and reconstructions are kept.
    """

    label: str
    config: ml_collections.ConfigDict
    holds_back: bool = False
    gradient: bool = False
    drawn: int = 0
    pictures: bool = False

    @property
    def measure(self) -> dict:
        """What is measured, as plain values."""
        names = ("holds_back", "gradient", "drawn", "pictures")
        return {name: getattr(self, name) for name in names}

    @property
    def key(self) -> str:
        """The name of its result: a hash of config and measure."""
        fields = {
            name: value
            for name, value in config_lib.fields(self.config).items()
            if name != _PICTURES and value != _SINCE.get(name)
        }
        text = json.dumps([_VERSION, fields, self.measure], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def learns_drawn(self) -> bool:
        """Whether it cannot be computed without the user's pictures."""
        return DRAWN in self.config.data.train


class Store:
    """The results on disk, `<key>.json` each.

    Args:
        directory: of the files; need not be there.
    """

    def __init__(self, directory: pathlib.Path):
        self._directory = directory
        self._read = {}

    def load(self, cell: Cell) -> dict | None:
        """A finished cell's result, or None.

        Raises:
            Refusal: the file is there and is no result.
        """
        key = cell.key
        path = self._directory / f"{key}.json"
        if key not in self._read and path.exists():
            try:
                result = json.loads(path.read_text(encoding="utf-8"))
                _ = result["status"], result["test"]["accuracy"]
            except (ValueError, KeyError, TypeError) as error:
                raise Refusal(
                    "a finished cell must hold what `hwdigits reproduce` wrote. "
                    f"Received: {path} ({error!r}). Delete it to compute it again"
                ) from error
            self._read[key] = result
        return self._read.get(key)

    def save(self, cell: Cell, result: dict) -> None:
        """Keeps a result, whole or not at all."""
        told = {
            "label": cell.label,
            "config": config_lib.fields(cell.config),
            "measure": cell.measure,
        }
        # Compact: some hundred of these are kept under version control.
        text = json.dumps(rounded(told | result), separators=(",", ":"))
        workdir.write_text(self._directory / f"{cell.key}.json", text + "\n")
        self._read.pop(cell.key, None)

    def is_finished(self, cell: Cell, has_drawn: bool) -> bool:
        """Whether nothing is left to measure that can be measured here."""
        result = self.load(cell)
        if result is None:
            return False
        return not (cell.drawn and has_drawn and result["drawn"] is None)

    def of(self, cells: list[Cell]) -> list[dict]:
        """The results of those cells that are finished."""
        return [found for cell in cells if (found := self.load(cell)) is not None]


def rounded(value):
    """The same with numbers of five significant digits; what is not finite is None."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return value
