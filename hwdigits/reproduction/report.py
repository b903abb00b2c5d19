"""The report, in English and Chinese, made from finished cells alone."""

import pathlib

from hwdigits import machine, workdir
from hwdigits.reproduction import (
    cells,
    claims,
    paper1,
    paper2,
    paper3,
    paper4,
    paper5,
    verdicts,
)

PAPERS = {
    "paper1": paper1,
    "paper2": paper2,
    "paper3": paper3,
    "paper4": paper4,
    "paper5": paper5,
}
FILES = {"en": "REPRODUCTION.md", "zh": "REPRODUCTION.zh.md"}
FOLDER = "reproduction"  # beside the reports: cells and plots


class Report:
    """What is known of some papers.

    Args:
        names: of the papers.
        store: `cells.Store`.
        scale: `scale.Scale`, which says what belongs to it.
    """

    def __init__(self, names: list[str], store: cells.Store, scale):
        self._scale = scale
        self._groups = {name: PAPERS[name].groups(scale) for name in names}
        self._store = store

    def wanted(self, name: str) -> list[cells.Cell]:
        """All cells of a paper, each once."""
        every = [cell for group in self._groups[name].values() for cell in group]
        return list({cell.key: cell for cell in every}.values())

    def write(self, out: pathlib.Path) -> list[pathlib.Path]:
        """Writes both reports and the plots; returns the reports' paths."""
        for name in self._groups:
            for plot, figure in PAPERS[name].figures(self._found(name)).items():
                path = out / FOLDER / f"{name}_{plot}.png"
                workdir.write(path, lambda beside, figure=figure: _save(figure, beside))
        written = []
        for language, file in FILES.items():
            workdir.write_text(out / file, self._text(language))
            written.append(out / file)
        return written

    def _found(self, name):
        """(case ...) -> its finished results; [] for a case that is not there."""
        groups = self._groups[name]
        return lambda *case: self._store.of(groups.get(case, []))

    def _text(self, language):
        def say(english, chinese):
            return english if language == "en" else chinese

        parts = self._opening(say)
        for name in self._groups:
            parts += self._paper(name, say)
        return "\n\n".join(parts) + "\n"

    def _opening(self, say):
        wanted = {c.key: c for name in self._groups for c in self.wanted(name)}
        results = self._store.of(list(wanted.values()))
        parts = [
            say("# The five papers, reproduced", "# 五篇论文的复现"),
            say("[中文](REPRODUCTION.zh.md)", "[English](REPRODUCTION.md)"),
        ]
        if not self._scale.is_whole:
            parts.append(_small(self._scale, say))
        parts.append(
            say(
                "Ours is the mean ± standard deviation over n seeds; accuracies are of "
                "the last epoch, none is chosen. Curves on the test images are shown "
                "as the papers show them; nothing was decided by them. A figure "
                "*holds* where ours reaches it or lies below by no more than two "
                "standard deviations (at least 0.2 and at most 1 point); an order "
                "holds where the means have it.",
                "我们的结果为 n 个种子的均值 ± 标准差；准确率取最后一轮，不挑选。"
                "测试集曲线仅按论文的方式展示，不据以作任何决定。"
                "数字*成立*：达到，或低不超过两个标准差"
                "（至少容许 0.2、至多 1 个百分点）；"
                "次序成立：均值如此。",
            )
        )
        hours = sum(result["seconds"] for result in results) / 3600
        parts.append(
            say(
                f"{len(results)} of {len(wanted)} cells are finished, {hours:.1f} "
                "hours of computing.",
                f"已完成 {len(results)}/{len(wanted)} 个单元，计算 {hours:.1f} 小时。",
            )
        )
        machines = sorted({machine.words(r["machine"]) for r in results})
        commits = sorted({str(r.get("git"))[:8] for r in results})
        parts.append("\n".join(f"- {words}" for words in machines))
        parts.append(say("Commits: ", "提交：") + ", ".join(commits))
        parts.append(_own_pictures(results, say))
        parts.append(f"```\n{self._commands()}\n```")
        return parts

    def _commands(self):
        """What makes this report."""
        small = "" if self._scale.is_whole else " --quick"
        seeds = f" --seeds={self._scale.seeds}" if self._scale.seeds else ""
        more = f"{small}{seeds} --drawn_dir=PICTURES --out=DIR"
        lines = [f"hwdigits reproduce --paper={name}{more}" for name in self._groups]
        return "\n".join([*lines, f"hwdigits reproduce --tables_only{more}"])

    def _paper(self, name, say):
        found, paper = self._found(name), PAPERS[name]
        spent = self._store.of(self.wanted(name))
        hours = sum(result["seconds"] for result in spent) / 3600
        texts = [
            (say("What it says.", "论文说了什么。"), verdicts.SAYS),
            (
                say("Unsaid, and what we chose.", "没说的与我们的选择。"),
                verdicts.CHOSEN,
            ),
            (say("How to read it.", "如何理解。"), verdicts.READ),
        ]
        kept = claims.table(paper.claims(found, say), self._scale.is_whole, say)
        figures = [f"![{plot}]({FOLDER}/{name}_{plot}.png)" for plot in _plots(name)]
        return [
            f"## {say(*verdicts.TITLES[name])}",
            *(f"**{head}** {say(*text[name])}" for head, text in texts),
            kept,
            *paper.blocks(found, say),
            *figures,
            _effort(len(spent), len(self.wanted(name)), hours, say),
        ]


def _plots(name):
    """The names of a paper's plots, which do not depend on what is finished."""
    return PAPERS[name].figures(lambda *case: [])


def _small(scale, say):
    return say(
        f"> **A small version** (`--quick`): at most {scale.images:,} images, "
        f"{scale.tested:,} tested, {scale.epochs} epochs, {scale.seeds} seed(s). It "
        "shows that everything runs; its numbers say nothing of the papers.",
        f"> **小规模版本**（`--quick`）：至多 {scale.images:,} 张训练、"
        f"{scale.tested:,} 张测试、{scale.epochs} 轮、{scale.seeds} 个种子。"
        "只表明一切能跑通，数字不能用来评判论文。",
    )


def _own_pictures(results, say):
    """Which folder stood for the user's own pictures, or that there was none."""
    names = {r["drawn_name"] for r in results if r.get("drawn_name")}
    if names:
        kept = ", ".join(sorted(names))
        return say(f"Pictures of one's own: {kept}.", f"自己的图片：{kept}。")
    return say(
        "No pictures of one's own were given (`--drawn_dir`): those columns are empty.",
        "未给出自己的图片（`--drawn_dir`）：相应各栏为空。",
    )


def _effort(done, wanted, hours, say):
    return say(
        f"*{done} of {wanted} cells, {hours:.2f} hours.*",
        f"*{done}/{wanted} 个单元，{hours:.2f} 小时。*",
    )


def _save(figure, path):
    # No version is written into the file, so that a redrawn plot is the same file.
    figure.savefig(path, dpi=90, metadata={"Software": None})
