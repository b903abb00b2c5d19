"""From a picture to a map of the ink on its paper.

pictures.py   picture files to arrays, and which files there are; with arrays.py
sheets.py     a photo at the sizes it is looked at, with
paper.py      light and paper taken away: a map of the ink; with shares.py, and
shade.py      shade that lies on the paper, as creases and stripes of shadow
outline.py    a sheet of paper that lies on something else
"""
