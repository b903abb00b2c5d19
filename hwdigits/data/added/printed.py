"""Digits and letters as type prints them, from the fonts of this machine.

Forms and puzzles hold printed digits beside handwritten ones, and a few people write
like type; printed words are no digits. Fonts are taken by family, each as often as any
other, however many weights it has; those that imitate hands are among them.
"""

import pathlib
from collections.abc import Sequence

import numpy as np

from hwdigits.data.added import characters, fonts
from hwdigits.data.added.negatives import LETTERS
from hwdigits.data.examples import NOT_A_DIGIT, Examples

# Beginnings of file names. Debian's packages that bring them are in PACKAGES.
FAMILIES = (
    *("AveriaSansGWF", "BecauseWeBuild", "BecauseWeConnect", "BecauseWeCreate"),
    *("BecauseWeLearn", "BecauseWeMentor", "BecauseWeOrganize", "Breip", "C059"),
    *("Cabin", "Caladea", "Cantarell", "Carlito", "ComicNeue", "DancingScript"),
    *("DejaVuSans-", "DejaVuSansMono", "DejaVuSerif", "Delphine", "Dosis"),
    *("EBGaramond", "Ecolier-court", "FreeMono", "FreeSans", "FreeSerif", "Gentium"),
    *("Hack", "Humor-Sans", "Inconsolata", "Karla-", "KleeOne", "Kristi", "Lato"),
    *("LiberationMono", "LiberationSans-", "LiberationSansNarrow"),
    *("LiberationSerif", "LinBiolinum_R", "LinLibertine_R", "NimbusMonoPS"),
    *("NimbusRoman", "NimbusSans-", "NimbusSansNarrow", "OpenSans", "P052", "Play"),
    *("Quicksand", "Roboto-", "RobotoCondensed", "Rufscript", "SteveHand"),
    *("URWBookman", "URWGothic", "Vollkorn", "Z003", "dkg"),
)
PACKAGES = (
    *("fonts-averia-sans-gwf", "fonts-breip", "fonts-bwht", "fonts-cabin"),
    *("fonts-cantarell", "fonts-comic-neue", "fonts-crosextra-caladea"),
    *("fonts-crosextra-carlito", "fonts-dancingscript", "fonts-dejavu-core"),
    *("fonts-dkg-handwriting", "fonts-dosis", "fonts-ebgaramond"),
    *("fonts-ecolier-court", "fonts-freefont-ttf", "fonts-hack", "fonts-humor-sans"),
    *("fonts-inconsolata", "fonts-karla", "fonts-klee", "fonts-kristi", "fonts-lato"),
    *("fonts-liberation", "fonts-linuxlibertine", "fonts-open-sans", "fonts-play"),
    *("fonts-quicksand", "fonts-roboto-unhinted", "fonts-rufscript"),
    *("fonts-sil-gentiumplus", "fonts-sjfonts", "fonts-urw-base35"),
    "fonts-vollkorn",
)
_WIDER, _OTHER_PEN_PX = 0.15, 2.5  # ink spreads; of characters about 70 px high
# Half of them are blurred, by so much of their height at most, a deviation: small print
# is photographed from too near. On photos of puzzles there are 8s blurred by an eighth
# of their height, which people can read. Two fifths of these by a lens that is out of
# focus, of which less can be read; a fifth by a hand that shakes, by a length.
_UNSHARP, _OUT_OF_FOCUS, _SHAKEN = 0.15, 0.12, 0.3


def families(
    folders: Sequence[pathlib.Path] | None = None,
) -> dict[str, list[pathlib.Path]]:
    """The font files of each family that is there, as `fonts.families`.

    Args:
        folders: where to look; None for where this system keeps its fonts.

    Raises:
        Refusal: none is there.
    """
    return fonts.families(
        FAMILIES,
        folders,
        "printed digits need fonts, and none of the known ones is on this machine. "
        f"On Debian: apt-get install {' '.join(PACKAGES)}; or learn without: "
        "--config.added.printed=0",
    )


def make(
    count: int, seed: int, folders: Sequence[pathlib.Path] | None = None
) -> Examples:
    """Prints `count` characters, each family and each digit as often as any other.

    Half of them are letters that look like no digit.

    Args:
        count: how many.
        seed: with the same fonts, the same arguments give the same pictures.
        folders: as in `families`.

    Returns:
        Examples, label 0..9 or NOT_A_DIGIT, named "printed/<font>/<number>".

    Raises:
        Refusal: there are no fonts.
    """
    random = np.random.default_rng([seed, len(FAMILIES)])
    there = list(families(folders).values())
    labels = np.minimum(np.arange(count, dtype=np.int64) % 20, NOT_A_DIGIT)
    return characters.make("printed", labels, LETTERS, there, random, _changed)


def _changed(ink, random):
    """Stretched a little, more ink or less, blurred or not."""
    ink = characters.wider(ink, 1 + random.uniform(-_WIDER, _WIDER))
    ink = characters.other_pen(ink, random.uniform(-_OTHER_PEN_PX, _OTHER_PEN_PX))
    much = max(0.0, random.uniform(-1, 1))
    way = random.random()
    if way < 0.4:
        return characters.out_of_focus(ink, much * _OUT_OF_FOCUS)
    if way < 0.8:
        return characters.unsharp(ink, much * _UNSHARP)
    return characters.shaken(ink, much * _SHAKEN, random.uniform(0, np.pi))
