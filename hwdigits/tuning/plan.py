"""What a search was asked for."""

import dataclasses

from hwdigits.tuning import space as space_lib


@dataclasses.dataclass(frozen=True)
class Plan:
    """What was asked for.

    Args:
        space: what may be tried.
        method: one of `space.METHODS`.
        objective: "accuracy" or "loss", of the validation images.
        seeds: how many a trial has.
        count: how many trials beside the hand-set one; None leaves it to the method.
        seed: of the search itself.
        command: the `hwdigits train` flags that give the hand-set config, as a list.
    """

    space: space_lib.Space
    method: str = "random"
    objective: str = "accuracy"
    seeds: int = 1
    count: int | None = None
    seed: int = 0
    command: tuple = ("--config=FILE",)

    def to_dict(self) -> dict:
        """What makes the search, but for the number of trials, which may grow."""
        return {
            "config": self.space.base.to_dict(),
            "tune": {name: list(tried) for name, tried in self.space.tried.items()},
            "method": self.method,
            "objective": self.objective,
            "seeds": self.seeds,
            "search_seed": self.seed,
        }
