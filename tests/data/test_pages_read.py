"""What is written on made-up pages is read from them."""

import pytest

from hwdigits.data import pages


@pytest.fixture(scope="module")
def digits(small):
    return small[0]


def test_grids_are_read_as_grids(digits, reader):
    """Half of their cells and more, of 8x8 pixels as these digits are."""
    right = cells = 0
    for seed in range(4):
        page = pages.page(digits, seed, "grids", "scan")
        answer = reader.read(page.photo, layout="grid")
        assert len(answer.lines) == len(page.lines)
        for truth, line in zip(page.lines, answer.lines, strict=True):
            read = line.text.replace(".", "")
            right += len(read) == len(truth) and sum(map(str.__eq__, read, truth))
            cells += len(truth)
    assert right > 0.8 * cells


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("answers", 0.6),
        ("unboxed", 0.6),
        ("places", 0.5),
        ("amounts", 0.6),
        ("lists", 0.6),
        ("hurried", 0.3),
    ],
)
def test_numbers_of_each_kind_are_read(digits, reader, kind, least):
    """In circles, under blinds, on cheques, with ticks; signs may be left out."""
    exact = many = 0
    for seed in range(8):
        page = pages.page(digits, seed, kind, "scan")
        answer = reader.read(page.photo).text.replace("?", "").split()
        lines = [line.replace("?", "") for line in page.lines]
        exact += sum(line in answer for line in lines)
        many += len(lines)
    assert exact >= least * many
