"""Numbers of several seeds as a reader wants them: mean ± standard deviation, n."""

import statistics
from collections.abc import Sequence

MISSING = "—"


def accuracies(results: list[dict]) -> list[float]:
    """Percent of the test images read right, one number a seed."""
    return [100 * result["test"]["accuracy"] for result in results]


def errors(results: list[dict]) -> list[float]:
    """Percent misread."""
    return [100 - accuracy for accuracy in accuracies(results)]


def errors_at(results: list[dict], epoch: int) -> list[float]:
    """Percent misread after an epoch (from 1), or after the last one before it."""
    curves = [result["curves"].get("test_accuracy") for result in results]
    return [100 - 100 * curve[:epoch][-1] for curve in curves if curve]


def last(results: list[dict], curve: str, factor: float = 1.0) -> list[float]:
    """The last value of a curve, one number a seed that has it."""
    curves = [result["curves"].get(curve) for result in results]
    return [factor * curve[-1] for curve in curves if curve]


def wavering(results: list[dict]) -> list[float]:
    """Standard deviation of the test error from epoch to epoch, points, a seed."""
    curves = [result["curves"].get("test_accuracy", []) for result in results]
    return [100 * statistics.stdev(c[-20:]) for c in curves if len(c) > 1]


def drawn(results: list[dict], way: str) -> list[float]:
    """Percent of the user's pictures read right, framed `way`; [] where none were."""
    return [100 * r["drawn"][way]["accuracy"] for r in results if r["drawn"]]


def ours(values: Sequence[float], digits: int = 2, unit: str = "") -> str:
    """ "98.31 ± 0.05 (n = 5)", with the unit before the n, or a dash."""
    if not values:
        return MISSING
    mean, count = statistics.mean(values), f"{unit} (n = {len(values)})"
    if len(values) == 1:
        return f"{mean:.{digits}f}{count}"
    return f"{mean:.{digits}f} ± {statistics.stdev(values):.{digits}f}{count}"


def difference(values: Sequence[float], paper: float, digits: int = 2) -> str:
    """Ours minus the paper's, with its sign."""
    if not values:
        return MISSING
    return f"{statistics.mean(values) - paper:+.{digits}f}"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def fate(results: list[dict], say) -> str:
    """How many seeds diverged, at which steps and with what loss; "" for none."""
    ends = [r["diverged"] for r in results if r["status"] == "diverged"]
    if not ends:
        return ""
    steps = sorted(end["step"] for end in ends)
    at = f"{steps[0]:,}" if len(set(steps)) == 1 else f"{steps[0]:,}–{steps[-1]:,}"
    is_number = [end["loss"] not in ("nan", "inf") for end in ends]
    kind = say("only guesses", "只会瞎猜") if all(is_number) else "nan"
    if any(is_number) and not all(is_number):
        kind = say("nan or guesses", "nan 或瞎猜")
    many = f"{len(ends)}/{len(results)}"
    return say(
        f"{many} diverged, step {at}, {kind}", f"{many} 发散，第 {at} 步，{kind}"
    )
