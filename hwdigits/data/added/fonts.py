"""Where this machine keeps its fonts, by family."""

import pathlib
from collections.abc import Sequence

from hwdigits.refusal import Refusal

_ENDINGS = (".ttf", ".otf")


def families(
    names: Sequence[str],
    folders: Sequence[pathlib.Path] | None,
    otherwise: str,
) -> dict[str, list[pathlib.Path]]:
    """The font files of each family that is there, in a fixed order.

    Args:
        names: beginnings of file names, one a family.
        folders: where to look; None for where this system keeps its fonts.
        otherwise: what is missing, and the way out, where there is none of them.

    Raises:
        Refusal: none is there.
    """
    there = [path for path in _files(folders) if path.suffix in _ENDINGS]
    there = sorted(there, key=lambda path: path.name)
    found = {
        name: [path for path in there if path.name.startswith(name)] for name in names
    }
    found = {name: paths for name, paths in found.items() if paths}
    if not found:
        raise Refusal(otherwise)
    return found


def _files(folders):
    if folders is None:
        from matplotlib import font_manager

        return [pathlib.Path(path) for path in font_manager.findSystemFonts()]
    return [path for folder in folders for path in folder.rglob("*")]


def unpack(packages: pathlib.Path, folder: pathlib.Path) -> None:
    """Takes one font out of each of Fontsource's packages, as `<family>.ttf`.

    Args:
        packages: the directory of unpacked packages, one a family.
        folder: what the fonts are written into.
    """
    from fontTools import ttLib

    for package in sorted(packages.iterdir()):
        upright = sorted(package.glob("files/*-latin-*-normal.woff"))
        usual = [path for path in upright if "-400-" in path.name]
        font = ttLib.TTFont((usual or upright)[0])
        font.flavor = None  # not packed: matplotlib lists no .woff
        font.save(folder / f"{package.name}.ttf")
