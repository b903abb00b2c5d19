"""Paper 1: softmax regression and a CNN at every learning rate; eight optimizers."""

from hwdigits.reproduction import cells, configs, plots, tables
from hwdigits.reproduction.claims import Claim, above, reached, versus

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
_DIVERGED = [0.75, 1.0, 1.5]  # in the paper's CNN column
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
_COMPARED_EPOCHS = 10
_BEST = {"softmax": 0.1, "tf_cnn": 0.025}  # whose networks read the user's pictures


def groups(scale) -> dict[tuple, list[cells.Cell]]:
    """The cells of every case: (network, form of the loss, rate), or an optimizer's."""
    found = {}
    for network, rates in TABLE.items():
        for rate in rates:
            for form in ("mean", "sum", "literal"):
                found[network, form, rate] = scale.of_seeds(
                    lambda seed, case=(network, form, rate): _rate_cell(*case, seed)
                )
        for name in OPTIMIZERS:
            found[network, "optimizer", name] = scale.of_seeds(
                lambda seed, case=(network, name): _optimizer_cell(*case, seed)
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
    is_shown = form == "mean" and rate == _BEST[network]
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
        "training__epochs": _COMPARED_EPOCHS,
    }
    return cells.Cell(f"{network}, {name}", configs.load(network, seed, **changes))


def blocks(found, say) -> list[str]:
    """The tables, as Markdown."""
    parts = []
    for network, rates in TABLE.items():
        parts += [f"**{network}**", _rates(found, network, rates, say)]
    parts.append(
        say(
            "**The listing's own loss**, log(softmax) as it stands: summed over the "
            "batch as there, and its mean (the sum at a 99th of the rate).",
            "**论文代码原样的损失**，直接取 log(softmax)：按代码对整批求和，"
            "以及取均值（等于求和而学习率除以 99）。",
        )
    )
    parts.append(_literal(found, say))
    parts.append(
        say(
            f"**Eight optimizers**, {_COMPARED_EPOCHS} epochs, at usual rates. `bgd` "
            "takes one step an epoch.",
            f"**八种优化器**，各 {_COMPARED_EPOCHS} 轮，"
            "取常用学习率。`bgd` 每轮只走一步。",
        )
    )
    parts.append(_optimizers(found, say))
    parts += [
        say(
            "**The user's own pictures**, read right, %.",
            "**用户自己的图片**，识别率 %。",
        ),
        _pictures(found, say),
    ]
    return parts


def _rates(found, network, rates, say):
    head = [
        *(
            say("rate", "学习率"),
            say("paper: loss, train, test", "论文：损失 训练 测试"),
        ),
        *(say("our loss", "我们的损失"), say("train %", "训练 %")),
        *(say("test %", "测试 %"), say("difference", "差"), say("diverged", "发散")),
    ]
    rows = []
    for rate, (loss, train, test) in rates.items():
        results = found(network, "mean", rate)
        right = tables.accuracies(results)
        rows.append(
            [
                *(f"{rate:g}", f"{loss:.4f}, {100 * train:.1f}, {100 * test:.1f}"),
                tables.ours(tables.last(results, "loss"), 4),
                tables.ours(tables.last(results, "accuracy", 100)),
                *(tables.ours(right), tables.difference(right, 100 * test)),
                tables.fate(results, say),
            ]
        )
    return tables.markdown(head, rows)


def _literal(found, say):
    head = [
        *(
            say("network", "网络"),
            say("rate", "学习率"),
            say("paper, %", "论文 %"),
        ),
        *(say("sum: test %", "求和：测试 %"), ""),
        *(say("mean: test %", "均值：测试 %"), ""),
    ]
    rows = []
    for network, rates in TABLE.items():
        for rate, (_, _, test) in rates.items():
            row = [network, f"{rate:g}", f"{100 * test:.1f}"]
            for form in ("sum", "literal"):
                results = found(network, form, rate)
                row.append(tables.ours(tables.accuracies(results)))
                row.append(tables.fate(results, say))
            rows.append(row)
    return tables.markdown(head, rows)


def _optimizers(found, say):
    head = [say("optimizer", "优化器")]
    for network in TABLE:
        head += [f"{network}: {say('rate', '学习率')}", say("test %", "测试 %")]
    rows = []
    for name, rates in OPTIMIZERS.items():
        row = [name]
        for network, rate in zip(TABLE, rates, strict=True):
            right = tables.accuracies(found(network, "optimizer", name))
            row += [f"{rate:g}", tables.ours(right)]
        rows.append(row)
    return tables.markdown(head, rows)


def _pictures(found, say):
    head = [
        say("network", "网络"),
        say("the paper's way (resize, grey, scale)", "论文的（缩放、灰度、归一）"),
        say("ours (crop to the ink, MNIST's frame)", "我们的（裁到墨迹，MNIST 画框）"),
    ]
    rows = []
    for network, rate in _BEST.items():
        results = found(network, "mean", rate)
        ways = [tables.ours(tables.drawn(results, way)) for way in ("naive", "photo")]
        rows.append([network, *ways])
    return tables.markdown(head, rows)


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    softmax = tables.accuracies(found("softmax", "mean", 0.1))
    cnn = tables.accuracies(found("tf_cnn", "mean", 0.025))
    learnt = tables.last(found("tf_cnn", "mean", 0.025), "accuracy", 100)
    return [
        Claim(
            say("softmax regression 92.5 % at rate 0.1", "softmax 在 0.1 时 92.5 %"),
            *(f"{tables.ours(softmax)} %", reached(softmax, 92.5)),
        ),
        Claim(
            say("the CNN 98.3 % at rate 0.025", "CNN 在 0.025 时 98.3 %"),
            *(f"{tables.ours(cnn)} %", reached(cnn, 98.3)),
        ),
        Claim(
            say("the CNN beats softmax regression", "CNN 优于 softmax"),
            *(versus(cnn, softmax), above(cnn, softmax)),
        ),
        Claim(
            say(
                "accuracy up to 100 % (of a training batch of 99 in its table)",
                "准确率高达 100 %（表中其实是 99 张的训练批）",
            ),
            say("training / test: ", "训练 / 测试：") + versus(learnt, cnn),
            reached(cnn, 100.0),
        ),
        _divergence(found, "mean", say),
        _divergence(found, "literal", say),
    ]


def _divergence(found, form, say):
    every = [result for rate in _DIVERGED for result in found("tf_cnn", form, rate)]
    count = sum(result["status"] == "diverged" for result in every)
    loss = {
        "mean": say("stable cross-entropy", "稳定的交叉熵"),
        "literal": say("the literal log, mean", "原样的 log，取均值"),
    }[form]
    return Claim(
        say(
            f"the CNN diverges at 0.75, 1.0, 1.5 ({loss})",
            f"CNN 在 0.75、1.0、1.5 发散（{loss}）",
        ),
        say(f"{count} of {len(every)} did", f"{len(every)} 次中 {count} 次"),
        count == len(every) if every else None,
    )


def figures(found) -> dict:
    """The curves over 20 epochs at each rate."""
    drawn = {}
    for network, rates in TABLE.items():
        cases = {f"rate {rate:g}": found(network, "mean", rate) for rate in rates}
        loss = {c: plots.over_epochs(r, "loss") for c, r in cases.items()}
        right = {
            c: plots.over_epochs(r, "test_accuracy", 100) for c, r in cases.items()
        }
        panels = {
            ("epoch", "training loss"): loss,
            ("epoch", "test accuracy, %"): right,
        }
        drawn[f"rates_{network}"] = plots.lines(panels, f"{network}: plain descent")
        cases = {name: found(network, "optimizer", name) for name in OPTIMIZERS}
        right = {
            c: plots.over_epochs(r, "test_accuracy", 100) for c, r in cases.items()
        }
        panels = {("epoch", "test, % right"): right}
        drawn[f"optimizers_{network}"] = plots.lines(panels, f"{network}: optimizers")
    return drawn
