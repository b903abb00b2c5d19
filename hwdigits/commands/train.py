"""`hwdigits train`: a config in, a workdir out."""

import contextlib
import io
import json
import os
import shutil
import signal
import tempfile
import time

import numpy as np
from absl import flags as absl_flags

from hwdigits import config as config_lib
from hwdigits import data, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.commands import flags
from hwdigits.data import sources
from hwdigits.training import cluster, workers

USAGE = """\
usage: hwdigits train --config=FILE --workdir=DIR [--config.FIELD=VALUE ...]

Trains what a config describes and logs it for TensorBoard. Killed and called again
with the same arguments, it goes on from its last finished epoch and ends with the
same weights. `hwdigits evaluate --workdir=DIR` scores the result."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_string(
        *("workdir", None, "The run's directory, new or its own."), flag_values=values
    )
    absl_flags.DEFINE_boolean(
        *("dry_run", False, "One step, one validation; nothing is kept."),
        flag_values=values,
    )
    flags.define_places(values)
    argv = flags.config_first(argv)
    flags.define_config(values, argv)
    flags.parse(values, argv, USAGE, required=("config", "workdir"))
    config = config_lib.without_tune(values.config)
    config_lib.check(config)
    if config.get("strategy") == "multi_worker":
        # Python hears of Ctrl-C only between TensorFlow's calls, and one that waits for
        # another worker may wait long.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if values.dry_run:
        result = dry_run(config, flags.places(values))
    else:
        result = run(config, values.workdir, flags.places(values))
    return 0 if result["status"] == "done" else 1


def run(config, workdir, places=None, strategy=None, examples=None) -> dict:
    """Trains, or goes on training, and writes the workdir.

    Of several workers the chief alone reads the data and the directory, and writes.

    Args:
        config: as `config_lib.base_config` gives it.
        workdir: the run's directory.
        places: where data lies on this machine.
        strategy: a tf.distribute strategy in place of the one that the config names.
        examples: (training, validation) in place of what the config names.

    Returns:
        The content of result.json: status "done" or "diverged" and what goes with it.

    Raises:
        Refusal: the config, the data or the directory cannot be used, the workers
            were not started alike, or one of them was lost.
    """
    config_lib.check(config)
    directory = workdir_lib.Workdir(workdir)
    if strategy is None and config.get("strategy", "one_device") != "one_device":
        # It settles the devices, as loading data would; and what its chief refuses,
        # of the directory or the data, the other workers are to hear.
        strategy = _strategy(config)
    team = workers.of(strategy)
    with team.watched():
        team.agree(config_lib.fields(config))
        result = _told(team, lambda: _earlier_result(config, directory))
        if result is None:
            result = _train(config, directory, strategy, team, places, examples)
            result = _told(team, lambda: result)
    if team.is_chief:
        shutil.rmtree(directory.state, ignore_errors=True)
        print(_closing_words(directory, result))
    else:
        print(f"{team.name}: {result['status']}, as {team.chief} has written")
    return result


def _told(team, find):
    """What the chief finds, which JSON can hold, in every process."""
    told = team.share(lambda: {"json": np.array(json.dumps(find()))})
    return json.loads(told["json"].item())


def _earlier_result(config, directory):
    directory.refuse_another(config)
    return directory.load_result()


def _train(config, directory, strategy, team, places, examples):
    """Trains; at the chief the result is written, elsewhere it is not the whole."""
    # Whatever can be refused is refused before the directory becomes this run's.
    training, validation = team.at_chief(
        lambda: (
            examples or sources.training_and_validation(config, places or data.Places())
        )
    ) or (None, None)
    if config.model.name in config_lib.NETWORKS:
        strategy = strategy or _strategy(config)
        from hwdigits.training import network

        result = network.train(config, strategy, training, validation, directory)
    else:
        result = _fit_baseline(config, directory, training, validation)
    if team.is_chief:
        workdir_lib.write_json(directory.result, result)
    return result


def dry_run(config, places) -> dict:
    """One step, one validation and one of every file, in a directory thrown away."""
    config.unlock()
    if config.model.name in config_lib.NETWORKS:
        config.training.epochs = 1
    if config.model.name == "sae":
        config.model.pretraining_epochs = 1
    strategy = None
    if config.get("strategy", "one_device") != "one_device":
        strategy = _strategy(config)  # before loading data settles the devices
    training, validation = sources.training_and_validation(config, places)
    print(f"{len(training):,} training and {len(validation):,} validation images")
    batch = config.get("training", {}).get("batch_size", len(training))
    first = training.take(range(min(batch, len(training))))
    silence = contextlib.redirect_stdout(io.StringIO())
    with tempfile.TemporaryDirectory() as scratch, silence:
        result = run(config, f"{scratch}/run", None, strategy, (first, validation))
    print(f"dry run: one step of {config.model.name} on {len(first)} images worked")
    return result


def _strategy(config):
    if config.strategy == "multi_worker":
        cluster.parse(os.environ.get("TF_CONFIG", ""))  # before the import's seconds
    quiet.import_tensorflow()
    from hwdigits.training import strategies

    return strategies.build(config.strategy)


def _fit_baseline(config, directory, training, validation):
    import joblib

    from hwdigits.models import baselines

    directory.claim(config)
    begun = time.perf_counter()
    print(f"{config.model.name}: {len(training):,} training images", flush=True)
    baseline = baselines.Baseline(config.model, config.seed)
    baseline.fit(training)
    predicted = baseline.probabilities(validation.images).argmax(1)
    workdir_lib.write(directory.baseline, lambda path: joblib.dump(baseline, path))
    return {
        "status": "done",
        "validation_accuracy": float((predicted == validation.labels).mean()),
        "validation_n": len(validation),
        "seconds": round(time.perf_counter() - begun, 1),
    }


def _closing_words(directory, result):
    if result["status"] == "diverged":
        return (
            f"{directory.path}: diverged at step {result['step']} (epoch "
            f"{result['epoch']}, loss {result['loss']}); nothing of that epoch was "
            "kept. Try a smaller config.optimizer.learning_rate"
        )
    best = f" at epoch {result['best_epoch']}" if "best_epoch" in result else ""
    return (
        f"{directory.path}: validation accuracy {result['validation_accuracy']:.2%} of "
        f"{result['validation_n']:,}{best}, {result['seconds']:.0f} s\n"
        f"score it:   hwdigits evaluate --workdir={directory.path}"
        + (
            f"\nlook at it: tensorboard --logdir={directory.tensorboard}"
            if directory.tensorboard.exists()
            else ""
        )
    )
