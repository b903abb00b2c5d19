"""Reads one digit from a picture on a device: LiteRT and Pillow, nothing else.

pip install ai-edge-litert pillow numpy
python read_digit.py float32.tflite picture.png
"""

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps


def main(model: str, picture: str) -> None:
    """Prints the digit and its confidence; "no ink" for a blank picture."""
    read = Interpreter(model).get_signature_runner("predict_image")
    gray = ImageOps.exif_transpose(Image.open(picture)).convert("L")
    answer = read(image=np.asarray(gray))  # uint8 [H, W], any size
    if answer["digit"][0] < 0:
        print("no ink")
    else:
        print(f"{answer['digit'][0]} {answer['confidence'][0]:.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
