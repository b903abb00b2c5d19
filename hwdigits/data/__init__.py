"""What comes in: labelled pictures, as uint8 in the 28x28 frame.

    sources.load("mnist:8000+~/digits", "train", ...)   names a mixture of
      mnist.py       the 70,000 of MNIST, through TensorFlow Datasets
      optdigits.py   1,797 digits that come with scikit-learn
      added/hands.py those hands of which nothing was learnt, to score on
      folder.py      pictures of one's own, DIR/<label>/...
    examples.py      what they all return; drawing and splitting it by seed
    augmentation.py, batches.py   how training sees it
    pages/           made-up photos of whole pages, with known text
    added/           what a reader learns from beside: no digits, printed ones, ...

Nothing here imports TensorFlow but `mnist.py`, through TFDS.
"""

from hwdigits.data.examples import Examples
from hwdigits.data.sources import Places, load

__all__ = ["Examples", "Places", "load"]
