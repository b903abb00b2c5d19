"""What paper 4 says of its sweeps and of the methods beside it."""

import statistics

from hwdigits.reproduction import tables
from hwdigits.reproduction.claims import Claim, above, reached, versus

MAPS = ((2, 8), (6, 12), (10, 16))
BATCHES = (50, 100, 200)


def claims(found, say) -> list[Claim]:
    """What the paper says of these."""
    few, every = (tables.errors(found("table", "lenet", m)) for m in ("few", "all"))
    svm = tables.errors(found("table", "svm_deskewed", "few"))
    steady, wild = (tables.wavering(found("rate", rate)) for rate in (1.0, 2.0))
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
            *(tables.ours(few, unit=" %"), reached(few, 0.98, least=True)),
        ),
        Claim(
            say("0.98 % misread, from 60,000", "60,000 张训练，0.98 %"),
            *(tables.ours(every, unit=" %"), reached(every, 0.98, least=True)),
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
