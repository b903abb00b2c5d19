"""`hwdigits doctor`: one picture's way to the answer, drawn and put into words."""

import pathlib

import numpy as np
from absl import flags as absl_flags

from hwdigits import drawing, evaluation, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.commands import flags
from hwdigits.reader.photo import pictures
from hwdigits.refusal import Refusal

USAGE = """\
usage: hwdigits doctor IMAGE --out=STEPS.png [--workdir=DIR]

Draws each step from a picture to the 28x28 digit that a network is given, and says what
is unusual in it. With a trained run's directory also what each digit 0..9 gets."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_string(
        *("out", None, "The .png file to write."), flag_values=values
    )
    absl_flags.DEFINE_string(
        *("workdir", None, "The directory of a trained network, for its answer."),
        flag_values=values,
    )
    named = flags.parse(values, argv, USAGE, required=("out",))
    if len(named) != 1:
        raise flags.UsageError(
            f"doctor takes one IMAGE. Received: {' '.join(named) or 'nothing'}. "
            f"{USAGE.splitlines()[0]}"
        )
    run(named[0], values.out, values.workdir)
    return 0


def run(image, out, workdir=None) -> list[str]:
    """Draws a picture's steps to `out`; prints what is unusual, and the answer.

    Args:
        image: path of a picture of one digit.
        out: path of the .png to write.
        workdir: directory of a finished run of a network, or None for the steps alone.

    Returns:
        The printed findings, the answer last where there is one.

    Raises:
        Refusal: no such picture, no such run, or `out` cannot be written.
    """
    image, out = (pathlib.Path(path).expanduser() for path in (image, out))
    _refuse_out(image, out)
    picture = _decoded(image)
    directory = _finished(workdir) if workdir else None
    quiet.import_tensorflow()
    from hwdigits import diagnosis

    seen = diagnosis.examine(picture)
    findings, probabilities = seen.findings, None
    if directory and seen.has_ink:
        probabilities = _probabilities(directory, seen.digit)
        digit = int(probabilities.argmax())
        findings = [*findings, f"answer: {digit} (gets {probabilities[digit]:.1%})"]
    _write(out, drawing.steps(seen, image.name, findings, probabilities))
    print("\n".join([*findings, f"written: {out}"]))
    return findings


def _refuse_out(image, out):
    if out.suffix.lower() != ".png":
        raise Refusal(f"--out must name a .png file. Received: {out}")
    if out.exists() and image.exists() and out.samefile(image):
        raise Refusal(
            f"--out must be another file than IMAGE. Received: {out} for both. Name "
            "the file to write"
        )


def _decoded(image):
    """uint8 `[H, W]`."""
    try:
        return pictures.gray(image)
    except pictures.Unreadable as reason:
        raise Refusal(
            f"IMAGE must be a picture ({' '.join(pictures.SUFFIXES)}). Received: "
            f"{image}, which {reason}. Name one picture of one digit"
        ) from None


def _finished(workdir):
    directory = workdir_lib.Workdir(workdir)
    directory.load_config()  # refuses what is no run at all
    directory.refuse_unfinished()
    if not directory.model.is_file():
        raise Refusal(
            "--workdir must hold a trained network. Received: "
            f"{directory.path}, which has no {directory.model.name}. Name a network's "
            "run, or leave --workdir away to see the steps alone"
        )
    return directory


def _probabilities(directory, digit):
    """What each of 0..9 gets, float [10]."""
    import keras

    from hwdigits import models

    # As bytes, because that is how training and evaluation see every digit.
    images = np.rint(digit[np.newaxis] * 255).astype(np.uint8)  # [1, 28, 28, 1]
    model = keras.saving.load_model(directory.model, compile=False)
    return evaluation.softmax(models.outputs(model, images))[0]


def _write(out, figure):
    try:
        workdir_lib.write(out, lambda beside: figure.savefig(beside, dpi=120))
    except OSError as error:
        raise Refusal(
            "--out must be a file that can be written. Received: "
            f"{out} ({error.strerror or error}). Name another one"
        ) from error
