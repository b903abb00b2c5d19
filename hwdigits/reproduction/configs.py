"""The claims of configs/paper, from which every cell starts."""

import pathlib
import runpy

import ml_collections

from hwdigits.refusal import Refusal

_DIRECTORY = pathlib.Path(__file__).resolve().parents[2] / "configs" / "paper"


def load(name: str, seed: int, **changes) -> ml_collections.ConfigDict:
    """A config of configs/paper with some fields changed.

    Args:
        name: of the file, as "lenet".
        seed: of the weights and, as another draw is wanted with it, of the images.
        **changes: values by field, `__` for the point, as `optimizer__learning_rate`.

    Raises:
        Refusal: the configs are not there, as in an installed package.
    """
    path = _DIRECTORY / f"{name}.py"
    if not path.is_file():
        raise Refusal(
            "reproduce needs configs/paper beside the package, as in a clone. "
            f"Received: {path}, which is not there. Run it from a clone"
        )
    config = runpy.run_path(str(path))["get_config"]()
    fields = {field.replace("__", "."): value for field, value in changes.items()}
    config.update_from_flattened_dict({"seed": seed, "data.draw_seed": seed} | fields)
    return config
