"""Paper 4: the LeNet variant by batch, maps and rate; and the methods beside it."""

from hwdigits.reproduction import cells, configs, plots, tables
from hwdigits.reproduction.paper4_claims import BATCHES, MAPS, claims

__all__ = ["blocks", "claims", "figures", "groups"]
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
    config = configs.load(name, seed, **data)
    # The network on all images is also one of paper 5's six, which read one's own.
    drawn = 100 if name == "lenet" and data is _ALL else 0
    return cells.Cell(f"{name}, {count} images", config, drawn=drawn)


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
            rows.append([name, value, *row, tables.ours(tables.wavering(results))])
    wavers = say("wavering, last 20 epochs", "最后 20 轮波动")
    return tables.markdown([say("varied", "变量"), "", *at, wavers], rows)


def _sweep_values():
    return {"batch": BATCHES, "maps": MAPS, "rate": RATES, "decay": DECAYS}


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
