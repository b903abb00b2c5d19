"""The order in which training sees its images: a function of (seed, epoch) alone.

The whole set stays in memory as uint8 (MNIST: 47 MB) and a batch is one NumPy gather,
about 20 us. A run that was killed and started again therefore sees exactly the batches
that it would have seen, and every replica of a distributed run can compute its own rows
without asking anybody.
"""

from collections.abc import Iterator

import numpy as np

from hwdigits.data import augmentation, examples


def epoch(
    data: examples.Examples, batch_size: int, seed: int, number: int, settings
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields every image of one epoch once, shuffled, the last batch perhaps smaller.

    Args:
        data: the training images.
        batch_size: images a batch.
        seed: the run's seed.
        number: of the epoch, from 0.
        settings: `config.augmentation`.

    Yields:
        (images uint8 `[B, 28, 28, 1]`, labels int64 `[B]`).
    """
    order = np.random.default_rng([seed, number]).permutation(len(data))
    augmented = augmentation.is_on(settings)
    for batch, start in enumerate(range(0, len(data), batch_size)):
        rows = order[start : start + batch_size]
        images = data.images[rows]
        if augmented:
            random = np.random.default_rng([seed, number, batch])
            images = augmentation.augment(images, settings, random)
        yield images, data.labels[rows]
