"""Which marks make up rows."""

import numpy as np
import pytest

from hwdigits.reader import marks, rows


@pytest.mark.parametrize(
    ("count", "clarity", "is_row"),
    [(5, 1.6, True), (3, 1.6, False), (5, 1.45, False), (3, 2.0, True)],
)
def test_many_nearly_clear_marks_in_a_row_are_ink(count, clarity, is_row):
    """Pencil in bad light is as faint as noise; noise stands in no rows."""
    x = np.append(100 + 50 * np.arange(count), 120)
    y = np.append(np.full(count, 200), 400)  # the last one is clear, and elsewhere
    boxes = np.column_stack([x, y, *(np.full(count + 1, px) for px in (24, 40))])
    one = np.ones(count + 1)
    found = rows.find(
        marks.Marks(
            labels=np.zeros((600, 800), np.int32),
            numbers=np.arange(1, count + 2),
            boxes=boxes,
            area=300 * one,
            strength=120 * one,
            clarity=np.append(np.full(count, clarity), 3.0),
            stroke=5 * one,
            widest=6 * one,
        )
    )
    assert [len(row.members) for row in found] == ([count, 1] if is_row else [1])
