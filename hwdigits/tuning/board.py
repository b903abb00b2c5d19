"""The search under TensorBoard's HParams: one run a trial, the tuned fields alone."""

import pathlib

import tensorflow as tf
from tensorboard.plugins.hparams import api as hparams

from hwdigits.tuning import trials


def write(records: list[dict], plan, directory: pathlib.Path) -> None:
    """Writes the event files of those trials that have none yet.

    Args:
        records: of the trials that have ended.
        plan: `plan.Plan`.
        directory: for TensorBoard's --logdir.
    """
    for record in records:
        place = directory / f"trial-{record['trial']:03d}"
        if not list(place.glob("events.*")):
            _write_one(record, plan, place)


def _write_one(record, plan, place):
    names = ("accuracy", "loss") if "loss" in record["runs"][0] else ("accuracy",)
    metrics = [
        hparams.Metric(name, display_name=f"validation {name}") for name in names
    ]
    writer = tf.summary.create_file_writer(str(place))
    with writer.as_default():
        shown = {name: _shown(value) for name, value in record["fields"].items()}
        if record["epochs"] is not None:
            shown["training.epochs"] = record["epochs"]
        hparams.hparams_config([hparams.HParam(name) for name in shown], metrics)
        hparams.hparams(shown, trial_id=place.name)
        for name in names:
            mean, _ = trials.mean_and_std(record, name)
            tf.summary.scalar(name, mean, step=len(record["runs"]))
    writer.close()


def _shown(value):
    return value if isinstance(value, bool | int | float | str) else str(value)
