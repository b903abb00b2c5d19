"""Softmax regression: the baseline of paper 1, "no convolution"."""

import keras


def build(settings) -> keras.Model:
    """784 -> 10; 7,850 parameters, all zero at first.

    Reference:
        Li, "Handwritten digit recognition system based on TensorFlow", section 1.3.
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(
                10, kernel_initializer="zeros", dtype="float32", name="logits"
            ),
        ],
        name=settings.name,
    )
