"""A run's config as its directory keeps it."""

import json
import os
import pathlib

import ml_collections

from hwdigits.config.defaults import base_config
from hwdigits.config.rules import check
from hwdigits.refusal import Refusal


def load(path: str | os.PathLike) -> ml_collections.ConfigDict:
    """Reads the `config.json` of a run.

    Raises:
        Refusal: the file is not there, not JSON or not a config of this version.
    """
    path = pathlib.Path(path)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        config = base_config(values["model"]["name"])
        config.update(_with_tuples(values))
    except FileNotFoundError:
        raise Refusal(
            f"a run's directory holds config.json. Received: {path.parent}, which has "
            "none. Train one: hwdigits train --config=FILE --workdir=DIR"
        ) from None
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            f"{path} must be a config of this version of hwdigits. Received: {error}"
        ) from error
    check(config)
    return config


def _with_tuples(value):
    """JSON has no tuples; configs hold no lists."""
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(value) if isinstance(value, list) else value
