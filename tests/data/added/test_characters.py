"""What pens and lenses make of a character."""

import cv2
import numpy as np
import pytest

from hwdigits.data import lens
from hwdigits.data.added import characters
from hwdigits.reader import crops, lattice
from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper

_HEIGHT_PX = 92


def _eight():
    """float32 [140, 100], 0..1, an 8 that is 92 px high."""
    ink = np.zeros((140, 100), np.float32)
    for middle in (46, 94):
        cv2.ellipse(ink, (50, middle), (18, 18), 0, 0, 360, 1.0, 8)
    return ink


def _moved(ink, share):
    return characters.shaken(ink, share, 0.7)


@pytest.mark.parametrize(
    "blurred", [characters.unsharp, characters.out_of_focus, _moved]
)
def test_without_a_deviation_nothing_changes(blurred):
    np.testing.assert_array_equal(blurred(_eight(), 0.0), _eight())


def _as_read(scene):
    """The only mark of a photo, as the reader has it in its frame."""
    photo = np.repeat(np.rint(scene)[..., np.newaxis], 3, 2).astype(np.uint8)
    ink = paper.Light(photo).ink()
    is_ink = cv2.compare(ink.strength, ink.least, cv2.CMP_GT)
    found = marks.find(ink, is_ink, 6)
    (x, y, wide, high), *others = found.boxes.tolist()
    assert not others
    box = x, y, x + wide, y + high
    one = lattice.Candidate(0, 1, (0,), None, None, 0.0, box)
    return crops.framed(crops.cut_out(one, found, ink.strength))


@pytest.mark.parametrize("share", [0.06, 0.08, 0.1])
def test_out_of_focus_it_is_what_the_reader_makes_of_a_small_one_on_a_photo(share):
    blurred = lens.out_of_focus(_eight(), share * _HEIGHT_PX)
    small = cv2.resize(blurred, (24, 33), interpolation=cv2.INTER_AREA)
    scene = np.full((240, 320), 220.0)
    scene[100:133, 150:174] -= 150 * small
    made = crops.framed(characters.out_of_focus(_eight(), share))
    assert np.abs(made.astype(float) - _as_read(scene)).mean() < 5
