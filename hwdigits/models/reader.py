"""The project's own networks, made to be shipped: small, quick, sure of themselves.

Where the time of a small convolutional network goes decides their shape: few maps while
the image is large, no padding (each convolution leaves 2 px less to the next), and one
normalisation a stage after the pooling, where there is least to normalise. Budgets are
of one 28x28 digit, in multiply-adds (MAC).
"""

import keras


def build(settings) -> keras.Model:
    """Six convolutions, 82,746 parameters, 3.5 million MAC.

    layer               out          parameters        MAC
    16 maps 5x5       24x24x16             416     230,400
    16 maps 3x3       22x22x16           2,320   1,115,136
    32 maps 3x3, same 11x11x32           4,640     557,568
    32 maps 3x3         9x9x32           9,248     746,496
    64 maps 3x3, same   4x4x64          18,496     294,912
    64 maps 3x3, same   4x4x64          36,928     589,824
    10                      10          10,250      10,240
    3 normalisations                       448
    """
    return _network(settings, maps=(16, 32, 64), last_pool=1)


def build_tiny(settings) -> keras.Model:
    """Six convolutions of a third of the maps, 9,746 parameters, 0.9 million MAC."""
    return _network(settings, maps=(8, 12, 20), last_pool=2)


def _network(settings, maps, last_pool):
    first, second, third = maps
    layers = [
        keras.Input((28, 28, 1)),
        _maps(first, "valid", size=5),  # [B, 24, 24, first]
        _maps(first, "valid"),
        *_stage_end(2),  # [B, 11, 11, first]
        _maps(second, "same"),
        _maps(second, "valid"),
        *_stage_end(2),  # [B, 4, 4, second]
        _maps(third, "same"),
        _maps(third, "same"),
        *_stage_end(last_pool),
        keras.layers.Flatten(),
        keras.layers.Dropout(settings.dropout),
        keras.layers.Dense(10, dtype="float32", name="logits"),
    ]
    return keras.Sequential(layers, name=settings.name)


def _maps(count, padding, size=3):
    return keras.layers.Conv2D(count, size, padding=padding, activation="relu")


def _stage_end(pool):
    """Pooling, where there is any, then normalisation."""
    pooling = [keras.layers.MaxPooling2D(pool)] if pool > 1 else []
    return [*pooling, keras.layers.BatchNormalization(momentum=0.98)]
