"""Paper lies around what is read."""

import dataclasses

import numpy as np
import pytest

from hwdigits.reader import rows
from hwdigits.reader.ink import marks, surroundings
from hwdigits.reader.photo import paper


@pytest.mark.parametrize(
    ("rest", "boxed", "is_plain"),
    [(10, False, True), (40, False, False), (40, True, True)],
    ids=["on paper", "among other things", "in a printed box"],
)
def test_a_mark_is_judged_by_what_lies_around_it(rest, boxed, is_plain):
    """A box is printed on paper, and its own sides lie around a pale digit."""
    strength = np.full((200, 200), rest, np.uint8)
    strength[80:120, 90:98] = 80
    is_ink = 255 * (strength == 80).astype(np.uint8)
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = marks.find(ink, is_ink, 6)
    found = dataclasses.replace(found, boxed=np.array([boxed]))
    row = rows.Row(np.array([0]), 40.0, np.array([False]))
    nowhere = np.zeros_like(strength)
    plain = surroundings.are_plain(found, [row], strength, nowhere)
    assert plain.tolist() == [is_plain]
