"""A few optical digits in the place of MNIST and of the user's own pictures."""

import pytest

from hwdigits.reproduction import material


@pytest.fixture(scope="session")
def given(small):
    training, tested = small
    known = {("mnist", "train"): training, ("mnist", "test"): tested}
    for part, split in ((training, "train"), (tested, "test")):
        known["drawn", split] = part.take(range(50))
    known |= {("drawn", way): tested for way in material.WAYS}
    return material.Material(known=known)
