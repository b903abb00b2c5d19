"""What looks like digits and is none, told by its shape, or by those it stands among.

Alone:
barcodes.py      bars of a code for machines
choices.py       circles and boxes to tick
number_signs.py  # beside amounts
percents.py      % behind shares
ticks.py         ticks of a teacher

In a row:
crosses.py       plus and times
bars.py          slashes and brackets, which look like ones when they stand alone
items.py         letters and brackets before what is listed
"""
