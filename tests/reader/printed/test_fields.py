"""What stands in form fields is read; printed words beside them are not."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.printed import fields, removal

_BOX_PX, _LEFT, _TOP = 76, 220, 120


@pytest.fixture
def form(written):
    """A white page with one row of boxes, 4 1 9 7 in them, and words; uint8 RGB."""

    def make(*words):
        page = written(["4197"], left=_LEFT + 8, top=_TOP + 8, pitch=_BOX_PX)
        for box in range(4):
            corner = _LEFT + box * _BOX_PX, _TOP
            end = corner[0] + _BOX_PX, _TOP + _BOX_PX
            cv2.rectangle(page, corner, end, (120,) * 3, 2)
        sheet = Image.fromarray(page)
        for text, place, size in words:
            font = ImageFont.load_default(size)
            ImageDraw.Draw(sheet).text(place, text, (30,) * 3, font)
        return np.asarray(sheet)

    return make


@pytest.mark.parametrize(
    "words",
    [
        [("Konto", (130, 150), 26)],
        [("Montant", (_LEFT, 84), 24)],
        [("Phone", (120, 150), 30), ("illness", (560, 150), 26)],
    ],
    ids=["left", "above", "both sides"],
)
def test_words_beside_fields_are_not_read(form, reader, words):
    assert reader.read(form(*words), layout="rows").text == "4197"


def test_what_is_as_large_as_the_digits_in_the_fields_is_read_too(form, reader, known):
    page = form()
    ink = np.kron(known[5], np.ones((2, 2)))[..., np.newaxis]
    page = page.copy()
    page[130:186, 100:156] -= (0.8 * ink).astype(np.uint8)
    assert reader.read(page, layout="rows").text == "54197"


def test_what_is_small_and_stands_high_in_a_comb_is_read(reader, written, known):
    """The teeth are short, and a 5 may end above them and be half as high."""
    page = written(["4197"], left=_LEFT + 8, top=_TOP + 8, pitch=_BOX_PX)
    right, line = _LEFT + 5 * _BOX_PX, _TOP + _BOX_PX
    cv2.line(page, (_LEFT, line), (right, line), (120,) * 3, 3)
    for cell in range(6):
        x, high = _LEFT + cell * _BOX_PX, 50 if cell in (0, 5) else 16
        cv2.line(page, (x, line - high), (x, line), (120,) * 3, 3)
    ink = cv2.resize(known[5], (36, 36))[..., np.newaxis]
    x = _LEFT + 4 * _BOX_PX + 16
    page[_TOP - 4 : _TOP + 32, x : x + 36] -= (0.8 * ink).astype(np.uint8)
    assert reader.read(page, layout="rows").text == "41975"


def test_a_line_around_the_page_makes_no_field_of_it(reader, written, known):
    """Of two rows inside it, the one of larger digits is nearer to both its sides."""
    page = written(["4197"], left=270, top=120, pitch=_BOX_PX, size=(600, 700))
    cv2.rectangle(page, (160, 60), (660, 520), (90,) * 3, 6)
    for place, digit in enumerate((5, 7, 5)):
        ink = cv2.resize(known[digit], (100, 100))[..., np.newaxis]
        x = 230 + 120 * place
        page[350:450, x : x + 100] -= (0.8 * ink).astype(np.uint8)
    assert reader.read(page, layout="rows").text == "4197\n575"


def test_pieces_of_a_digit_in_a_box_are_no_word():
    strength = np.zeros((600, 800), np.uint8)
    for x in range(100, 420, 80):
        cv2.rectangle(strength, (x, 200), (x + 80, 280), 110, 3)
        if x > 100:
            cv2.line(strength, (x + 40, 220), (x + 38, 260), 200, 7)
    pieces = [(132, 225, 12, 12), (130, 243, 13, 12)]
    for x, y, wide, high in pieces:
        strength[y : y + high, x : x + wide] = 200
    is_ink = cv2.compare(strength, 20, cv2.CMP_GT)
    ruled = removal.remove(is_ink, strength)
    ink = paper.Ink(strength, np.full_like(strength, 20))
    kept = fields.judged(marks.find(ink, ruled.is_ink, 6), ruled)
    assert {tuple(box) for box in kept.boxes.tolist()} >= set(pieces)
