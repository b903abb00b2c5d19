"""Resizing as matrices, `[n_out, n_in]` along each side: rows @ picture @ columnsT.

A matrix can be made inside a graph for a picture of any size, from builtin LiteRT
operations alone, and be turned over; a resize operation of LiteRT can do neither.
"""

import tensorflow as tf


def averaged(picture, height, width):
    """The whole picture at another size, antialiased: float32 `[height, width]`."""
    shape = tf.shape(picture)
    down, across = averaging(height, shape[0]), averaging(width, shape[1])
    return resized(picture, down, across)


def resized(picture, down, across):
    """down `[h, H]`, picture `[H, W]`, across `[w, W]` -> `[h, w]`."""
    return tf.matmul(tf.matmul(down, picture), across, transpose_b=True)


def averaging(n_out, n_in):
    """A whole side to another length, its edge continued: rows sum to 1."""
    n_out, n_in = (tf.cast(length, tf.float32) for length in (n_out, n_in))
    matrix = sampling(n_out, n_in, n_in / n_out, n_in / 2.0, triangle)
    return matrix / tf.reduce_sum(matrix, 1, keepdims=True)


def sampling(n_out, n_in, scale, middle, kernel):
    """Antialiased sampling of a part of a side; outside of it is 0.

    Args:
        n_out, n_in: lengths.
        scale: source pixels an output pixel.
        middle: where in the source, from its edge, the middle of the output lies.
        kernel: weight of a source pixel by its distance, in pixels of the coarser side.
    """
    source, target = tf.range(0.0, n_in, 1.0), tf.range(0.0, n_out, 1.0)
    at = (target + 0.5 - n_out / 2.0) * scale + middle - 0.5
    reach = tf.maximum(scale, 1.0)
    return kernel(tf.abs(source[tf.newaxis] - at[:, tf.newaxis]) / reach) / reach


def triangle(distance):
    """Linear interpolation: 1 at 0, falling to 0 at 1."""
    return tf.maximum(0.0, 1.0 - distance)


def cubic(distance):
    """Catmull and Rom's cubic: strokes that are enlarged stay as sharp as they were."""
    near, far = tf.minimum(distance, 1.0), tf.clip_by_value(distance, 1.0, 2.0)
    inner = 1.0 + tf.square(near) * (1.5 * near - 2.5)
    return inner + 2.0 - 4.0 * far + tf.square(far) * (2.5 - 0.5 * far)
