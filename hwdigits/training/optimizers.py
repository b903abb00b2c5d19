"""The eight optimizers of paper 1 by name, and Adam with TensorFlow's fused kernel."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("hwdigits")
class FusedAdam(keras.optimizers.Adam):
    """Adam in one kernel a variable: what `keras.optimizers.Adam` computes.

    Keras's own runs about ten small operations over every weight, a quarter of a
    training step of the 4.8 million weights of tf_cnn on a CPU. State, checkpoints and
    results are Adam's.
    """

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        dtype = variable.dtype
        step = tf.cast(self.iterations + 1, dtype)
        beta_1, beta_2 = tf.cast(self.beta_1, dtype), tf.cast(self.beta_2, dtype)
        tf.raw_ops.ResourceApplyAdam(
            var=_handle(variable),
            m=_handle(self._momentums[index]),
            v=_handle(self._velocities[index]),
            beta1_power=tf.pow(beta_1, step),
            beta2_power=tf.pow(beta_2, step),
            lr=tf.cast(learning_rate, dtype),
            beta1=beta_1,
            beta2=beta_2,
            epsilon=tf.cast(self.epsilon, dtype),
            grad=gradient,
        )


def _handle(variable):
    """The resource handle of a Keras or TensorFlow variable, in any replica."""
    inner = variable if isinstance(variable, tf.Variable) else variable.value
    return inner.handle


_WARM_UP = 0.05  # share of a run's updates in which the rate rises from zero
# 0.9 is what the texts that paper 1 follows use; it states none.
_MOMENTUM = 0.9
_OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=_MOMENTUM),
    "nesterov": lambda rate: keras.optimizers.SGD(
        rate, momentum=_MOMENTUM, nesterov=True
    ),
    "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "fused_adam": FusedAdam,
}


def build(settings, steps_per_epoch: int, epochs: int) -> keras.optimizers.Optimizer:
    """Builds what `config.optimizer` names.

    Args:
        settings: `config.optimizer`.
        steps_per_epoch: batches an epoch; bgd gathers the gradients of that many.
        epochs: of the run; the length of a schedule.
    """
    is_batch = settings.name == "bgd"
    rate = settings.learning_rate
    if settings.schedule != "constant":
        updates = epochs if is_batch else epochs * steps_per_epoch
        rate = _schedule(settings.schedule, rate, updates)
    if is_batch and steps_per_epoch > 1:
        return keras.optimizers.SGD(rate, gradient_accumulation_steps=steps_per_epoch)
    return _OPTIMIZERS["sgd" if is_batch else settings.name](rate)


def _schedule(name, rate, updates):
    """The rate of each update of a run; see `config.optimizer.schedule`."""
    cosine = keras.optimizers.schedules.CosineDecay
    if name == "cosine":
        return cosine(rate, updates)
    rising = max(1, round(_WARM_UP * updates))
    falling = max(1, updates - rising)
    return cosine(0.0, falling, warmup_target=rate, warmup_steps=rising)


def learning_rate(optimizer: keras.optimizers.Optimizer) -> float:
    """The rate of the next step."""
    return float(keras.ops.convert_to_numpy(optimizer.learning_rate))
