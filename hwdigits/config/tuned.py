"""What `hwdigits tune` is to try, beside the fields of a run."""

import ml_collections


def tune(config: ml_collections.ConfigDict, tried: dict) -> None:
    """Adds `config.tune`: what `hwdigits tune` may try. No run reads or keeps it.

    Args:
        config: as `base_config` gives it.
        tried: {field: (value, value, ...) or ("linear", least, most) or ("log", least,
            most)}, as {"training.batch_size": (25, 50)}. `tuning.space` judges it.
    """
    tuned = ml_collections.ConfigDict()
    for name, values in tried.items():
        *sections, field = name.split(".")
        place = tuned
        for section in sections:
            if section not in place:
                place[section] = ml_collections.ConfigDict()
            place = place[section]
        place[field] = tuple(values) if isinstance(values, list) else values
    with config.unlocked():
        config["tune"] = tuned


def without_tune(config: ml_collections.ConfigDict) -> ml_collections.ConfigDict:
    """The same config without `config.tune`: what a run is told."""
    kept = config.copy_and_resolve_references()
    with kept.unlocked():
        if "tune" in kept:
            del kept.tune
    return kept.lock()
