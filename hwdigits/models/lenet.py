"""The LeNet variant of paper 4: LeNet-5 without C5, sigmoid everywhere."""

import keras


@keras.saving.register_keras_serializable("hwdigits")
class BiasedSubsampling(keras.layers.Layer):
    """Mean of each 2x2 block plus one trainable bias a map, then a sigmoid.

    `[B, 2h, 2w, maps]` -> `[B, h, w, maps]`. The bias begins at -1/2, so that means of
    sigmoids, which are about 1/2, meet the sigmoid where it is steepest.

    Reference:
        Paper 4, equation 3: f(mean + b_j).
    """

    def build(self, input_shape):
        self.bias = self.add_weight(
            shape=(input_shape[-1],),
            initializer=keras.initializers.Constant(-0.5),
            name="bias",
        )

    def call(self, maps):
        means = keras.ops.average_pool(maps, 2, 2)
        return keras.ops.sigmoid(means + self.bias)


def build(settings) -> keras.Model:
    """6 maps 5x5 -> sub-sampling -> 12 maps 5x5 -> sub-sampling -> 192 -> 10.

    3,916 parameters with 6 and 12 maps. The paper's 3,966 gives each of the second
    convolution's 72 kernels its own bias, and the output none: 60 more and 10 fewer
    numbers. As biases of one map only ever act as their sum, this is the same
    function, plus an output bias.

    Args:
        settings: `maps` of the convolutions: (6, 12), (2, 8) or (10, 16) in paper 4.

    Reference:
        Paper 4, section 1.2. Its cost is half the squared error of sigmoid outputs:
        `config.training.loss = "sigmoid_squared_error"`.
    """
    first, second = settings.maps
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(first, 5, activation="sigmoid", name="c1"),  # 24x24
            BiasedSubsampling(name="s2"),  # 12x12
            _centring("centre_1"),
            keras.layers.Conv2D(second, 5, activation="sigmoid", name="c3"),  # 8x8
            BiasedSubsampling(name="s4"),  # 4x4
            _centring("centre_2"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, dtype="float32", name="logits"),
        ],
        name=settings.name,
    )


def _centring(name):
    """Sigmoid outputs, all within 0.38..0.62 at first, to about -0.6..0.6.

    The next layer's kernel and bias could do the same, so what the network can compute
    is unchanged; but from inputs that are all nearly 1/2 gradient descent has not left
    a guess after four epochs of MNIST. Of wider scales 8x - 4 learns sooner, but one
    seed of five stayed at a guess of 60,000 images at the paper's rate of 1.0, and all
    five of 2,000 at 2.0; with this one all five learn both (docs/REPRODUCTION.md).
    """
    return keras.layers.Rescaling(5.0, offset=-2.5, name=name)
