"""A .tflite file that `hwdigits export` wrote, run by LiteRT; no TensorFlow."""

import json
import os
import pathlib
import zipfile

import numpy as np
from ai_edge_litert import interpreter as litert

from hwdigits import quiet
from hwdigits.refusal import Refusal

# What an export promises: signatures, names, shapes. A reader of another number must
# not guess.
FORMAT = 1
# The reader that comes with the package.
SHIPPED = pathlib.Path(__file__).parents[1] / "weights" / "reader.tflite"
_IN_A_VERSION = "float32.tflite"


def located(path: str | os.PathLike | None) -> pathlib.Path:
    """The file that is meant: of a version directory its float32; None: the shipped."""
    if path is None:
        return SHIPPED
    path = pathlib.Path(path)
    return path / _IN_A_VERSION if path.is_dir() else path


class Model:
    """One digit at a time, or digits in batches.

    Args:
        path: of the .tflite file or of a version directory; None for the shipped one.
        threads: of the runtime.

    Raises:
        Refusal: it is not there, damaged, not of this package or of another format.
    """

    def __init__(self, path: str | os.PathLike | None = None, threads: int = 1):
        path = located(path)
        self.description = _description(path)
        try:
            with quiet.held_stderr():  # the runtime reports its delegate when first run
                self._runners = _runners(path, threads)
                found = self.predict_digits(np.zeros((1, 28, 28, 1), np.uint8))
        except (ValueError, RuntimeError, KeyError) as error:
            raise _damaged(path, error) from error
        if not np.isfinite(found).all():
            raise _damaged(path, "it computes no numbers")

    @property
    def batch_size(self) -> int:
        """How many digits a call takes at most: 1 where the file's sizes are fixed."""
        details = self._runners["predict_digits"].get_input_details()["images"]
        return 500 if details["shape_signature"][0] == -1 else 1

    @property
    def takes_pictures(self) -> bool:
        """Whether it has the pre-processing for pictures of any size."""
        if "predict_image" not in self._runners:
            return False
        details = self._runners["predict_image"].get_input_details()["image"]
        return list(details["shape_signature"]) == [-1, -1]

    def refuse_digits_only(self) -> None:
        """Raises a Refusal where the file takes no pictures of any size."""
        if not self.takes_pictures:
            raise Refusal(
                "--model must take pictures of any size. Received: a file for "
                f"{self.description['about']}. Take float32, float16 or dynamic.tflite"
            )

    def predict_picture(self, gray: np.ndarray) -> tuple[int, float, np.ndarray]:
        """Reads one picture, uint8 `[H, W]`, any size and polarity.

        Returns:
            (digit, -1 where none is claimed; the confidence of the most probable one,
            0..1, 0 without ink; probabilities float32 `[10]`).
        """
        answer = self._runners["predict_image"](image=gray)
        return (
            int(answer["digit"][0]),
            float(answer["confidence"][0]),
            answer["probabilities"][0],
        )

    def predict_digits(self, digits: np.ndarray) -> np.ndarray:
        """Probabilities, float32 `[N, 10]`, of digits in the frame.

        Args:
            digits: uint8 `[N, 28, 28, 1]`, bright ink on 0.
        """
        return self._run(digits)[0]

    def read_digits(self, digits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same of any number of digits, in batches.

        Args:
            digits: uint8 `[N, 28, 28, 1]`, bright ink on 0.

        Returns:
            (probabilities float32 `[N, 10]`, confidences float32 `[N]`, 0..1).
        """
        if not len(digits):
            return np.zeros((0, 10), np.float32), np.zeros(0, np.float32)
        starts = range(0, len(digits), self.batch_size)
        parts = [self._run(digits[i : i + self.batch_size]) for i in starts]
        return tuple(np.concatenate(some) for some in zip(*parts, strict=True))

    def _run(self, digits):
        """(probabilities, confidences) of at most batch_size digits."""
        runner = self._runners["predict_digits"]
        given = runner.get_input_details()["images"]
        details = runner.get_output_details()
        answer = runner(images=_quantised(digits.astype(np.float32) / 255, given))
        names = ("probabilities", "confidence")
        return tuple(_real(answer[name], details[name]) for name in names)


def _runners(path, threads):
    """{signature: what runs it}."""
    interpreter = litert.Interpreter(str(path), num_threads=threads)
    names = interpreter.get_signature_list()
    return {name: interpreter.get_signature_runner(name) for name in names}


def _damaged(path, reason):
    return Refusal(
        "--model must be an undamaged .tflite file of hwdigits export. Received: "
        f"{path} ({reason}). Copy it again, or export it again"
    )


def _quantised(values, details):
    """float32 -> what the file takes: q = real / scale + zero point."""
    if details["dtype"] == np.float32:
        return values
    scale, zero_point = details["quantization"]
    limits = np.iinfo(details["dtype"])
    rounded = np.rint(values / scale + zero_point)
    return np.clip(rounded, limits.min, limits.max).astype(details["dtype"])


def _real(values, details):
    """What the file gives -> float32: real = (q - zero point) * scale."""
    if details["dtype"] == np.float32:
        return values
    scale, zero_point = details["quantization"]
    return (values.astype(np.float32) - zero_point) * np.float32(scale)


def _description(path):
    """hwdigits.json of the file."""
    try:
        with zipfile.ZipFile(path) as files:
            description = dict(json.loads(files.read("hwdigits.json")))
    except FileNotFoundError:
        raise Refusal(
            f"--model must be a .tflite file of hwdigits export. Received: {path}, "
            "which is not there"
        ) from None
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, TypeError) as error:
        raise Refusal(
            f"--model must be a .tflite file of hwdigits export. Received: {path} "
            f"({error}). Make one: hwdigits export --workdir=DIR --out=DIR"
        ) from error
    if description.get("format") != FORMAT:
        raise Refusal(
            f"--model must be of format {FORMAT}, which this version reads. Received: "
            f"{path} of format {description.get('format')}. Export it again"
        )
    return description
