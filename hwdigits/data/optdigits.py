"""The optical digits that come with scikit-learn, so that everything runs offline.

1,797 digits by 43 people, 8x8, ink 0..16: Alpaydin and Kaynak, "Optical Recognition of
Handwritten Digits", UCI Machine Learning Repository, 1998.
"""

import cv2
import numpy as np

from hwdigits import preprocessing
from hwdigits.data import examples
from hwdigits.refusal import Refusal

# The set has no splits of its own. A fifth is for testing, and always the same one,
# whatever a run's seeds are.
_TEST_SHARE, _SPLIT_SEED = 0.2, 0
# 8x8 are brought to 20x20 ink, MNIST's size of a digit.
_SIDE_PX = 20


def load(split: str) -> examples.Examples:
    """The `train` (1,438) or `test` (359) split, in MNIST's frame."""
    from sklearn import datasets

    if split not in ("train", "test"):
        raise Refusal(f"optdigits has a train and a test split. Received: {split}")
    loaded = datasets.load_digits()
    images = np.stack([_framed(image) for image in loaded.images])
    names = np.array([f"optdigits/{i}" for i in range(len(images))])
    everything = examples.Examples(images, loaded.target.astype(np.int64), names)
    train, test = examples.divide(everything, _TEST_SHARE, _SPLIT_SEED)
    return train if split == "train" else test


def _framed(image):
    """float [8, 8], 0..16 -> uint8 [28, 28, 1]."""
    ink = np.clip(image * (255 / 16), 0, 255).astype(np.uint8)
    ink = cv2.resize(ink, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_CUBIC)
    return preprocessing.centred(ink)[..., np.newaxis]  # [28, 28, 1]
