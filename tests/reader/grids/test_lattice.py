"""Grids on photos: their lines, whatever their size and however the paper lies."""

import numpy as np
import pytest

from hwdigits.reader.grids import lattice
from hwdigits.reader.photo import paper
from tests.reader.grids.drawing import PAPER, drawn, photographed

RANDOM = np.random.default_rng(3)


def texts(rows, columns, filled=0.6):
    """Random digits in so many of the cells."""
    return [
        [
            str(RANDOM.integers(10)) if RANDOM.random() < filled else ""
            for _ in range(columns)
        ]
        for _ in range(rows)
    ]


def found(photo):
    return lattice.find(paper.Light(photo).strength)


@pytest.mark.parametrize(("rows", "columns"), [(9, 9), (1, 6), (2, 2), (4, 7), (12, 5)])
def test_any_number_of_rows_and_columns_is_discovered(rows, columns, known):
    grid = found(drawn(known, texts(rows, columns)))
    assert (grid.rows, grid.columns) == (rows, columns)


@pytest.mark.parametrize(
    "seen",
    [
        {"turn": 12},
        {"turn": -25},
        {"tilt": 0.25},
        {"curl": 0.05},
        {"shadow": 0.6},
        {"turn": 5, "tilt": 0.1, "curl": 0.03, "shadow": 0.5},
    ],
    ids=str,
)
def test_turned_tilted_and_curled_paper(seen, known):
    photo = photographed(drawn(known, texts(7, 6), margin=170), **seen)
    grid = found(photo)
    assert (grid.rows, grid.columns) == (7, 6)


def test_crossings_lie_on_the_lines(known):
    grid = found(drawn(known, texts(5, 4), wide=52, high=56, margin=90))
    x, y = np.meshgrid(90 + 52 * np.arange(5), 90 + 56 * np.arange(6))
    assert np.abs(grid.cells - lattice.Lattice.of(np.stack([x, y], 2)).cells).max() < 2


def test_crossings_follow_curled_paper(known):
    sheet = drawn(known, texts(6, 8), margin=120)
    grid = found(photographed(sheet, curl=0.06))
    x, top = grid.cells[0, :, 0, 0].T
    expected = 120 - 0.06 * sheet.shape[0] * np.sin(np.pi * x / sheet.shape[1])
    assert np.abs(top - expected).max() < 3


def test_columns_may_be_of_any_width(known):
    cells = [["", *row] for row in texts(6, 4)]
    grid = found(drawn(known, cells, wide=(180, 50, 60, 50, 70)))
    assert (grid.rows, grid.columns) == (6, 5)
    widths = np.diff(grid.cells[0, :, 0, :, 0])[:, 0]
    assert np.abs(widths - (180, 50, 60, 50, 70)).max() < 3


@pytest.mark.parametrize(("rows", "columns"), [(1, 6), (3, 8)])
def test_boxes_may_stand_apart(rows, columns, known):
    cells = texts(rows, columns)
    grid = found(photographed(drawn(known, cells, gap=10), turn=3, tilt=0.1))
    assert (grid.rows, grid.columns) == (rows, columns)


def test_pale_and_broken_lines_are_followed(known):
    photo = drawn(known, texts(6, 6))
    photo[140:170, 190:200] = PAPER  # a gap in an upright line
    photo[255:262, 150:180] = PAPER  # and in a level one
    photo = (PAPER - 0.25 * (PAPER - photo.astype(float))).astype(np.uint8)
    noisy = np.clip(photo + RANDOM.normal(0, 2, photo.shape), 0, 255).astype(np.uint8)
    grid = found(noisy)
    assert (grid.rows, grid.columns) == (6, 6)


def test_the_largest_of_several_grids_is_taken(known):
    large, small = drawn(known, texts(6, 6)), drawn(known, texts(3, 3), 40, 40)
    photo = np.full((large.shape[0], large.shape[1] + small.shape[1], 3), PAPER)
    photo = photo.astype(np.uint8)
    photo[:, : large.shape[1]] = large
    photo[: small.shape[0], large.shape[1] :] = small
    grid = found(photo)
    assert (grid.rows, grid.columns) == (6, 6)
    assert grid.cells[..., 0].max() < large.shape[1]


@pytest.mark.parametrize("size", [(1, 1), (3, 300), (480, 640)])
def test_paper_without_a_grid_has_none(size):
    assert found(np.full((*size, 3), PAPER, np.uint8)) is None


def test_rows_of_writing_are_no_grid(written):
    assert found(written(["1203", "456", "78901"])) is None


def test_more_squares_than_a_puzzle_has_are_squared_paper(known):
    def grid(rows, columns):
        photo = drawn(known, texts(rows, columns, 0.1), wide=36, high=36)
        return lattice.find(paper.Light(photo).strength, most=260)

    puzzle = grid(16, 16)
    assert (puzzle.rows, puzzle.columns) == (16, 16)
    assert grid(20, 16) is None
