"""KerasTuner's four searches, made to survive a kill at any moment.

KerasTuner 1.4.8 writes its state in place, so that a kill can leave half a file, and in
an order in which a trial that ended can be run again, or one that never began be there.
Its grid search forgets where it was (keras-team/keras-tuner#1055).
"""

import json
import pathlib
import warnings

import keras_tuner
from keras_tuner import oracles
from sklearn import exceptions

from hwdigits import workdir as workdir_lib
from hwdigits.tuning import space as space_lib
from hwdigits.tuning import trials

DIRECTIONS = {"accuracy": "max", "loss": "min"}
_ENDED = ("COMPLETED", "FAILED")
_MARK = "hand_set"  # among a trial's values: they only stand for the hand-set ones


class _Steady:
    """What the four have in common, before KerasTuner's class in their bases.

    The first trial has the config's own values; where the search could not come upon
    them, its nearest ones stand for them.

    Args:
        space: `space.Space`.
        folder: where the state is kept; BaseTuner's project directory.
        ended: called with a trial's number when its result has been kept.
        **settings: of the KerasTuner class.
    """

    def __init__(self, space, folder: pathlib.Path, ended, **settings):
        self._space = space
        self._folder = folder
        self._ended = ended
        super().__init__(hyperparameters=hyperparameters(space), **settings)
        self.verbose = 0

    @property
    def is_begun(self) -> bool:
        """Whether there is a state to go on from."""
        return (self._folder / "oracle.json").exists()

    def populate_space(self, trial_id):
        if not self.start_order:
            return {"status": "RUNNING", "values": self._hand_set()}
        return super().populate_space(trial_id)

    def _hand_set(self):
        values = {hp.name: hp.default for hp in self.hyperparameters.space}
        names = self._space.tried
        if not all(self._space.holds(n, self._space.hand_set[n]) for n in names):
            values[_MARK] = True
        return values

    def end_trial(self, trial):
        super().end_trial(trial)
        self._ended(int(trial.trial_id))

    def save(self):
        workdir_lib.write_json(self._folder / "oracle.json", self.get_state())

    def _save_trial(self, trial):
        path = self._folder / f"trial_{trial.trial_id}" / "trial.json"
        workdir_lib.write_text(path, json.dumps(trial.get_state()))

    def set_state(self, state):
        # A trial that the state does not know was never handed out.
        self.trials = {key: self.trials[key] for key in state["start_order"]}
        ended = {key for key, t in self.trials.items() if t.status in _ENDED}
        ongoing = state["ongoing_trials"].items()
        state["ongoing_trials"] = {who: key for who, key in ongoing if key not in ended}
        state["retry_queue"] = [k for k in state["retry_queue"] if k not in ended]
        state["end_order"] += sorted(ended - set(state["end_order"]))
        super().set_state(state)


class Random(_Steady, oracles.RandomSearchOracle):
    """Values drawn at random."""


class Bayesian(_Steady, oracles.BayesianOptimizationOracle):
    """Values where a Gaussian process of the trials so far hopes for the best."""

    def populate_space(self, trial_id):
        with warnings.catch_warnings():
            # Of a few trials it often has no good fit, which is nobody's mistake.
            warnings.simplefilter("ignore", exceptions.ConvergenceWarning)
            return super().populate_space(trial_id)


class Hyperband(_Steady, oracles.HyperbandOracle):
    """Many trials of few epochs, the best of them again with more."""

    def _hand_set(self):
        whole = {"tuner/epochs": self.max_epochs, "tuner/initial_epoch": 0}
        return super()._hand_set() | whole


class Grid(_Steady, oracles.GridSearchOracle):
    """Every combination once, the last field changing fastest."""

    def populate_space(self, trial_id):
        tried = [trial.hyperparameters.values for trial in self.trials.values()]
        if not tried:
            return super().populate_space(trial_id)
        for values in self._combinations():
            if values not in tried:
                return {"status": "RUNNING", "values": values}
        return {"status": "STOPPED", "values": None}

    def _combinations(self):
        combinations = [{}]
        for hp in self.hyperparameters.space:
            combinations = [c | {hp.name: v} for c in combinations for v in hp.values]
        return combinations


def build(method, space, folder, ended, objective, count, seed):
    """The oracle of a method.

    Args:
        method: one of `space.METHODS`.
        space, folder, ended: as _Steady.
        objective: "accuracy" or "loss".
        count: how many trials beside the hand-set one; None leaves it to the method.
        seed: of the search.
    """
    settings = {
        "objective": keras_tuner.Objective(objective, DIRECTIONS[objective]),
        "seed": seed + 1,  # 0 would mean to KerasTuner: a different one each time
    }
    if method == "hyperband":
        settings["max_epochs"] = space.base.training.epochs
    elif count is not None:
        settings["max_trials"] = count + 1
    classes = {"random": Random, "bayesian": Bayesian, "grid": Grid}
    return classes.get(method, Hyperband)(space, folder, ended, **settings)


def hyperparameters(space: space_lib.Space) -> keras_tuner.HyperParameters:
    """The space in KerasTuner's words; the hand-set value is the default, if inside."""
    found = keras_tuner.HyperParameters()
    for name, tried in space.tried.items():
        default = space.hand_set[name]
        default = default if space.holds(name, default) else None
        if space.is_range(name):
            scale, least, most = tried
            kind = found.Int if isinstance(least, int) else found.Float
            kind(name, least, most, sampling=scale, default=default)
        elif _are_numbers(tried):
            found.Choice(name, list(tried), default=default)
        else:
            default = None if default is None else str(default)
            found.Choice(name, list(map(str, tried)), default=default)
    return found


def _are_numbers(values):
    return all(type(value) in (int, float) for value in values)


def fields(space: space_lib.Space, trial) -> dict:
    """What a KerasTuner trial sets: {field: value of the type the config has}.

    Between processes KerasTuner passes numbers in 32 bits: they are brought back to
    the values that are tried.
    """
    if int(trial.trial_id) == trials.HAND_SET:
        return {name: space.hand_set[name] for name in space.tried}
    given, found = trial.hyperparameters.values, {}
    for name, tried in space.tried.items():
        if space.is_range(name):
            found[name] = space_lib.rounded(given[name], *tried[1:])
        elif _are_numbers(tried):
            found[name] = min(tried, key=lambda v, name=name: abs(v - given[name]))
        else:
            found[name] = {str(value): value for value in tried}[given[name]]
    return found
