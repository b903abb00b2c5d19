"""What TensorFlow's own matrix product reaches here, on all of its threads.

Training cannot be faster than this product in the type that it computes in. Imports
TensorFlow.
"""

from collections.abc import Callable

from hwdigits import quiet

_SIDE = 1024
_AT_ONCE = 4  # products, so that what a call costs is little beside


def products() -> dict[str, Callable]:
    """{"float32", "bfloat16": a function that multiplies _AT_ONCE matrices in it}."""
    tf = quiet.import_tensorflow()
    return {name: _product(tf, name) for name in ("float32", "bfloat16")}


def gflops(seconds: list[float]) -> list[float]:
    """What such a function's times mean, GFLOP/s."""
    return [round(_AT_ONCE * 2 * _SIDE**3 / one / 1e9, 2) for one in seconds]


def _product(tf, dtype):
    random = tf.random.Generator.from_seed(0)
    left, right = (tf.cast(random.normal((_SIDE, _SIDE)), dtype) for _ in range(2))

    @tf.function
    def many(left, right):
        # Each needs the one before, so that none can be left out.
        for _ in range(_AT_ONCE):
            left = tf.matmul(left, right)
        return left

    return lambda: many(left, right).numpy()
