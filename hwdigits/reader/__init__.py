"""Reading without TensorFlow: NumPy, OpenCV, Pillow and the LiteRT runtime.

A photo goes through these, in this order:

photo/        a picture file to a sheet: its light and its paper taken away
looking.py    at it as it is, larger, smooth, or on a margin where digits fill it, with
edges.py      what the edges of a cut-out left of other things
finding.py    the next five together
printed/      printed lines, boxes, patterns taken off; words beside fields left out
ink/          marks of ink, and which of them can be digits
signs/        what looks like digits and is none; some of it only after the model
rows.py       which marks stand in one row
columns.py    and in which column
lattice.py    what may be one digit: marks, joined strokes, cut pieces
cuts.py       where digits that touch could be cut
crops.py      candidates into the frame, 28x28; with products.py
model.py      a .tflite file of this package, run by LiteRT
words.py      the same as letters, where there may be words in a row
decoding.py   the most probable way along a row
company.py    how much a mark is a digit among the others of its page
looks.py      other looks at a sheet, and which of them says most, with
things.py     digits passed over for a pen that lies beside the paper,
headlines.py  and numbers much larger or smaller than most
alone.py      a large digit in pieces, alone on a photo
numbering.py  what counts the lines of a page, in lines of its own
turning.py    whether the page was turned
doubt.py      what pages show that rows and single marks cannot
grids/        the same for ruled grids: boxes, tables, puzzles
known/        what the user knows: how many digits, a pattern, sums, check digits
page.py       the answer: page, lines, digits
reader.py     all of it: `Reader`
marking.py    the answer drawn on the photo
"""
