"""Digits and letters as type prints them, from the fonts of this machine.

Forms and puzzles hold printed digits beside handwritten ones, and a few people write
like type; printed words are no digits. Fonts are taken by family, each as often as any
other, however many weights it has; those that imitate hands are among them.
"""

import pathlib

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hwdigits.data.added.negatives import LETTERS, NOT_A_DIGIT
from hwdigits.data.examples import Examples
from hwdigits.reader import crops
from hwdigits.refusal import Refusal

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
_ENDINGS = (".ttf", ".otf")
_SHEET_PX, _SIZE_PX = 160, 96
_WIDER, _OTHER_PEN_PX = 0.15, 2.5  # ink spreads
# Half of them are out of focus by so much at most, a deviation: small print is
# photographed from too near. What is then left of the ink is as the reader cuts it out.
_UNSHARP_PX, _FULL, _FLOOR = 9.0, 0.85, 0.2


def families(
    folders: list[pathlib.Path] | None = None,
) -> dict[str, list[pathlib.Path]]:
    """The font files of each family that is there, in a fixed order.

    Args:
        folders: where to look; None for where this system keeps its fonts.

    Raises:
        Refusal: none is there.
    """
    found = {family: [] for family in FAMILIES}
    for path in sorted(_files(folders), key=lambda path: path.name):
        for family in FAMILIES:
            if path.suffix in _ENDINGS and path.name.startswith(family):
                found[family].append(path)
    found = {family: paths for family, paths in found.items() if paths}
    if not found:
        raise Refusal(
            "printed digits need fonts, and none of the known ones is on this machine. "
            f"On Debian: apt-get install {' '.join(PACKAGES)}; or learn without: "
            "--config.added.printed=0"
        )
    return found


def _files(folders):
    if folders is None:
        from matplotlib import font_manager

        return [pathlib.Path(path) for path in font_manager.findSystemFonts()]
    return [path for folder in folders for path in folder.rglob("*")]


def make(count: int, seed: int, folders: list[pathlib.Path] | None = None) -> Examples:
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
    images = np.zeros((count, crops.FRAME_PX, crops.FRAME_PX, 1), np.uint8)
    names = []
    for number, label in enumerate(labels):
        fonts = there[random.integers(len(there))]
        font = fonts[random.integers(len(fonts))]
        is_digit = label != NOT_A_DIGIT
        text = str(label) if is_digit else str(random.choice(list(LETTERS)))
        images[number, ..., 0] = crops.framed(_printed(text, font, random))
        names.append(f"printed/{font.stem}/{number}")
    return Examples(images, labels, np.array(names, dtype=str))


def _printed(text, font, random):
    """float32 [H, W], 0..1: stretched a little, more ink or less, in focus or out."""
    sheet = Image.new("L", (_SHEET_PX, _SHEET_PX))
    face = ImageFont.truetype(str(font), _SIZE_PX)
    middle = _SHEET_PX / 2
    ImageDraw.Draw(sheet).text((middle, middle), text, 255, face, anchor="mm")
    ink = np.asarray(sheet, np.float32) / 255
    wider = 1 + random.uniform(-_WIDER, _WIDER)
    ink = cv2.resize(ink, None, fx=wider, fy=1, interpolation=cv2.INTER_AREA)
    ink = _other_pen(ink, random.uniform(-_OTHER_PEN_PX, _OTHER_PEN_PX))
    return _unsharp(ink, max(0.0, random.uniform(-_UNSHARP_PX, _UNSHARP_PX)))


def _other_pen(ink, px):
    """Strokes so much wider on each side, or narrower where some ink is left."""
    reach = 2 * round(abs(px)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    if px > 0:
        return cv2.dilate(ink, disc)
    thinner = cv2.erode(ink, disc)
    return thinner if thinner.sum() > 0.4 * ink.sum() else ink


def _unsharp(ink, px):
    """The same as a lens that is off by so much shows it."""
    if px < 1 or not ink.any():  # some fonts lack some characters
        return ink
    blurred = cv2.GaussianBlur(ink, (0, 0), px)
    full = np.quantile(blurred[blurred > blurred.max() / 2], _FULL)
    return np.clip((blurred / full - _FLOOR) / (1 - _FLOOR), 0, 1)
