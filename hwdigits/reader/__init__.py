"""Reading without TensorFlow: NumPy, OpenCV, Pillow and the LiteRT runtime.

A photo goes through these, in this order:

pictures.py   picture files to arrays, and which files there are; with arrays.py
sheets.py     a photo at the sizes it is looked at, with
paper.py      light and paper taken away: a map of the ink; with shares.py, and
shade.py      shade that lies on the paper, as creases and stripes of shadow
looking.py    as it is, larger, smooth, or on a margin where digits fill it, with
edges.py      what the edges of a cut-out left of other things
finding.py    the next fourteen together
printed/      printed lines, boxes, patterns taken off; words beside fields left out
enclosures.py circles around digits; with overlaps.py, digits that touch the next row
barcodes.py   bars of a code for machines; with number_signs.py, # beside amounts,
choices.py    circles and boxes to tick, and
ticks.py      ticks of a teacher
sides.py      what stands on the edge of a shadow or of the page
marks.py      connected marks of ink; with necks.py, which pale ink joins
bodies.py     which marks can be digits, and how large digits are here
rows.py       which of them stand in one row
columns.py    and in which column
surroundings.py   whether paper lies around marks
lattice.py    what may be one digit: marks, joined strokes, cut pieces
crosses.py    and which marks are signs of sums
cuts.py       where digits that touch could be cut
crops.py      candidates into the frame, 28x28; with products.py
model.py      a .tflite file of this package, run by LiteRT
words.py      the same as letters, where there may be words in a row
decoding.py   the most probable way along a row
bars.py       slashes and brackets, which look like ones when they stand alone
company.py    how much a mark is a digit among the others of its page
looks.py      other looks at a sheet, and which of them says most, with
things.py     digits passed over for a pen that lies beside the paper,
outline.py    and for all that the paper lies on,
headlines.py  and numbers much larger or smaller than most
alone.py      a large digit in pieces, alone on a photo
turning.py    whether the page was turned
doubt.py      what pages show that rows and single marks cannot
grids/        the same for ruled grids: boxes, tables, puzzles
known/        what the user knows: how many digits, a pattern, sums, check digits
page.py       the answer: page, lines, digits
reader.py     all of it: `Reader`
marking.py    the answer drawn on the photo
"""
