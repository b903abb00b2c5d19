"""Reading without TensorFlow: NumPy, Pillow and the LiteRT runtime.

pictures.py   picture files to grey arrays, and which files there are
model.py      a .tflite file of this package, run by LiteRT
"""
