"""What `hwdigits benchmark` measures, one file a section, with its `SECTION`.

ceiling.py   the machine's limits, and what each network asks of it
input.py     preparing a batch against a training step
train.py     training against a plain Keras fit, in turns
distribute.py  one process, two replicas in it, two processes
predict.py   single digits and pictures, and commands from their start to their end
read.py      synthetic pages read by the reader: exact lines, errors, ms a page
grids.py     photos of grids whose cells are known
stages.py    where the time of reading and of training goes
export.py    each container: what it costs, how it answers
serve.py     the SavedModel's signatures, and the client
growth.py    time and memory against how much there is

A section is told to the command line by one line of `commands.benchmark.SECTIONS`.

sections.py  what a section is, and flags that several have
document.py  BENCHMARKS.md, of all results that a folder keeps
turns.py     variants that take turns
limits.py, tensorflow_limits.py  what the machine can do at most
work.py      operations and bytes, counted from a network's layers
race.py      seconds to 99.0 %, Keras's example and ours
runtimes.py, onnx_graph.py  one network in every runtime
layers.py    a training step, layer by layer
canned.py    servers that compute nothing
printed.py   digits that need no data
scoring.py   an answer held against a page whose text is known
truths.py    photos of grids with what stands in their cells
failures.py  pages that were not read exactly, drawn
starts.py    a whole process: seconds and peak memory
tables.py    rows to text
"""
