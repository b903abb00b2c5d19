"""Losses, optimizers, pre-training: what is learnt and how."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from hwdigits import config as config_lib
from hwdigits import models
from hwdigits.commands import train
from hwdigits.data import batches
from hwdigits.models import sae
from hwdigits.training import objectives, optimizers, stages, steps, strategies

LOGITS = np.random.default_rng(0).normal(size=(6, 10)).astype(np.float32)
LABELS = np.array([0, 1, 2, 3, 4, 9])


def of_one_device(config, images=100):
    return stages.build_classifier(config, strategies.build("one_device"), images)


def test_losses_are_their_formulas():
    powers = np.exp(LOGITS.astype(float))
    softmax = powers / powers.sum(1, keepdims=True)
    sigmoid = 1 / (1 + np.exp(-LOGITS.astype(float)))
    target = np.eye(10)[LABELS]
    expected = {
        "cross_entropy": -(target * np.log(softmax)).sum(1),
        "literal_cross_entropy": -(target * np.log(softmax)).sum(1),
        "softmax_squared_error": ((target - softmax) ** 2).sum(1) / 2,
        "sigmoid_squared_error": ((target - sigmoid) ** 2).sum(1) / 2,
    }
    assert expected.keys() == objectives.LOSSES.keys() == set(config_lib.LOSSES)
    for name, values in expected.items():
        got = objectives.LOSSES[name](LABELS, LOGITS)
        np.testing.assert_allclose(got, values, rtol=1e-5)


def test_only_the_literal_cross_entropy_breaks_on_large_logits():
    logits = np.array([[1000.0] + [0.0] * 9], np.float32)
    label = np.array([1])
    assert np.isfinite(objectives.cross_entropy(label, logits))
    assert not np.isfinite(objectives.literal_cross_entropy(label, logits))


def one_step(small, **changes):
    """Weights before and after a step of softmax regression on 100 images."""
    config = config_lib.base_config("softmax")
    config.update_from_flattened_dict(changes)
    taken = of_one_device(config)
    before = [np.array(w) for w in taken.model.get_weights()]
    batch = (small[0].images[:100], small[0].labels[:100])
    losses, hits = taken.run([batch])
    return before, taken.model.get_weights(), losses, hits


def test_a_step_is_gradient_descent_on_the_mean_loss(small):
    sgd = {"optimizer.name": "sgd", "optimizer.learning_rate": 0.5}
    _, after, losses, _ = one_step(small, **sgd)
    digits = small[0].images[:100].reshape(100, 784) / 255.0
    errors = np.full((100, 10), 0.1) - np.eye(10)[small[0].labels[:100]]
    assert losses[0] == pytest.approx(np.log(10))
    np.testing.assert_allclose(after[0], -0.5 * digits.T @ errors / 100, atol=1e-6)
    np.testing.assert_allclose(after[1], -0.5 * errors.mean(0), atol=1e-6)
    literal = one_step(small, **sgd, **{"training.loss": "literal_cross_entropy"})[1]
    np.testing.assert_allclose(literal[0], 100 * after[0], rtol=1e-3, atol=1e-4)


def test_weight_decay_shrinks_kernels_and_no_biases(small):
    config = config_lib.base_config("mlp")
    config.training.weight_decay = 0.5
    config.optimizer.name, config.optimizer.learning_rate = "sgd", 0.1
    gradients = []
    for decay in (0.0, 0.5):
        config.training.weight_decay = decay
        taken = of_one_device(config)
        before = taken.model.get_weights()
        taken.run([(small[0].images[:100], small[0].labels[:100])])
        after = taken.model.get_weights()
        gradients.append([b - a for b, a in zip(before, after, strict=True)])
    for weight, plain, decayed in zip(before, *gradients, strict=True):
        expected = 0.1 * 0.5 * weight if weight.ndim == 2 else 0 * weight
        np.testing.assert_allclose(decayed - plain, expected, atol=1e-6)


@pytest.mark.parametrize("name", config_lib.OPTIMIZERS)
def test_every_optimizer_by_name_learns(name, small):
    config = config_lib.base_config("softmax")
    config.optimizer.name = name
    rates = {"adam": 0.01, "fused_adam": 0.01, "rmsprop": 0.01, "adadelta": 1.0}
    config.optimizer.learning_rate = rates.get(name, 0.1)
    taken = of_one_device(config, images=400)
    means = []
    for epoch in range(8):
        seen = batches.epoch(small[0], 100, 0, epoch, config.augmentation)
        means.append(taken.run(list(seen))[0].mean())
    assert means[-1] < 0.9 * means[0]


def test_bgd_takes_one_step_an_epoch_by_the_mean_of_all_images(small):
    config = config_lib.base_config("softmax")
    config.optimizer.name, config.optimizer.learning_rate = "bgd", 0.5
    config.training.batch_size = 150  # 400 images: 150, 150 and 100
    taken = of_one_device(config, images=400)
    seen = list(batches.epoch(small[0], 150, 0, 0, config.augmentation))
    taken.run(seen[:2])
    assert all((w == 0).all() for w in taken.model.get_weights())
    taken.run(seen[2:])
    digits = small[0].images.reshape(400, 784) / 255.0
    errors = np.full((400, 10), 0.1) - np.eye(10)[small[0].labels]
    expected = -0.5 * digits.T @ errors / 400
    np.testing.assert_allclose(taken.model.get_weights()[0], expected, atol=1e-6)


def test_fused_adam_is_adam(small):
    histories = []
    for name in ("adam", "fused_adam"):
        config = config_lib.base_config("lenet")
        config.optimizer.name = name
        taken = of_one_device(config)
        seen = list(batches.epoch(small[0], 100, 0, 0, config.augmentation))
        histories.append(np.concatenate([taken.run(seen)[0] for _ in range(5)]))
    np.testing.assert_allclose(*histories, rtol=1e-4)


def test_fused_adam_comes_back_from_a_file(tmp_path):
    optimizer = optimizers.FusedAdam(0.02)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert type(again) is optimizers.FusedAdam
    assert float(again.learning_rate) == pytest.approx(0.02)


def test_a_cosine_ends_at_zero_and_bgd_counts_epochs():
    settings = config_lib.base_config("softmax").optimizer
    settings.schedule = "cosine"
    for name, updates in (("sgd", 30), ("bgd", 3)):
        settings.name = name
        schedule = optimizers.build(settings, 10, 3)._learning_rate
        assert float(schedule(0)) == pytest.approx(settings.learning_rate)
        assert float(schedule(updates - 1)) > 0
        assert float(schedule(updates)) == 0


def test_a_rate_that_warms_up_rises_in_the_first_twentieth():
    settings = config_lib.base_config("softmax").optimizer
    settings.schedule = "warm_up_cosine"
    schedule = optimizers.build(settings, 100, 2)._learning_rate
    rates = [float(schedule(update)) / settings.learning_rate for update in range(201)]
    np.testing.assert_allclose(rates[:11], np.linspace(0, 1, 11), atol=1e-6)
    assert (np.diff(rates[10:]) <= 1e-6).all()
    assert rates[-1] == pytest.approx(0, abs=1e-6)


def test_dropout_is_a_function_of_seed_and_epoch():
    model = models.build(config_lib.base_config("sae").model)
    digits = np.random.default_rng(0).random((5, 28, 28, 1), np.float32)

    def masked(seed, epoch):
        steps.reseed(model, seed, epoch)
        return np.array(model(digits, training=True))

    assert (masked(1, 2) == masked(1, 2)).all()
    assert (masked(1, 2) != masked(1, 3)).any()
    assert (masked(1, 2) != masked(2, 2)).any()


def test_two_runs_of_one_seed_are_identical_and_of_two_seeds_not(tmp_path, small):
    weights = []
    for number, seed in enumerate((3, 3, 4)):
        config = config_lib.base_config("mlp")
        config.seed = seed
        config.training.epochs = 2
        train.run(config, tmp_path / str(number), examples=small)
        model = keras.saving.load_model(tmp_path / str(number) / "model.keras")
        weights.append(model.get_weights())
    first, again, other = weights
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


@pytest.mark.parametrize("pretraining", ["greedy", "deep"])
def test_pretraining_lowers_what_it_says_it_lowers(
    pretraining, tmp_path, small, capsys
):
    config = config_lib.base_config("sae")
    config.model.pretraining = pretraining
    config.model.pretraining_epochs = 4
    config.training.epochs, config.training.batch_size = 1, 20
    train.run(config, tmp_path / "run", examples=small)
    printed = capsys.readouterr().out
    for number in (1, 2) if pretraining == "greedy" else (1,):
        lines = [
            line.split()
            for line in printed.splitlines()
            if line.startswith(f"autoencoder_{number}:")
        ]
        losses = [float(line[line.index("validation") + 2]) for line in lines]
        assert len(losses) == 4
        assert losses[-1] < 0.8 * losses[0]
    assert ("autoencoder_2" in printed) == (pretraining == "greedy")


def test_greedy_stages_train_one_encoder_each():
    from hwdigits.training import pretraining

    settings = config_lib.base_config("sae").model
    classifier = models.build(settings)
    encoders = sae.encoders(classifier)
    free = []
    for model in pretraining._greedy(settings, encoders, tf.distribute.get_strategy()):
        names = {variable.path for variable in model.trainable_variables}
        free.append([e.name for e in encoders if e.kernel.path in names])
    assert free == [["encoder_1"], ["encoder_2"]]
    assert all(encoder.trainable for encoder in encoders)


def test_equation_5_weighs_both_reconstructions():
    from hwdigits.training import pretraining

    settings = config_lib.base_config("sae").model
    strategy = tf.distribute.get_strategy()
    digits = np.random.default_rng(0).random((4, 28, 28, 1), np.float32)

    def value(first, last):
        keras.utils.set_random_seed(0)
        settings.encoding_weight, settings.decoding_weight = first, last
        encoders = sae.encoders(models.build(settings))
        (model,) = pretraining._deep(settings, encoders, strategy)
        return np.array(model(digits, training=False))

    encoding, decoding = value(1.0, 0.0), value(0.0, 1.0)
    assert encoding.shape == (4,)
    assert not np.allclose(encoding, decoding)
    np.testing.assert_allclose(
        value(2.0, 0.5), 2 * encoding + 0.5 * decoding, rtol=1e-5
    )


@pytest.mark.parametrize(("network", "kept"), [("lenet", 3), ("reader", 5)])
def test_validation_chooses_the_epoch_that_is_kept(network, kept):
    rows = [
        {"epoch": 1, "validation_accuracy": 0.9, "validation_loss": 0.3},
        {"epoch": 2, "validation_accuracy": 0.95, "validation_loss": 0.4},
        {"epoch": 3, "validation_accuracy": 0.95, "validation_loss": 0.2},
        {"epoch": 4, "validation_accuracy": 0.95, "validation_loss": 0.2},
        {"epoch": 5, "validation_accuracy": 0.93, "validation_loss": 0.1},
    ]
    config = config_lib.base_config(network)
    assert stages.best_row(rows, config)["epoch"] == kept


def test_training_never_opens_the_test_split(tmp_path, mnist_places, monkeypatch):
    import tensorflow_datasets as tfds

    opened = []
    as_dataset = tfds.core.DatasetBuilder.as_dataset

    def recorded(self, split=None, **options):
        opened.append(split)
        return as_dataset(self, split=split, **options)

    monkeypatch.setattr(tfds.core.DatasetBuilder, "as_dataset", recorded)
    config = config_lib.base_config("softmax")
    config.training.epochs = 1
    train.run(config, tmp_path / "run", places=mnist_places)
    assert opened == ["train"]
