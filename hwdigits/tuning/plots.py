"""The picture of a search: its best so far, and the objective against each field."""

import math

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hwdigits.tuning import trials as trials_lib

_COLUMNS = 3
_BETTER = 3  # so many trials at least stay in sight


def trials(records: list[dict], plan) -> Figure:
    """One panel of the order in which trials ended, one for each field that differs.

    Args:
        records: of the trials that have ended.
        plan: `plan.Plan`.
    """
    names = [name for name in plan.space.tried if _differs(name, records)]
    rows = math.ceil((len(names) + 1) / _COLUMNS)
    columns = min(len(names) + 1, _COLUMNS)
    figure = Figure(figsize=(4.4 * columns, 3.6 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    good = [record for record in records if record["status"] == "done"]
    bad = [record for record in records if record["status"] != "done"]
    best = trials_lib.ranked(records, plan.objective)[:1]
    for axes in panels[len(names) + 1 :]:
        axes.set_axis_off()
    for axes, name in zip(panels[1:], names, strict=False):
        _field(axes, name, plan, good, bad, best)
    _progress(panels[0], plan, good, bad)
    _look_at_the_better_half(panels[: len(names) + 1], plan, good)
    figure.supylabel(f"validation {plan.objective}{_unit(plan)}", fontsize=10)
    return figure


def _differs(name, records):
    return len({str(record["fields"][name]) for record in records}) > 1


def _progress(axes, plan, good, bad):
    """Every trial in its order, and the best of those before."""
    ys, so_far = [_mean(record, plan) for record in good], []
    for y in ys:
        choose = max if plan.objective == "accuracy" else min
        so_far.append(choose([y, *so_far[-1:]]))
    xs = [record["trial"] for record in good]
    axes.plot(xs, ys, "o", color="tab:blue", alpha=0.6, label="a trial")
    axes.step(xs, so_far, where="post", color="tab:green", label="best so far")
    if good and good[0]["trial"] == trials_lib.HAND_SET:
        axes.axhline(ys[0], color="tab:orange", linestyle="--", label="hand-set")
    _failures(axes, [record["trial"] for record in bad])
    axes.set(xlabel="trial (0: the hand-set values)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend(fontsize=8)


def _field(axes, name, plan, good, bad, best):
    """The objective against one field."""
    place = _places(name, plan, axes)
    axes.plot(
        [place(record["fields"][name]) for record in good],
        [_mean(record, plan) for record in good],
        *("o",),
        color="tab:blue",
        alpha=0.6,
    )
    hand_set = [r for r in good if r["trial"] == trials_lib.HAND_SET]
    for marked, colour, mark in (
        (hand_set, "tab:orange", "D"),
        (best, "tab:green", "*"),
    ):
        for record in marked:
            x, y = place(record["fields"][name]), _mean(record, plan)
            axes.plot(x, y, mark, color=colour, markersize=10)
    _failures(axes, [place(record["fields"][name]) for record in bad])
    axes.set(xlabel=name)
    axes.grid(alpha=0.3)


def _places(name, plan, axes):
    """Where a value of the field is drawn along the axis, which this sets up."""
    if plan.space.is_range(name):
        if plan.space.tried[name][0] == "log":
            axes.set_xscale("log")
        return lambda value: value
    # Values of a file are lists where the config has tuples.
    words = [str(_plain(value)) for value in plan.space.tried[name]]
    hand_set = str(_plain(plan.space.hand_set[name]))
    words += [hand_set] * (hand_set not in words)
    axes.set_xticks(range(len(words)), words)
    axes.set_xlim(-0.5, len(words) - 0.5)
    return lambda value: words.index(str(_plain(value)))


def _failures(axes, xs):
    """A cross at the bottom for each trial that did not end well."""
    bottom = axes.get_xaxis_transform()
    if xs:
        axes.plot(
            *(xs, [0.03] * len(xs), "x"),
            transform=bottom,
            color="tab:red",
            label="diverged",
        )


def _look_at_the_better_half(panels, plan, good):
    """Leaves out what is far from the best, if the rest would be a line beside it."""
    ranked = trials_lib.ranked(good, plan.objective)
    if len(ranked) < 2 * _BETTER:
        return
    means = [_mean(record, plan) for record in ranked]
    best, middle, worst = means[0], means[len(means) // 2], means[-1]
    reach = 2 * (middle - best) or (worst - best)
    if abs(worst - best) <= abs(reach) or reach == 0:
        return
    hidden = sum(abs(mean - best) > abs(reach) for mean in means)
    for axes in panels:
        axes.set_ylim(*sorted((best + reach, best - 0.1 * reach)))
    panels[0].set_title(f"{hidden} worse trials are out of sight", fontsize=9)


def _plain(value):
    return tuple(value) if isinstance(value, list) else value


def _mean(record, plan):
    factor = 100 if plan.objective == "accuracy" else 1
    return factor * trials_lib.mean_and_std(record, plan.objective)[0]


def _unit(plan):
    return ", %" if plan.objective == "accuracy" else ""
