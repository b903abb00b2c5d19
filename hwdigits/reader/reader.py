"""A photo to a page: the stages in order, and the digit model in between."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hwdigits.reader import (
    alone,
    company,
    crops,
    doubt,
    grids,
    lattice,
    looking,
    looks,
    numbering,
    turning,
    words,
)
from hwdigits.reader import model as model_lib
from hwdigits.reader.grids import alike, reading
from hwdigits.reader.known import consistent, of_lines
from hwdigits.reader.page import Digit, Line, Page
from hwdigits.reader.photo import arrays
from hwdigits.reader.signs import bars, items

# A digit of a page is one that is more probable than all others together. Whether it
# is a digit at all is for the model's own threshold, where it was taught one.
_PROBABLE = 0.5


class _Read(NamedTuple):
    """What was read of a row: N marks in `candidates`, the digits that they are,
    probabilities `[N, 10]`, which of them are letters, and whether the row fits what is
    known of it."""

    candidates: list[lattice.Candidate]
    digits: list[int]
    probabilities: np.ndarray
    are_letters: np.ndarray
    fits: bool


class Reader:
    """Reads handwritten digits from photos, without TensorFlow.

    Args:
        model: path of a .tflite file of `hwdigits export`, or of a version directory;
            None for the shipped one.
        threads: of the model's runtime.

    Raises:
        Refusal: the model is not there or not of this package.

    Example:
        `Reader().read("photo.jpg").text`
    """

    def __init__(self, model: str | os.PathLike | None = None, threads: int = 1):
        self._model = model_lib.Model(model, threads)
        threshold = self._model.description["threshold"]
        self._doubts = threshold is not None
        self._threshold = threshold or 0.0

    def read(
        self,
        photo: str | os.PathLike | np.ndarray,
        expect: int | None = None,
        pattern: str | None = None,
        layout: str = "auto",
        columns: tuple[int, int] | None = None,
        unique: Sequence[str] = (),
        sums: str | None = None,
        check: str | None = None,
    ) -> Page:
        """Reads all digits of a photo, in lines.

        Args:
            photo: a path; or uint8 `[H, W]`, `[H, W, 1]` or `[H, W, 3]`, RGB, upright.
            expect: how many digits a line has, where that is known. Of the ways to
                split, join and drop marks, the most probable one of so many digits is
                taken.
            pattern: a regular expression that a line's text matches as a whole, as
                `\\d{6}` or `20\\d\\d`. Of all ways to split, join and drop marks and
                to read them, the most probable one that matches is taken. A line that
                cannot be made to fit `expect` or `pattern` is read as it is and named
                in the page's notes; with less than half of the digits it is left out.
                In a grid, both are of a cell that is not empty.
            layout: "rows"; "grid", the cells of the largest ruled grid; or "auto": the
                grid where the photo shows one of several rows and columns whose cells
                hold digits, or where columns, unique or sums are given; else rows.
            columns: the first and the last column of a grid to read, from 1; None: all.
            unique: of "rows", "columns" and "blocks", where no digit of a grid stands
                twice, as in puzzles.
            sums: "row", where the last number of each row of a grid is the sum of the
                others.
            check: "luhn" or "mod97", where each line ends in such check digits. Of all
                readings for which these hold the most probable one is taken; what it
                changes is in the page's notes.

        Returns:
            The page; without lines where no digits were found.

        Raises:
            pictures.Unreadable: the file is not a picture that can be read, or shows
                no grid where one is asked for.
            Refusal: an array of another kind, or a pattern, a number, a layout or
                columns that are none.
        """
        wanted = of_lines.Knowledge(expect, pattern)
        consistency = consistent.Consistency(tuple(unique), sums, check)
        layout = grids.asked_for(layout, columns=columns, unique=unique, sum=sums)
        sheet = arrays.sheet(photo)
        grid = grids.find(sheet, layout, columns)
        if grid is None:
            page = self._rows_page(sheet, wanted)
        else:
            page = self._grid_page(grid, reading.OfCells(expect, pattern))
        return consistency.applied(page)

    def predict(self, images) -> list[Digit]:
        """Reads single digits.

        Args:
            images: an iterable of uint8 `[H, W]` or `[H, W, 1]`, any size and polarity,
                one digit each; or uint8 `[N, 28, 28, 1]` in MNIST's frame, bright on 0,
                which go through the model in one batch.

        Returns:
            A Digit for each; its box is the whole image.
        """
        if isinstance(images, np.ndarray) and images.shape[1:] == (28, 28, 1):
            probabilities, confidences = self._model.read_digits(images)
            boxes = [(0, 0, 28, 28)] * len(images)
        else:
            pictures_of = [arrays.gray(image) for image in images]
            answers = [self._model.predict_picture(one) for one in pictures_of]
            probabilities = [answer[2] for answer in answers]
            confidences = [answer[1] for answer in answers]
            boxes = [(0, 0, *one.shape[::-1]) for one in pictures_of]
        least = max(self._threshold, _PROBABLE)
        return [
            Digit(int(p.argmax()), float(c), box, bool(c < least), p)
            for p, c, box in zip(probabilities, confidences, boxes, strict=True)
        ]

    def _rows_page(self, sheet, wanted):
        """The page of a sheet read in rows."""
        found, page = looks.best(
            sheet, lambda found: self._page(found, wanted), self._doubts
        )
        if self._doubts:
            one = alone.judged(page, sheet, found, self._model)
            page = one if wanted.allows(one.text) else page
        if wanted.is_nothing:
            page = numbering.parted(page)
        if turning.is_doubtful(page):
            page = self._noted_where_turned(page, found)
        page = doubt.judged(page, not wanted.is_nothing, sheet.cut_out_px)
        return doubt.of_cuts(page)

    def _noted_where_turned(self, page, found):
        """The page, with a note where it reads better turned."""
        noted = page
        if turn := turning.likeliest(found, self._model):
            noted = turning.noted(page, turn, self._page(found.turned(turn)))
        for slant in turning.SLANTS:
            if noted is page:  # rows run neither across nor up and down
                slanted = looking.find(found.sheet.turned(90 * slant))
                noted = turning.noted(page, slant, self._page(slanted))
        return noted

    def _page(self, found, wanted=of_lines.NOTHING):
        """What was found, read."""
        read = list(self._rows(found, wanted, words))
        none = _are_none(read, found, wanted)
        lines = self._lines(read, found, company.ON_PAGES, none)
        return wanted.page(
            [
                (Line(line), one.fits)
                for line, one in zip(lines, read, strict=True)
                if line
            ]
        )

    def _grid_page(self, found, wanted):
        """The page of a grid; what is read in cells, as on the photo."""
        read = list(self._rows(found, wanted, lattice, _agreed))
        digits = self._lines(read, found, company.IN_CELLS, 0.0)
        return reading.page(found, digits, [one.fits for one in read], wanted)

    def _lines(self, read, found, digits_to_one, none):
        """The digits of each row, in the company of all others on the page.

        `none` is how probable it is, by where they stand, that they are no digits.
        """
        everything = np.concatenate(
            [np.zeros((0, 10)), *(one.probabilities for one in read)]
        )
        if self._doubts:
            among = company.kept(everything, digits_to_one, none)
        else:
            among = company.trusted(everything, none)
        judged = zip(*among, strict=True)
        return [
            tuple(
                self._digit(digit, *next(judged), one, bool(is_letter), found)
                for digit, one, is_letter in zip(
                    row.digits, row.candidates, row.are_letters, strict=True
                )
            )
            for row in read
        ]

    def _rows(self, found, wanted, ways, together=list):
        """A _Read of each row.

        `ways` is the module with the edges of a row: lattice, or words where there may
        be some. `together` sees the answers of all rows before anything is decided.
        """
        candidates = [lattice.joined(row, found.marks) for row in found.rows]
        answers = self._answers(candidates, found)
        read = [(some, *one[:2]) for some, one in zip(candidates, answers, strict=True)]
        more = [
            lattice.pieces(row, found.marks, some, confidences) if is_cut else []
            for row, is_cut, (some, _, confidences) in zip(
                found.rows,
                wanted.to_cut(found.rows, found.marks, read),
                read,
                strict=True,
            )
        ]
        answers = [
            tuple(np.concatenate(both) for both in zip(old, new, strict=True))
            for old, new in zip(answers, self._answers(more, found), strict=True)
        ]
        for row, first, second, (probabilities, confidences, _) in zip(
            found.rows, candidates, more, together(answers), strict=True
        ):
            some = first + second
            edges = ways.edges(row, found.marks, some, confidences)
            path, digits, fits = wanted.best(ways.nodes(row), edges, probabilities)
            are_letters = np.array(path, int) >= len(some)
            path = [one % len(some) for one in path]
            chosen = [some[one] for one in path]
            yield _Read(chosen, digits, probabilities[path], are_letters, fits)

    def _answers(self, candidates, found):
        """(probabilities `[K, 10]`, confidences, pictures) of each row, in a batch."""
        everything = [one for some in candidates for one in some]
        digits = crops.digits(everything, found.marks, found.strength, found.slope)
        probabilities, confidences = self._model.read_digits(digits)
        ends = np.cumsum([len(some) for some in candidates])[:-1]
        rows = (np.split(of, ends) for of in (probabilities, confidences, digits))
        return list(zip(*rows, strict=True)) if candidates else []

    def _digit(self, digit, is_digit, probabilities, candidate, is_letter, found):
        """One of a page, in the company of the others there."""
        confidence = float(probabilities[digit])
        rejected = is_digit < self._threshold or confidence < _PROBABLE
        return Digit(
            *(digit, confidence, found.box(candidate.box)),
            *(bool(rejected), probabilities),
            is_piece=bool(candidate.left or candidate.right),
            is_letter=is_letter,
        )


def _are_none(read, found, wanted):
    """How probable it is, by where they stand, that digits are none, of all rows."""
    none = [one.are_letters for one in read]
    if wanted.is_nothing:  # what is known counts bars as digits
        rows = [(one.candidates, one.digits) for one in read]
        signs = [bars.are_none(*one, found.marks, found.slope) for one in rows]
        listed = items.are_none(found.rows, rows, found.marks)
        none = map(np.maximum.reduce, zip(none, signs, listed, strict=True))
    return np.concatenate([np.zeros(0), *none])


def _agreed(answers):
    """What `Reader._answers` gave of a grid's cells, after they heard each other."""
    heard = alike.agreed([one[0] for one in answers], [one[2] for one in answers])
    return [(one, *rest) for one, (_, *rest) in zip(heard, answers, strict=True)]
