"""Digits made up to learn from: what they are labelled is what they show."""

import pathlib
import shutil

import matplotlib
import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits.data import added, sources
from hwdigits.data.added import continental, hands, negatives, printed, written
from hwdigits.data.examples import NOT_A_DIGIT
from hwdigits.refusal import Refusal

_FONTS = [pathlib.Path(matplotlib.get_data_path()) / "fonts"]


def _share_read(reader, made):
    """Of the digits among them, as the shipped reader reads them."""
    digits = made.take(np.flatnonzero(made.labels != NOT_A_DIGIT))
    answers = reader.predict(digits.images)
    return np.mean([one.digit for one in answers] == digits.labels)


@pytest.fixture(scope="module")
def legible(small, reader):
    """Those of 8x8 pixels that the shipped reader is sure of and right about."""
    digits = small[0]
    answers = reader.predict(digits.images)
    sure = [
        one.digit == label and one.confidence > 0.9
        for one, label in zip(answers, digits.labels, strict=True)
    ]
    return digits.take(np.flatnonzero(sure))


@pytest.fixture(scope="module")
def cut_out(legible):
    return written.make(legible, 200, seed=0)


def test_what_is_cut_out_of_pages_is_what_was_written_there(cut_out, reader):
    assert len(cut_out) == 200
    assert set(cut_out.labels) == {*range(10), NOT_A_DIGIT}
    assert _share_read(reader, cut_out) > 0.9


def test_some_are_cut_out_of_grids_and_printed_in_the_fonts_given(legible, reader):
    fonts = list(printed.families(_FONTS).values())
    first, second = (written.make(legible, 250, 2, given) for given in (fonts, ()))
    of_grids = [name for name in first.names if name.startswith("written/grids-")]
    assert len(of_grids) > 20
    assert _share_read(reader, first) > 0.9
    both = np.minimum(len(first), len(second))
    assert (first.images[:both] != second.images[:both]).any()


def test_two_digits_in_one_are_labelled_so_and_few(cut_out, reader):
    two = cut_out.images[cut_out.labels == NOT_A_DIGIT]
    assert 3 < len(two) < 30
    assert np.mean([one.rejected for one in reader.predict(two)]) > 0.6


def test_letters_on_pages_are_labelled_as_no_digits(legible, reader):
    others = negatives.make(legible, 300, 0)
    letters = others.take(
        np.flatnonzero([name.startswith("negative/letter") for name in others.names])
    )
    cut_out = written.make(letters, 60, seed=0)
    assert set(cut_out.labels) == {NOT_A_DIGIT}
    assert np.mean([one.rejected for one in reader.predict(cut_out.images)]) > 0.6


def test_pages_are_a_function_of_the_seed(legible, cut_out):
    told = []
    again = written.make(legible, 30, seed=0, shown=told.append)
    assert (again.images == cut_out.images[:30]).all()
    assert (again.names == cut_out.names[:30]).all()
    assert told[-1] == 30  # and how far it is was shown
    other = written.make(legible, 30, seed=1)
    assert (other.images != again.images).any()


def test_printed_digits_come_from_the_fonts_that_are_there(reader):
    made = printed.make(100, 0, _FONTS)
    assert np.bincount(made.labels).tolist() == [5] * 10 + [50]
    assert {name.split("/")[1][:6] for name in made.names} == {"DejaVu"}
    assert _share_read(reader, made) > 0.8  # nearly half are out of focus
    assert (made.images == printed.make(100, 0, _FONTS).images).all()


def test_without_fonts_it_is_said_which_packages_bring_them(tmp_path):
    with pytest.raises(Refusal, match=r"apt-get install .*fonts-liberation"):
        printed.make(10, 0, [tmp_path])


@pytest.fixture(scope="module")
def some_hands(tmp_path_factory):
    """A folder with two fonts to learn from and one to score on, for want of real ones.

    The beginning of one family's name is the whole of another's.
    """
    folder = tmp_path_factory.mktemp("hands")
    for name, of in (
        ("caveat", "DejaVuSans"),
        ("caveat-brush", "DejaVuSerif"),
        ("zeyada", "DejaVuSansMono"),
    ):
        font = next(_FONTS[0].rglob(f"{of}.ttf"))
        shutil.copy(font, folder / f"{name}.ttf")
    return [folder]


def test_hands_are_learnt_from_evenly_with_some_letters(some_hands, reader):
    made = hands.make(240, 0, some_hands)
    assert np.bincount(made.labels).tolist() == [20] * 10 + [40]
    families = [name.split("/")[1] for name in made.names]
    assert set(families) == {"caveat", "caveat-brush"}
    assert 80 < families.count("caveat") < 160
    assert _share_read(reader, made) > 0.9
    letters = made.images[made.labels == NOT_A_DIGIT]
    assert np.mean([one.rejected for one in reader.predict(letters)]) > 0.9
    assert (made.images == hands.make(240, 0, some_hands).images).all()


def test_hands_to_score_on_are_others(some_hands):
    held_out = hands.held_out(some_hands)
    assert {name.split("/")[1] for name in held_out.names} == {"zeyada"}
    assert np.bincount(held_out.labels).tolist() == [4] * 10
    assert (held_out.images == hands.held_out(some_hands).images).all()
    assert not set(hands.LEARNT) & set(hands.HELD_OUT)


def test_pens_of_a_hand_are_thin_and_thick_and_its_digits_narrow_and_wide(some_hands):
    made = hands.make(600, 0, some_hands)
    zeros = made.images[made.labels == 0, :, :, 0]
    ink = zeros.sum((1, 2)) / 255
    assert ink.max() > 2 * ink.min()
    widths = (zeros > 127).any(1).sum(1)
    assert widths.min() < 10 < 14 < widths.max()


def test_without_hands_it_is_said_what_brings_them(tmp_path):
    with pytest.raises(Refusal, match=r"run tools/fonts"):
        hands.make(10, 0, [tmp_path])


def test_hands_to_score_on_cannot_be_learnt_from():
    config = config_lib.base_config("reader_tiny")
    config.data.train = "hands"
    with pytest.raises(Refusal, match=r"are to be scored on.*config.added.hands"):
        sources.load(config, "train", sources.Places())


def test_continental_digits_are_drawn_as_labelled(reader):
    made = continental.make(200, 0)
    assert np.bincount(made.labels).tolist() == [10, 40, 10, 10, 40, 20, 10, 20, 10, 30]
    assert _share_read(reader, made) > 0.9
    assert (made.images == continental.make(200, 0).images).all()


def test_as_much_is_added_as_the_config_says(small, tmp_path):
    config = config_lib.base_config("reader_tiny")
    config.added.negatives = 0.1
    config.added.written = 0.01
    config.added.continental = 0.2
    digits = small[0]
    first = added.to(digits, config, tmp_path)
    kinds = [name.split("/")[0] for name in first.names]
    for kind, share in (("negative", 0.1), ("written", 0.01), ("continental", 0.2)):
        assert kinds.count(kind) == round(share * len(digits))
    assert (first.images[: len(digits)] == digits.images).all()
    again = added.to(digits, config, tmp_path)  # from what was kept
    assert (again.images == first.images).all()
    assert (again.names == first.names).all()
