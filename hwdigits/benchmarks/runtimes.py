"""One network with the same weights in every runtime, taking turns. With TensorFlow.

It is the reader's, as far as it tells the digits apart, as it is before training: how
long an answer takes hardly depends on what the weights are.
"""

import functools
import importlib.util
import pathlib
import tempfile
from collections.abc import Callable

import numpy as np

from hwdigits import config as config_lib
from hwdigits import machine, quiet
from hwdigits.benchmarks import limits, onnx_graph, tables, turns, work

BATCHES = (1, 100)
_BASELINE = "TensorFlow, SavedModel"


def run(digits: np.ndarray, rounds: int = 5, calls: int = 40) -> dict:
    """Times every runtime at each batch size.

    Args:
        digits: uint8 `[N, 28, 28, 1]`, bright ink on 0; repeated as needed.
        rounds: how often everything takes its turn, after one uncounted turn.
        calls: of a turn.

    Returns:
        {"machine", "flops" of a digit, "limits", "rounds", "calls", "rows": a dict for
        each runtime and batch, "left_out": {runtime: why}}.
    """
    tf = quiet.import_tensorflow()
    model = _network()
    with tempfile.TemporaryDirectory() as scratch:
        known, left_out = _known(tf, model, pathlib.Path(scratch))
        rows, limit = [], []
        for batch in BATCHES:
            images = np.resize(digits, (batch, 28, 28, 1)).astype(np.float32) / 255
            taken = turns.calls(
                {name: functools.partial(do, images) for name, do in known.items()},
                *(rounds, calls),
                between=lambda: limit.append(limits.measured()),
            )
            expected = known[_BASELINE](images)
            for name, do in known.items():
                difference = float(np.abs(do(images) - expected).max())
                rows.append(_row(name, batch, taken, difference))
    return {
        "machine": machine.facts("tensorflow", "keras", "ai_edge_litert"),
        "flops": work.total(work.of_model(model)).flops,
        "limits": limits.of_rounds(limit),
        "rounds": rounds,
        "calls": calls,
        "rows": rows,
        "left_out": left_out,
    }


def _row(name, batch, taken, difference):
    own, base = (np.array(taken[one]) for one in (name, _BASELINE))  # [rounds, calls]
    p50, p99 = np.percentile(1e6 * own, [50, 99]) / batch
    ratios = np.median(base, 1) / np.median(own, 1)
    return {
        "runtime": name,
        "batch": batch,
        "us_p50": round(float(p50), 2),
        "us_p99": round(float(p99), 2),
        "times_baseline": [round(float(one), 3) for one in ratios],
        "difference": difference,
    }


def _network():
    import keras

    from hwdigits import models
    from hwdigits.models import reader

    keras.utils.set_random_seed(0)
    return reader.digits(models.build(config_lib.base_config("reader").model))


def _known(tf, model, scratch) -> tuple[dict[str, Callable], dict[str, str]]:
    """({runtime: images -> logits}, {runtime: why it is left out})."""
    holder = tf.Module()
    holder.weights = [variable.value for variable in model.variables]
    holder.logits = tf.function(
        lambda images: model(images, training=False),
        [tf.TensorSpec((None, 28, 28, 1), tf.float32)],
    )
    with quiet.held_stderr():
        tf.saved_model.save(holder, str(scratch))
        loaded = tf.saved_model.load(str(scratch))
    known = {
        _BASELINE: lambda images: loaded.logits(images).numpy(),
        "Keras, predict": lambda images: model.predict(images, verbose=0),
        **_litert(tf, scratch),
    }
    names = ("onnx", "onnxruntime")
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        why = f"{' and '.join(missing)} not installed (pip install 'hwdigits[dev]')"
        return known, {"onnxruntime": why}
    return known | _onnxruntime(onnx_graph.build(model)), {}


def _litert(tf, scratch):
    files = {}
    for name, optimizations in (
        ("float32", []),
        ("int8 weights", [tf.lite.Optimize.DEFAULT]),
    ):
        converter = tf.lite.TFLiteConverter.from_saved_model(str(scratch))
        converter.optimizations = optimizations
        with quiet.held_stderr():
            files[name] = converter.convert()
    return {
        f"LiteRT, {name}, {threads} thread{'s' * (threads > 1)}": _interpreter(
            content, threads
        )
        for name, content in files.items()
        for threads in (1, 2)
    }


def _interpreter(content, threads):
    from ai_edge_litert import interpreter as litert

    with quiet.held_stderr():
        loaded = litert.Interpreter(model_content=content, num_threads=threads)
        runner = loaded.get_signature_runner()
        (given,), (answer,) = runner.get_input_details(), runner.get_output_details()
        runner(**{given: np.zeros((1, 28, 28, 1), np.float32)})
    return lambda images: runner(**{given: images})[answer]


def _onnxruntime(content):
    return {
        f"onnxruntime, {threads} thread{'s' * (threads > 1)}": _session(
            content, threads
        )
        for threads in (1, 2)
    }


def _session(content, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    providers = ["CPUExecutionProvider"]
    session = onnxruntime.InferenceSession(content, options, providers=providers)
    return lambda images: session.run(None, {"images": images})[0]


def table(result: dict) -> str:
    """What `run` returned, for people."""
    n = result["rounds"] * result["calls"]
    rows = [
        (
            *(f"a digit, n={n} calls in {result['rounds']} turns", "batch", "us, p50"),
            *("p99", "digits/s", f"times {_BASELINE}", "of the product", "off by"),
        )
    ]
    limit = max(result["limits"]["gemm_gflops"])
    for row in result["rows"]:
        reached = result["flops"] / row["us_p50"] / 1e3 / limit
        rows.append(
            (
                *(row["runtime"], str(row["batch"])),
                *(f"{row['us_p50']:,.1f}", f"{row['us_p99']:,.1f}"),
                f"{1e6 / row['us_p50']:,.0f}",
                tables.spread(row["times_baseline"], ".2f"),
                *(f"{reached:.0%}", f"{row['difference']:.0e}"),
            )
        )
    lines = [
        machine.words(result["machine"]),
        f"the reader's network, {result['flops'] / 1e6:.2f} MFLOP, the same weights; "
        f"the product: float32, NumPy, 1 thread, {limit:,.0f} GFLOP/s at most, "
        "measured between the turns",
        tables.table(rows),
    ]
    lines += [f"{name}: left out, {why}" for name, why in result["left_out"].items()]
    return "\n".join(lines)
