"""Pictures as files."""

import io

from PIL import Image


def png(picture) -> bytes:
    """A PNG file's contents of uint8 `[H, W]`."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()
