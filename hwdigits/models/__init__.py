"""The networks, one file each; every one is `build(settings) -> keras.Model`.

All take digits, float32 `[B, 28, 28, 1]`, 0..1, and return logits, float32 `[B, 10]`.
They use `keras.layers` and `keras.ops` only, so any Keras backend trains them.
`baselines.py` holds the classifiers of scikit-learn that the papers compare with.
"""

import keras
import numpy as np

from hwdigits.models import deep_cnn, lenet, mlp, reader, sae, softmax, tf_cnn

NETWORKS = {
    "softmax": softmax.build,
    "mlp": mlp.build,
    "sae": sae.build,
    "lenet": lenet.build,
    "tf_cnn": tf_cnn.build,
    "deep_cnn": deep_cnn.build,
    "reader": reader.build,
    "reader_tiny": reader.build_tiny,
}


def build(settings, precision: str = "float32") -> keras.Model:
    """Builds the network that `config.model` names.

    Args:
        settings: `config.model`.
        precision: "float32", or "bfloat16" for arithmetic in it with float32 weights;
            the logits are float32 either way.
    """
    policy = {"float32": "float32", "bfloat16": "mixed_bfloat16"}[precision]
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        return NETWORKS[settings.name](settings)
    finally:
        keras.config.set_dtype_policy(before)


def digits(images):
    """The one step from uint8 0..255 to float32 0..1; any shape, on the backend."""
    return keras.ops.cast(images, "float32") / 255.0


def outputs(
    model: keras.Model, images: np.ndarray, batch_size: int = 500
) -> np.ndarray:
    """What a model says to images, as NumPy: logits float32 `[N, 10]` for a network.

    Args:
        model: takes digits.
        images: uint8 `[N, 28, 28, 1]`.
        batch_size: images at a time; only memory depends on it.
    """
    parts = [
        keras.ops.convert_to_numpy(
            model(digits(images[start : start + batch_size]), training=False)
        )
        for start in range(0, len(images), batch_size)
    ]
    return np.concatenate(parts)
