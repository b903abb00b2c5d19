"""From a config's words ("mnist:8000+~/digits:2000") to examples."""

import dataclasses
import os
import pathlib

from hwdigits.data import examples as examples_lib
from hwdigits.data import folder, mnist, optdigits
from hwdigits.data.added import hands
from hwdigits.refusal import Refusal


@dataclasses.dataclass(frozen=True)
class Places:
    """Where data lies on this machine; not part of a config.

    Args:
        data_dir: TFDS's directory of prepared data sets; None is its own default.
        manual_dir: a directory with MNIST's four official .gz files, or None.
    """

    data_dir: str | None = None
    manual_dir: str | None = dataclasses.field(
        default_factory=lambda: os.environ.get("HWDIGITS_MANUAL_DIR")
    )


def load(config, split: str, places: Places, source: str | None = None):
    """Loads the examples that a config's data fields name.

    Args:
        config: the run's whole config; `config.data` is read.
        split: "train", "validation" (drawn from the training images, and not in
            "train") or "test".
        places: where the data lies.
        source: words in place of `config.data.train` or `config.data.test`.

    Returns:
        `Examples`, the same for every call with the same arguments.

    Raises:
        Refusal: a source is not there, is damaged, or holds fewer than asked for.
    """
    if source is None and split != "test":
        training, validation = training_and_validation(config, places)
        return training if split == "train" else validation
    return _mixture(config, split, places, source or config.data.test)


def training_and_validation(config, places: Places):
    """The images learnt from and those held back, as (training, validation).

    Raises:
        Refusal: as `load`; also when a digit does not occur, or only once.
    """
    everything = _mixture(config, "train", places, config.data.train)
    for digit in range(10):
        count = int((everything.labels == digit).sum())
        if count < 2:
            raise Refusal(
                "training needs at least two pictures of every digit. Received: "
                f"{count} of the digit {digit} in {config.data.train}"
            )
    return examples_lib.divide(
        everything, config.data.validation, config.data.draw_seed
    )


def _mixture(config, split, places, words):
    """All that `words` name, before validation is carved from it."""
    trained_on = {_resolved(name) for name, _ in _terms(config.data.train)}
    parts = []
    for name, count in _terms(words):
        part = _load_one(name, split, places, config.data.preprocess, trained_on)
        if count is not None and count > len(part):
            raise Refusal(
                f"{name}:{count} must not ask for more than there is. "
                f"Received: {len(part)} images in its {split} split"
            )
        if count is not None:
            part = examples_lib.draw(part, count, config.data.draw_seed)
        parts.append(part)
    return examples_lib.concatenate(parts)


def _terms(words):
    """ "mnist:8000+dir" -> [("mnist", 8000), ("dir", None)]."""
    terms = []
    for term in words.split("+"):
        name, _, count = term.partition(":")
        terms.append((name, int(count) if count else None))
    return terms


def _load_one(name, split, places, preprocess, trained_on):
    if name == "mnist":
        return mnist.load(split, places.data_dir, places.manual_dir)
    if name == "optdigits":
        return optdigits.load(split)
    if name == "hands":
        return _hands(split)
    directory = _resolved(name)
    return folder.load(directory, split, preprocess, directory in trained_on)


def _hands(split):
    if split != "test":
        raise Refusal(
            "the data hands are to be scored on. To learn from other ones, set "
            f"config.added.hands of a reader. Received: its {split} split"
        )
    return hands.held_out()


def _resolved(name):
    if name in ("mnist", "optdigits", "hands"):
        return name
    return pathlib.Path(name).expanduser().resolve()
