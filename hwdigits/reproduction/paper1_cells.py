"""The cells of paper 1: every learning rate of its table, and eight optimizers."""

from hwdigits.reproduction import cells, configs

# Table 1 of the paper: rate -> (final loss, training accuracy, test accuracy).
SOFTMAX = {
    0.002: (0.3951, 0.929, 0.901),
    0.01: (0.3064, 0.939, 0.919),
    0.025: (0.2777, 0.970, 0.922),
    0.05: (0.2609, 0.970, 0.923),
    0.1: (0.2457, 0.970, 0.925),
    1.0: (0.1785, 0.939, 0.908),
    1.5: (0.1734, 0.929, 0.919),
}
CNN = {
    0.002: (0.1137, 0.960, 0.967),
    0.01: (0.0102, 0.980, 0.981),
    0.025: (0.0317, 1.000, 0.983),
    0.05: (0.0030, 1.000, 0.981),
    0.1: (0.0010, 1.000, 0.981),
    0.75: (2.2962, 0.111, 0.097),
    1.0: (2.2945, 0.111, 0.097),
    1.5: (float("nan"), 0.121, 0.098),
}
TABLE = {"softmax": SOFTMAX, "tf_cnn": CNN}
_BATCH = 99  # its training accuracies are multiples of 1/99
_EPOCHS = 20  # "the first 20 rounds"
# The paper's eight and the usual rate of each for the two networks; none is tuned.
OPTIMIZERS = {
    "bgd": (0.5, 0.1),
    "sgd": (0.1, 0.05),
    "momentum": (0.02, 0.01),
    "nesterov": (0.02, 0.01),
    "adagrad": (0.05, 0.01),
    "adadelta": (1.0, 1.0),
    "rmsprop": (0.001, 0.001),
    "adam": (0.001, 0.001),
}
COMPARED_EPOCHS = 10
# A seed of all the CNN's cells is over two hours of a core, of softmax a minute.
_USUAL_SEEDS = {"softmax": 5, "tf_cnn": 2}
BEST = {"softmax": 0.1, "tf_cnn": 0.025}  # whose networks read the user's pictures


def groups(scale) -> dict[tuple, list[cells.Cell]]:
    """The cells of every case: (network, form of the loss, rate), or an optimizer's."""
    found = {}
    for network, rates in TABLE.items():
        usual = _USUAL_SEEDS[network]
        for rate in rates:
            for form in ("mean", "sum", "literal"):
                found[network, form, rate] = scale.of_seeds(
                    lambda seed, case=(network, form, rate): _rate_cell(*case, seed),
                    usual,
                )
        for name in OPTIMIZERS:
            found[network, "optimizer", name] = scale.of_seeds(
                lambda seed, case=(network, name): _optimizer_cell(*case, seed), usual
            )
    # What a rate's literal mean does is worth asking where the paper's CNN diverged.
    return {
        key: group
        for key, group in found.items()
        if key[1] != "literal" or (key[0] == "tf_cnn" and key[2] >= 0.1)
    }


def _rate_cell(network, form, rate, seed):
    """mean: as good libraries do; sum and literal: log(softmax) as in the listing.

    A literal mean is the sum at a 99th of the rate: plain gradient descent knows no
    difference, but of each epoch's last batch.
    """
    changes = {
        "optimizer__learning_rate": rate / _BATCH if form == "literal" else rate,
        "optimizer__schedule": "constant",
        "training__epochs": _EPOCHS,
        "training__precision": "float32",
    }
    if form != "mean":
        changes["training__loss"] = "literal_cross_entropy"
    is_shown = form == "mean" and rate == BEST[network]
    return cells.Cell(
        f"{network}, rate {rate:g}, {form}",
        configs.load(network, seed, **changes),
        drawn=100 if is_shown else 0,
    )


def _optimizer_cell(network, name, seed):
    rates = dict(zip(TABLE, OPTIMIZERS[name], strict=True))
    changes = {
        "optimizer__name": name,
        "optimizer__learning_rate": rates[network],
        "optimizer__schedule": "constant",
        "training__epochs": COMPARED_EPOCHS,
    }
    return cells.Cell(f"{network}, {name}", configs.load(network, seed, **changes))
