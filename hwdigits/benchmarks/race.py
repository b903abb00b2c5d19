"""Seconds until 99.0 % of MNIST's validation images are right: Keras's example, ours.

Each takes turns, a seed a round, on the same images: 55,000 to learn from and 5,000 of
the training images held back to look at after each epoch. The clock runs from before
the network is built; compiling it, validation and all.
"""

import time

import numpy as np

from hwdigits import config as config_lib
from hwdigits import data, machine, quiet
from hwdigits.benchmarks import sections, tables
from hwdigits.data import sources

AIM = 0.99
_MOST_EPOCHS = 30
_KERAS, _OURS = "keras's mnist_convnet", "hwdigits, reader_tiny"
_USAGE = """\
usage: hwdigits benchmark race [--rounds=N] [--epochs=N] [--json] [--out=DIR]

Trains Keras's example mnist_convnet as published and this package's reader_tiny,
without distortions, until 99.0 % of 5,000 of MNIST's training images that were held
back are right: seconds from building the network to the validation that says so. A
round takes minutes."""


def digits(places: data.Places) -> tuple:
    """(training, validation) images of MNIST.

    Raises:
        Refusal: it is not there.
    """
    return sources.training_and_validation(_config(), places)


def _config():
    """Ours: chosen on validation, for its time (see docs/BENCHMARKS.md)."""
    config = config_lib.base_config("reader_tiny")
    config.training.batch_size = 128
    config.training.precision = "bfloat16"
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.004
    return config


def run(training, validation, rounds: int, most_epochs: int = _MOST_EPOCHS) -> dict:
    """Races both, `rounds` times.

    Args:
        training, validation: Examples.
        rounds: seeds.
        most_epochs: after which a run ends without having reached the aim.

    Returns:
        {"training", "validation": how many; "runs": {name: a dict a seed with the
        seconds and accuracies of each epoch}; "machine"}.
    """
    runs = {_KERAS: [], _OURS: []}
    for seed in range(rounds):
        for name, epochs in ((_KERAS, _convnet), (_OURS, _ours)):
            runs[name].append(_until(epochs(training, validation, seed), most_epochs))
    return {
        "machine": machine.facts("tensorflow", "keras"),
        "training": len(training),
        "validation": len(validation),
        "runs": runs,
    }


def _until(epochs, most):
    """Takes epochs, each giving its accuracy, until the aim is reached."""
    begun, seconds, accuracies = time.perf_counter(), [], []
    for accuracy in epochs:
        seconds.append(round(time.perf_counter() - begun, 2))
        accuracies.append(round(float(accuracy), 5))
        if accuracies[-1] >= AIM or len(accuracies) == most:
            break
    return {"seconds": seconds, "accuracies": accuracies}


def _convnet(training, validation, seed):
    """Keras's example, with its own batch, loss and optimizer.

    Reference:
        Chollet, "Simple MNIST convnet", keras.io/examples/vision/mnist_convnet.
    """
    import keras

    keras.utils.set_random_seed(seed)
    model = convnet()
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    pixels, held = (
        some.images.astype(np.float32) / 255 for some in (training, validation)
    )
    labels, true = (
        keras.utils.to_categorical(some.labels, 10) for some in (training, validation)
    )
    while True:
        history = model.fit(
            *(pixels, labels), batch_size=128, validation_data=(held, true), verbose=0
        )
        yield history.history["val_accuracy"][-1]


def convnet():
    """The example's network: 34,826 parameters, probabilities out."""
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def _ours(training, validation, seed):
    from hwdigits import models
    from hwdigits.data import batches
    from hwdigits.models import reader
    from hwdigits.training import loop, stages, steps, strategies

    config = _config()
    config.seed = seed
    device = strategies.build("one_device")
    classifier = stages.build_classifier(config, device, len(training))
    digits_alone = reader.digits(classifier.model)
    batch, epoch = config.training.batch_size, 0
    while True:
        steps.reseed(classifier.model, seed, epoch)
        seen = batches.epoch(training, batch, seed, epoch, config.augmentation)
        for chunk in loop.chunks(seen):
            classifier.run(chunk)
        logits = models.outputs(digits_alone, validation.images)
        yield np.mean(logits.argmax(1) == validation.labels)
        epoch += 1


def table(result: dict) -> str:
    """What `run` returned, for people."""
    rows = [(f"until {AIM:.1%} of validation", "s", "epochs", "times keras", "n")]
    ends = {
        name: [run["seconds"][-1] for run in runs]
        for name, runs in result["runs"].items()
    }
    for name, runs in result["runs"].items():
        ratios = [k / own for own, k in zip(ends[name], ends[_KERAS], strict=True)]
        epochs = [len(run["seconds"]) for run in runs]
        missed = sum(run["accuracies"][-1] < AIM for run in runs)
        late = f", {missed} never" if missed else ""
        rows.append(
            (
                *(name, tables.spread(ends[name], ".1f")),
                *(tables.spread(epochs, ".0f") + late, tables.spread(ratios, ".2f")),
                str(len(runs)),
            )
        )
    return (
        f"{tables.table(rows)}\n{result['training']:,} training and "
        f"{result['validation']:,} validation images, a seed a round, median [least, "
        "most]"
    )


def _define(values):
    sections.whole(values, "rounds", 1, "How many seeds each takes, in turns")
    sections.whole(
        values, "epochs", _MOST_EPOCHS, "After which a run has not got there"
    )


def _measure(values):
    quiet.import_tensorflow()
    both = digits(data.Places(values.data_dir, values.manual_dir))
    return run(*both, values.rounds, values.epochs)


SECTION = sections.Section(
    _USAGE, _define, _measure, table, has_places=True, quick=("--epochs=1",)
)
