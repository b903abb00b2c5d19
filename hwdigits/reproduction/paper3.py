"""Paper 3: cross-entropy against squared error, and 600 pictures of one's own."""

from hwdigits.reproduction import cells, configs, plots, tables
from hwdigits.reproduction.claims import Claim, above, reached, versus

# The paper's cost; the one it replaces, with the softmax output it uses; and with the
# sigmoid output for which it derives (equations 3 to 5) that the gradient vanishes.
LOSSES = ("cross_entropy", "softmax_squared_error", "sigmoid_squared_error")
# The paper's Adam, which divides each gradient by its own size and so hides half the
# argument, and plain gradient descent, of which the paper argues.
OPTIMIZERS = {"adam": ("fused_adam", 0.001), "sgd": ("sgd", 0.5)}
_EPOCHS = 133  # of 600 batches of 100: 79,800 steps
_A_DIGIT = 60  # pictures of one's own, 600 in all
_DRAWN = 98.24  # read right, in the paper


def groups(scale) -> dict[tuple, list[cells.Cell]]:
    """The cells of each (optimizer, loss)."""
    return {
        (optimizer, loss): scale.of_seeds(
            lambda seed, case=(optimizer, loss): _cell(*case, seed)
        )
        for optimizer in OPTIMIZERS
        for loss in LOSSES
    }


def _cell(optimizer, loss, seed):
    name, rate = OPTIMIZERS[optimizer]
    config = configs.load(
        *("mlp", seed),
        training__loss=loss,
        training__epochs=_EPOCHS,
        optimizer__name=name,
        optimizer__learning_rate=rate,
    )
    label = f"mlp, {optimizer}, {loss}"
    return cells.Cell(label, config, gradient=True, drawn=_A_DIGIT)


def blocks(found, say) -> list[str]:
    """The tables, as Markdown."""
    return [
        say(
            "**Both costs**, same net, same seeds. Gradient: norm of the first layer's "
            "of the cost's mean over 1,000 training images.",
            "**两种代价**，同一网络、同一种子。梯度：首层梯度的范数，"
            "代价取 1,000 张训练图片的均值。",
        ),
        _costs(found, say),
        say(
            f"**Pictures of one's own**, {_A_DIGIT} a digit, drawn by seed: read right "
            f"in % (Adam, cross-entropy; paper: {_DRAWN}).",
            f"**自己的图片**，每个数字 {_A_DIGIT} 张，按种子抽取：识别率 %"
            f"（Adam，交叉熵；论文 {_DRAWN}）。",
        ),
        _digits(found, say),
    ]


def _costs(found, say):
    head = [
        *(
            say("optimizer, cost", "优化器、代价"),
            say("test %, epoch 1", "测试 %，1 轮"),
        ),
        *(say("epoch 10", "第 10 轮"), say("last", "最后")),
        say("training %, last", "训练 %，最后"),
        *(say("gradient at step 0", "第 0 步梯度"), say("after epoch 1", "第 1 轮后")),
    ]
    rows = []
    for optimizer in OPTIMIZERS:
        for loss in LOSSES:
            results = found(optimizer, loss)
            right = [_after(results, epoch) for epoch in (1, 10)]
            rows.append(
                [
                    f"{optimizer}, {loss}",
                    *map(tables.ours, right),
                    tables.ours(tables.accuracies(results)),
                    tables.ours(tables.last(results, "accuracy", 100)),
                    tables.ours(_norms(results, 0), 4),
                    tables.ours(_norms(results, _steps(results)), 4),
                ]
            )
    return tables.markdown(head, rows)


def _after(results, epoch):
    return [100 - error for error in tables.errors_at(results, epoch)]


def _steps(results):
    """Steps of the first epoch."""
    return -(-results[0]["training_n"] // 100) if results else 0


def _norms(results, step):
    """The gradient's norm at a step, one a seed."""
    known = [dict(map(tuple, result.get("norms", []))) for result in results]
    return [norms[step] for norms in known if norms.get(step) is not None]


def _digits(found, say):
    results = found("adam", "cross_entropy")
    head = [say("framing", "画框"), *map(str, range(10)), say("all", "全部")]
    rows = []
    for way in ("naive", "photo"):
        scored = [r["drawn"][way]["digit_errors"] for r in results if r["drawn"]]
        row = [
            _mean([100 * (1 - seed[digit][1] / seed[digit][0]) for seed in scored])
            for digit in range(10)
        ]
        rows.append([way, *row, tables.ours(tables.drawn(results, way))])
    return tables.markdown(head, rows)


def _mean(values):
    return f"{sum(values) / len(values):.1f}" if values else tables.MISSING


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    ours = found("adam", "cross_entropy")
    learnt = tables.last(ours, "accuracy", 100)
    naive, photo = (tables.drawn(ours, way) for way in ("naive", "photo"))
    return [
        *(_faster(found, case, say) for case in OPTIMIZERS),
        *(_better(found, case, say) for case in OPTIMIZERS),
        Claim(
            say("training accuracy tends to 1", "训练准确率趋近于 1"),
            *(tables.ours(learnt, unit=" %"), reached(learnt, 100.0)),
        ),
        Claim(
            say(
                "98.24 % of 600 own pictures, only resized",
                "600 张自写图片，只缩放，98.24 %",
            ),
            *(tables.ours(naive, unit=" %"), reached(naive, _DRAWN)),
        ),
        Claim(
            say("the same in MNIST's frame", "同上，放进 MNIST 画框"),
            *(tables.ours(photo, unit=" %"), reached(photo, _DRAWN)),
        ),
    ]


def _faster(found, optimizer, say):
    ours, theirs = (
        _after(found(optimizer, loss), 1)
        for loss in ("cross_entropy", "sigmoid_squared_error")
    )
    return Claim(
        say(
            f"cross-entropy learns faster than squared error ({optimizer}, epoch 1)",
            f"交叉熵比均方差学得快（{optimizer}，第 1 轮）",
        ),
        *(versus(ours, theirs), above(ours, theirs)),
    )


def _better(found, optimizer, say):
    ours, theirs = (
        tables.accuracies(found(optimizer, loss))
        for loss in ("cross_entropy", "sigmoid_squared_error")
    )
    return Claim(
        say(f"... and ends better ({optimizer})", f"……最终也更好（{optimizer}）"),
        *(versus(ours, theirs), above(ours, theirs)),
    )


def figures(found) -> dict:
    """Loss, error and gradient norm, cost beside cost; own pictures by digit."""
    drawn = {}
    for optimizer in OPTIMIZERS:
        cases = {loss: found(optimizer, loss) for loss in LOSSES}
        panels = {
            ("step", "training loss"): {
                case: plots.over_steps(results) for case, results in cases.items()
            },
            ("epoch", "misread on the test images, %"): {
                case: plots.over_epochs(results, "test_accuracy", -100, 100)
                for case, results in cases.items()
            },
            ("step", "norm of the first layer's gradient"): {
                case: plots.over_steps(results, "norms")
                for case, results in cases.items()
            },
        }
        title = f"MLP, {optimizer}: cross-entropy against squared error"
        drawn[f"costs_{optimizer}"] = plots.lines(panels, title, yscale="log")
        scaled = {axes: panels[axes] for axes in list(panels)[::2]}
        title = f"MLP, {optimizer}: the first steps"
        drawn[f"first_steps_{optimizer}"] = plots.lines(
            scaled, title, xscale="symlog", yscale="log"
        )
    return drawn
