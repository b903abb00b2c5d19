"""`hwdigits evaluate`: a trained run scored on a split, every image once."""

import csv
import dataclasses
import io

import numpy as np
from absl import flags as absl_flags

from hwdigits import data, drawing, evaluation, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.commands import flags
from hwdigits.data import augmentation
from hwdigits.data.added import negatives

USAGE = """\
usage: hwdigits evaluate --workdir=DIR [--data=NAME_OR_DIR] [--split=test]

Scores a trained run on every image of a split, once, and writes DIR/eval: the numbers,
the confusion matrix, the misread digits as a list and as a contact sheet."""
_SHEET_LIMIT = 200
# Pictures of no digit that a reader is scored on, made from the digits it is scored on.
_NEGATIVES, _NEGATIVES_SEED = 1400, 2


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_string(
        *("workdir", None, "The directory of a trained run."), flag_values=values
    )
    absl_flags.DEFINE_string(
        *(
            "data",
            None,
            "mnist, optdigits, hands or a folder [the config's data.test].",
        ),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("split", "test", ["train", "validation", "test"], "What of it."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("preprocess", None, ["photo", "mnist"]),
        "How a folder's pictures become 28x28 [the config's data.preprocess].",
        flag_values=values,
    )
    absl_flags.DEFINE_boolean(
        *("shifted", False, "Distort the images as other hands and cameras would."),
        flag_values=values,
    )
    flags.define_places(values)
    flags.parse(values, argv, USAGE, required=("workdir",))
    run(
        *(values.workdir, values.data, values.split, values.preprocess),
        *(values.shifted, flags.places(values)),
    )
    return 0


def run(
    workdir, source=None, split="test", preprocess=None, shifted=False, places=None
) -> dict:
    """Scores a run, writes `eval/<data>-<split>...` and prints one line and a table.

    Args:
        workdir: directory of a finished run.
        source: data words in place of the config's `data.test`.
        split: "train", "validation" or "test".
        preprocess: in place of the config's `data.preprocess`.
        shifted: whether the images are distorted first (`augmentation.shifted`).
        places: where data lies on this machine.

    Returns:
        What `evaluation.summary` gives.

    Raises:
        Refusal: no finished run there, or no such data.
    """
    directory = workdir_lib.Workdir(workdir)
    config = directory.load_config()
    directory.refuse_unfinished()
    if preprocess:
        config.data.preprocess = preprocess
    examples = data.load(config, split, places or data.Places(), source)
    if shifted:
        images = augmentation.shifted(examples.images)
        examples = dataclasses.replace(examples, images=images)
    probabilities = _probabilities(directory, examples.images)
    summary = evaluation.summary(probabilities, examples.labels)
    threshold = directory.threshold()
    if threshold is not None:
        drawn = negatives.make(examples, _NEGATIVES, _NEGATIVES_SEED)
        others = _probabilities(directory, drawn.images)
        summary["rejection"] = evaluation.rejection(
            threshold, probabilities, examples.labels, others, drawn.names
        )
    name = f"{_file_name(source or _own_source(config, split))}-{split}"
    if preprocess:
        name += f"-{preprocess}"
    if shifted:
        name += "-shifted"
    _write(directory.evaluations, name, summary, examples, probabilities)
    print(_words(source or _own_source(config, split), split, summary))
    print(f"written: {directory.evaluations / name}.json and pictures beside it")
    return summary


def _own_source(config, split):
    return config.data.test if split == "test" else config.data.train


def _probabilities(directory, images):
    """What the run's model says, float [N, 10]."""
    if directory.baseline.exists():
        import joblib

        return joblib.load(directory.baseline).probabilities(images)
    quiet.import_tensorflow()
    import keras

    from hwdigits import models

    model = keras.saving.load_model(directory.model, compile=False)
    return evaluation.softmax(models.outputs(model, images))


def _file_name(source):
    """Data words as a file name: "mnist", "hwd1000" for a folder, joined by +."""
    kept = [term.rstrip("/").rpartition("/")[2] for term in source.split("+")]
    return "+".join(kept).replace(":", "_")


def _write(directory, name, summary, examples, probabilities):
    workdir_lib.write_json(directory / f"{name}.json", summary)
    wrong = evaluation.worst(probabilities, examples.labels)
    _write_wrong(directory / f"{name}-wrong.csv", wrong, examples, probabilities)
    title = f"{name}: {summary['errors']} of {summary['n']} misread"
    hits = probabilities.argmax(1) == examples.labels
    figures = {
        "confusion": drawing.confusion(np.array(summary["confusion"]), title),
        "confidence": drawing.confidence(probabilities.max(1), hits, title),
    }
    shown = wrong[:_SHEET_LIMIT]
    if len(shown):
        figures["wrong"] = drawing.misread(
            examples.images[shown],
            examples.labels[shown],
            probabilities[shown],
            title + ("" if len(shown) == len(wrong) else f", the first {len(shown)}"),
        )
    for kind, figure in figures.items():
        path = directory / f"{name}-{kind}.png"
        workdir_lib.write(path, lambda beside, figure=figure: figure.savefig(beside))


def _write_wrong(path, wrong, examples, probabilities):
    """One row a misread image, the most confidently misread first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "label", "read_as", "confidence", "label_probability"])
    for i in wrong:
        label, row = examples.labels[i], probabilities[i]
        writer.writerow(
            [
                *(examples.names[i], label, row.argmax()),
                *(f"{row.max():.6f}", f"{row[label]:.6f}"),
            ]
        )
    workdir_lib.write_text(path, text.getvalue())


def _words(source, split, summary):
    low, high = summary["interval95"]
    lines = [
        f"{source} {split}: n={summary['n']} accuracy={summary['accuracy']:.4f} "
        f"errors={summary['errors']} (95 % interval {low:.4f}-{high:.4f}) "
        f"nll={summary['nll']:.4f} ece={summary['ece']:.4f}",
        "digit      n  errors  recall  precision",
    ]
    for row in summary["per_digit"]:
        recall, precision = (
            "-" if row[key] is None else f"{row[key]:.4f}"
            for key in ("recall", "precision")
        )
        lines.append(
            f"{row['digit']:5d} {row['n']:6d} {row['errors']:7d} {recall:>7} "
            f"{precision:>10}"
        )
    if "rejection" in summary:
        lines.append(_rejection_words(summary["rejection"]))
    return "\n".join(lines)


def _rejection_words(found):
    kinds = ", ".join(f"{name} {share:.1%}" for name, share in found["kinds"].items())
    return (
        f"refused below confidence {found['threshold']:.3f}: "
        f"{found['digits_refused']:.2%} of the digits, of the others "
        f"{found['accuracy_of_the_rest']:.2%} read right; "
        f"{found['negatives_refused']:.1%} of {found['negatives']:,} pictures of no "
        f"digit ({kinds})"
    )
