"""Picture files to grey inside the graph: PNG, JPEG, GIF, BMP and WebP.

`tf.io.decode_image` has a rule of its own for every format: channels=1 works for PNG
and JPEG alone and drops PNG's transparency (black ink on transparent paper becomes
all black). So the file's own channels are asked for and resolved here.
"""

import base64

import tensorflow as tf

from hwdigits.preprocessing import LUMINANCE
from hwdigits.reader.photo import pictures

_BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")
# A PNG of one white pixel: what bytes that are no picture are taken for, so that they
# come back as "no ink" and not as an error for every picture of the same request.
_BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJ"
    "RU5ErkJggg=="
)
_HEAD_BYTES = 32  # of a file, in which every format but JPEG says its size
_WEBP_ANIMATED = 2  # a flag of the "VP8X" chunk, WebP Container Specification


def gray(data):
    """The bytes of one picture file -> uint8 `[H, W]`, transparency over white.

    Bytes of no known format are one white pixel; so are an animated WebP, on which
    TensorFlow 2.21 writes past its memory and ends the server, and a picture of more
    than `pictures.MOST_PIXELS`, of which 90 kB of PNG can hold four times as many: they
    took 19 GB. A file of a known format that is damaged fails the call: TensorFlow
    cannot catch that in a graph. The rotation that EXIF asks for is not applied; of an
    animated GIF or PNG the first frame is taken.

    Args:
        data: scalar string tensor.
    """
    data = tf.cond(_can_be_decoded(data), lambda: data, lambda: tf.constant(_BLANK))
    picture = tf.io.decode_image(data, channels=0, expand_animations=False)
    values = tf.cast(tf.ensure_shape(picture, (None, None, None)), tf.float32)
    channels = tf.shape(values)[-1]
    has_alpha = tf.logical_or(tf.equal(channels, 2), tf.equal(channels, 4))
    light = tf.cond(
        channels < 3,
        lambda: values[..., 0],
        lambda: tf.reduce_sum(values[..., :3] * tf.constant(LUMINANCE), -1),
    )
    light = tf.cond(
        has_alpha, lambda: _over_white(light, values[..., -1]), lambda: light
    )
    return tf.cast(tf.round(light), tf.uint8)


def _can_be_decoded(data):
    """Whether it begins as a picture whose decoding harms nobody."""
    start = tf.strings.substr(data, 0, _HEAD_BYTES) + b"\0" * _HEAD_BYTES
    is_webp = _has(start, 0, b"RIFF") & _has(start, 8, b"WEBP")  # RIFF is also sound
    known = [_has(start, 0, beginning) for beginning in _BEGINNINGS]
    is_known = tf.reduce_any([is_webp, *known])
    head = tf.io.decode_raw(tf.strings.substr(start, 0, _HEAD_BYTES), tf.uint8)
    head = tf.cast(tf.ensure_shape(head, (_HEAD_BYTES,)), tf.int64)
    is_extended = _has(start, 12, b"VP8X")
    is_animated = tf.logical_and(is_extended, head[20] & _WEBP_ANIMATED > 0)
    height, width = _sides(data, start, head)
    is_small = height * width <= pictures.MOST_PIXELS
    return is_known & ~is_animated & is_small


def _sides(data, start, head):
    """Height and width as the file's head has them, int64; BMP's do not matter.

    TensorFlow takes no BMP with less data than its size asks for.
    """
    packed = _number(head, 21, 4)  # of lossless WebP: 14 bits each
    cases = [
        (b"\x89PNG", 0, (_number(head, 23, -4), _number(head, 19, -4))),
        (b"GIF8", 0, (_number(head, 8, 2), _number(head, 6, 2))),
        (b"VP8X", 12, (_number(head, 27, 3) + 1, _number(head, 24, 3) + 1)),
        (b"VP8 ", 12, (_number(head, 28, 2) & 16383, _number(head, 26, 2) & 16383)),
        (b"VP8L", 12, ((packed // 16384 & 16383) + 1, (packed & 16383) + 1)),
    ]
    sides = tf.cond(
        _has(data, 0, b"\xff\xd8\xff"),
        lambda: tf.image.extract_jpeg_shape(data, tf.int64),
        lambda: tf.zeros(3, tf.int64),
    )[:2]
    for name, at, found in cases:
        # The larger, so that no file hides its size behind another format's name.
        sides = tf.maximum(sides, tf.where(_has(start, at, name), tf.stack(found), 0))
    return sides[0], sides[1]


def _has(data, at, expected):
    return tf.strings.substr(data, at, len(expected)) == expected


def _number(head, at, count):
    """The whole number of so many bytes from `at`, least first; backwards if < 0."""
    step = 1 if count > 0 else -1
    return tf.add_n([head[at + i * step] * 256**i for i in range(abs(count))])


def _over_white(light, alpha):
    return (light * alpha + 255.0 * (255.0 - alpha)) / 255.0
