"""Searching for better values of a config's fields, judged on validation alone.

space.py     what `config.tune` says may be tried, judged before anything is trained
trials.py    one trial: its seeds trained as `hwdigits train` does, and its record
oracles.py   KerasTuner's four searches, made to survive a kill at any moment
plan.py      what was asked for
search.py    the search: alone, or as KerasTuner's chief or one of its workers
processes.py who is what, and who waits for whom
rows.py      trials as a person reads them
report.py    lines while it runs, best.json, the Markdown report
plots.py     its picture
board.py     TensorBoard's HParams
"""
