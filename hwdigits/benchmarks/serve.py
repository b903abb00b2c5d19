"""The SavedModel's three signatures, called as TF Serving calls them; and the client.

TensorFlow Serving itself was not run: what is here is the graph it would run, by the
same loader, and what this package's client costs beside it.
"""

import contextlib
import os
import pathlib
import tempfile

import cv2
import numpy as np

from hwdigits import config as config_lib
from hwdigits import machine, quiet
from hwdigits.benchmarks import canned, printed, sections, tables, turns
from hwdigits.refusal import Refusal
from hwdigits.serving import client

BATCHES = (1, 10, 100)
_SIDE_PX = 100  # of the pictures that are sent, as PNG
_NOT_RUN = "TensorFlow Serving itself was not run"
_USAGE = """\
usage: hwdigits benchmark serve [--model=DIR] [--calls=N] [--json] [--out=DIR]

The SavedModel of a version directory (without --model: of the reader's network before
training), loaded as TensorFlow Serving loads it, its three signatures called in batches
of 1, 10 and 100 within one process, by TensorFlow on its own threads; pictures are PNG
files of 100x100. And `hwdigits query`'s client by REST and gRPC, asking a server on
this machine that computes nothing: what encoding, sending and decoding cost. TensorFlow
Serving itself is not run: its queues, batching and network are not in these numbers."""


def run(model: str | os.PathLike | None = None, calls: int = 100) -> dict:
    """Times the signatures and the client.

    Args:
        model: a version directory of `hwdigits export`, with a SavedModel.
        calls: of each, after one uncounted.

    Returns:
        {"machine", "calls", "side_px", "peak_mb", "signatures": a dict for each and
        batch, "client": for each protocol and batch, "left_out": {protocol: why}}.

    Raises:
        Refusal: TensorFlow is not installed, or there is no SavedModel.
    """
    quiet.import_tensorflow()
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(model or scratch, "" if model else "1")
        if model is None:
            _written(directory)
        elif not (directory / "saved_model.pb").is_file():
            raise Refusal(
                "--model must be a version directory of hwdigits export with a "
                f"SavedModel. Received: {model}. Export it: --formats=saved_model"
            )
        signatures = _signatures(directory, calls)
    asked, left_out = _client(calls)
    return {
        "machine": machine.facts("tensorflow"),
        "calls": calls,
        "side_px": _SIDE_PX,
        "peak_mb": round(turns.peak_mb(), 1),
        "signatures": signatures,
        "client": asked,
        "left_out": left_out,
    }


def _written(directory):
    """A SavedModel of the reader as it is before training."""
    from hwdigits import models
    from hwdigits.exporting import graph, saved_model

    network = models.build(config_lib.base_config("reader").model)
    with quiet.held_stderr():
        saved_model.write(graph.DigitGraph(network, "photo"), directory)


def _pictures(count):
    """So many PNG files' contents."""
    found = []
    for image in printed.digits().images[..., 0]:
        large = cv2.resize(255 - image, (_SIDE_PX, _SIDE_PX))
        found.append(cv2.imencode(".png", large)[1].tobytes())
    return [found[number % len(found)] for number in range(count)]


def _signatures(directory, calls):
    import tensorflow as tf

    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        loader = tf.compat.v1.saved_model.loader
        signatures = loader.load(session, ["serve"], str(directory)).signature_def
        rows = []
        for batch in BATCHES:
            for name, fed in _inputs(tf, batch).items():
                (given,) = signatures[name].inputs.values()
                answer = {k: v.name for k, v in signatures[name].outputs.items()}
                feed = {given.name: fed}
                taken = turns.taken(
                    {name: lambda answer=answer, feed=feed: session.run(answer, feed)},
                    calls,
                )
                rows.append({"signature": name, "batch": batch} | _times(taken[name]))
    return rows


def _inputs(tf, batch):
    """{signature: what it takes}, for so many pictures."""
    pictures = _pictures(batch)
    images = np.resize(printed.digits().images, (batch, 28, 28, 1))
    return {
        "serving_default": images.astype(np.float32) / 255,
        "predict_bytes": np.array(pictures, object),
        "classify": np.array([_example(tf, one) for one in pictures], object),
    }


def _example(tf, picture):
    example = tf.train.Example()
    example.features.feature["image/encoded"].bytes_list.value.append(picture)
    return example.SerializeToString()


def _times(seconds):
    p50, p99 = np.percentile(1e3 * np.array(seconds), [50, 99])
    return {"ms_p50": round(float(p50), 3), "ms_p99": round(float(p99), 3)}


def _client(calls):
    """(a row for each protocol and batch, {protocol: why it is left out})."""
    rows, left_out = [], {}
    servers = {
        "rest": (canned.rest, canned.rest_answer),
        "grpc": (canned.grpc, canned.grpc_answer),
    }
    for protocol, (serve, answer) in servers.items():
        try:
            for batch in BATCHES:
                rows.append(_asked(protocol, serve, answer, batch, calls))
        except (Refusal, ModuleNotFoundError) as reason:
            left_out[protocol] = str(reason)
    return rows, left_out


def _asked(protocol, serve, answer, batch, calls):
    client.Client(protocol=protocol)  # refuses where a package is missing
    pictures, seen = _pictures(batch), []
    given = answer(batch)
    with _no_proxy(), serve(given, seen) as address:
        asking = client.Client(address, protocol=protocol)
        taken = turns.taken({"": lambda: asking.predict(pictures)}, calls)
    sizes = {"request_bytes": seen[-1], "answer_bytes": len(given)}
    return {"protocol": protocol, "batch": batch} | sizes | _times(taken[""])


@contextlib.contextmanager
def _no_proxy():
    """A proxy that the machine is told to use would answer in the server's place."""
    names = ("no_proxy", "NO_PROXY")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "127.0.0.1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def table(result: dict) -> str:
    """What `run` returned, for people."""
    side = result["side_px"]
    heading = ("ms a call, p50", "p99", "pictures/s")
    graph = [("the SavedModel, in process", "batch", *heading)]
    for row in result["signatures"]:
        graph.append((row["signature"], str(row["batch"]), *_shown(row)))
    asked = [("the client, no model behind", "batch", *heading, "bytes out / in")]
    for row in result["client"]:
        sizes = f"{row['request_bytes']:,} / {row['answer_bytes']:,}"
        asked.append((row["protocol"], str(row["batch"]), *_shown(row), sizes))
    head = (
        f"{machine.words(result['machine'])}\n{_NOT_RUN}. n={result['calls']} calls "
        f"each; PNG files of {side}x{side}; peak memory {result['peak_mb']:,.0f} MB"
    )
    lines = [f"{name}: left out, {why}" for name, why in result["left_out"].items()]
    parts = [head, tables.table(graph), *([tables.table(asked)] if asked[1:] else [])]
    return "\n".join(["\n\n".join(parts), *lines])


def _shown(row):
    rate = 1e3 * row["batch"] / row["ms_p50"]
    return f"{row['ms_p50']:,.2f}", f"{row['ms_p99']:,.2f}", f"{rate:,.0f}"


def _define(values):
    sections.word(values, "model", "A version directory [the untrained reader].")
    sections.whole(values, "calls", 100, "How often each is called")


SECTION = sections.Section(
    *(_USAGE, _define, lambda values: run(values.model, values.calls), table),
    quick=("--calls=3",),
)
