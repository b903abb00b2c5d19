"""The convolutional network of paper 1's TensorFlow listing."""

import keras


def build(settings) -> keras.Model:
    """5x5 convolution, 32 maps -> 2x2 max pool -> 768 -> 10; 4,826,186 parameters.

    The fully connected layer has no activation: the listing is a plain product and
    bias. (Its figure 2 says 1024 wide, the listing 768.)

    Reference:
        Li, "Handwritten digit recognition system based on TensorFlow", section 1.3.
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 5, padding="same", activation="relu", name="conv"),
            keras.layers.MaxPooling2D(2),  # [B, 14, 14, 32]
            keras.layers.Flatten(),
            keras.layers.Dense(768, name="fully_connected"),
            keras.layers.Dense(10, dtype="float32", name="logits"),
        ],
        name=settings.name,
    )
