"""What a reader learns from beside the training images, made up here.

negatives.py     pictures that are no digit
written.py       these and the digits on photographed pages, and cut out of them again
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

# Of the digits that are written on pages, so many marks that are none stand there, too:
# letters, digits crossed out, scribbles.
_OTHERS = 0.1


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
    if counts["negatives"]:
        parts.append(negatives.make(digits, counts["negatives"], seed))
    marks = _on_pages(examples_lib.concatenate(parts), seed)
    if counts["printed"]:
        fonts = list(printed.families().values())
        parts.append(printed.make(counts["printed"], seed))
    if counts["continental"]:
        parts.append(continental.make(counts["continental"], seed))
    if counts["written"]:
        kept = state / "written.npz"
        parts.append(_written(marks, counts["written"], seed, fonts, kept))
    return examples_lib.concatenate(parts)


def _on_pages(marks, seed):
    """What is written on pages: all digits, and of what is none `_OTHERS` of them."""
    is_digit = marks.labels != examples_lib.NOT_A_DIGIT
    others = np.flatnonzero(~is_digit)
    count = min(len(others), round(_OTHERS * is_digit.sum()))
    some = np.random.default_rng([seed, count]).choice(others, count, replace=False)
    return marks.take(np.sort(np.concatenate([np.flatnonzero(is_digit), some])))


def _written(marks, count, seed, fonts, kept):
    """Made once a run: a thousand take a quarter of a minute on one core."""
    if kept.exists():
        with np.load(kept) as made:
            return Examples(**made)
    made = written.make(marks, count, seed, fonts, _shown(count))
    workdir_lib.write(kept, lambda path: np.savez(path, **vars(made)))
    return made


def _shown(count):
    """Says how far it is: on a terminal all the time, elsewhere at the end."""

    def show(done):
        if sys.stdout.isatty() or done == count:
            line = f"made-up pages: {done:,} of {count:,} marks cut out"
            end = "\n" if done == count else ""
            start = "\r" if sys.stdout.isatty() else ""
            print(f"{start}{line}", end=end, flush=True)

    return show
