"""Light and things where photos of pages are taken."""

import numpy as np

from hwdigits.data.pages import places


def test_places_are_lit_in_stripes_or_full_of_things():
    """Each lights the same sheet otherwise, and only there a sheet lies on things."""
    drawn = np.random.default_rng(1)
    assert len({places.choose(drawn) for _ in range(40)}) == 4
    for name, middle in (("blinds", 0.8), ("window", 0.8), ("screen", 1.0)):
        sheet = np.ones((480, 640, 3), np.float32)
        places.light(np.random.default_rng(2), name, sheet)
        dark, bright = np.quantile(sheet, (0.1, 0.9))
        assert 0.2 < dark < middle < bright < 1.4, name
    sheet = np.ones((480, 640, 3), np.float32)
    places.light(np.random.default_rng(2), "things", sheet)
    assert (sheet == 1).all()
    assert places.things(np.random.default_rng(2), (640, 480)).std() > 0.1
