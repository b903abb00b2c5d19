"""Where the ink is, and from there to MNIST's frame: the last steps of pre-processing.

The frame is that of LeCun et al. 1998, section III.A: 28x28, the ink's longer side 20
px, its centre of mass in the middle.
"""

import tensorflow as tf

from hwdigits import resampling

FRAME_PX = 28
INK_PX = 20
CENTRE = 14.0  # index of the centre of mass along each axis

# Specks of noise that survive are not near the digit: the box is sought on a square of
# so many cells first, each the mean of its pixels, where so much ink is a stroke.
_SEARCH_CELLS, _SEARCH_INKED = 64, 0.08
# From this much ink on, the outermost pixels of a small digit are ink altogether.
_FULL_EDGE = 0.75


def ink_box(ink, least):
    """First inked row and column and one past the last: y0, y1, x0, x1, in px.

    The whole picture where there is no ink.
    """
    height, width = _sides(ink)
    down = resampling.averaging(_SEARCH_CELLS, height)
    across = resampling.averaging(_SEARCH_CELLS, width)
    cells = resampling.resized(ink, down, across)
    search = tf.minimum(_SEARCH_INKED, 0.5 * tf.reduce_max(cells))
    near = tf.cast(cells > search, tf.float32)
    # A matrix turned over spreads each cell over the pixels it was the mean of.
    rows = tf.linalg.matvec(down, tf.reduce_max(near, 1), transpose_a=True)
    columns = tf.linalg.matvec(across, tf.reduce_max(near, 0), transpose_a=True)
    rows, columns = tf.sign(rows), tf.sign(columns)
    rows, columns = rows * tf.reduce_max(ink, 1), columns * tf.reduce_max(ink, 0)
    y0, y1 = _ends(rows, least)
    x0, x1 = _ends(columns, least)
    # A grey edge of a small digit is half a pixel of the ink or less, not a whole one,
    # and a pixel there is two of the frame.
    enlarged = tf.clip_by_value(INK_PX / tf.maximum(y1 - y0, x1 - x0) - 1.0, 0.0, 1.0)

    def empty(profile, at):
        edge = tf.gather(profile, tf.cast(at, tf.int32))
        return enlarged * tf.clip_by_value(_FULL_EDGE - edge, 0.0, 0.5)

    y0, y1 = y0 + empty(rows, y0), y1 - empty(rows, y1 - 1.0)
    return y0, y1, x0 + empty(columns, x0), x1 - empty(columns, x1 - 1.0)


def framed(ink, box):
    """Brings the box to MNIST's frame: float32 `[28, 28, 1]`, 0..1.

    The longer side becomes 20 px, antialiased; the whole is moved by whole pixels until
    the centre of mass is nearest to CENTRE, so that what is in the frame already comes
    through untouched.
    """
    y0, y1, x0, x1 = box
    height, width = _sides(ink)
    scale = tf.maximum(tf.maximum(y1 - y0, x1 - x0), 1.0) / INK_PX  # source px a px
    room_y = tf.round(FRAME_PX - (y1 - y0) / scale)
    room_x = tf.round(FRAME_PX - (x1 - x0) / scale)
    top, left = tf.round(room_y / 2.0), tf.round(room_x / 2.0)
    # Twice the frame, so that moving is choosing other rows and columns of it.
    side = 2 * FRAME_PX
    down = resampling.sampling(
        side, height, scale, y0 + (FRAME_PX / 2.0 - top) * scale, resampling.cubic
    )
    across = resampling.sampling(
        side, width, scale, x0 + (FRAME_PX / 2.0 - left) * scale, resampling.cubic
    )
    wide = resampling.resized(ink, down, across)
    digit = _window(wide, 0.0, 0.0)
    index = tf.range(FRAME_PX, dtype=tf.float32)
    mass = tf.reduce_sum(digit) + 1e-6
    row = tf.reduce_sum(tf.reduce_sum(digit, 1) * index) / mass
    column = tf.reduce_sum(tf.reduce_sum(digit, 0) * index) / mass
    down_px = tf.clip_by_value(tf.round(CENTRE - row), -top, room_y - top)
    right_px = tf.clip_by_value(tf.round(CENTRE - column), -left, room_x - left)
    digit = _window(wide, down_px, right_px)
    return tf.clip_by_value(digit, 0.0, 1.0)[..., tf.newaxis]


def _window(wide, down_px, right_px):
    """The frame in the middle of `wide`, its content moved by whole pixels."""
    margin = FRAME_PX / 2.0
    begin = tf.stack([margin - down_px, margin - right_px])
    return tf.slice(wide, tf.cast(begin, tf.int32), [FRAME_PX, FRAME_PX])


def _sides(picture):
    """Height and width as floats."""
    shape = tf.cast(tf.shape(picture), tf.float32)
    return shape[0], shape[1]


def _ends(profile, least):
    """Index of the first entry over `least`, and one past the last; else (0, n)."""
    n = tf.cast(tf.shape(profile)[0], tf.float32)
    inked = tf.cast(profile > least, tf.float32)
    leading = tf.reduce_sum(tf.cast(tf.cumsum(inked) < 0.5, tf.float32))
    trailing = tf.reduce_sum(tf.cast(tf.cumsum(inked, reverse=True) < 0.5, tf.float32))
    is_any = tf.reduce_max(inked)
    return leading * is_any, n - trailing * is_any
