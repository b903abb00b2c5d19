"""What a paper claims, and whether it holds."""

import dataclasses
import statistics
from collections.abc import Sequence

from hwdigits.reproduction import tables

# A figure holds where ours reaches it or lies below by no more than two standard
# deviations; by so many points at least, where n is too small to tell, and at most, for
# a seed that learnt nothing makes a deviation of forty.
_DEVIATIONS, _POINTS, _MOST_POINTS = 2.0, 0.2, 1.0


@dataclasses.dataclass(frozen=True)
class Claim:
    """One claim.

    Args:
        words: what the paper says.
        ours: what was measured, in words.
        holds: None where it has not been measured.
    """

    words: str
    ours: str
    holds: bool | None


def reached(values: Sequence[float], paper: float, least: bool = False) -> bool | None:
    """Whether a figure of the paper holds.

    Args:
        values: ours, in percent, one a seed.
        paper: the paper's.
        least: whether less is better, as of errors.
    """
    if not values:
        return None
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    slack = min(max(_DEVIATIONS * deviation, _POINTS), _MOST_POINTS)
    ahead = statistics.mean(values) - paper
    return (-ahead if least else ahead) >= -slack


def above(first: Sequence[float], second: Sequence[float]) -> bool | None:
    """Whether the first mean is greater than the second."""
    if not first or not second:
        return None
    return statistics.mean(first) > statistics.mean(second)


def versus(first: Sequence[float], second: Sequence[float], digits: int = 2) -> str:
    """Both as a reader wants them."""
    return f"{tables.ours(first, digits)} / {tables.ours(second, digits)}"


def table(found: list[Claim], is_whole: bool, say) -> str:
    """The claims as Markdown; a small version settles nothing and says so."""
    words = {
        True: say("holds", "成立"),
        False: say("**does not hold**", "**不成立**"),
        None: say("not run yet", "尚未运行"),
    }
    small = say("(small version)", "（小规模，不作结论）")
    rows = [
        (claim.words, claim.ours, words[claim.holds] if is_whole else small)
        for claim in found
    ]
    head = (
        say("claim", "论文的说法"),
        say("ours", "我们的结果"),
        say("verdict", "结论"),
    )
    return tables.markdown(head, rows)
