"""Paper 2: the stacked autoencoder, its pre-training, and two classical methods."""

import statistics

from hwdigits.reproduction import cells, configs, plots, tables
from hwdigits.reproduction.claims import Claim, above, reached, versus

# Table 2 of the paper: accuracy on 5,000 test images.
TABLE = {"sae": 96.7, "svm": 90.2, "forest": 93.2}
# 10,000 images to learn from, a tenth of them validation, 5,000 to test. Of the user's
# own pictures, four fifths are learnt from and the rest tested on.
DATA = {
    "mnist": ("mnist:10000", "mnist:5000"),
    "mixed": (f"mnist:9200+{cells.DRAWN}", f"mnist:4800+{cells.DRAWN}"),
}
ACTIVATIONS = ("relu", "sigmoid")  # the paper's table, and its text
PRETRAINING = ("greedy", "deep", "none")
_EPOCHS, _CONVERGED = 35, 20  # the paper's curves; where it says they are flat


def groups(scale) -> dict[tuple, list[cells.Cell]]:
    """(data, activation, pre-training) of the network, (data, name) of the others."""
    found = {}
    for data in DATA:
        for activation in ACTIVATIONS:
            for pretraining in PRETRAINING:
                case = (data, activation, pretraining)
                found[case] = scale.of_seeds(
                    lambda seed, case=case: _network_cell(*case, seed)
                )
        for name in ("svm", "forest"):
            found[data, name] = scale.of_seeds(
                lambda seed, case=(data, name): _baseline_cell(*case, seed)
            )
    return found


def _network_cell(data, activation, pretraining, seed):
    train, test = DATA[data]
    config = configs.load(
        *("sae", seed),
        data__train=train,
        data__test=test,
        data__validation=0.1,
        model__activation=activation,
        model__pretraining=pretraining,
        training__epochs=_EPOCHS,
    )
    return cells.Cell(
        f"sae, {data}, {activation}, pre-training {pretraining}",
        config,
        holds_back=True,
        pictures=seed == 0 and data == "mnist" and pretraining != "deep",
    )


def _baseline_cell(data, name, seed):
    train, test = DATA[data]
    config = configs.load(name, seed, data__train=train, data__test=test)
    return cells.Cell(f"{name}, {data}", config, holds_back=True)


def blocks(found, say) -> list[str]:
    """The tables, as Markdown."""
    return [
        say(
            "**Table 2 and its variants**: the last epoch (35) on 5,000 test images, "
            "%. `mixed`: with pictures of the user's own among both.",
            "**表 2 及其变体**：第 35 轮，5,000 张测试图片，%。"
            "`mixed`：训练和测试都混入用户自己的图片。",
        ),
        _accuracies(found, say),
        say(
            "**Reconstruction**: mean squared error a number on validation images, of "
            "each autoencoder after its 20 epochs (the second gives back codes; `deep` "
            "is equation 5's weighted sum).",
            "**重构**：每个自编码器 20 轮后在验证图片上的均方误差"
            "（第二个重构的是编码；`deep` 为式 (5) 的加权和）。",
        ),
        _reconstruction(found, say),
    ]


def _accuracies(found, say):
    head = [
        *(say("classifier", "分类器"), say("paper", "论文")),
        *(f"{data}, %" for data in DATA),
        say("difference (mnist)", "差（mnist）"),
    ]
    rows = []
    for activation in ACTIVATIONS:
        for pretraining in PRETRAINING:
            groups = [found(data, activation, pretraining) for data in DATA]
            name = f"SAE, {activation}, {pretraining}"
            rows.append(_row(name, TABLE["sae"], groups))
    for name in ("svm", "forest"):
        rows.append(_row(name, TABLE[name], [found(data, name) for data in DATA]))
    return tables.markdown(head, rows)


def _row(name, paper, groups):
    right = [tables.accuracies(results) for results in groups]
    shown = [tables.ours(values) for values in right]
    return [name, paper, *shown, tables.difference(right[0], paper)]


def _reconstruction(found, say):
    head = [say("case", "情形"), "autoencoder_1", "autoencoder_2"]
    rows = []
    for activation in ACTIVATIONS:
        for pretraining in ("greedy", "deep"):
            results = found("mnist", activation, pretraining)
            row = [f"{activation}, {pretraining}"]
            for stage in head[1:]:
                curves = [r.get("reconstruction", {}).get(stage) for r in results]
                row.append(tables.ours([curve[-1] for curve in curves if curve], 4))
            rows.append(row)
    return tables.markdown(head, rows)


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    relu = tables.accuracies(found("mnist", "relu", "greedy"))
    sigmoid = tables.accuracies(found("mnist", "sigmoid", "greedy"))
    plain = tables.accuracies(found("mnist", "relu", "none"))
    others = {name: tables.accuracies(found("mnist", name)) for name in TABLE}
    return [
        Claim(
            say("SAE (ReLU) 96.7 % from 10,000 images", "SAE（ReLU）10,000 张 96.7 %"),
            *(tables.ours(relu, unit=" %"), reached(relu, 96.7)),
        ),
        Claim(
            say("the same with sigmoid, as its text says", "正文所说的 sigmoid 亦然"),
            *(tables.ours(sigmoid, unit=" %"), reached(sigmoid, 96.7)),
        ),
        *(
            Claim(
                say(f"SAE beats {name}", f"SAE 优于 {name}"),
                *(versus(relu, others[name]), above(relu, others[name])),
            )
            for name in ("svm", "forest")
        ),
        Claim(
            say("pre-training helps (ReLU)", "预训练有益（ReLU）"),
            *(versus(relu, plain), above(relu, plain)),
        ),
        _convergence(found, say),
    ]


def _convergence(found, say):
    """Flat after 20 epochs: less than 0.5 points of validation accuracy more."""
    curves = [
        result["curves"]["validation_accuracy"]
        for result in found("mnist", "relu", "greedy")
    ]
    gains = [100 * (curve[-1] - curve[:_CONVERGED][-1]) for curve in curves]
    holds = abs(statistics.mean(gains)) < 0.5 if gains else None
    return Claim(
        say("converged at epoch 20", "第 20 轮收敛"),
        say("points gained from 20 to 35: ", "20 到 35 轮再升（点）：")
        + tables.ours(gains),
        holds,
    )


def figures(found) -> dict:
    """Learning curves, reconstruction losses, filters and reconstructions."""
    drawn = {}
    for activation in ACTIVATIONS:
        panels = {("epoch", "loss"): {}, ("epoch", "accuracy, %"): {}}
        for pretraining in PRETRAINING:
            results = found("mnist", activation, pretraining)
            for part in ("", "validation_"):
                case = f"{pretraining}, {part.rstrip('_') or 'training'}"
                for axes, factor in zip(panels, (1, 100), strict=True):
                    name = part + ("loss" if factor == 1 else "accuracy")
                    panels[axes][case] = plots.over_epochs(results, name, factor)
        title = f"SAE, {activation}, 9,000 images"
        drawn[f"curves_{activation}"] = plots.lines(panels, title)
        drawn[f"learnt_{activation}"] = _learnt(found, activation)
    return drawn


def _learnt(found, activation):
    """Filters before and after fine-tuning, and what the autoencoders give back."""
    greedy, plain = (found("mnist", activation, p) for p in ("greedy", "none"))
    kept = greedy[0].get("pictures", {}) if greedy else {}
    shown = {
        "filters after pre-training": kept.get("pretrained"),
        "filters after fine-tuning": kept.get("fine_tuned"),
        "test digits, by one autoencoder, by both": kept.get("rebuilt"),
    }
    if plain:
        bare = plain[0].get("pictures", {}).get("fine_tuned")
        shown["filters without pre-training"] = bare
    shown = {caption: text for caption, text in shown.items() if text}
    return plots.sheet(shown, f"SAE, {activation}: what it has learnt")
