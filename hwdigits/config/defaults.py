"""Every field of a run, with its default and what it is for."""

import ml_collections

from hwdigits.refusal import Refusal

READERS = ("reader", "reader_tiny")  # networks that know what is no digit
NETWORKS = ("softmax", "mlp", "sae", "lenet", "tf_cnn", "deep_cnn", *READERS)
BASELINES = ("nearest", "svm", "forest")
OPTIMIZERS = (
    *("bgd", "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam"),
    "fused_adam",
)
LOSSES = (
    *("cross_entropy", "literal_cross_entropy"),
    *("softmax_squared_error", "sigmoid_squared_error"),
)
STRATEGIES = ("one_device", "mirrored", "multi_worker")


def base_config(model: str) -> ml_collections.ConfigDict:
    """The fields of a run of `model` (one of NETWORKS or BASELINES), with defaults.

    Fields that a model does not use are not there, so none can be set in vain.
    """
    if model not in NETWORKS + BASELINES:
        raise Refusal(
            f"config.model.name must be one of {', '.join(NETWORKS + BASELINES)}. "
            f"Received: {model}"
        )
    config = ml_collections.ConfigDict()
    # Seed of the weights, the order of the images, dropout and augmentation.
    config.seed = 0
    config.model = _model_fields(model)
    config.data = _data_fields()
    if model in NETWORKS:
        # Where it runs: one_device, mirrored (all local GPUs, or logical CPUs), or
        # multi_worker (processes named in TF_CONFIG).
        config.strategy = "one_device"
        config.augmentation = _augmentation_fields()
        config.training = _training_fields()
        config.optimizer = _optimizer_fields()
    if model in READERS:
        config.added = _added_fields()
        config.rejection = _rejection_fields()
    return config.lock()


def _data_fields():
    data = ml_collections.ConfigDict()
    # What is learnt from: mnist, optdigits or a folder of pictures; `:N` draws N at
    # random, `+` mixes, as in "mnist:8000+~/digits:2000".
    data.train = "mnist"
    # What `evaluate` scores when it is told nothing else; same form.
    data.test = "mnist"
    # Share of the training images kept for validation, drawn evenly over the digits.
    data.validation = 1 / 12
    # Seed of those draws (`:N` and validation), apart from `seed`: runs that differ
    # in `seed` alone see the same images.
    data.draw_seed = 0
    # How a picture from a folder becomes 28x28: "photo" crops it to the ink and puts
    # it in MNIST's frame, "mnist" only resizes it, as paper 1 does.
    data.preprocess = "photo"
    return data


def _added_fields():
    """What is learnt from beside the training images, as shares of their number."""
    added = ml_collections.ConfigDict()
    # Pictures that are no digit.
    added.negatives = 0.2
    # The same digits on made-up photos of pages, cut out of them as the reader does; a
    # few of them are two digits in one. A thousand take a quarter of a minute to make.
    added.written = 0.0
    # Digits in the hands of other people, and some of their letters, from fonts that
    # `tools/fonts` brings; a part of what is written on pages is in these hands, too.
    added.hands = 0.0
    # Digits of type, from the fonts of this machine, and as many letters.
    added.printed = 0.0
    # Ones with a flag, crossed sevens, open fours and curled nines: MNIST has few.
    added.continental = 0.0
    return added


def _rejection_fields():
    rejection = ml_collections.ConfigDict()
    # Answers are refused below the confidence from which on, of held-out distorted
    # digits and negatives (one to thirty digits), this share is right.
    rejection.precision = 0.99
    return rejection


def _augmentation_fields():
    augmentation = ml_collections.ConfigDict()
    # Each training image is turned by up to so many degrees, either way.
    augmentation.rotation_degrees = 0.0
    # ... slanted by up to so many degrees, either way.
    augmentation.shear_degrees = 0.0
    # ... made larger or smaller by up to this share.
    augmentation.zoom = 0.0
    # ... and moved by up to so many pixels along each axis.
    augmentation.shift_px = 0.0
    # ... bent: its points moved by so many pixels (a deviation), smoothly.
    augmentation.bend_px = 0.0
    # ... drawn with a pen up to so much of a pixel thicker or thinner on each side.
    augmentation.stroke = 0.0
    # This share of them is made narrower, down to 0.55 of its width.
    augmentation.narrow = 0.0
    # ... and this share drawn with a pen up to 1.6 px thicker on each side.
    augmentation.heavy = 0.0
    # ... and this share is seen through as few as 10 px a side, enlarged again.
    augmentation.coarse = 0.0
    # This share of them also gets faint or patchy ink, blur, noise, or a side cut off.
    augmentation.wear = 0.0
    # In this share of the epochs, the last ones, all amounts are halved, and no shares.
    augmentation.easing = 0.0
    return augmentation


def _training_fields():
    training = ml_collections.ConfigDict()
    # How often every training image is seen.
    training.epochs = 20
    # Images a step, over all replicas together.
    training.batch_size = 100
    # cross_entropy, literal_cross_entropy (paper 1: log of the softmax, summed over
    # the batch), softmax_squared_error or sigmoid_squared_error (half the square).
    training.loss = "cross_entropy"
    # lambda of lambda/2 * sum(W^2) over all kernels, added to the loss.
    training.weight_decay = 0.0
    # float32, or bfloat16 for the arithmetic (weights stay float32).
    training.precision = "float32"
    # TensorBoard's pictures (histograms, confusion matrix, misread digits, PR curves)
    # are drawn every so many epochs, and after the last.
    training.pictures_every = 1
    return training


def _optimizer_fields():
    optimizer = ml_collections.ConfigDict()
    # One of paper 1's eight (bgd takes one step an epoch), or fused_adam: Adam with
    # TensorFlow's fused kernel.
    optimizer.name = "adam"
    # The step size, or the largest one of a schedule.
    optimizer.learning_rate = 0.001
    # constant; cosine (falls to zero over the run); or warm_up_cosine, the same once it
    # has risen from zero in the first twentieth of the run.
    optimizer.schedule = "constant"
    return optimizer


def _model_fields(name):
    model = ml_collections.ConfigDict()
    # Which file of hwdigits/models builds it.
    model.name = name
    if name in ("mlp", "sae"):
        # Of the hidden layers: sigmoid or relu.
        model.activation = "sigmoid" if name == "mlp" else "relu"
    if name == "sae":
        # Share of the input pixels dropped in training.
        model.input_dropout = 0.1
        # greedy (autoencoder by autoencoder), deep (both at once, equation 5), none.
        model.pretraining = "greedy"
        # Epochs of each pre-training stage.
        model.pretraining_epochs = 20
        # lambda_1 of equation 5: the reconstruction from the first code.
        model.encoding_weight = 1.0
        # lambda_2 of equation 5: the reconstruction from the last code.
        model.decoding_weight = 1.0
    if name in READERS:
        # Share of the last feature maps dropped in training.
        model.dropout = 0.3
    if name == "lenet":
        # Feature maps of the first and the second convolution.
        model.maps = (6, 12)
    if name == "nearest":
        # How many nearest neighbours vote.
        model.neighbours = 1
    if name == "svm":
        # Whether the slant is removed first ("offset correction" in paper 4).
        model.deskew = False
        # The penalty of the misread training images.
        model.penalty = 5.0
    if name == "forest":
        # How many trees vote.
        model.trees = 500
    return model
