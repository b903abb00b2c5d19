"""`hwdigits export`: a trained run in, a proven version directory out."""

import json
import pathlib
import shutil
import tempfile

from absl import flags as absl_flags

from hwdigits import data, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.commands import flags
from hwdigits.refusal import Refusal

FORMATS = ("saved_model", "tflite")
USAGE = """\
usage: hwdigits export --workdir=DIR --out=DIR [--formats=saved_model,tflite]

Writes OUT/<next version>: a SavedModel for TF Serving, .tflite files beside it and
manifest.json. Every one of them has read the whole test set before the version appears;
one that does not answer as the Keras model does is left out, said, and exit code 1."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_string(
        *("workdir", None, "The directory of a trained run."), flag_values=values
    )
    absl_flags.DEFINE_string(
        *("out", None, "Directory of the versions, as TF Serving polls it."),
        flag_values=values,
    )
    absl_flags.DEFINE_list(
        *("formats", list(FORMATS), "saved_model, tflite or both [both]."),
        flag_values=values,
    )
    absl_flags.DEFINE_list(
        *("variants", None),
        "Of tflite: float32, float16, dynamic, int8, uint8, browser [all].",
        flag_values=values,
    )
    flags.define_places(values)
    flags.parse(values, argv, USAGE, required=("workdir", "out"))
    run(
        *(values.workdir, values.out, values.formats, values.variants),
        places=flags.places(values),
    )
    return 0


def run(workdir, out, formats=FORMATS, variants=None, places=None) -> pathlib.Path:
    """Exports a run.

    Args:
        workdir: directory of a finished run of a network.
        out: directory of the versions; made if it is not there.
        formats: names of FORMATS.
        variants: names of `litert.VARIANTS`; None is all.
        places: where the test data lies on this machine.

    Returns:
        The new version's directory, which is complete.

    Raises:
        Refusal: nothing to export or an unknown name; and, after the version has
            been written without it, a container that does not answer as it must.
    """
    directory = workdir_lib.Workdir(workdir)
    config = directory.load_config()
    directory.refuse_unfinished()
    base = _directory_of_versions(out)
    quiet.import_tensorflow()
    import keras

    from hwdigits.exporting import graph, litert, manifest, proof
    from hwdigits.reader import model as reader_lib

    _refuse_unknown(formats, FORMATS, "formats")
    variants = _refuse_unknown(
        variants or list(litert.VARIANTS), litert.VARIANTS, "variants"
    )
    if not directory.model.exists():
        raise Refusal(
            f"export takes networks. Received: {directory.path}, a baseline of "
            "scikit-learn, which stays here: hwdigits evaluate"
        )
    places = places or data.Places()
    training = data.load(config, "train", places)
    test = data.load(config, "test", places)
    model = keras.saving.load_model(directory.model, compile=False)
    threshold = directory.threshold()
    functions = graph.DigitGraph(model, config.data.preprocess, threshold or 0.0)
    head = manifest.head(config, threshold, reader_lib.FORMAT)
    reference = proof.Reference(model, functions, test)

    def fill(partial):
        entries, refused = {}, {}
        if "saved_model" in formats:
            entries |= _saved_model(functions, partial, reference, training)
        if "tflite" in formats:
            files = _tflite(functions, partial, reference, training, variants, head)
            entries, refused = entries | files[0], files[1]
        _write_manifest(partial, head, entries, refused)
        return entries, refused

    version, entries, refused = _new_version(base, fill)
    print(_table(version, entries))
    if refused:
        raise Refusal(f"{version} was written without {'; '.join(refused.values())}")
    return version


def _new_version(base, fill):
    """(directory of the next version, *what `fill(directory)` gave), or nothing."""
    from hwdigits.exporting import saved_model

    base.mkdir(parents=True, exist_ok=True)
    partial = pathlib.Path(tempfile.mkdtemp(prefix=saved_model.PARTIAL, dir=base))
    try:
        written = fill(partial)
        partial.chmod(0o755)  # mkdtemp's are for their owner alone
        return saved_model.publish(partial, base), *written
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _directory_of_versions(out):
    base = pathlib.Path(out)
    if base.exists() and not base.is_dir():
        raise Refusal(
            f"--out must be a directory, of versions. Received: {base}, a file. Name "
            "another one, or one to be made"
        )
    return base


def _refuse_unknown(given, known, flag):
    unknown = [name for name in given if name not in known]
    if unknown:
        raise Refusal(
            f"--{flag} must be of {', '.join(known)}. Received: {', '.join(unknown)}"
        )
    return given


def _saved_model(functions, partial, reference, training):
    from hwdigits.exporting import manifest, saved_model

    print("saved_model ...", flush=True)
    saved_model.write(functions, partial / "model")
    for path in (partial / "model").iterdir():
        path.rename(partial / path.name)
    (partial / "model").rmdir()
    if saved_model.can_warm_up():
        saved_model.write_warmup(partial, training.images[0])
    else:
        print(
            "no warm-up requests: they need TF Serving's protos "
            "(pip install --no-deps tensorflow-serving-api)"
        )
    measured = reference.saved_model(partial)
    return {"saved_model": manifest.entry(partial, "for TF Serving", measured)}


def _tflite(functions, partial, reference, training, variants, head):
    from hwdigits.exporting import litert, manifest, metadata

    entries, refused = {}, {}
    for variant in variants:
        print(f"{variant}.tflite ...", flush=True)
        about = litert.VARIANTS[variant]
        description = head | {"about": f"{variant}: {about}", "version": variant}
        path = partial / f"{variant}.tflite"
        converted = litert.convert(functions, variant, training.images)
        path.write_bytes(metadata.add(converted, description))
        try:
            measured = reference.tflite(path, variant)
        except Refusal as reason:
            refused[path.name] = str(reason)
            path.unlink()
            continue
        entries[path.name] = manifest.entry(path, about, measured)
    return entries, refused


def _write_manifest(partial, head, entries, refused):
    content = head | {"artefacts": entries, "refused": refused}
    text = json.dumps(content, indent=2) + "\n"
    (partial / "manifest.json").write_text(text, encoding="utf-8")


def _table(version, entries):
    lines = [
        f"{version}",
        "artefact              bytes     errors of n  not as Keras  us a digit p50/p99",
    ]
    for name, found in entries.items():
        latency = found["latency_us"]
        lines.append(
            f"{name:16} {found['bytes']:>10,}  {found['errors']:>5} of {found['n']:<6}"
            f"  {found['disagreements_with_keras']:>12}"
            f"  {latency['p50']:>8} / {latency['p99']}"
        )
    return "\n".join(lines)
