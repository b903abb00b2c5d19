"""The project's own networks, made to be shipped: small, quick, sure of themselves.

Where the time of a small convolutional network goes decides their shape: few maps while
the image is large, no padding (each convolution leaves 2 px less to the next), and one
normalisation a stage after the pooling, where there is least to normalise. Budgets are
of one 28x28 digit, in multiply-adds (MAC).

A second, small head looks at the same maps and says whether this is a digit at all; its
answer `d`, 0..1, mixes the probabilities with a guess: d * p + (1 - d) / 10. So what is
no digit has no confident answer, and which digit is read never depends on it.
"""

import keras
from keras import ops

_HIDDEN = 48  # units of the second head


def build(settings) -> keras.Model:
    """Six convolutions, 87,931 parameters, 3.5 million MAC.

    layer               out          parameters        MAC
    16 maps 5x5       24x24x16             416     230,400
    16 maps 3x3       22x22x16           2,320   1,115,136
    32 maps 3x3, same 11x11x32           4,640     557,568
    32 maps 3x3         9x9x32           9,248     746,496
    64 maps 3x3, same   4x4x64          18,496     294,912
    64 maps 3x3, same   4x4x64          36,928     589,824
    10                      10          10,250      10,240
    48, 1                    1           5,185       5,136
    3 normalisations                       448
    """
    return _network(settings, maps=(16, 32, 64), last_pool=1, hidden=_HIDDEN)


def build_tiny(settings) -> keras.Model:
    """The same with a third of the maps: 9,458 parameters, 0.8 million MAC."""
    return _network(settings, maps=(8, 11, 19), last_pool=2, hidden=_HIDDEN // 3)


def digits(model: keras.Model) -> keras.Model:
    """The part that tells the digits apart: logits `[B, 10]` as of a digit for sure."""
    return keras.Model(model.input, model.get_layer("digits").output)


def doubting(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers of the second head, which learn last and alone."""
    return [model.get_layer(name) for name in ("doubt_hidden", "doubt")]


def _network(settings, maps, last_pool, hidden):
    first, second, third = maps
    image = keras.Input((28, 28, 1))
    x = _maps(first, "valid", size=5)(image)  # [B, 24, 24, first]
    x = _maps(first, "valid")(x)
    x = _stage_end(x, 2)  # [B, 11, 11, first]
    x = _maps(second, "same")(x)
    x = _maps(second, "valid")(x)
    x = middle = _stage_end(x, 2)  # [B, 4, 4, second]
    x = _maps(third, "same")(x)
    x = _maps(third, "same")(x)
    x = last = _stage_end(x, last_pool)
    x = keras.layers.Dropout(settings.dropout)(keras.layers.Flatten()(x))
    logits = keras.layers.Dense(10, dtype="float32", name="digits")(x)
    pool = keras.layers.GlobalAveragePooling2D(dtype="float32")
    seen = keras.layers.Concatenate(dtype="float32")([pool(middle), pool(last), logits])
    x = keras.layers.Dense(hidden, "relu", dtype="float32", name="doubt_hidden")(seen)
    is_digit = keras.layers.Dense(
        *(1, "sigmoid"),
        bias_initializer=keras.initializers.Constant(4.0),  # a digit, until it learns
        dtype="float32",
        name="doubt",
    )(x)
    mixed = is_digit * ops.softmax(logits) + (1.0 - is_digit) / 10.0
    return keras.Model(image, ops.log(mixed), name=settings.name)


def _maps(count, padding, size=3):
    return keras.layers.Conv2D(count, size, padding=padding, activation="relu")


def _stage_end(x, pool):
    """Pooling, where there is any, then normalisation."""
    if pool > 1:
        x = keras.layers.MaxPooling2D(pool)(x)
    return keras.layers.BatchNormalization(momentum=0.98)(x)
