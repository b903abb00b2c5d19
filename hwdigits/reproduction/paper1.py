"""Paper 1: softmax regression and a CNN at every learning rate; eight optimizers."""

from hwdigits.reproduction import plots, tables
from hwdigits.reproduction.claims import Claim, above, reached, versus
from hwdigits.reproduction.paper1_cells import OPTIMIZERS, TABLE, groups
from hwdigits.reproduction.paper1_tables import blocks

__all__ = ["blocks", "claims", "figures", "groups"]
_DIVERGED = [0.75, 1.0, 1.5]  # in the paper's CNN column


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    softmax = tables.accuracies(found("softmax", "mean", 0.1))
    cnn = tables.accuracies(found("tf_cnn", "mean", 0.025))
    learnt = tables.last(found("tf_cnn", "mean", 0.025), "accuracy", 100)
    return [
        Claim(
            say("softmax regression 92.5 % at rate 0.1", "softmax 在 0.1 时 92.5 %"),
            *(tables.ours(softmax, unit=" %"), reached(softmax, 92.5)),
        ),
        Claim(
            say("the CNN 98.3 % at rate 0.025", "CNN 在 0.025 时 98.3 %"),
            *(tables.ours(cnn, unit=" %"), reached(cnn, 98.3)),
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
