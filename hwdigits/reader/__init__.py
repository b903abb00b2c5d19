"""Reading without TensorFlow: NumPy, OpenCV, Pillow and the LiteRT runtime.

A photo goes through these, in this order:

pictures.py   picture files to arrays, and which files there are
paper.py      light and paper taken away: a map of the ink
marks.py      connected marks of ink
rows.py       which marks can be digits, and which stand in one row
lattice.py    what may be one digit: marks, joined strokes, cut pieces
cuts.py       where digits that touch could be cut
crops.py      candidates into the frame, 28x28
model.py      a .tflite file of this package, run by LiteRT
decoding.py   the most probable way along a row
page.py       the answer: page, lines, digits
reader.py     the stages together
"""
