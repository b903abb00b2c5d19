"""The stacked autoencoder of paper 2."""

import keras

WIDTHS = (100, 50)  # of the codes, first to last


def build(settings) -> keras.Model:
    """The classifier: 784 -> 100 -> 50 -> 10; 84,060 parameters.

    Its hidden layers, `encoder_1` and `encoder_2`, are what pre-training trains
    (`training/pretraining.py`).

    Args:
        settings: `activation` (the paper's table says ReLU, its text sigmoid) and
            `input_dropout`, 0.1 in the paper.

    Reference:
        Paper 2 (handwritten digit recognition with a stacked autoencoder), table 1.
    """
    hidden = [
        keras.layers.Dense(width, settings.activation, name=f"encoder_{number}")
        for number, width in enumerate(WIDTHS, start=1)
    ]
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Flatten(),
            keras.layers.Dropout(settings.input_dropout, name="input_dropout"),
            *hidden,
            keras.layers.Dense(10, dtype="float32", name="logits"),
        ],
        name=settings.name,
    )


def encoders(model: keras.Model) -> list[keras.layers.Layer]:
    """The classifier's hidden layers, first to last."""
    return [model.get_layer(f"encoder_{k + 1}") for k in range(len(WIDTHS))]


def codes(model: keras.Model) -> keras.Model:
    """The part of the classifier that gives the last code, float32 `[B, 50]`."""
    return keras.Model(model.inputs, encoders(model)[-1].output, name="codes")


def decoders() -> list[keras.layers.Layer]:
    """One linear layer for each encoder, from its code back to its input."""
    widths = (28 * 28, *WIDTHS)
    return [
        keras.layers.Dense(width, dtype="float32", name=f"decoder_{number}")
        for number, width in enumerate(widths[:-1], start=1)
    ]
