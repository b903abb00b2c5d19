"""The project's own networks, made to be shipped: small, quick, sure of themselves.

Where the time of a small convolutional network goes decides their shape: few maps while
the image is large, and little padding (each convolution without leaves 2 px less to the
next). Every convolution is normalised, which costs a third of the time of training and
nothing in an export, where it is folded into the weights. Budgets are of one 28x28
digit, in multiply-adds (MAC).

A second, small head looks at the same maps and says whether this is a digit at all; its
answer `d`, 0..1, mixes the probabilities with a guess: d * p + (1 - d) / 10. So what is
no digit has no confident answer, and which digit is read never depends on it.
"""

import keras
from keras import ops

_HIDDEN = 48  # units of the second head


def build(settings) -> keras.Model:
    """Six convolutions, 90,747 parameters, 3.5 million MAC.

    layer               out          parameters        MAC
    16 maps 5x5       24x24x16             400     230,400
    16 maps 3x3       22x22x16           2,304   1,115,136
    32 maps 3x3, same 11x11x32           4,608     557,568
    32 maps 3x3         9x9x32           9,216     746,496
    64 maps 3x3, same   4x4x64          18,432     294,912
    64 maps 3x3, same   4x4x64          36,864     589,824
    6 normalisations                       896
    10                      10          10,250      10,240
    48, 1                    1           7,777       7,728
    """
    return _network(settings, maps=(16, 32, 64), last_pool=1, hidden=_HIDDEN)


def build_tiny(settings) -> keras.Model:
    """The same with a third of the maps: 9,678 parameters, 0.8 million MAC."""
    return _network(settings, maps=(8, 11, 19), last_pool=2, hidden=_HIDDEN // 3)


def digits(model: keras.Model) -> keras.Model:
    """The part that tells the digits apart: logits `[B, 10]` as of a digit for sure."""
    return keras.Model(model.input, model.get_layer("digits").output)


def both(model: keras.Model) -> keras.Model:
    """What learns: logits `[B, 10]` as of a digit for sure, and the model's own."""
    return keras.Model(model.input, [model.get_layer("digits").output, model.output])


def _network(settings, maps, last_pool, hidden):
    first, second, third = maps
    image = keras.Input((28, 28, 1))
    x = _maps(image, first, "valid", size=5)  # [B, 24, 24, first]
    x = _maps(x, first, "valid")
    x = keras.layers.MaxPooling2D(2)(x)  # [B, 11, 11, first]
    x = _maps(x, second, "same")
    x = _maps(x, second, "valid")
    x = middle = keras.layers.MaxPooling2D(2)(x)  # [B, 4, 4, second]
    x = _maps(x, third, "same")
    x = last = _maps(x, third, "same")
    if last_pool > 1:
        x = keras.layers.MaxPooling2D(last_pool)(x)
    x = keras.layers.Dropout(settings.dropout)(keras.layers.Flatten()(x))
    logits = keras.layers.Dense(10, dtype="float32", name="digits")(x)
    is_digit = _is_digit(middle, last, hidden)
    mixed = is_digit * ops.softmax(logits) + (1.0 - is_digit) / 10.0
    return keras.Model(image, ops.log(mixed), name=settings.name)


def _maps(x, count, padding, size=3):
    x = keras.layers.Conv2D(count, size, padding=padding, use_bias=False)(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.98)(x))


def _is_digit(middle, last, hidden):
    """The second head: a share `[B, 1]` from what two stages saw anywhere."""
    mean = keras.layers.GlobalAveragePooling2D(dtype="float32")
    most = keras.layers.GlobalMaxPooling2D(dtype="float32")
    seen = keras.layers.Concatenate(dtype="float32")(
        [mean(middle), mean(last), most(last)]
    )
    x = keras.layers.Dense(hidden, "relu", dtype="float32", name="doubt_hidden")(seen)
    return keras.layers.Dense(
        *(1, "sigmoid"),
        bias_initializer=keras.initializers.Constant(4.0),  # a digit, until it learns
        dtype="float32",
        name="doubt",
    )(x)
