"""Paper 4: the LeNet variant by batch, maps and rate; and the methods beside it."""

import statistics

from hwdigits.reproduction import cells, configs, plots, tables
from hwdigits.reproduction.claims import Claim, above, reached, versus

BATCHES = (50, 100, 200)
MAPS = ((2, 8), (6, 12), (10, 16))
RATES = (0.2, 0.5, 1.0, 1.2, 2.0)
DECAYS = (0.0, 1e-5, 1e-4)  # its lambda is unstated
# Table 1 of the paper: percent misread.
TABLE = {"nearest": 15.0, "k_nearest": 5.50, "svm_deskewed": 1.69, "lenet": 0.98}
_EPOCHS = 100  # the paper's axes are not in its text; it speaks of 30
_SHOWN = (10, 30, _EPOCHS)
_FEW = {"data__train": "mnist:2000", "data__test": "mnist:1000"}
_ALL = {"data__train": "mnist", "data__test": "mnist"}


def groups(scale) -> dict[tuple, list[cells.Cell]]:
    """The cells of each sweep's case, and of table 1's rows on 2,000 and 60,000."""
    cases = {
        **{("batch", batch): {"training__batch_size": batch} for batch in BATCHES},
        **{("maps", maps): {"model__maps": maps} for maps in MAPS},
        **{("rate", rate): {"optimizer__learning_rate": rate} for rate in RATES},
        **{("decay", decay): {"training__weight_decay": decay} for decay in DECAYS},
    }
    found = {
        key: scale.of_seeds(lambda seed, key=key: _sweep_cell(key, cases[key], seed))
        for key in cases
    }
    for name in TABLE:
        found["table", name, "all"] = scale.of_seeds(
            lambda seed, name=name: _cell(name, seed, _ALL)
        )
        if name != "lenet":
            # Nothing is drawn but the images, and of all there is one draw.
            found["table", name, "all"] = found["table", name, "all"][:1]
        found["table", name, "few"] = scale.of_seeds(
            lambda seed, name=name: _cell(name, seed, _FEW)
        )
    return found


def _sweep_cell(key, changes, seed):
    settings = {
        "optimizer__schedule": "constant",
        "training__epochs": _EPOCHS,
        **_FEW,
        **changes,
    }
    return cells.Cell(
        f"lenet, {key[0]} {key[1]}", configs.load("lenet", seed, **settings)
    )


def _cell(name, seed, data):
    """By its own config, the rate of the network's falling to zero."""
    count = "2,000" if data is _FEW else "60,000"
    return cells.Cell(f"{name}, {count} images", configs.load(name, seed, **data))


def blocks(found, say) -> list[str]:
    """The tables, as Markdown."""
    return [
        say(
            "**Sweeps**: misread of 1,000 test images, %, after learning 2,000; each "
            "seed draws its own. Batch 50, maps 6-12, rate 1.0, no decay, unless said.",
            "**扫描**：2,000 张训练后 1,000 张测试图片的误识别率 %；每个种子各抽各的。"
            "未注明处为每批 50、6-12 图、学习率 1.0、无衰减。",
        ),
        _sweeps(found, say),
        say(
            "**Table 1**: misread, %. From 2,000 on 1,000; from 60,000 on all 10,000.",
            "**表 1**：误识别率 %。2,000 训 1,000 测；60,000 训、全部 10,000 测。",
        ),
        _methods(found, say),
    ]


def _sweeps(found, say):
    at = [say(f"epoch {epoch}", f"第 {epoch} 轮") for epoch in _SHOWN]
    rows = []
    for name, values in _sweep_values().items():
        for value in values:
            results = found(name, value)
            row = [tables.ours(tables.errors_at(results, epoch)) for epoch in _SHOWN]
            rows.append([name, value, *row, tables.ours(_wavering(results))])
    wavers = say("wavering, last 20 epochs", "最后 20 轮波动")
    return tables.markdown([say("varied", "变量"), "", *at, wavers], rows)


def _sweep_values():
    return {"batch": BATCHES, "maps": MAPS, "rate": RATES, "decay": DECAYS}


def _wavering(results):
    """Standard deviation of the test error from epoch to epoch, points, a seed."""
    curves = [result["curves"].get("test_accuracy", []) for result in results]
    return [100 * statistics.stdev(c[-20:]) for c in curves if len(c) > 1]


def _methods(found, say):
    head = [
        *(say("method", "方法"), say("paper", "论文")),
        *(say("2,000 images", "2,000 张"), say("difference", "差")),
        *(say("60,000 images", "60,000 张"), say("difference", "差")),
    ]
    rows = []
    for name, paper in TABLE.items():
        row = [name, f"{paper:.2f}"]
        for much in ("few", "all"):
            wrong = tables.errors(found("table", name, much))
            row += [tables.ours(wrong), tables.difference(wrong, paper)]
        rows.append(row)
    return tables.markdown(head, rows)


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    few, every = (tables.errors(found("table", "lenet", m)) for m in ("few", "all"))
    svm = tables.errors(found("table", "svm_deskewed", "few"))
    steady, wild = (_wavering(found("rate", rate)) for rate in (1.0, 2.0))
    return [
        _least(found, "batch", BATCHES, 50, 30, say),
        _all_good(found, say),
        _least(found, "maps", MAPS, (6, 12), 10, say),
        Claim(
            say("rate 2.0 oscillates (more than 1.0)", "学习率 2.0 振荡（甚于 1.0）"),
            *(versus(wild, steady), above(wild, steady)),
        ),
        _falls_faster(found, say),
        Claim(
            say("0.98 % misread, from 2,000 images", "2,000 张训练，误识别率 0.98 %"),
            *(f"{tables.ours(few)} %", reached(few, 0.98, least=True)),
        ),
        Claim(
            say("0.98 % misread, from 60,000", "60,000 张训练，0.98 %"),
            *(f"{tables.ours(every)} %", reached(every, 0.98, least=True)),
        ),
        Claim(
            say(
                "it beats the SVM on deskewed digits (2,000)",
                "优于校正后的 SVM（2,000）",
            ),
            *(versus(few, svm), above(svm, few)),
        ),
    ]


def _least(found, name, values, best, epoch, say):
    """Whether `best` has the least error of a sweep at an epoch."""
    wrong = {v: tables.errors_at(found(name, v), epoch) for v in values}
    known = all(wrong.values())
    ordered = known and sorted(values, key=lambda v: statistics.mean(wrong[v]))
    return Claim(
        say(
            f"{name} {best} is best (epoch {epoch})",
            f"{name} 取 {best} 最好（第 {epoch} 轮）",
        ),
        " / ".join(f"{v}: {tables.ours(errors)}" for v, errors in wrong.items()),
        ordered[0] == best if known else None,
    )


def _all_good(found, say):
    wrong = [tables.errors_at(found("maps", maps), 30) for maps in MAPS]
    means = [statistics.mean(errors) for errors in wrong if errors]
    return Claim(
        say("over 90 % after 30 epochs with any maps", "30 轮后各种图数均超过 90 %"),
        say("at most misread: ", "最大误识别率：")
        + (f"{max(means):.2f} %" if means else ""),
        max(means) < 10 if len(means) == len(MAPS) else None,
    )


def _falls_faster(found, say):
    """The squared error of training after ten epochs, 20,000 samples, by rate."""
    losses = {
        rate: [r["curves"]["loss"][:10][-1] for r in found("rate", rate) if r["curves"]]
        for rate in (0.2, 0.5, 1.0)
    }
    known = all(losses.values())
    means = [statistics.mean(values) for values in losses.values()] if known else []
    return Claim(
        say(
            "the squared error falls faster at 1.0 than at 0.5, at 0.2 (20,000 seen)",
            "1.0 时均方误差比 0.5、0.2 降得快（20,000 个样本处）",
        ),
        " / ".join(f"{rate}: {tables.ours(v, 3)}" for rate, v in losses.items()),
        means == sorted(means, reverse=True) if known else None,
    )


def figures(found) -> dict:
    """Figures 4 to 7 of the paper."""
    drawn = {}
    for name, values in _sweep_values().items():
        cases = {
            f"{name} {value}": plots.over_epochs(
                found(name, value), "test_accuracy", -100, 100
            )
            for value in values
        }
        panels = {("epoch", "misread of the test images, %"): cases}
        if name == "rate":
            panels[("training images seen", "half squared error")] = {
                f"rate {rate}": plots.over_steps(found("rate", rate), images_a_step=50)
                for rate in RATES
            }
        drawn[name] = plots.lines(panels, f"LeNet variant, 2,000 images, by {name}")
    return drawn
