"""What pre-processing makes of one picture, step by step, and what is unusual in it.

Every array comes from the functions of `preprocessing` in the order of
`preprocessing.photo`, so that what is shown is what runs.
"""

import dataclasses
import math

import cv2
import numpy as np

from hwdigits import framing, preprocessing

NOTHING = "nothing unusual"

# The limits of what is usual, by measurement on the 5,000 MNIST training digits (those
# kept for validation) and on every fifth of the 1,000 drawn digits of hwd1000.
_TINY_PX = 12  # of the ink's longer side: a stroke of MNIST's 2.4 px in 20 is 1.4 here
_THIN_PX, _THICK_PX = 1.4, 4.7  # MNIST's percentiles 0.5 and 99.5; its median is 2.4
# A part counts with this share of all ink: MNIST's percentile 99.2. Smaller ones are
# specks. Paper is what is below this much of the frame's brightest ink.
_BLOB_SHARE, _BLOB_INKED = 0.05, 0.25
# Half of the least contrast of the drawn digits, 0.50; MNIST's least is 0.81.
_LOW_CONTRAST = 0.25
# Brightest paper less darkest, of 0..1. Neither of the two sets has more than 0.001;
# from here on the paper's own slope is over half of what _LOW_CONTRAST asks of ink.
_UNEVEN = 0.15


@dataclasses.dataclass(frozen=True)
class Diagnosis:
    """One picture on its way to MNIST's frame.

    Args:
        picture: uint8 `[H, W]`, 0..255, as it is.
        bright: float32 `[H, W]`, 0..1, turned so that ink is the brighter.
        paper: float32 `[H, W]`, the light of the paper in `bright`.
        ink: float32 `[H, W]`, 0..1, paper and noise at 0 and full ink at 1.
        least: how much of `ink` is more than noise; over 1 no ink is.
        contrast: full ink over its paper in `bright`, 0..1.
        box: y0, y1, x0, x1 of the ink in px, the ends exclusive; the whole picture
            where there is no ink, or none that is more than noise.
        digit: float32 `[28, 28, 1]`, 0..1, what a network is given.
        has_ink: whether there is anything to read.
    """

    picture: np.ndarray
    bright: np.ndarray
    paper: np.ndarray
    ink: np.ndarray
    least: float
    contrast: float
    box: tuple[int, int, int, int]
    digit: np.ndarray
    has_ink: bool

    @property
    def is_inverted(self) -> bool:
        """Whether the picture had bright ink on dark paper, so that none was turned."""
        as_it_is = preprocessing.gray(self.picture).numpy()
        return bool(np.abs(self.bright - as_it_is).max() < 1e-6)

    @property
    def centre_of_mass(self) -> tuple[float, float]:
        """Row and column in the frame, 0..27; its middle without ink."""
        mass = self.digit[..., 0]
        if not mass.any():
            return framing.CENTRE, framing.CENTRE
        index = np.arange(len(mass))
        row, column = (mass.sum(axis) @ index / mass.sum() for axis in (1, 0))
        return float(row), float(column)

    @property
    def stroke_px(self) -> float:
        """Mean width of the stroke in the frame, to about 0.3 px.

        Twice area over perimeter, which is the sum of the slopes; both grey, because
        a threshold would cost a stroke of 2 px half of its width. A stroke below 1 px
        is as wide as a pixel there but fainter, hence the brightest ink as a factor.
        """
        ink = np.pad(self.digit[..., 0], 1)
        slopes = np.hypot(np.diff(ink, axis=0)[:, :-1], np.diff(ink, axis=1)[:-1])
        return float(2 * ink.sum() / max(slopes.sum(), 1e-6) * ink.max())

    @property
    def blob_shares(self) -> list[float]:
        """Shares of the ink in each part that is not a speck, the largest first."""
        ink = self.digit[..., 0]
        inked = (ink > _BLOB_INKED * max(ink.max(), 1e-6)).astype(np.uint8)
        count, part_of, _, _ = cv2.connectedComponentsWithStats(inked)
        total = max(ink[inked > 0].sum(), 1e-6)
        shares = [float(ink[part_of == i].sum() / total) for i in range(1, count)]
        return sorted((s for s in shares if s > _BLOB_SHARE), reverse=True)

    @property
    def findings(self) -> list[str]:
        """What a person should know of the picture, in plain words; never empty."""
        if not self.has_ink:
            return [
                "no ink: nothing stands out from the paper and its noise, the most by "
                f"{_levels(self.contrast)}; no digit is claimed"
            ]
        unusual = [*_of_size(self), *_of_light(self), *_of_stroke(self)]
        return [*_of_polarity(self), *(unusual or [NOTHING])]


def examine(picture: np.ndarray) -> Diagnosis:
    """Takes a picture through `preprocessing.photo`, keeping each step.

    Args:
        picture: uint8 `[H, W]`, 0..255, any size, ink dark or bright.
    """
    bright = preprocessing.with_bright_ink(preprocessing.gray(picture))
    above = preprocessing.above_paper(bright)
    ink, least, has_ink = preprocessing.with_full_contrast(above)
    box = framing.ink_box(ink, least)
    return Diagnosis(
        picture=picture,
        bright=bright.numpy(),
        paper=preprocessing.paper_light(bright).numpy(),
        ink=ink.numpy(),
        least=float(least),
        contrast=float(preprocessing.ink_level(above)),
        box=_whole(*(float(end) for end in box)),
        digit=framing.framed(ink, box).numpy(),
        has_ink=bool(has_ink),
    )


def _whole(y0, y1, x0, x1):
    """The pixels that a box touches."""
    return math.floor(y0), math.ceil(y1), math.floor(x0), math.ceil(x1)


def _of_polarity(seen):
    if not seen.is_inverted:
        return []
    return ["bright ink on dark paper, as MNIST's is: nothing had to be turned"]


def _of_size(seen):
    if not (seen.ink > seen.least).any():
        yield (
            "blurred or noisy: what may be noise reaches "
            f"{seen.least:.0%} of full ink, so the digit's box is not found and the "
            "whole picture is taken for it"
        )
        return
    y0, y1, x0, x1 = seen.box
    height, width = seen.picture.shape
    side_px = max(y1 - y0, x1 - x0)
    if side_px < _TINY_PX:
        yield (
            f"tiny: the ink's longer side is {side_px} px, enlarged to "
            f"{framing.INK_PX}; from {_TINY_PX} px on it is sharp enough"
        )
    meets = {"top": y0 == 0, "bottom": y1 == height, "left": x0 == 0}
    meets["right"] = x1 == width
    edges = [edge for edge, is_met in meets.items() if is_met]
    if edges:
        yield (
            f"touches the border ({', '.join(edges)}): the digit may be cut off, or "
            "this is a line or shadow beside it"
        )


def _of_light(seen):
    if seen.contrast < _LOW_CONTRAST:
        yield (
            f"low contrast: the ink is {_levels(seen.contrast)} from its paper; "
            f"{_LOW_CONTRAST * 255:.0f} or more is usual"
        )
    spread = float(np.ptp(seen.paper))
    if spread > _UNEVEN:
        yield (
            f"uneven light: the paper varies by {_levels(spread)}; up to "
            f"{_UNEVEN * 255:.0f} is usual"
        )


def _of_stroke(seen):
    width_px = seen.stroke_px
    usual = f"MNIST's are {_THIN_PX} to {_THICK_PX}"
    if width_px < _THIN_PX:
        yield f"very thin stroke: {width_px:.1f} px in the 28x28 frame; {usual}"
    if width_px > _THICK_PX:
        yield f"very thick stroke: {width_px:.1f} px in the 28x28 frame; {usual}"
    shares = seen.blob_shares
    if len(shares) > 1:
        listed = ", ".join(f"{share:.0%}" for share in shares)
        yield (
            f"{len(shares)} separate parts ({listed} of the ink): a broken digit, more "
            "than one, or something beside it"
        )


def _levels(share):
    return f"{share * 255:.0f} of 255 grey levels"
