"""From a map of the ink to marks, and which of them can be digits.

marks.py      connected marks of ink; with necks.py, which pale ink joins
bodies.py     which marks can be digits, and how large digits are here
enclosures.py circles around digits; with overlaps.py, digits that touch the next row
sides.py      what stands on the edge of a shadow or of the page
surroundings.py   whether paper lies around marks
"""
