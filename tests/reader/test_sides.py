"""Paper lies on all sides of ink, as far as printed lines let it be seen."""

import cv2
import numpy as np

from hwdigits.reader import marks, sides


def test_a_digit_close_to_the_lines_of_its_box_is_ink():
    """The box covers what lies to its left and right; above and below is paper."""
    photo = np.full((200, 200, 3), 190, np.uint8)
    lines = np.zeros((200, 200), np.uint8)
    for x in (80, 112):
        cv2.line(lines, (x, 60), (x, 140), 90, 11)
    photo[lines > 0] = 90
    zero = np.zeros((200, 200), np.uint8)
    cv2.ellipse(zero, (96, 100), (9, 16), 0, 0, 360, 1, 3)
    photo[zero > 0] = 60
    labels, stats = marks.connected(zero)
    one = marks.Marks(
        labels, np.array([1]), stats[1:, :4], stats[1:, 4], *([np.array([130.0])] * 4)
    )
    assert sides.are_light(one, photo, lines).all()
    assert not sides.are_light(one, photo, np.zeros_like(lines)).any()
