"""A search goes on after its end, and after a kill at any moment."""

import pytest

from hwdigits import workdir as workdir_lib
from hwdigits.commands import tune
from hwdigits.tuning import space as space_lib
from tests.tuning.test_search import GRID, MIXED, records


def test_more_trials_go_on_where_it_ended(tunable, imagined, tmp_path):
    tune.run(tunable(MIXED), tmp_path / "a", count=2, examples=())
    tune.run(tunable(MIXED), tmp_path / "a", count=2, examples=())
    assert imagined == [0, 1, 2]
    tune.run(tunable(MIXED), tmp_path / "a", count=4, examples=())
    assert imagined == [0, 1, 2, 3, 4]
    tune.run(tunable(MIXED), tmp_path / "b", count=4, examples=())
    assert records(tmp_path / "a") == records(tmp_path / "b")


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


@pytest.mark.parametrize("method", space_lib.METHODS)
def test_killed_at_any_write_nothing_is_lost_or_repeated(
    method, tunable, imagined, tmp_path, monkeypatch
):
    tried = GRID if method == "grid" else MIXED
    config = tunable(tried, **{"training.epochs": 2, "training.batch_size": 50})
    settings = {"count": 3 if method in ("random", "bayesian") else None}
    tune.run(config, tmp_path / "whole", method, **settings, examples=())
    trained = len(imagined)
    write, left = workdir_lib.write, [0]

    def failing(path, fill):
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        write(path, fill)

    monkeypatch.setattr(workdir_lib, "write", failing)
    directory, kills = tmp_path / "killed", 0
    imagined.clear()
    while True:
        left[0] = 5 + kills % 7  # each process gets a little further, then dies
        try:
            tune.run(config, directory, method, **settings, examples=())
        except Killed:
            kills += 1
            assert kills < 200
            continue
        break
    assert kills > 3
    assert records(directory) == records(tmp_path / "whole")
    ended_once = sorted(set(imagined))
    assert len(ended_once) == trained
