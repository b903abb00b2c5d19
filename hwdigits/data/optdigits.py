"""The optical digits that come with scikit-learn, so that everything runs offline.

1,797 digits by 43 people, 8x8, ink 0..16: Alpaydin and Kaynak, "Optical Recognition of
Handwritten Digits", UCI Machine Learning Repository, 1998.
"""

import numpy as np

from hwdigits import quiet
from hwdigits.data import examples
from hwdigits.refusal import Refusal

# The set has no splits of its own. A fifth is for testing, and always the same one,
# whatever a run's seeds are.
_TEST_SHARE, _SPLIT_SEED = 0.2, 0


def load(split: str) -> examples.Examples:
    """The `train` (1,438) or `test` (359) split, in MNIST's frame."""
    from sklearn import datasets

    quiet.import_tensorflow()
    from hwdigits import preprocessing

    if split not in ("train", "test"):
        raise Refusal(f"optdigits has a train and a test split. Received: {split}")
    loaded = datasets.load_digits()
    # The ink fills its 8x8; a margin shows what is paper.
    pictures = np.pad(loaded.images, ((0, 0), (3, 3), (3, 3)))  # [N, 14, 14]
    pictures = np.rint(pictures * (255 / 16)).astype(np.uint8)
    images = preprocessing.frame(pictures, "photo")
    names = np.array([f"optdigits/{i}" for i in range(len(images))])
    everything = examples.Examples(images, loaded.target.astype(np.int64), names)
    train, test = examples.divide(everything, _TEST_SHARE, _SPLIT_SEED)
    return train if split == "train" else test
