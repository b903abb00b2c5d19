"""Pictures of one's own: DIR/<label>/... or DIR/<split>/<label>/..."""

import pathlib

import numpy as np

from hwdigits import quiet
from hwdigits.data import examples
from hwdigits.reader.photo import pictures as pictures_lib
from hwdigits.refusal import Refusal

SPLITS = ("train", "validation", "test")
# A folder without splits that is also trained on keeps a fifth for testing; always
# the same one, whatever a run's seeds are.
_TEST_SHARE, _SPLIT_SEED = 0.2, 0
_LISTED_FAULTS = 20


def load(
    directory: pathlib.Path, split: str, preprocess: str, trained_on: bool
) -> examples.Examples:
    """Reads the pictures of a folder: any size, polarity, colour, alpha, EXIF rotation.

    Args:
        directory: holds `<label>/` or `<split>/<label>/`, labels 0..9.
        split: "train", "validation" or "test". A folder without splits is all test,
            unless it is trained on: then a fifth of every digit is.
        preprocess: "photo" or "mnist", the way into 28x28.
        trained_on: whether the run's training reads this folder too.

    Raises:
        Refusal: lists all that is wrong with the folder at once.
    """
    if not directory.is_dir():
        raise Refusal(
            "a data source must be mnist, optdigits or a folder. "
            f"Received: {directory}, which is not a folder"
        )
    has_splits = any((directory / name).is_dir() for name in SPLITS)
    if has_splits:
        directory = directory / split
        if not directory.is_dir():
            raise Refusal(f"{directory} must be a folder. Received: no such folder")
    elif split == "validation" or (split == "train" and not trained_on):
        raise Refusal(
            f"{directory} has no folder {split}. Received: split={split}. Make "
            f"{directory}/{split}/<label>, or ask for the test split"
        )
    everything = _read(directory, preprocess)
    if has_splits or not trained_on:
        return everything
    train, test = examples.divide(everything, _TEST_SHARE, _SPLIT_SEED)
    return test if split == "test" else train


def _read(directory, preprocess):
    """All pictures below `directory/<label>/`."""
    paths, faults = _listed(directory)
    pictures, labels, names = [], [], []
    for path in paths:
        try:
            pictures.append(pictures_lib.gray(path))
        except pictures_lib.Unreadable as error:
            faults.append(f"{path} {error}")
            continue
        labels.append(int(path.parent.name))
        names.append(str(path))
    if not pictures and not faults:
        faults.append("no picture at all")
    if faults:
        more = len(faults) - _LISTED_FAULTS
        listed = "; ".join(faults[:_LISTED_FAULTS])
        raise Refusal(
            f"{directory} must hold folders 0..9 of readable pictures "
            f"({' '.join(pictures_lib.SUFFIXES)}). Received: {listed}"
            + (f"; and {more} more" if more > 0 else "")
            + ". Mend or remove them"
        )
    quiet.import_tensorflow()
    from hwdigits import preprocessing

    images = preprocessing.frame(pictures, preprocess)
    return examples.Examples(images, np.array(labels, np.int64), np.array(names))


def _listed(directory):
    """(paths of the pictures, what is wrong with the folders), both in sorted order."""
    paths, faults = [], []
    for child in sorted(directory.iterdir()):
        if child.name.startswith("."):
            continue
        if not (child.is_dir() and child.name in tuple("0123456789")):
            faults.append(f"{child} is not a folder named by a digit")
            continue
        inside = [p for p in sorted(child.iterdir()) if not p.name.startswith(".")]
        named = [p for p in inside if p.suffix.lower() in pictures_lib.SUFFIXES]
        strange = [path for path in inside if path not in named]
        faults += [f"{path} is not a picture" for path in strange]
        if not named:
            faults.append(f"{child} has no picture")
        paths += named
    return paths, faults
