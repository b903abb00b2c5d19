"""The classifiers that papers 2 and 4 compare with, by scikit-learn."""

import cv2
import numpy as np
from sklearn import ensemble, neighbors, svm

from hwdigits.data import examples


class Baseline:
    """A scikit-learn classifier over pixels 0..1.

    Args:
        settings: `config.model` of nearest, svm or forest.
        seed: of the forest's draws.
    """

    def __init__(self, settings, seed: int):
        self._deskews = settings.get("deskew", False)
        self._classifier = _CLASSIFIERS[settings.name](settings, seed)

    def fit(self, training: examples.Examples) -> None:
        """Learns all of `training`."""
        self._classifier.fit(self._features(training.images), training.labels)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """float `[N, 10]`: shares of the votes; for the SVM a softmax of its scores.

        The SVM's are only an order, not a calibrated confidence.
        """
        features = self._features(images)
        if isinstance(self._classifier, svm.SVC):
            scores = self._classifier.decision_function(features)
            powers = np.exp(scores - scores.max(1, keepdims=True))
            known = powers / powers.sum(1, keepdims=True)
        else:
            known = self._classifier.predict_proba(features)
        everything = np.zeros((len(images), 10))
        everything[:, self._classifier.classes_] = known
        return everything

    def _features(self, images):
        """uint8 [N, 28, 28, 1] -> float32 [N, 784], 0..1."""
        if self._deskews:
            images = np.stack([deskewed(image[..., 0]) for image in images])
        return images.reshape(len(images), -1).astype(np.float32) / 255


_CLASSIFIERS = {
    "nearest": lambda settings, seed: neighbors.KNeighborsClassifier(
        settings.neighbours, n_jobs=-1
    ),
    # gamma="scale" is 1 / (784 * variance), about 0.013 on MNIST.
    "svm": lambda settings, seed: svm.SVC(C=settings.penalty, gamma="scale"),
    "forest": lambda settings, seed: ensemble.RandomForestClassifier(
        settings.trees, random_state=seed, n_jobs=-1
    ),
}


def deskewed(image: np.ndarray) -> np.ndarray:
    """Shears a digit upright about its centre of mass; uint8 `[28, 28]` in and out.

    Reference:
        By second moments, as in OpenCV's samples/python/digits.py; LeCun et al. 1998
        call it deslanting.
    """
    moments = cv2.moments(image)
    if abs(moments["mu02"]) < 1e-2:
        return image
    slant = moments["mu11"] / moments["mu02"]
    centre = moments["m01"] / moments["m00"]
    matrix = np.float32([[1, slant, -slant * centre], [0, 1, 0]])
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
    return cv2.warpAffine(image, matrix, image.shape[::-1], flags=flags)
