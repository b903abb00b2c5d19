"""Picture files to grey arrays, and which files a user means; no TensorFlow."""

import contextlib
import pathlib
import sys
import warnings
from collections.abc import Iterable, Iterator

import numpy as np
from PIL import ExifTags, Image, ImageOps

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff")
# Phones' own format, which needs a decoder that few have. In a folder such photos are
# meant, too, so that none is left out without a word.
_HEIF_SUFFIXES = (".heic", ".heif")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
# Larger ones are refused before they are decoded.
MOST_PIXELS = 100_000_000
# Photos whose longer side is twice this and more are decoded to about this.
_DECODED_PX = 1920


class Unreadable(Exception):
    """A file is not a picture that can be read; its message says why in one line."""


def gray(path: pathlib.Path) -> np.ndarray:
    """Decodes a picture to uint8 `[H, W]`, upright, transparency over white.

    Of an animation the first frame; 16 bits a pixel and more are stretched from their
    darkest to their brightest.

    Raises:
        Unreadable: not there, not a picture, damaged, or of more than 100 million
            pixels.
    """
    with _opened(path) as opened:
        return np.asarray(_upright(opened, "L"))


def photo(path: pathlib.Path) -> tuple[np.ndarray, int]:
    """Decodes a photo, a very large one to a smaller copy, in bounded memory.

    Returns:
        (uint8 `[H, W, 3]`, RGB, upright; the width of the photo itself in px).

    Raises:
        Unreadable: as `gray`.
    """
    with _opened(path) as opened:
        long, wide = max(opened.size), _upright_width(opened)
        opened.draft("RGB", [side * _DECODED_PX // long for side in opened.size])
        if max(opened.size) >= 2 * _DECODED_PX:  # not a JPEG
            factor = max(opened.size) // _DECODED_PX
            return np.asarray(_upright(_reduced(opened, factor), "RGB")), wide
        return np.asarray(_upright(opened, "RGB")), wide


def _reduced(opened, factor):
    """A copy so many times smaller; palettes and single bits become averages."""
    if opened.mode == "P":
        whole = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    elif opened.mode == "1":
        whole = opened.convert("L")
    elif opened.mode.startswith("I;"):
        whole = opened.convert("I")
    else:
        whole = opened
    return whole.reduce(factor)


def _upright_width(opened):
    """The photo's width once it is held as its EXIF says."""
    is_on_its_side = opened.getexif().get(ExifTags.Base.Orientation, 1) >= 5
    return opened.size[is_on_its_side]


@contextlib.contextmanager
def _opened(path):
    """A picture by Pillow; whatever is wrong with it is Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's, of sizes below our own limit
            with Image.open(path) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                yield opened
    except Image.UnidentifiedImageError:
        raise Unreadable(_unidentified(path)) from None
    except IsADirectoryError:
        raise Unreadable("is a directory, not a picture") from None
    except FileNotFoundError:
        raise Unreadable("is not there") from None
    except Image.DecompressionBombError:
        raise Unreadable(f"has more than {MOST_PIXELS:,} pixels") from None
    except (OSError, ValueError, SyntaxError) as error:
        # The system's reasons have a number, Pillow's have none.
        if getattr(error, "errno", None):
            raise Unreadable(f"cannot be read: {error.strerror}") from error
        raise Unreadable(f"is damaged: {error}") from error


def _unidentified(path):
    """What a file is that no decoder knows."""
    with path.open("rb") as opened:
        begins = opened.read(12)
    if not begins:
        return "is empty"
    if begins[4:8] == b"ftyp" and begins[8:] in _HEIF_BRANDS:
        return "is a HEIC photo, which is not read here: save it as JPEG"
    if begins.startswith(b"%PDF"):
        return "is a PDF document, which is not read here: save its page as a PNG"
    return "is not a picture of a known format"


def _upright(opened, mode):
    """The opened picture in mode L or RGB, as its EXIF says it is to be held."""
    picture = ImageOps.exif_transpose(opened)
    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel and more
        stretched = _scaled_to_bytes(np.asarray(picture, np.float64))
        return Image.fromarray(stretched).convert(mode)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert(mode)


def _scaled_to_bytes(values):
    low, high = values.min(), values.max()
    return ((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)


def listed(names: Iterable[str]) -> Iterator[pathlib.Path]:
    """The files that names mean, one by one and never all at once.

    Args:
        names: files; folders, of which every picture is meant, in sorted order, deep,
            and where there is none the folder itself; and "-", a list of files on
            standard input, one a line.
    """
    for name in names:
        if name == "-":
            for line in sys.stdin:
                if line.strip():
                    yield pathlib.Path(line.rstrip("\r\n"))
        elif pathlib.Path(name).is_dir():
            inside = sorted(pathlib.Path(name).rglob("*"))
            meant = SUFFIXES + _HEIF_SUFFIXES
            found = [path for path in inside if path.suffix.lower() in meant]
            # One without pictures is named itself, which no reader takes for one.
            yield from found or [pathlib.Path(name)]
        else:
            yield pathlib.Path(name)
