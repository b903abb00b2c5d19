"""The deep convolutional network of paper 5."""

import keras


def build(settings) -> keras.Model:
    """64 maps 5x5 -> pool -> 64 maps 3x3 -> 20 maps 3x3 -> 10; 70,142 parameters.

    The paper names activations only in general terms; ReLU is what it describes.

    Reference:
        Paper 5 (deep convolutional network in PyTorch), 99.31 % on MNIST.
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(64, 5, activation="relu", name="c1"),  # [B, 24, 24, 64]
            keras.layers.MaxPooling2D(2, name="s2"),
            keras.layers.Conv2D(64, 3, activation="relu", name="c3"),  # [B, 10, 10, 64]
            keras.layers.Conv2D(20, 3, padding="same", activation="relu", name="c4"),
            keras.layers.Flatten(),  # [B, 2000]
            keras.layers.Dense(10, dtype="float32", name="logits"),
        ],
        name=settings.name,
    )
