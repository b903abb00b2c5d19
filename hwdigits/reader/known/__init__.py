"""What the user knows of the numbers, and the most probable reading that agrees.

of_lines.py     how many digits a line has, a pattern of its text: decides while a line
                is read
consistent.py   what must hold of a whole page once it is read, with
  unique.py     digits that must differ in rows, columns and blocks
  sums.py       rows that add up
  checks.py     check digits
"""
