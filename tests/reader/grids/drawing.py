"""Grids drawn for the tests: lines, digits in cells, and how the sheet is held."""

import cv2
import numpy as np

PAPER, INK, LINE = 228, 40, 90


def drawn(digits, cells, wide=52, high=56, thick=2, margin=90, size=34, gap=0):
    """A sheet with a grid, uint8 [H, W, 3].

    Args:
        digits: {digit: uint8 [28, 28]}, bright on 0.
        cells: rows of texts, "" for an empty cell.
        wide: of a column, px, or of each of them.
        high: of a row, px.
        thick: of the lines, px.
        margin: around the grid, px.
        size: of a digit's picture, px.
        gap: between boxes that stand apart, px.
    """
    widths = [wide] * len(cells[0]) if np.isscalar(wide) else list(wide)
    left = margin + np.cumsum([0, *(one + gap for one in widths)])
    height = 2 * margin + len(cells) * (high + gap)
    sheet = np.full((height, left[-1] + margin, 3), PAPER, np.uint8)
    for row, texts in enumerate(cells):
        top = margin + row * (high + gap)
        for column, text in enumerate(texts):
            x = int(left[column])
            ends = (x, top), (x + widths[column], top + high)
            cv2.rectangle(sheet, *ends, (LINE,) * 3, thick)
            step = int(0.62 * size)
            at = x + (widths[column] - step * len(text)) // 2 - (size - step) // 2
            for place, digit in enumerate(text):
                y = top + (high - size) // 2
                write(sheet, digits[int(digit)], at + place * step, y, size)
    return sheet


def write(sheet, digit, x, y, size):
    """Lays a digit on the sheet, in place."""
    ink = cv2.resize(digit, (size, size), interpolation=cv2.INTER_AREA) / 255.0
    part = sheet[y : y + size, x : x + size]
    part[:] = np.minimum(part, part - ink[..., np.newaxis] * (part - float(INK)))


def photographed(sheet, turn=0.0, tilt=0.0, curl=0.0, shadow=0.0):
    """The sheet as a camera may see it.

    Args:
        turn: degrees.
        tilt: how much shorter its upper edge is, a share.
        curl: how far its middle bulges, a share of its height.
        shadow: of the light that a shadow over its right half takes.
    """
    height, width = sheet.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bulge = curl * height * np.sin(np.pi * x / width)
    sheet = cv2.remap(sheet, x, y + bulge, cv2.INTER_LINEAR, borderValue=(PAPER,) * 3)
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    middle = corners.mean(0)
    seen = corners.copy()
    seen[:2, 0] += tilt * (middle[0] - seen[:2, 0])
    way = np.deg2rad(turn)
    rotation = np.float32([[np.cos(way), -np.sin(way)], [np.sin(way), np.cos(way)]])
    seen = (seen - middle) @ rotation.T + middle
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    photo = cv2.warpPerspective(
        sheet, matrix, (width, height), borderValue=(PAPER,) * 3
    )
    light = np.where(x + 0.4 * y > 0.6 * width, 1 - shadow, 1.0)
    return (photo * cv2.GaussianBlur(light, (9, 9), 0)[..., np.newaxis]).astype(
        np.uint8
    )
