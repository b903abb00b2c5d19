"""The multi-layer perceptron of paper 3."""

import keras


def build(settings) -> keras.Model:
    """784 -> 100 -> 100 -> 10; 89,610 parameters.

    Args:
        settings: `activation` of the hidden layers: sigmoid in the paper.

    Reference:
        Paper 3 (DNN with an improved cost function). Its point, cross-entropy against
        squared error, is `config.training.loss`.
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(100, settings.activation, name="hidden_1"),
            keras.layers.Dense(100, settings.activation, name="hidden_2"),
            keras.layers.Dense(10, dtype="float32", name="logits"),
        ],
        name=settings.name,
    )
