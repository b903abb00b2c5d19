"""How much of a reproduction is computed: all of it, or a small version."""

import dataclasses

from hwdigits.reproduction import cells

_WHOLE = {"mnist": {"train": 60_000, "test": 10_000}}  # images where no count is named
_DRAWN = 100  # of the user's pictures, where a small version mixes them in
_USUAL = 5  # seeds: enough for a standard deviation; paper 5 averages 50 test runs


@dataclasses.dataclass(frozen=True)
class Scale:
    """What every cell is cut down to.

    Args:
        seeds: how many seeds, which are 0, 1, ..., of every cell; None for as many
            as a case usually takes, which is fewer where one takes hours.
        images: most images that a cell learns from; None for all.
        tested: most that it is tested on; None for all.
        epochs: most epochs, of pre-training too; None for all.
    """

    seeds: int | None = None
    images: int | None = None
    tested: int | None = None
    epochs: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing but the number of seeds is cut."""
        return self.images is None

    def of_seeds(self, make, usual: int = _USUAL) -> list[cells.Cell]:
        """`make(seed)` for each seed, cut down; `usual` many where none were asked."""
        return [self._cut(make(seed)) for seed in range(self.seeds or usual)]

    def _cut(self, cell):
        config = cell.config
        config.data.train = _cut_words(config.data.train, "train", self.images)
        config.data.test = _cut_words(config.data.test, "test", self.tested)
        if self.epochs and "training" in config:
            config.training.epochs = min(config.training.epochs, self.epochs)
        if self.epochs and "pretraining_epochs" in config.model:
            before = config.model.pretraining_epochs
            config.model.pretraining_epochs = min(before, self.epochs)
        return cell


def _cut_words(words, split, most):
    """ "mnist+drawn" -> "mnist:900+drawn:100", of no more than `most` images."""
    if most is None:
        return words
    parts = []
    for term in words.split("+"):
        name, _, count = term.partition(":")
        if name == cells.DRAWN:
            parts.append(f"{name}:{_DRAWN}")
            continue
        whole = int(count) if count else _WHOLE[name][split]
        parts.append(f"{name}:{min(whole, most)}")
    return "+".join(parts)


def quick(seeds: int = 1) -> Scale:
    """A few minutes: it shows that everything runs, not what holds."""
    return Scale(seeds, images=1_000, tested=500, epochs=3)
