"""Paper 5: the deep CNN, and all six networks of the five papers side by side."""

from hwdigits.reproduction import cells, configs, plots, tables
from hwdigits.reproduction.claims import Claim, above, reached, versus

PAPER = 99.31  # percent, the mean of 50 test runs
# What its figure 6 compares with, from the leads that it states, in percent.
OTHERS = {
    "cascaded classifiers": 88.3,
    "BP network": 95.0,
    "PCA model": 96.0,
    "TensorFlow deep model": 98.3,
    "fifth": 95.0,
    "sixth": 94.8,
    "seventh": 88.6,
    "eighth": 94.0,
}
# What the papers say of each network on MNIST; None: no figure.
NETWORKS = {
    "softmax": 92.5,
    "mlp": None,
    "sae": 96.7,
    "lenet": 99.02,
    "tf_cnn": 98.3,
    "deep_cnn": PAPER,
}
_FLAT_STEPS = 3_000  # after so many the paper's loss is flat


def groups(scale) -> dict[tuple, list[cells.Cell]]:
    """Each network by its own config, on everything, no epoch chosen."""
    return {
        (name,): scale.of_seeds(
            lambda seed, name=name: cells.Cell(
                f"{name}, its own config", configs.load(name, seed), drawn=100
            )
        )
        for name in NETWORKS
    }


def blocks(found, say) -> list[str]:
    """The tables, as Markdown."""
    return [
        say(
            "**Six networks** by their own configs: 60,000 images learnt, the last "
            "epoch tested on all 10,000; then 100 pictures of one's own a digit.",
            "**六个网络**，各按自己的配置：60,000 张训练，末轮在全部 10,000 张上测试；"
            "再测每个数字 100 张自写图片。",
        ),
        summary(found, say),
    ]


def summary(found, say) -> str:
    """The six networks: parameters, paper, ours, minutes."""
    head = [
        *(say("network", "网络"), say("parameters", "参数"), say("paper, %", "论文 %")),
        *(say("ours, %", "我们 %"), say("difference", "差")),
        *(say("minutes", "分钟"), say("own pictures: naive, %", "自写：原样 %")),
        say("framed, %", "入框 %"),
    ]
    rows = []
    for name, paper in NETWORKS.items():
        results = found(name)
        right = tables.accuracies(results)
        parameters = f"{results[0]['parameters']:,}" if results else tables.MISSING
        minutes = [result["seconds"] / 60 for result in results]
        rows.append(
            [
                *(name, parameters, paper or say("not given", "未给")),
                tables.ours(right),
                tables.difference(right, paper) if paper else "",
                f"{sum(minutes) / len(minutes):.1f}" if minutes else tables.MISSING,
                *(tables.ours(tables.drawn(results, w)) for w in ("naive", "photo")),
            ]
        )
    return tables.markdown(head, rows)


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    right = {name: tables.accuracies(found(name)) for name in NETWORKS}
    best = right["deep_cnn"]
    return [
        Claim(
            say(f"{PAPER} % (mean of 50 test runs)", f"{PAPER} %（50 次测试均值）"),
            *(tables.ours(best, unit=" %"), reached(best, PAPER)),
        ),
        *(
            Claim(
                say(f"it leads {name}", f"领先 {name}"),
                *(versus(best, right[name]), above(best, right[name])),
            )
            for name in NETWORKS
            if name != "deep_cnn"
        ),
        _flat(found, say),
    ]


def _flat(found, say):
    """Whether most of the loss's fall lies before step 3,000 (here: epoch 2)."""
    shares = []
    for result in found("deep_cnn"):
        points = [(step, loss) for step, loss in result["steps"] if loss is not None]
        after = [loss for step, loss in points if step >= _FLAT_STEPS]
        if after:
            fall = points[0][1] - after[-1]
            shares.append(100 * (points[0][1] - after[0]) / fall)
    return Claim(
        say(
            "the loss is flat after about 3,000 steps (95 % of its fall)",
            "约 3,000 步后损失平稳（已降 95 %）",
        ),
        tables.ours(shares, 1, unit=" %"),
        sum(shares) / len(shares) >= 95 if shares else None,
    )


def figures(found) -> dict:
    """Loss and accuracy curves; the comparison figure with this package's networks."""
    panels = {
        ("step", "training loss"): {"deep_cnn": plots.over_steps(found("deep_cnn"))},
        ("epoch", "test accuracy, %"): {
            name: plots.over_epochs(found(name), "test_accuracy", 100)
            for name in NETWORKS
        },
    }
    cases = {name: ([], value) for name, value in OTHERS.items()}
    for name, paper in NETWORKS.items():
        cases[name] = (tables.accuracies(found(name)), paper)
    title = "Figure 6 of paper 5 (crosses) with this package's networks (bars)"
    return {
        "curves": plots.lines(panels, "The deep CNN, and the others"),
        "comparison": plots.bars(cases, "test accuracy, %", title, limits=(85, 100)),
    }
