"""Paper 2's pre-training: autoencoders that learn to give back their own input."""

import keras

from hwdigits import models
from hwdigits.models import sae
from hwdigits.training import loop, optimizers, steps, workers


def run(classifier, config, strategy, training, validation, workdir, log) -> None:
    """Trains the classifier's encoders, in place.

    greedy: autoencoder k learns to give back the code of encoder k-1 (the image, for
    the first), then its encoder is kept as it is. deep: both learn at once, by
    equation 5: lambda_1 times the error of the image rebuilt from the first code, plus
    lambda_2 times that of the image rebuilt from the last code through both decoders.
    (The paper does not define the two terms further; both compare with the image
    there, which this reading keeps.)

    Args:
        classifier: the network of `models/sae.py`.
        config, strategy, training, validation, workdir, log: as `stages.run`.

    Raises:
        loop.Diverged: as `loop.fit`.
    """
    encoders = sae.encoders(classifier)
    build = _deep if config.model.pretraining == "deep" else _greedy
    for number, model in enumerate(build(config.model, encoders, strategy), start=1):
        _fit(number, model, config, strategy, training, validation, workdir, log)


def _greedy(settings, encoders, strategy):
    """One model an encoder: image -> squared error [B] of what it gave back.

    Yielded one by one, each with its own encoder free to learn and the others frozen.
    """
    for number, encoder in enumerate(encoders):
        with strategy.scope():
            image = keras.Input((28, 28, 1))
            target = keras.layers.Flatten()(image)
            for layer in encoders[:number]:
                target = layer(target)
            noisy = keras.layers.Dropout(settings.input_dropout)(target)
            rebuilt = sae.decoders()[number](encoder(noisy))
            model = keras.Model(image, _squared_error(target, rebuilt))
        for layer in encoders:
            layer.trainable = layer is encoder
        yield model
    for layer in encoders:
        layer.trainable = True


def _deep(settings, encoders, strategy):
    """One model: image -> equation 5's weighted sum of squared errors [B]."""
    with strategy.scope():
        first, last = sae.decoders()
        image = keras.Input((28, 28, 1))
        pixels = keras.layers.Flatten()(image)
        code = encoders[0](keras.layers.Dropout(settings.input_dropout)(pixels))
        encoding = _squared_error(pixels, first(code))
        decoding = _squared_error(pixels, first(last(encoders[1](code))))
        model = keras.Model(
            image,
            settings.encoding_weight * encoding + settings.decoding_weight * decoding,
        )
    yield model  # outside: what takes it must not find itself in the scope


def _squared_error(target, rebuilt):
    """Mean over the numbers of each image: [B, n], [B, n] -> [B]."""
    return keras.ops.mean(keras.ops.square(target - rebuilt), -1)


def _fit(number, model, config, strategy, training, validation, workdir, log):
    """Trains one autoencoder, whose output is its own loss."""
    epochs = config.model.pretraining_epochs
    steps_per_epoch = -(-len(training) // config.training.batch_size)
    with strategy.scope():
        optimizer = optimizers.build(config.optimizer, steps_per_epoch, epochs)
    name = f"autoencoder_{number}"
    stage = loop.Stage(
        name,
        steps.Steps(model, lambda labels, losses: (losses, 0.0), optimizer, strategy),
        epochs,
        validate=lambda: {
            "validation_loss": float(models.outputs(model, validation.images).mean())
        },
        classifies=False,
        finished=lambda rows, is_last: log.scalars(rows[-1], prefix=f"{name}/"),
        team=workers.of(strategy),
    )
    loop.fit(stage, training, config, workdir.state)
