"""Picture files in the graph: what no decoder may be given counts as no ink."""

import io
import struct
import zlib

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from hwdigits.exporting import decoding


@pytest.fixture(scope="module")
def gray():
    """`decoding.gray` as a graph: bytes -> uint8 `[H, W]`."""
    spec = [tf.TensorSpec((), tf.string)]
    graph = tf.function(decoding.gray, spec)
    return lambda data: graph(data).numpy()


def drawn():
    picture = np.full((40, 60), 250, np.uint8)
    picture[10:30, 25:35] = 20
    return Image.fromarray(picture)


def encoded(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


FRAMES = {"save_all": True, "append_images": [Image.new("L", (60, 40), 3)]}
READ = {
    "png": encoded(drawn(), "PNG"),
    "animated png": encoded(drawn(), "PNG", **FRAMES),
    "jpeg": encoded(drawn(), "JPEG"),
    "bmp": encoded(drawn(), "BMP"),
    "gif": encoded(drawn(), "GIF"),
    "animated gif": encoded(drawn(), "GIF", **FRAMES),
    "webp": encoded(drawn(), "WEBP"),
    "lossless webp": encoded(drawn(), "WEBP", lossless=True),
    "extended webp": encoded(drawn(), "WEBP", icc_profile=b"a profile"),
}


@pytest.mark.parametrize("name", READ)
def test_every_format_is_decoded(name, gray):
    difference = gray(READ[name]).astype(float) - np.asarray(drawn())
    assert np.abs(difference).mean() < 3


def huge_png():
    """Its head alone: a decoder would fail on what follows."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk


def with_sides(data, at, sides):
    return data[:at] + sides + data[at + len(sides) :]


def huge_jpeg():
    at = READ["jpeg"].index(b"\xff\xc0") + 5
    return with_sides(READ["jpeg"], at, struct.pack(">HH", 20_000, 20_000))


NO_INK = {
    "empty": b"",
    "short": b"RIFF",
    "sound": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    "text": b"seven",
    "animated webp": encoded(drawn(), "WEBP", **FRAMES),
    "huge png": huge_png(),
    "huge jpeg": huge_jpeg(),
    "huge gif": with_sides(READ["gif"], 6, struct.pack("<HH", 20_000, 20_000)),
    "huge webp": with_sides(READ["webp"], 26, struct.pack("<HH", 16_383, 16_383)),
    "huge lossless webp": with_sides(READ["lossless webp"], 21, b"\xff" * 4),
    "huge extended webp": with_sides(READ["extended webp"], 24, b"\0\x40\0" * 2),
}


@pytest.mark.parametrize("name", NO_INK)
def test_what_harms_a_server_is_a_white_pixel(name, gray):
    np.testing.assert_array_equal(gray(NO_INK[name]), [[255]])
