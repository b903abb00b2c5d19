"""`hwdigits query`: asks a TensorFlow Serving server what pictures show."""

import contextlib
import json
import pathlib
import sys

import numpy as np
from absl import flags as absl_flags

from hwdigits import serving
from hwdigits.commands import flags
from hwdigits.refusal import Refusal

USAGE = """\
usage: hwdigits query [--server=ADDRESS] PICTURE_OR_FOLDER ...

Sends pictures of one digit each to a TensorFlow Serving server and prints its answers,
one a line. Folders are searched through for png jpg jpeg bmp webp gif. Pictures in
folders named 0..9 are scored too. Exit code 1 if any picture has no answer."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".gif")
_COUNTS = (
    *("n", "answered", "labelled", "misread"),
    *("rejected", "unsent", "refused", "lost"),
)


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    _define(values)
    named = flags.parse(values, argv, USAGE)
    if not named:
        raise flags.UsageError(f"no picture is named. {USAGE.splitlines()[0]}")
    client = serving.Client(
        *(values.server, values.model, values.version, values.protocol),
        retries=values.retries,
        timeout_s=values.timeout_s,
    )
    counts = run(named, client, values.batch_size, values.format)
    return 0 if counts["answered"] == counts["n"] else 1


def _define(values):
    def define(kind, *arguments, **others):
        kind(*arguments, flag_values=values, **others)

    text, whole = absl_flags.DEFINE_string, absl_flags.DEFINE_integer
    defaults = serving.DEFAULT_SERVERS
    usual = f"[{defaults['rest']}; for gRPC {defaults['grpc']}]"
    define(text, "server", None, f"The server's address {usual}.")
    define(text, "model", "digits", "The name it serves the model by [digits].")
    define(whole, "version", None, "Of the model [the newest].", lower_bound=0)
    choice = absl_flags.DEFINE_enum
    define(choice, "protocol", "rest", ["rest", "grpc"], "rest or grpc [rest].")
    define(choice, "format", "text", ["text", "json"], "text or json [text].")
    words = "Pictures a request [32]."
    define(whole, "batch_size", 32, words, lower_bound=1)
    words = "How often an unanswered request is sent again [3]."
    define(whole, "retries", 3, words, lower_bound=0)
    words = "Seconds that an answer may take [10]."
    define(absl_flags.DEFINE_float, "timeout_s", 10.0, words, lower_bound=0.001)


def run(
    named, client: serving.Client, batch_size: int = 32, form: str = "text"
) -> dict:
    """Prints one line a picture and a summary.

    Args:
        named: paths of pictures and folders.
        client: whom to ask.
        batch_size: pictures a request.
        form: "text", or "json": then the summary goes to stderr.

    Returns:
        Counts of pictures: n, answered, labelled, misread, rejected, unsent (no
        readable file), refused (by the model), lost (in transport).

    Raises:
        Refusal: nothing to send, or the server does not answer at all.
    """
    paths = _listed(named)
    counts = dict.fromkeys(_COUNTS, 0)
    with _bar(len(paths)) as bar:
        show = bar.write if bar else print
        for start in range(0, len(paths), batch_size):
            batch = paths[start : start + batch_size]
            outcomes = _asked(client, batch)
            _refuse_dead(client, outcomes)
            for path, outcome in zip(batch, outcomes, strict=True):
                _count(counts, path, outcome)
                show(_line(path, outcome, form))
            if bar:
                bar.update(len(batch))
    stream = sys.stderr if form == "json" else sys.stdout
    print(_summary(counts, client.latencies_ms), file=stream)
    return counts


def _listed(named):
    """Files as they are named, folders as their pictures in sorted order."""
    paths = []
    for path in map(pathlib.Path, named):
        if path.is_dir():
            paths += sorted(filter(_is_picture, path.rglob("*")))
        else:
            paths.append(path)
    if not paths:
        raise Refusal(
            f"there must be pictures ({' '.join(SUFFIXES)}) to send. Received: "
            f"{', '.join(named)}, without any. Name other files or folders"
        )
    return paths


def _is_picture(path):
    known = path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    return known and path.is_file()


def _bar(total):
    """A progress bar; None in its place where stderr is no terminal."""
    if not sys.stderr.isatty():
        return contextlib.nullcontext()
    try:
        import tqdm
    except ModuleNotFoundError:
        return contextlib.nullcontext()
    return tqdm.tqdm(total=total, unit=" pictures", file=sys.stderr)


def _asked(client, batch):
    """An answer or an exception for each path."""
    outcomes, pictures = {}, {}
    for number, path in enumerate(batch):
        try:
            pictures[number] = path.read_bytes()
        except OSError as error:
            outcomes[number] = error
    if pictures:
        answers = client.predict_each(list(pictures.values()))
        outcomes.update(zip(pictures, answers, strict=True))
    return [outcomes[number] for number in range(len(batch))]


def _refuse_dead(client, outcomes):
    """A server that has never answered is a wrong address: no use going on."""
    lost = [one for one in outcomes if isinstance(one, serving.TransportError)]
    if lost and not client.reached:
        raise Refusal(
            f"--server must be a server that answers. Received: {client.server}: "
            f"{lost[0]}. Start it (export/serving/README.md) or name another one"
        )


def _label(path):
    name = path.absolute().parent.name
    return int(name) if name in tuple("0123456789") else None


def _count(counts, path, outcome):
    label = _label(path)
    counts["n"] += 1
    counts["labelled"] += label is not None
    if isinstance(outcome, dict):
        counts["answered"] += 1
        counts["rejected"] += outcome["rejected"]
        wrong = label is not None and outcome["digit"] != label
        counts["misread"] += wrong and not outcome["rejected"]
    elif isinstance(outcome, serving.TransportError):
        counts["lost"] += 1
    else:
        refused = isinstance(outcome, serving.ModelError)
        counts["refused" if refused else "unsent"] += 1


def _line(path, outcome, form):
    failed = isinstance(outcome, Exception)
    words = getattr(outcome, "strerror", None) or str(outcome)
    if form == "json":
        found = {"error": words} if failed else outcome
        return json.dumps({"image": str(path), **found})
    if failed:
        return f"{path}: error: {words}"
    label = _label(path)
    digit = "?" if outcome["rejected"] else outcome["digit"]
    wrong = label is not None and digit not in ("?", label)
    return f"{path}: {digit} ({outcome['confidence']:.3f})" + (
        f", labelled {label}" if wrong else ""
    )


def _summary(counts, latencies_ms):
    """One line: the model's misreads and the network's failures are two numbers."""
    parts = [f"n={counts['n']} answered={counts['answered']}"]
    if counts["labelled"]:
        parts.append(f"misread={counts['misread']}")
    parts.append(f"failed in transport={counts['lost']}")
    if 0 < counts["labelled"] < counts["n"]:
        parts.append(f"labelled={counts['labelled']}")
    parts += [
        f"{words}={counts[name]}"
        for name, words in (
            ("rejected", "rejected"),
            ("refused", "refused by the model"),
            ("unsent", "unreadable"),
        )
        if counts[name]
    ]
    measured = latencies_ms[1:]  # the first one warms the connection and the model up
    if measured:
        p50, p99 = np.percentile(measured, [50, 99])
        parts.append(
            f"latency p50={p50:.1f} ms p99={p99:.1f} ms a request "
            f"(n={len(measured)}, without the first)"
        )
    return " ".join(parts)
