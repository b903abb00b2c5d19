"""The tables of paper 1."""

from hwdigits.reproduction import tables
from hwdigits.reproduction.paper1_cells import BEST, COMPARED_EPOCHS, OPTIMIZERS, TABLE


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
            f"**Eight optimizers**, {COMPARED_EPOCHS} epochs, at usual rates. `bgd` "
            "takes one step an epoch.",
            f"**八种优化器**，各 {COMPARED_EPOCHS} 轮，"
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
    for network, rate in BEST.items():
        results = found(network, "mean", rate)
        ways = [tables.ours(tables.drawn(results, way)) for way in ("naive", "photo")]
        rows.append([network, *ways])
    return tables.markdown(head, rows)
