"""One row a network; each is built, trained a step, saved, reloaded and compared."""

import keras
import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits import models
from hwdigits.training import stages, strategies

# name -> parameters, as PAPERS.md derives them (lenet: one bias a map, see its file).
PARAMETERS = {
    "softmax": 7_850,
    "mlp": 89_610,
    "sae": 84_060,
    "lenet": 3_916,
    "tf_cnn": 4_826_186,
    "deep_cnn": 70_142,
    "reader": 90_747,
    "reader_tiny": 9_678,
}
everywhere = pytest.mark.parametrize("name", PARAMETERS)


def test_every_network_has_a_row_a_builder_and_a_config():
    from tests.test_config import CONFIGS

    assert PARAMETERS.keys() == models.NETWORKS.keys() == set(config_lib.NETWORKS)
    assert PARAMETERS.keys() <= {path.stem for path in CONFIGS}


@everywhere
def test_parameters_and_shapes(name):
    model = models.build(config_lib.base_config(name).model)
    assert model.count_params() == PARAMETERS[name]
    assert model.input_shape == (None, 28, 28, 1)
    assert model.output_shape == (None, 10)


@pytest.mark.parametrize(
    ("maps", "parameters"), [((2, 8), 1_760), ((6, 12), 3_916), ((10, 16), 6_872)]
)
def test_lenets_maps(maps, parameters):
    settings = config_lib.base_config("lenet").model
    settings.maps = maps
    assert models.build(settings).count_params() == parameters


@everywhere
def test_steps_on_one_batch_lower_its_loss(name, small):
    config = config_lib.base_config(name)
    steps = stages.build_classifier(config, strategies.build("one_device"), 100)
    batch = (small[0].images[:100], small[0].labels[:100])
    losses, _ = steps.run([batch] * 10)
    assert np.isfinite(losses).all()
    assert losses[-1] < losses[0]


@everywhere
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_saved_and_reloaded_says_the_same(name, precision, small, tmp_path):
    model = models.build(config_lib.base_config(name).model, precision)
    model.save(tmp_path / "model.keras")
    reloaded = keras.saving.load_model(tmp_path / "model.keras")
    images = small[1].images
    before, after = models.outputs(model, images), models.outputs(reloaded, images)
    assert before.dtype == np.float32
    np.testing.assert_array_equal(before, after)


@everywhere
def test_an_answer_does_not_depend_on_its_neighbours(name, small):
    model = models.build(config_lib.base_config(name).model)
    together = models.outputs(model, small[1].images)
    alone = models.outputs(model, small[1].images, batch_size=1)
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_global_policy_is_left_as_it_was():
    before = keras.config.dtype_policy()
    models.build(config_lib.base_config("softmax").model, "bfloat16")
    assert keras.config.dtype_policy() == before
