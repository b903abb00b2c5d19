"""The most probable digits of a grid where none may stand twice in a group.

Exact: of all ways to fill the cells, the one of the least cost, found by branch and
bound. A node says which digits each cell may still have; what follows from that by the
rule is taken away first, and what every cell and every group costs at least bounds it.
"""

import dataclasses
import heapq
import itertools
import time

import numpy as np

_LEAST = 1e-6  # a probability under this is this


@dataclasses.dataclass(frozen=True)
class Filling:
    """Digits of N cells.

    Attributes:
        digits: int `[N]`.
        cost: the sum of -log of their probabilities.
        is_proven: whether no other way costs less; else time was up.
    """

    digits: np.ndarray
    cost: float
    is_proven: bool


def fill(
    probabilities: np.ndarray,
    groups: list[np.ndarray],
    most: float = np.inf,
    limit_s: float = 2.0,
) -> Filling | None:
    """The most probable digits, none twice in a group.

    Args:
        probabilities: of N cells, `[N, digits]`.
        groups: of the indices of cells.
        most: a cost; fillings that cost more are not looked for.
        limit_s: after so many seconds of computing, the best way so far is taken.

    Returns:
        The filling, or None where there is none or none was found in time.
    """
    rules = _Rules(-np.log(np.maximum(probabilities, _LEAST)), groups)
    end = time.thread_time() + limit_s
    order = itertools.count()  # so that no two nodes are compared by their arrays
    queue = []
    _push(queue, rules, np.ones(probabilities.shape, bool), order)
    while queue:
        cost, _, allowed = heapq.heappop(queue)
        if cost > most:
            return None
        digits = rules.cheapest(allowed)
        cell = rules.conflict(allowed, digits)
        if cell is None:
            return Filling(digits, cost, True)
        if time.thread_time() > end:
            return _greedy(rules, allowed)
        for is_taken in (True, False):
            branch = allowed.copy()
            if is_taken:
                branch[cell] = False
            branch[cell, digits[cell]] = is_taken
            _push(queue, rules, branch, order)
    return None


def _push(queue, rules, allowed, order):
    if rules.follow(allowed):
        heapq.heappush(queue, (rules.bound(allowed), next(order), allowed))


def _greedy(rules, allowed):
    """Down the more probable branch only, until nothing conflicts; not proven."""
    while True:
        digits = rules.cheapest(allowed)
        cell = rules.conflict(allowed, digits)
        if cell is None:
            return Filling(digits, rules.bound(allowed), False)
        branch = allowed.copy()
        branch[cell] = False
        branch[cell, digits[cell]] = True
        if not rules.follow(branch):
            allowed[cell, digits[cell]] = False
            if not rules.follow(allowed):
                return None
            continue
        allowed = branch


class _Rules:
    """What cells cost and which of them must differ."""

    def __init__(self, costs, groups):
        self._costs = costs
        count, digits = costs.shape
        member = np.zeros((len(groups), count))
        for number, group in enumerate(groups):
            member[number, group] = 1
        peers = member.T @ member > 0
        np.fill_diagonal(peers, False)
        self._peers = peers.astype(np.float32)
        # Groups of as many cells as there are digits have each of them once.
        self._whole = member[member.sum(1) == digits].astype(np.float32)
        self._families = _disjoint([g for g in groups if len(g) == digits])

    def follow(self, allowed) -> bool:
        """Takes away, in place, what the rule excludes; False where nothing is left."""
        while True:
            before = int(allowed.sum())
            alone = allowed & (allowed.sum(1, keepdims=True) == 1)
            allowed &= self._peers @ alone.astype(np.float32) == 0
            if not allowed.any(1).all():
                return False
            if len(self._whole) and not self._place_lone(allowed):
                return False
            if int(allowed.sum()) == before:
                return True

    def _place_lone(self, allowed):
        """Gives a digit to the only cell of a whole group that may have it."""
        places = self._whole @ allowed.astype(np.float32)  # [groups, digits]
        if (places == 0).any():
            return False
        for group, digit in np.argwhere(places == 1):
            cell = int(np.argmax((self._whole[group] > 0) & allowed[:, digit]))
            if not allowed[cell, digit]:
                return False
            allowed[cell] = False
            allowed[cell, digit] = True
        return True

    def cheapest(self, allowed):
        """int [N]: of each cell, without regard to the others."""
        return np.where(allowed, self._costs, np.inf).argmin(1)

    def bound(self, allowed) -> float:
        """What every filling costs at least."""
        costs = np.where(allowed, self._costs, np.inf)
        least = costs.min(1)
        rest = costs - least[:, np.newaxis]
        more = [
            sum(float(rest[group].min(0).sum()) for group in family)
            for family in self._families
        ]
        return float(least.sum()) + max(more, default=0.0)

    def conflict(self, allowed, digits):
        """The cell that decides most about a digit that stands twice, or None."""
        same = digits[:, np.newaxis] == digits
        in_conflict = np.flatnonzero((same * self._peers).any(1))
        if not len(in_conflict):
            return None
        costs = np.where(allowed, self._costs, np.inf)[in_conflict]
        two = np.partition(costs, 1, axis=1)
        return int(in_conflict[(two[:, 1] - two[:, 0]).argmax()])


def _disjoint(groups):
    """Families of groups that share no cell, greedily: rows, columns, blocks."""
    families = []
    for group in groups:
        for family in families:
            if all(not np.intersect1d(group, other).size for other in family):
                family.append(group)
                break
        else:
            families.append([group])
    return families


def groups(rows: int, columns: int, kinds: tuple[str, ...]) -> list[np.ndarray]:
    """Indices of the cells of each row, column or block of a grid.

    Blocks are as wide as they are high, or the next thing to it: 3x3 of 9x9, 3 wide and
    2 high of 6x6.
    """
    cells = np.arange(rows * columns).reshape(rows, columns)
    found = []
    if "rows" in kinds:
        found += list(cells)
    if "columns" in kinds:
        found += list(cells.T)
    if "blocks" in kinds:
        high = block_height(rows)
        wide = rows // high
        found += [
            cells[y : y + high, x : x + wide].ravel()
            for y in range(0, rows, high)
            for x in range(0, columns, wide)
        ]
    return found


def block_height(side: int) -> int:
    """The largest divisor of the side that is not above its root."""
    return max(n for n in range(1, int(side**0.5) + 1) if side % n == 0)
