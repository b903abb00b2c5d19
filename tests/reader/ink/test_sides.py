"""Paper lies on all sides of ink, as far as printed lines let it be seen."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks, sides

NO_LINES = np.zeros((200, 200), np.uint8)


def one_mark(mask):
    labels, stats = marks.connected(mask)
    size = np.array([1]), stats[1:, :4], stats[1:, 4]
    return marks.Marks(labels, *size, *([np.array([130.0])] * 5), np.zeros(1, bool))


def test_a_digit_close_to_the_lines_of_its_box_is_ink():
    """The box covers what lies to its left and right; above and below is paper."""
    photo = np.full((200, 200, 3), 190, np.uint8)
    lines = np.zeros((200, 200), np.uint8)
    for x in (88, 104):
        cv2.line(lines, (x, 60), (x, 140), 90, 11)
    photo[lines > 0] = 65
    digit = np.zeros((200, 200), np.uint8)
    digit[80:120, 95:98] = 1
    photo[digit > 0] = 60
    assert sides.are_light(one_mark(digit), photo, lines).all()
    assert not sides.are_light(one_mark(digit), photo, NO_LINES).any()


@pytest.mark.parametrize("edge", [80, 96, 104])
def test_pale_ink_across_the_edge_of_a_hard_shadow_is_ink(edge):
    photo = np.full((200, 200, 3), 220, np.float32)
    zero = np.zeros((200, 200), np.uint8)
    cv2.ellipse(zero, (96, 100), (14, 22), 0, 0, 360, 1, 3)
    photo[zero > 0] *= 0.75
    photo[:, edge:] *= 0.45
    photo = cv2.GaussianBlur(photo, (5, 5), 0).astype(np.uint8)
    assert sides.are_light(one_mark(zero), photo, NO_LINES).all()
    shadow = np.zeros((200, 200), np.uint8)
    shadow[60:140, edge : edge + 6] = 1
    assert not sides.are_light(one_mark(shadow), photo, NO_LINES).any()


def test_the_gap_between_gray_paper_and_a_brown_table_as_bright_is_no_ink():
    photo = np.full((200, 200, 3), (160, 160, 158), np.uint8)
    gap = np.zeros((200, 200), np.uint8)
    gap[60:140, 96:102] = 1
    photo[gap > 0] = 80
    assert sides.are_light(one_mark(gap), photo, NO_LINES).all()
    photo[:, :96] = 195, 155, 100
    assert not sides.are_light(one_mark(gap), photo, NO_LINES).any()
