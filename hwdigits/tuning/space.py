"""What `config.tune` says may be tried, judged before anything is trained."""

import difflib

import ml_collections

from hwdigits import config as config_lib
from hwdigits.refusal import Refusal

METHODS = ("random", "hyperband", "bayesian", "grid")
_SCALES = ("linear", "log")
# The validation images, and with them what is compared, must stay the same.
_FIXED = {
    "seed": "every trial is the mean over the same seeds (--seeds=N)",
    "strategy": "it is where a run computes, not what it learns",
    "model.name": "another network has other fields; tune each with its own config",
    "training.pictures_every": "it changes TensorBoard's pictures alone",
    "rejection.precision": "it changes nothing before the run is over",
}
_DIGITS = 4  # significant ones of a number that is tried: to be read, and typed again


class Space:
    """The fields that may change, what each may hold, and the config they are of.

    Args:
        config: a run's config with `config.tune` (`config_lib.tune`).
        method: one of METHODS.
        objective: "accuracy" or "loss".

    Raises:
        Refusal: `config.tune` names no field of this config, or values that no run
            could honour or no search could compare.
    """

    def __init__(self, config: ml_collections.ConfigDict, method, objective):
        self.base = config_lib.without_tune(config)
        config_lib.check(self.base)
        tuned = config.get("tune")
        if not tuned or not config_lib.fields(tuned):
            raise Refusal(
                "config.tune must name the fields that are tuned and what each may "
                "hold. Received: a config without it. See configs/tune/lenet.py"
            )
        # {field: ("log", least, most), ("linear", least, most) or the values}
        self.tried = config_lib.fields(tuned)
        self.hand_set = config_lib.fields(self.base)
        for name, tried in self.tried.items():
            self._check_name(name)
            self.tried[name] = self._checked(name, tried, method)
        self._check_search(method, objective)

    def is_range(self, name: str) -> bool:
        """Whether anything between two numbers may be tried for the field."""
        return self.tried[name][0] in _SCALES

    def config(self, fields: dict, epochs=None) -> ml_collections.ConfigDict:
        """The run's config with some fields replaced.

        Args:
            fields: {field: value}.
            epochs: in place of the config's, where a search shortens trials.
        """
        changed = fields if epochs is None else {**fields, "training.epochs": epochs}
        config = self.base.copy_and_resolve_references()
        config.update_from_flattened_dict(changed)
        return config

    def holds(self, name: str, value) -> bool:
        """Whether the search could come upon this value of the field by itself."""
        tried = self.tried[name]
        if self.is_range(name):
            return tried[1] <= value <= tried[2]
        return value in tried

    def _check_name(self, name):
        if name not in self.hand_set:
            near = difflib.get_close_matches(name, self.hand_set, 1, cutoff=0.5)
            known = near or sorted(self.hand_set)
            raise Refusal(
                "config.tune must name fields of this config. Received: "
                f"config.tune.{name}. Did you mean {', '.join(known)}?"
            )
        reason = _FIXED.get(name)
        if name.startswith("data."):
            reason = "trials are compared on the same images"
        if reason:
            raise Refusal(
                f"config.tune must name what a run learns by. Received: {name}; "
                f"{reason}. Take it out of config.tune"
            )

    def _checked(self, name, tried, method):
        """The range or the values of a field, each as the config would keep it."""
        if not isinstance(tried, tuple) or not tried:
            raise Refusal(
                f"config.tune.{name} must be values, as (1, 2), or a range, as "
                f"('log', 0.1, 1.0). Received: {tried!r}"
            )
        if self.is_range(name):
            self._check_range(name, tried, method)
            return (tried[0], *(self._as_kept(name, end) for end in tried[1:]))
        kept = tuple(self._as_kept(name, value) for value in tried)
        if len(set(kept)) < len(kept):
            raise Refusal(
                f"config.tune.{name} must name each value once. Received: {tried!r}"
            )
        return kept

    def _as_kept(self, name, value):
        try:
            config = self.config({name: value})
            config_lib.check(config)
        except (Refusal, TypeError, ValueError) as error:
            sentence = str(error).rstrip(".").replace(". Received", ", received")
            raise Refusal(
                f"config.tune.{name} must hold what a run can have. Received: "
                f"{value!r}; {sentence}"
            ) from error
        return config_lib.fields(config)[name]

    def _check_range(self, name, tried, method):
        numbers = [v for v in tried[1:] if type(v) in (int, float)]
        if type(self.hand_set[name]) not in (int, float):
            raise Refusal(
                f"config.tune.{name} must be values, as (1, 2): the field holds no "
                f"number. Received: {tried!r}"
            )
        is_order = len(numbers) == len(tried) - 1 == 2 and numbers[0] < numbers[1]
        if not is_order or (tried[0] == "log" and numbers[0] <= 0):
            least = "a number above 0" if tried[0] == "log" else "a number"
            raise Refusal(
                f"config.tune.{name} must be ('{tried[0]}', LEAST, MOST): {least} and "
                f"a larger one. Received: {tried!r}"
            )
        if method == "grid":
            raise Refusal(
                f"config.tune.{name} must be a list of values for --method=grid. "
                f"Received: {tried!r}. Name the values, or use --method=random"
            )

    def _check_search(self, method, objective):
        is_network = self.base.model.name in config_lib.NETWORKS
        if objective == "loss" and not is_network:
            raise Refusal(
                "--objective=loss must be of a network. Received: "
                f"{self.base.model.name}, which has none. Use --objective=accuracy"
            )
        if objective == "loss" and "training.loss" in self.tried:
            raise Refusal(
                "--objective=loss must compare the same loss. Received: "
                "config.tune.training.loss. Use --objective=accuracy"
            )
        if method != "hyperband":
            return
        if not is_network or "training.epochs" in self.tried:
            given = "config.tune.training.epochs" if is_network else "a baseline"
            raise Refusal(
                "--method=hyperband must be free to choose the epochs of a network. "
                f"Received: {given}. Use --method=random"
            )


def rounded(value, least, most):
    """A number of a range as it is tried: of four significant digits, inside."""
    if isinstance(value, int):
        return value
    return min(max(float(f"{value:.{_DIGITS}g}"), float(least)), float(most))
