"""`hwdigits train`: a config in, a workdir out."""

import contextlib
import csv
import io
import pathlib
import resource
import shutil
import tempfile
import time

from absl import flags as absl_flags

from hwdigits import config as config_lib
from hwdigits import data, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.commands import flags
from hwdigits.data import sources

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
    if values.dry_run:
        result = dry_run(config, flags.places(values))
    else:
        result = run(config, values.workdir, flags.places(values))
    return 0 if result["status"] == "done" else 1


def run(config, workdir, places=None, strategy=None, examples=None) -> dict:
    """Trains, or goes on training, and writes the workdir.

    Args:
        config: as `config_lib.base_config` gives it.
        workdir: the run's directory.
        places: where data lies on this machine.
        strategy: a tf.distribute strategy in place of the one that the config names.
        examples: (training, validation) in place of what the config names.

    Returns:
        The content of result.json: status "done" or "diverged" and what goes with it.

    Raises:
        Refusal: the config, the data or the directory cannot be used.
    """
    config_lib.check(config)
    directory = workdir_lib.Workdir(workdir)
    directory.refuse_another(config)
    result = directory.load_result()
    if result is None:
        # Whatever can be refused is refused before the directory becomes this run's.
        if strategy is None and config.get("strategy", "one_device") != "one_device":
            # It divides the devices, which loading data would settle.
            strategy = _strategy(config)
        if examples is None:
            places = places or data.Places()
            examples = sources.training_and_validation(config, places)
        if config.model.name in config_lib.NETWORKS:
            result = _train_network(config, directory, strategy, *examples)
        else:
            result = _fit_baseline(config, directory, *examples)
        workdir_lib.write_json(directory.result, result)
    shutil.rmtree(directory.state, ignore_errors=True)
    print(_closing_words(directory, result))
    return result


def dry_run(config, places) -> dict:
    """One step, one validation and one of every file, in a directory thrown away."""
    config.unlock()
    if config.model.name in config_lib.NETWORKS:
        config.training.epochs = 1
    if config.model.name == "sae":
        config.model.pretraining_epochs = 1
    training, validation = sources.training_and_validation(config, places)
    print(f"{len(training):,} training and {len(validation):,} validation images")
    batch = config.get("training", {}).get("batch_size", len(training))
    first = training.take(range(min(batch, len(training))))
    silence = contextlib.redirect_stdout(io.StringIO())
    with tempfile.TemporaryDirectory() as scratch, silence:
        result = run(config, f"{scratch}/run", examples=(first, validation))
    print(f"dry run: one step of {config.model.name} on {len(first)} images worked")
    return result


def _strategy(config):
    quiet.import_tensorflow()
    from hwdigits.training import strategies

    return strategies.build(config.strategy)


def _train_network(config, directory, strategy, training, validation):
    strategy = strategy or _strategy(config)
    from hwdigits.training import board, loop, stages

    begun = time.perf_counter()
    print(
        f"{config.model.name}: {len(training):,} training and {len(validation):,} "
        f"validation images, {strategy.num_replicas_in_sync} replica(s)",
        flush=True,
    )
    directory.claim(config)
    log = board.Board(directory.tensorboard, config_lib.fields(config))
    try:
        rows = stages.run(config, strategy, training, validation, directory, log)
    except loop.Diverged as diverged:
        return {
            "status": "diverged",
            "stage": diverged.stage,
            "epoch": diverged.epoch,
            "step": diverged.step,
            "loss": str(diverged.loss),
        }
    finally:
        log.close()
    _write_history(directory.history, rows)
    best = stages.best_row(rows, config)
    return {
        "status": "done",
        "epochs": len(rows),
        "best_epoch": best["epoch"],
        "validation_accuracy": best["validation_accuracy"],
        "validation_n": len(validation),
        "seconds": round(time.perf_counter() - begun, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


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


def _write_history(path: pathlib.Path, rows: list[dict]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    workdir_lib.write_text(path, text.getvalue())


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
