"""A network's run from its first line to its history; what it comes to, as a dict."""

import csv
import io
import pathlib
import resource
import time

from hwdigits import config as config_lib
from hwdigits import workdir as workdir_lib
from hwdigits.training import board, loop, stages, workers


def train(config, strategy, training, validation, directory) -> dict:
    """Trains what a config describes, logs it, writes model and history.

    Args:
        config: the run's, of a network.
        strategy: where it computes, as `strategies.build` gives it.
        training: Examples to learn from; like the next, read at the chief only.
        validation: Examples to choose the best epoch by.
        directory: the run's Workdir.

    Returns:
        The content of result.json; {} at a worker that is not the chief, but for a
        run that diverged.
    """
    team = workers.of(strategy)
    begun = time.perf_counter()
    log = team.at_chief(
        lambda: _begin(config, directory, strategy, training, validation)
    )
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
        if log:
            log.close()
    if not team.is_chief:
        return {}
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


def _begin(config, directory, strategy, training, validation):
    """Says what begins, makes the directory this run's and opens its log."""
    print(
        f"{config.model.name}: {len(training):,} training and {len(validation):,} "
        f"validation images, {strategy.num_replicas_in_sync} replica(s)",
        flush=True,
    )
    directory.claim(config)
    return board.Board(directory.tensorboard, config_lib.fields(config))


def _write_history(path: pathlib.Path, rows: list[dict]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    workdir_lib.write_text(path, text.getvalue())
