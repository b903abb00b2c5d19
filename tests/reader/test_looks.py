"""Which look at a sheet says most."""

import numpy as np
import pytest

from hwdigits.reader import looks
from hwdigits.reader.page import Digit, Line, Page


def page_of(text):
    """`?` is rejected."""
    none = np.full(10, 0.1, np.float32)
    digits = [
        Digit(int(one.replace("?", "1")), 1.0, (0, 0, 9, 9), one == "?", none)
        for one in text
    ]
    return Page((Line(tuple(digits)),))


@pytest.mark.parametrize(
    ("text", "may"),
    [("", True), ("11", True), ("111", False), ("111?", True), (9 * "1" + "?", False)],
)
def test_paper_alone_may_help_where_little_is_certain(text, may):
    assert looks.paper_may_help(page_of(text)) == may


@pytest.mark.parametrize(
    ("text", "than", "is_better"),
    [
        ("114", "", True),
        ("111", "", False),
        ("114", "114?", True),
        ("114", "1114", False),
        ("114??", "", False),
        ("", "??", False),
    ],
)
def test_more_that_is_certain_is_better(text, than, is_better):
    assert looks.paper_is_better(page_of(text), page_of(than)) == is_better
