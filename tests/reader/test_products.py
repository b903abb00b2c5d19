"""Products of matrices are the same, small or so large that OpenCV takes them."""

import numpy as np
import pytest

from hwdigits.reader import products


@pytest.mark.parametrize("count", [3, 400])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_product_is_the_same_however_large(count, dtype):
    some = np.random.default_rng(0).normal(size=(count, 50)).astype(dtype)
    found = products.product(some, some.T)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, np.einsum("ik,jk->ij", some, some), atol=1e-4)
