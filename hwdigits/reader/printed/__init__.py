"""Printed lines on a page: found and taken off, and the fields that they make.

rulings.py    all of them, found
removal.py    taken off without hurting the digits that cross them
ruling.py     one line
straight.py   long thin straight ones: rules, paper edges
short.py      short ones in a row: sides of boxes, and one under each digit
ruled.py      rules across the whole paper: where those run that do not show
cells.py      the sides of boxes, from holes in the ink
teeth.py      bars that stand on lines: combs
heights.py    how far ink goes up from a line
patterns.py   waves all over the paper, as on cheques
fields.py     marks in form fields, and the words beside them
"""
