"""Picture files to grey inside the graph: PNG, JPEG, GIF, BMP and WebP.

`tf.io.decode_image` has a rule of its own for every format: channels=1 works for PNG
and JPEG alone and drops PNG's transparency (black ink on transparent paper becomes
all black). So the file's own channels are asked for and resolved here.
"""

import base64

import tensorflow as tf

_BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
# A PNG of one white pixel: what bytes that are no picture are taken for, so that they
# come back as "no ink" and not as an error for every picture of the same request.
_BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJ"
    "RU5ErkJggg=="
)
_LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601, as PIL's convert("L")


def gray(data):
    """The bytes of one picture file -> uint8 `[H, W]`, transparency over white.

    Bytes of no known format are one white pixel. A file of a known format that is
    damaged fails the call: TensorFlow cannot catch that in a graph. The rotation that
    EXIF asks for is not applied; of an animation the first frame is taken.

    Args:
        data: scalar string tensor.
    """
    is_known = tf.reduce_any(
        [tf.strings.substr(data, 0, len(start)) == start for start in _BEGINNINGS]
    )
    data = tf.cond(is_known, lambda: data, lambda: tf.constant(_BLANK))
    picture = tf.io.decode_image(data, channels=0, expand_animations=False)
    values = tf.cast(tf.ensure_shape(picture, (None, None, None)), tf.float32)
    channels = tf.shape(values)[-1]
    has_alpha = tf.logical_or(tf.equal(channels, 2), tf.equal(channels, 4))
    light = tf.cond(
        channels < 3,
        lambda: values[..., 0],
        lambda: tf.reduce_sum(values[..., :3] * tf.constant(_LUMINANCE), -1),
    )
    light = tf.cond(
        has_alpha, lambda: _over_white(light, values[..., -1]), lambda: light
    )
    return tf.cast(tf.round(light), tf.uint8)


def _over_white(light, alpha):
    return (light * alpha + 255.0 * (255.0 - alpha)) / 255.0
