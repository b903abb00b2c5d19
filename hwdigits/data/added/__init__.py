"""What a reader learns from beside the training images, made up here.

negatives.py     pictures that are no digit
written.py       the same digits on photographed pages, and cut out of them again
hands.py         digits and letters in other people's hands
printed.py       digits of type
  characters.py    both are drawn from
  fonts.py         the fonts of this machine
continental.py   ones with a flag, crossed sevens, open fours: other schools' forms

to(digits, config, state)   the digits with as much of each as `config.added` says
"""

import pathlib
import sys

import numpy as np

from hwdigits import workdir as workdir_lib
from hwdigits.data import examples as examples_lib
from hwdigits.data.added import continental, hands, negatives, printed, written
from hwdigits.data.examples import Examples


def to(digits: Examples, config, state: pathlib.Path) -> Examples:
    """Training images, and what is learnt from beside them.

    Args:
        digits: the training images.
        config: the run's; `added` and `data.draw_seed` are read.
        state: the run's directory of state. What takes minutes to make is kept there.

    Raises:
        Refusal: hands or printed digits are asked for, and there are no fonts.
    """
    seed = config.data.draw_seed
    counts = {name: round(share * len(digits)) for name, share in config.added.items()}
    parts, fonts = [digits], ()
    if counts["hands"]:
        parts.append(hands.make(counts["hands"], seed))
    by_hand = _digits(examples_lib.concatenate(parts))
    if counts["printed"]:
        fonts = list(printed.families().values())
        parts.append(printed.make(counts["printed"], seed))
    if counts["continental"]:
        parts.append(continental.make(counts["continental"], seed))
    if counts["negatives"]:
        parts.append(negatives.make(digits, counts["negatives"], seed))
    if counts["written"]:
        kept = state / "written.npz"
        parts.append(_written(by_hand, counts["written"], seed, fonts, kept))
    return examples_lib.concatenate(parts)


def _digits(examples):
    return examples.take(np.flatnonzero(examples.labels != negatives.NOT_A_DIGIT))


def _written(digits, count, seed, fonts, kept):
    """Made once a run: a thousand take a quarter of a minute on one core."""
    if kept.exists():
        with np.load(kept) as made:
            return Examples(**made)
    made = written.make(digits, count, seed, fonts, _shown(count))
    workdir_lib.write(kept, lambda path: np.savez(path, **vars(made)))
    return made


def _shown(count):
    """Says how far it is: on a terminal all the time, elsewhere at the end."""

    def show(done):
        if sys.stdout.isatty() or done == count:
            line = f"made-up pages: {done:,} of {count:,} digits cut out"
            end = "\n" if done == count else ""
            start = "\r" if sys.stdout.isatty() else ""
            print(f"{start}{line}", end=end, flush=True)

    return show
