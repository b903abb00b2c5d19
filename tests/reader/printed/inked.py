"""Pages of ink for the tests, and what is left of it without printed lines."""

import cv2
import numpy as np

from hwdigits.reader.printed import removal


def page():
    return np.zeros((600, 800), np.uint8)


def without(strength):
    removed = removal.remove(cv2.compare(strength, 20, cv2.CMP_GT), strength)
    return removed.is_ink > 0
