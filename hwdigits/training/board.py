"""What TensorBoard shows of a run."""

import csv
import pathlib

import keras
import numpy as np
import tensorflow as tf
from tensorboard.plugins import projector
from tensorboard.plugins.histogram import summary as histogram
from tensorboard.plugins.hparams import api as hparams
from tensorboard.plugins.pr_curve import summary as pr_curve

from hwdigits import drawing, evaluation
from hwdigits.data import examples

_MISREAD_SHOWN = 40
_THRESHOLDS = 101  # of a PR curve


class Board:
    """Writes a run's event files: `train`, `validation` and, for codes, `codes`.

    Args:
        directory: TensorBoard's --logdir for this run.
        settings: the config as a flat dict, shown under HParams.
    """

    def __init__(self, directory: pathlib.Path, settings: dict):
        self._directory = directory
        self._train = tf.summary.create_file_writer(str(directory / "train"))
        self._validation = tf.summary.create_file_writer(str(directory / "validation"))
        shown = {
            name: value if isinstance(value, bool | int | float | str) else str(value)
            for name, value in settings.items()
        }
        score = hparams.Metric("accuracy", display_name="validation accuracy")
        with self._validation.as_default():
            hparams.hparams(shown, trial_id=directory.parent.name or "run")
            hparams.hparams_config([hparams.HParam(name) for name in shown], [score])

    def graph(self, model: keras.Model) -> None:
        """The network's operations."""
        spec = tf.TensorSpec((None, 28, 28, 1), tf.float32)
        traced = tf.function(lambda digits: model(digits, training=False))
        with self._train.as_default():
            tf.summary.graph(traced.get_concrete_function(spec).graph)

    def scalars(self, row: dict, prefix: str = "") -> None:
        """One epoch's numbers; those named validation_... go to their own run."""
        epoch = row["epoch"]
        for name, value in row.items():
            if name == "epoch":
                continue
            is_validation = name.startswith("validation_")
            writer = self._validation if is_validation else self._train
            with writer.as_default():
                tag = prefix + name.removeprefix("validation_")
                tf.summary.scalar(tag, value, step=epoch)
        self._flush()

    def pictures(
        self,
        epoch: int,
        model: keras.Model,
        validation: examples.Examples,
        probabilities: np.ndarray,
    ) -> None:
        """Histograms of weights; confusion, misread digits, PR curves of validation."""
        with self._train.as_default():
            for variable in model.trainable_variables:
                values = keras.ops.convert_to_numpy(variable)
                layer_and_kind = "/".join(variable.path.split("/")[-2:])
                # By NumPy: TensorFlow's op took 1 GB more for tf_cnn's 4.8 million.
                _write(histogram.histogram_pb(layer_and_kind, values), epoch)
        labels = validation.labels
        counts = evaluation.summary(probabilities, labels)["confusion"]
        wrong = evaluation.worst(probabilities, labels, _MISREAD_SHOWN)
        pictures = {
            "confusion": drawing.confusion(counts, f"validation, epoch {epoch}"),
            "worst_misread": drawing.misread(
                validation.images[wrong],
                labels[wrong],
                probabilities[wrong],
                f"validation, epoch {epoch}: misread, the surest first",
            ),
        }
        with self._validation.as_default():
            for name, figure in pictures.items():
                tf.summary.image(name, drawing.pixels(figure)[np.newaxis], step=epoch)
            for digit in range(10):
                scores = probabilities[:, digit]
                _write(
                    pr_curve.pb(f"digit_{digit}", labels == digit, scores, _THRESHOLDS),
                    epoch,
                )
        self._flush()

    def codes(self, codes: np.ndarray, validation: examples.Examples) -> None:
        """The codes of the validation digits for the projector, float `[N, 50]`."""
        directory = self._directory / "validation"
        np.savetxt(directory / "codes.tsv", codes, fmt="%.5g", delimiter="\t")
        with (directory / "labels.tsv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, delimiter="\t")
            rows.writerow(["digit", "name"])
            rows.writerows(zip(validation.labels, validation.names, strict=True))
        settings = projector.ProjectorConfig()
        settings.embeddings.add(
            tensor_name="codes", tensor_path="codes.tsv", metadata_path="labels.tsv"
        )
        projector.visualize_embeddings(str(directory), settings)

    def close(self) -> None:
        """No more is written."""
        self._train.close()
        self._validation.close()

    def _flush(self):
        self._train.flush()
        self._validation.flush()


def _write(summary, epoch):
    """Writes a plugin's own protos, for which there is no TF2 op, as tensors."""
    for value in summary.value:
        tf.summary.write(
            tag=value.tag,
            tensor=tf.make_ndarray(value.tensor),
            step=epoch,
            metadata=value.metadata,
        )
