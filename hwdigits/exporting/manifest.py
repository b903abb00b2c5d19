"""manifest.json: what an export holds, artefact by artefact, as it was measured."""

import hashlib
import json
import pathlib

# Names, shapes and meaning, the same in every container that has the signature.
INPUTS = {
    "predict_digits": "images: float32 [N, 28, 28, 1], 0..1, bright ink on 0",
    "predict_image": "image: uint8 [H, W], 0..255, one picture of any size",
    "serving_default": "images: as predict_digits",
    "predict_bytes": "image_bytes: string [N], PNG, JPEG, BMP, GIF or WebP files",
    "classify": "inputs: string [N], tf.Examples with image/encoded",
}
OUTPUTS = {
    "probabilities": "float32 [N, 10]; 0.1 each where there is no ink",
    "digit": "int64 [N], int32 in browser.tflite; -1: no ink, or not sure",
    "confidence": "float32 [N]; 0 where there is no ink",
}


def head(config, threshold: float | None, model_format: int) -> dict:
    """What all artefacts of an export share.

    Args:
        config: the run's.
        threshold: the confidence below which `digit` is -1; None where the network
            was not taught what is no digit, and claims one wherever there is ink.
        model_format: `reader.model.FORMAT`.
    """
    text = json.dumps(config.to_dict(), sort_keys=True)
    return {
        "name": config.model.name,
        "format": model_format,
        "network": config.model.name,
        "preprocess": config.data.preprocess,
        "threshold": threshold,
        "config_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "test_data": config.data.test,
        "inputs": INPUTS,
        "outputs": OUTPUTS,
    }


def entry(path: pathlib.Path, about: str, measured: dict) -> dict:
    """One artefact.

    Args:
        path: of a file, or of a directory whose files count together.
        about: what it is, in words.
        measured: what `proof.Reference` found on the test set.
    """
    size = sum(file.stat().st_size for file in _files(path))
    return {"about": about, "bytes": size, "sha256": digest(path), **measured}


def digest(path: pathlib.Path) -> str:
    """SHA-256 of a file; of a directory, over the names and contents of its files."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for file in _files(path):
        whole.update(str(file.relative_to(path)).encode() + b"\0")
        whole.update(file.read_bytes())
    return whole.hexdigest()


def _files(path):
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file())
