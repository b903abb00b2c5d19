"""What `hwdigits benchmark` measures, one file a section: `run(...)` and `table(...)`.

input.py     preparing a batch against a training step
train.py     training against a plain Keras fit
distribute.py  one process, two replicas in it, two processes
read.py      synthetic pages read by the reader: exact lines, errors, ms a page
predict.py   single digits and pictures, and commands from their start to their end

turns.py     variants that take turns, for the first two
scoring.py   an answer held against a page whose text is known
failures.py  pages that were not read exactly, drawn
starts.py    a whole process: seconds and peak memory
tables.py    rows to text
"""
