"""The best way along a row: which strokes make a digit, which marks are dropped.

A row is a lattice. Its nodes are the places between strokes, in order; an edge is one
digit made of the strokes between two nodes, or a mark that is dropped, with the
logarithm of how probable that is. What the user knows decides among the paths: their
number of digits, or a regular expression that the line's text must match.
"""

import dataclasses
import heapq
import re

import numpy as np

_ALTERNATIVES = 20_000  # texts that are tried against a pattern on one row


@dataclasses.dataclass(frozen=True)
class Edge:
    """From a node to a later one.

    Attributes:
        start, end: nodes, start < end.
        score: log probability; higher is better.
        digit: which candidate digit it stands for, or None where marks are dropped.
        is_letter: whether that is no digit, and does not count as one.
    """

    start: int
    end: int
    score: float
    digit: int | None
    is_letter: bool = False


def paths_by_count(nodes: int, edges: list[Edge]) -> dict[int, tuple[float, list[int]]]:
    """The best path of each length.

    Args:
        nodes: how many there are; paths go from 0 to nodes - 1.
        edges: in any order.

    Returns:
        {number of digits: (score, candidates from left to right)}.
    """
    best = [{} for _ in range(nodes)]
    best[0][0] = (0.0, [])
    for edge in sorted(edges, key=lambda edge: edge.start):
        for length, (score, path) in best[edge.start].items():
            longer = path if edge.digit is None else [*path, edge.digit]
            count = length + (edge.digit is not None and not edge.is_letter)
            reached = score + edge.score
            before = best[edge.end].get(count)
            if before is None or reached > before[0]:
                best[edge.end][count] = (reached, longer)
    return best[-1]


def matching(
    paths: dict[int, tuple[float, list[int]]],
    probabilities: np.ndarray,
    pattern: re.Pattern,
) -> tuple[list[int], list[int]] | None:
    """The most probable path and digits whose text a pattern matches as a whole.

    Args:
        paths: of paths_by_count.
        probabilities: `[candidates, 10]`.
        pattern: of a line's text.

    Returns:
        (candidates, digits), or None where no path fits.
    """
    best = None
    for score, path in paths.values():
        logs = np.log(np.maximum(probabilities[path].reshape(-1, 10), 1e-9))
        loss_and_digits = _first_match(logs, pattern)
        if loss_and_digits is None:
            continue
        loss, digits = loss_and_digits
        if best is None or score - loss > best[0]:
            best = (score - loss, path, digits)
    return None if best is None else best[1:]


def _first_match(logs, pattern):
    """(what it loses, digits): texts in falling probability until one matches."""
    order = np.argsort(-logs, axis=1)
    ranked = np.take_along_axis(logs, order, 1)
    losses = ranked[:, :1] - ranked  # [digits, 10], 0 first
    start = (0,) * len(logs)
    queue, seen = [(0.0, start)], {start}
    for _ in range(_ALTERNATIVES):
        if not queue:
            return None
        loss, ranks = heapq.heappop(queue)
        digits = [int(order[place, rank]) for place, rank in enumerate(ranks)]
        if pattern.fullmatch("".join(map(str, digits))):
            return loss, digits
        for place, rank in enumerate(ranks):
            after = (*ranks[:place], rank + 1, *ranks[place + 1 :])
            if rank < 9 and after not in seen:
                seen.add(after)
                step = losses[place, rank + 1] - losses[place, rank]
                heapq.heappush(queue, (loss + step, after))
    return None
