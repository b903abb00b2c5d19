"""From any picture of one digit to MNIST's 28x28 frame, as part of the graph.

Pure tensor functions on one picture of any size, in call order; `photo` is all of
them, and `Frame` the Keras layer. They use builtin LiteRT operations alone, so that
training, SavedModel, phone and browser run this very code. What is repeated is a loop
of the graph: unrolled, it is two thirds of a small .tflite file.

    gray    float32 [H, W], 0..1, as the picture is
    ink     float32 [H, W], 0..1, bright on 0
    digit   float32 [28, 28, 1], 0..1, in MNIST's frame (LeCun et al. 1998, section
            III.A): longer side 20 px, centre of mass in the middle, which on its
            60,000 training images is index 13.996 / 14.007 of 0..27
"""

import keras
import numpy as np
import tensorflow as tf

from hwdigits import framing, resampling

LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601, as PIL's convert("L")

# The paper is looked at on a square of so many cells; degree 1 is a tilted plane. A
# surface that bends (degree 2) follows the digit itself where it fills the picture:
# of 300 MNIST validation digits deep_cnn reads 97.7 instead of 99.0 %.
_CELLS, _DEGREE = 32, 1
_REFITS, _TIGHTENING = 16, 0.7
# What rises over the plane under ink counts so much where what falls below it is 1.
_UPWARD = 0.1
# Orthonormal polynomials along a side, [degree + 1, cells], and which of their products
# make the surface: those of total degree up to _DEGREE.
_BASIS = np.linalg.qr(np.vander(np.linspace(-1, 1, _CELLS), _DEGREE + 1, True))[0].T
_BASIS = _BASIS.astype(np.float32)
_LOW = np.add.outer(range(_DEGREE + 1), range(_DEGREE + 1)) <= _DEGREE
_LOW = _LOW.astype(np.float32)
# Cells that differ from a surface by less of full light than this may be its paper.
_NEAR = 0.06

# Of the noise estimate: within 3 % of 16 clippings on 100 noisy MNIST papers. The other
# limits below were set by eye on 300 MNIST validation digits, and looked at on hwd1000.
_CLIPPINGS = 8
# Noise above the paper is no more than so many times what lies below it, by the first
# guess, which is at least and at most so much of full ink.
_FROM_BELOW, _LEAST_GUESS, _MOST_GUESS = 2.0, 0.25, 0.5
_LEAST_CONTRAST = 0.04  # of full ink on its paper, 0..1: less is a blank picture
# What counts for the box of the ink: this much of full ink, and noise's own tail.
_INKED, _NOISE_TAIL = 0.04, 4.5


def photo(image):
    """Finds the digit and puts it in MNIST's frame.

    Args:
        image: uint8 `[H, W]` or `[H, W, 1 or 3]`, 0..255, any size, ink dark or bright.

    Returns:
        (digit float32 `[28, 28, 1]`, has_ink bool). Without ink the digit is all 0.
    """
    bright = with_bright_ink(gray(image))
    ink, least, has_ink = with_full_contrast(above_paper(bright))
    return framing.framed(ink, framing.ink_box(ink, least)), has_ink


def naive(image):
    """Paper 1's way: the whole picture resized to 28x28 and scaled, ink bright.

    Args and returns as `photo`.
    """
    gray_picture = gray(image)
    small = resampling.averaged(gray_picture, framing.FRAME_PX, framing.FRAME_PX)
    low, high = tf.reduce_min(small), tf.reduce_max(small)
    edges = (small[0], small[-1], small[:, 0], small[:, -1])
    border = tf.add_n([tf.reduce_mean(edge) for edge in edges]) / 4.0
    is_light_paper = tf.cast(border > (low + high) / 2.0, tf.float32)
    ink = is_light_paper * (high - small) + (1.0 - is_light_paper) * (small - low)
    stretched = ink / tf.maximum(high - low, 1e-3)
    return stretched[..., tf.newaxis], high - low > _LEAST_CONTRAST


WAYS = {"photo": photo, "mnist": naive}  # by their names in config.data.preprocess


def frame(pictures, way: str) -> np.ndarray:
    """Brings many grey pictures into the frame, outside of any graph.

    Args:
        pictures: an iterable of uint8 `[H, W]`, of any sizes.
        way: "photo" or "mnist".

    Returns:
        uint8 `[N, 28, 28, 1]`, bright ink on 0.
    """
    signature = [tf.TensorSpec((None, None), tf.uint8)]
    framed_one = tf.function(lambda picture: WAYS[way](picture)[0], signature)
    digits = [framed_one(picture).numpy() for picture in pictures]
    return np.rint(np.stack(digits) * 255).astype(np.uint8)


@keras.saving.register_keras_serializable("hwdigits")
class Frame(keras.layers.Layer):
    """The same as a layer: pictures of one size, uint8 `[B, H, W, 1 or 3]`, to digits.

    Args:
        way: "photo" or "mnist".

    Example:
        `keras.Sequential([keras.Input((None, None, 1), dtype="uint8"), Frame(), net])`
    """

    def __init__(self, way: str = "photo", **kwargs):
        super().__init__(**kwargs)
        self.way = way

    def call(self, images):
        spec = tf.TensorSpec((framing.FRAME_PX, framing.FRAME_PX, 1), tf.float32)
        frame_one = WAYS[self.way]
        return tf.map_fn(
            lambda one: frame_one(one)[0], images, fn_output_signature=spec
        )

    def compute_output_shape(self, input_shape):
        return (input_shape[0], framing.FRAME_PX, framing.FRAME_PX, 1)

    def get_config(self):
        return super().get_config() | {"way": self.way}


def gray(image):
    """uint8 `[H, W]` or `[H, W, 1 or 3]`, 0..255 -> float32 `[H, W]`, 0..1."""
    values = tf.cast(image, tf.float32) / 255.0
    if values.shape.rank == 2:
        return values
    if values.shape[-1] == 1:
        return values[..., 0]
    return tf.reduce_sum(values * tf.constant(LUMINANCE), -1)


def with_bright_ink(gray_picture):
    """Turns the picture so that ink is brighter than paper: float32 `[H, W]`, 0..1.

    Ink is the lesser part, so it is on the side of the longer tail (the sign of the
    skewness); and it is more in the middle than at the border. Each fails where the
    other does not: on thick digits cropped tightly, on digits that touch the border.
    """
    cells = resampling.averaged(gray_picture, _CELLS, _CELLS)
    difference = gray_picture - _spread(_plane(cells, upward=1.0), gray_picture)
    mean = tf.reduce_mean(difference)
    centred = difference - mean
    deviation = tf.sqrt(tf.reduce_mean(tf.square(centred)) + 1e-8)
    skewness = tf.reduce_mean(centred**3) / deviation**3
    edges = (difference[0], difference[-1], difference[:, 0], difference[:, -1])
    border = tf.add_n([tf.reduce_mean(edge) for edge in edges]) / 4.0
    is_bright = skewness + 2.0 * (mean - border) / deviation >= 0.0
    sign = 2.0 * tf.cast(is_bright, tf.float32) - 1.0
    return 0.5 + sign * (gray_picture - 0.5)


def above_paper(bright):
    """Takes the paper and its light away: float32 `[H, W]`, -1..1.

    Paper is about 0, its noise on both sides of it, ink above.
    """
    return bright - paper_light(bright)


def paper_light(bright):
    """The light of the paper under bright ink, a plane: float32 `[H, W]`, about 0..1.

    What `above_paper` takes away. With the ink known to be above, what rises over the
    plane counts less than what falls below it. A digit that fills its picture to the
    edges tilts any plane even so: there the paper is taken to be level, as dark as the
    darkest cell. So many cells as lie near to the one and to the other decide.
    """
    cells = resampling.averaged(bright, _CELLS, _CELLS)
    plane, level = _plane(cells, _UPWARD), tf.reduce_min(cells)
    is_level = tf.cast(_near(cells, level) > _near(cells, plane), tf.float32)
    return _spread(is_level * level + (1.0 - is_level) * plane, bright)


def _near(cells, surface):
    """How many cells are about as light as a surface."""
    return tf.reduce_sum(tf.cast(tf.abs(cells - surface) < _NEAR, tf.float32))


def _plane(cells, upward):
    """The plane through the light of most cells, float32 `[cells, cells]`.

    Fitted by least squares, again and again with what lies far from it pulled nearer:
    Huber's regression, at the median for `upward` 1 and at a lower quantile below.
    """

    def pull(number, pulled, reach, surface):
        del surface
        fitted = tf.matmul(tf.matmul(_BASIS, pulled), _BASIS, transpose_b=True) * _LOW
        surface = tf.matmul(tf.matmul(_BASIS, fitted, transpose_a=True), _BASIS)
        pulled = tf.clip_by_value(cells, surface - reach, surface + upward * reach)
        return number + 1, pulled, reach * _TIGHTENING, surface

    _, _, _, surface = tf.while_loop(
        lambda number, *_: number < _REFITS, pull, (0, cells, 0.5, cells)
    )
    return surface


def _spread(surface, picture):
    """A surface of cells as one of the picture's pixels."""
    return resampling.averaged(surface, tf.shape(picture)[0], tf.shape(picture)[1])


def with_full_contrast(above):
    """Noise of the paper to 0 and full ink to 1, of what is above the paper.

    Returns:
        (float32 `[H, W]`; how much of it is more than noise, a scalar; has_ink bool).
    """
    mean, deviation = noise_level(above)
    floor = mean + 2.0 * deviation
    strength = ink_level(above) - floor
    has_ink = strength > _LEAST_CONTRAST + 3.0 * deviation
    strength = tf.maximum(strength, 1e-3)
    stretched = tf.clip_by_value((above - floor) / strength, 0.0, 1.0)
    least = _INKED + _NOISE_TAIL * deviation / strength
    return stretched * tf.cast(has_ink, tf.float32), least, has_ink


def noise_level(above):
    """Mean and standard deviation of the paper, its lower half as 0: two scalars 0..1.

    Clipped again and again, so that ink and its grey edges drop out. Where there is
    little paper those edges are as much as it, and alone below it is no ink.
    """
    ink, below = tf.maximum(above, 0.0), tf.minimum(above, 0.0)
    count = tf.reduce_sum(tf.cast(below < 0.0, tf.float32)) + 1e-6
    roughness = tf.sqrt(tf.reduce_sum(tf.square(below)) / count)
    full = ink_level(above)
    guess = tf.clip_by_value(
        _FROM_BELOW * roughness, _LEAST_GUESS * full, _MOST_GUESS * full
    )

    def clip(number, limit, mean, deviation):
        is_paper = tf.cast(ink <= limit, tf.float32)
        count = tf.reduce_sum(is_paper) + 1e-6
        mean = tf.reduce_sum(ink * is_paper) / count
        square = tf.reduce_sum(tf.square(ink) * is_paper) / count
        deviation = tf.sqrt(tf.maximum(square - tf.square(mean), 0.0))
        limit = tf.minimum(limit, mean + 3.0 * deviation)
        return number + 1, limit, mean, deviation

    _, _, mean, deviation = tf.while_loop(
        lambda number, *_: number < _CLIPPINGS, clip, (0, guess, 0.0, 0.0)
    )
    return mean, deviation


def ink_level(above):
    """How bright full ink is, a scalar 0..1: the mean weighted by the fourth power."""
    ink = tf.maximum(above, 0.0)
    fourth = tf.square(tf.square(ink))
    return tf.reduce_sum(fourth * ink) / (tf.reduce_sum(fourth) + 1e-12)
