"""Operations and bytes are those of known layers; limits are numbers of the machine."""

import keras
import pytest

from hwdigits import config as config_lib
from hwdigits import models
from hwdigits.benchmarks import limits, work
from hwdigits.reader import model as model_lib


def test_a_convolution_and_a_dense_layer_are_counted_by_hand():
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 5, name="conv"),  # 24x24x8
            keras.layers.MaxPooling2D(2, name="pool"),  # 12x12x8
            keras.layers.Flatten(),
            keras.layers.Dense(10, name="dense"),
        ]
    )
    conv, pool, dense = work.of_model(model)
    assert conv.flops == 2 * 24 * 24 * 8 * 25
    assert conv.weight_bytes == 4 * (8 * 25 + 8)
    assert conv.moved_bytes == 4 * (28 * 28 + 24 * 24 * 8)
    assert (pool.flops, pool.weight_bytes) == (12 * 12 * 8, 0)
    assert dense.flops == 2 * 12 * 12 * 8 * 10
    sums = work.total([conv, pool, dense], "all")
    assert sums.flops == conv.flops + pool.flops + dense.flops
    assert sums.name == "all"


@pytest.mark.parametrize(
    ("name", "mac"),
    [
        ("softmax", 7_840),
        # As its docstring has it, layer by layer.
        ("reader", 3_552_304),
        ("tf_cnn", 28 * 28 * 32 * 25 + 14 * 14 * 32 * 768 + 7_680),
    ],
)
def test_networks_are_counted(name, mac):
    model = models.build(config_lib.base_config(name).model)
    layers = {one.name: one for one in work.of_model(model)}
    with_kernel = [
        layers[layer.name].flops for layer in model.layers if hasattr(layer, "kernel")
    ]
    assert sum(with_kernel) == 2 * mac


def test_the_shipped_file_asks_for_as_much_as_its_network():
    found = work.of_file(model_lib.SHIPPED)
    assert found.flops == 2 * 3_552_304
    # A byte a weight, and a little beside.
    assert 90_000 < found.weight_bytes < model_lib.SHIPPED.stat().st_size


def test_limits_are_measured_and_bound_the_time():
    gflops, gb_s = limits.measured()
    assert gflops > 1
    assert gb_s > 0.1
    found = limits.of_rounds([(100.0, 10.0), (50.0, 20.0)])
    assert found == {"gemm_gflops": [100.0, 50.0], "copy_gb_s": [10.0, 20.0]}
    assert limits.least_us(found, 1e6, 0) == pytest.approx(10)
    assert limits.least_us(found, 1e6, 1e6) == pytest.approx(50)
