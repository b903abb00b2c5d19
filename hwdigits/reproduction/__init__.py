"""The five papers' tables and curves, ours beside theirs.

paper1.py ... paper5.py   which cells a paper needs, and what is made of them (of
                          the first and the fourth in several files)
  verdicts.py             what each paper says and leaves unsaid, in two languages
scale.py         the whole of it, or a small version
configs.py       the files of configs/paper, by name
cells.py         one experiment: a config and what is measured; its result, kept
  material.py      the images that a cell learns from and is tested on
  measuring.py     a cell computed: a network's curves, or a baseline's errors
    fitting.py       a network: its stages, its curves, how it ends
    probes.py        losses a step and gradient norms
    codes.py         what an autoencoder has learnt, as pictures
  running.py       all cells that are not there yet, with the time left
tables.py, plots.py, claims.py   what a report is made of
report.py        the report itself, from the cells alone
"""
